"""The generator on small models: what it writes for each construct, and what it refuses, where."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/tools/gallina2acsl"


def coq(folder, file):
    subprocess.run(["coqc", "-q", "-w", "none", "-Q", ".", "Plumb", file], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)


def extract(folder, modules):
    """Extract the modules in the folder, with the settings of spec/Extract.v."""
    for module in modules:
        coq(folder, f"{module}.v")
    settings = (ROOT / "spec/Extract.v").read_text()
    settings = settings[settings.index("Require Import ZArith"):settings.index("Separate Extraction")]
    script = f"From Plumb Require Import {' '.join(modules)}.\n{settings}\nSeparate Extraction {' '.join(modules)}.\n"
    (folder / "Extract.v").write_text(script)
    coq(folder, "Extract.v")


def generate(folder, *arguments):
    """Run the generator in the folder, where both the source and what was extracted of it are."""
    return subprocess.run([ROOT / "tools/gallina2acsl.py", "--json", ".", "--spec", ".", *arguments],
                          cwd=folder, text=True, capture_output=True, check=False)


class Generator(unittest.TestCase):
    part = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.modules = sorted(p.stem for p in (FIXTURES / cls.part).glob("*.v"))
        for module in cls.modules:
            shutil.copy(FIXTURES / cls.part / f"{module}.v", cls.folder)
        extract(cls.folder, cls.modules)


class Accepts(Generator):
    part = "accept"

    def run_ok(self, *arguments):
        run = generate(self.folder, *arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_every_construct_is_translated(self):
        self.run_ok("--output", "model.h", "Fragment")
        self.assertEqual((self.folder / "model.h").read_text().splitlines(),
                         (FIXTURES / "accept/model.h").read_text().splitlines())

    def test_lines_fit_the_page(self):
        longest = max((FIXTURES / "accept/model.h").read_text().splitlines(), key=len)
        self.assertLessEqual(len(longest), 100, longest)

    def test_frama_c_takes_it(self):
        (self.folder / "all.c").write_text(f'#include "{FIXTURES}/accept/types.h"\n#include "{FIXTURES}/accept/model.h"\n')
        run = subprocess.run(["frama-c", self.folder / "all.c"], text=True, capture_output=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_a_current_header_passes_the_check(self):
        self.run_ok("--output", "checked.h", "Fragment")
        self.run_ok("--check", "--output", "checked.h", "Fragment")

    def test_a_stale_header_fails_the_check_and_is_left_alone(self):
        stale = self.folder / "stale.h"
        stale.write_text("stale\n")
        run = generate(self.folder, "--check", "--output", "stale.h", "Fragment")
        self.assertEqual(run.returncode, 1)
        self.assertIn("stale.h: stale", run.stderr)
        self.assertEqual(stale.read_text(), "stale\n")

    def test_a_given_module_is_used_but_not_written(self):
        (self.folder / "User.v").write_text(
            "From Plumb Require Import Fragment.\nRequire Import ZArith.\n"
            "Definition low (p : point) : bool := Above p 9%Z.\n")
        extract(self.folder, ["Fragment", "User"])
        self.run_ok("--given", "Fragment", "--output", "user.h", "User")
        text = (self.folder / "user.h").read_text()
        self.assertIn("  logic boolean low(struct plumb_point p) =\n    Above(p, 9);\n", text)
        self.assertNotIn("origin", text)

    def test_a_module_that_is_not_given_is_refused(self):
        (self.folder / "User.v").write_text(
            "From Plumb Require Import Fragment.\nRequire Import ZArith.\n"
            "Definition low (p : point) : bool := Above p 9%Z.\n")
        extract(self.folder, ["Fragment", "User"])
        run = generate(self.folder, "--output", "user.h", "User")
        self.assertEqual((run.returncode, run.stderr),
                         (1, "User.v:3: low: outside the fragment: Above of Fragment\n"))

    def test_a_module_that_was_not_extracted_is_named(self):
        (self.folder / "Absent.v").write_text("")
        run = generate(self.folder, "--output", "absent.h", "Absent")
        self.assertEqual(run.returncode, 1)
        self.assertIn("Absent.json: no such file", run.stderr)


class Rejects(Generator):
    part = "reject"

    def test_what_is_outside_the_fragment_is_an_error_at_its_line(self):
        for module in self.modules:
            first = (self.folder / f"{module}.v").read_text().splitlines()[0]
            line, name, reason = re.fullmatch(r"\(\* (\d+): (\w+): (.*) \*\)", first).groups()
            with self.subTest(module):
                run = generate(self.folder, "--output", "model.h", module)
                self.assertEqual((run.returncode, run.stderr),
                                 (1, f"{module}.v:{line}: {name}: outside the fragment: {reason}\n"))
                self.assertFalse((self.folder / "model.h").exists())


if __name__ == "__main__":
    unittest.main()
