"""The back-translation on a small model: Coq proves what was generated, and nothing that was altered."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests/tools/gallina2acsl/accept"
HEADER = (FIXTURE / "model.h").read_text()
TYPES = (FIXTURE / "types.h").read_text()


class BackTranslation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        for library, source in (("Plumb", FIXTURE / "Fragment.v"),
                                ("PlumbProofs", ROOT / "proofs/coq/BackTranslation.v")):
            (cls.folder / library).mkdir()
            shutil.copy(source, cls.folder / library)
            cls.coq("-Q", library, library, f"{library}/{source.name}", check=True)

    @classmethod
    def coq(cls, *arguments, check=False):
        return subprocess.run(["coqc", "-q", "-w", "none", *arguments], cwd=cls.folder, text=True,
                              capture_output=True, check=check)

    def read(self, header, types=TYPES):
        """Read a header back; the C types are of the fixture."""
        (self.folder / "model.h").write_text(header)
        (self.folder / "types.h").write_text(types)
        return subprocess.run([ROOT / "tools/acsl2gallina.py", "--types", "types.h", "--output", "Back.v", "model.h"],
                              cwd=self.folder, text=True, capture_output=True, check=False)

    def prove(self, header, types=TYPES):
        """What Coq says of a header."""
        self.assertEqual(self.read(header, types).returncode, 0)
        return self.coq("-Q", "Plumb", "Plumb", "-Q", "PlumbProofs", "PlumbProofs", "Back.v")

    def altered(self, old, new):
        self.assertEqual(HEADER.count(old), 1, old)
        return HEADER.replace(old, new)

    def test_all_that_was_generated_is_the_model(self):
        run = self.prove(HEADER)
        self.assertEqual((run.returncode, run.stdout), (0, "Closed under the global context\n"), run.stderr)

    def test_every_function_is_read(self):
        functions = [line for line in HEADER.splitlines() if line.startswith("  logic ") and " any_" not in line]
        self.assertEqual(self.read(HEADER).stdout, f"Back.v: {len(functions)} functions\n")

    def test_what_was_altered_is_not_the_model(self):
        for fault, old, new in (
                ("comparison", "y < p.y", "y <= p.y"),
                ("operator", "x + s.at.y + s.sides", "x + s.at.y - s.sides"),
                ("order of operands", "a / (b / c)", "a / b / c"),
                ("constant", "    65536;", "    65535;"),
                ("test", "k == PLUMB_BLUE || k == PLUMB_BLACK", "k == PLUMB_BLUE"),
                ("enumerator", "next(s.colour) == PLUMB_GREEN ? 1", "next(s.colour) == PLUMB_BLUE ? 1"),
                ("branches", "copy0 ? sum_ : 0", "copy0 ? 0 : sum_"),
                ("field", "p.x != 0", "p.y != 0"),
                ("record", "{ s \\with .at = { s.at \\with", "{ s \\with .at = { s.to \\with"),
                ("argument", "sum(n - 1, b, at_ + 2)", "sum(n - 1, b, at_)"),
                ("what fuel ends with", "n <= 0 ? 0 : sum", "n <= 0 ? 1 : sum"),
                ("octet", "256 * b[i] + b[i + 1]", "256 * b[i + 1] + b[i]")):
            with self.subTest(fault):
                run = self.prove(self.altered(old, new))
                self.assertEqual(run.returncode, 1)
                self.assertIn("Error:", run.stderr)

    def test_a_bool_may_be_one_bit(self):
        types = TYPES.replace("bool open;", "bool open : 1;")
        self.assertNotEqual(types, TYPES)
        self.assertEqual(self.prove(HEADER, types).returncode, 0)

    def test_c_types_that_are_not_the_models_are_not_proved(self):
        for fault, old, new in (("enumerator missing", ", PLUMB_BLACK }", " }"),
                                ("enumerator added", "PLUMB_BLACK }", "PLUMB_BLACK, PLUMB_WHITE }"),
                                ("field added", "  uint8_t sides;", "  uint8_t sides;\n  uint8_t more;"),
                                ("number in few bits", "  uint8_t sides;", "  uint8_t sides : 2;")):
            with self.subTest(fault):
                types = TYPES.replace(old, new)
                self.assertNotEqual(types, TYPES)
                read = self.read(HEADER, types)
                self.assertTrue(read.returncode or self.prove(HEADER, types).returncode)

    def test_what_acsl_does_not_say_this_way_is_not_read(self):
        for fault, old, new in (
                ("wrong width", ".sides = (uint8_t)4", ".sides = (uint32_t)4"),
                ("no cast", ".set = (uint64_t)now", ".set = now"),
                ("field not given", ".x = (uint32_t)0, .y = (uint32_t)0", ".x = (uint32_t)0"),
                ("field given twice", ".x = (uint32_t)0, .y", ".x = (uint32_t)0, .x = (uint32_t)0, .y"),
                ("no such field", "s.sides;", "s.edges;"),
                ("_Bool as a boolean", "b == (s.open != 0)", "b == s.open"),
                ("boolean as a number", "a * b % c", "a * b % (a < b)"),
                ("unknown function", "Above(p, 7)", "Below(p, 7)"),
                ("recursion that does not end", "sum(n - 1, b, at_ + 2)", "sum(n, b, at_ + 2)"),
                ("fuel read when it has ended", "n <= 0 ? 0 : sum", "n <= 0 ? n : sum"),
                ("unfinished", "    word(x0, x1);", "    word(x0, x1;"),
                ("several comparisons", "(n <= 3) == (!b)", "n <= 3 == (!b)"),
                ("recursion that skips", "sum(n - 1, b, at_ + 2)", "sum(n - 1 - 1, b, at_ + 2)"),
                ("a local twice", "\\let moved0 = copy0", "\\let copy0 = copy0"),
                ("unknown sign", "a * b % c", "a * b ^ c")):
            with self.subTest(fault):
                run = self.read(self.altered(old, new))
                self.assertEqual(run.returncode, 1)
                self.assertRegex(run.stderr, r"^acsl2gallina: \w+: ")


if __name__ == "__main__":
    unittest.main()
