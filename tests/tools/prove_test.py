"""The prove runner lets a sound file pass and says what is wrong with the others."""
import argparse
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("prove", str(ROOT / "proofs/wp/prove"))
prove = importlib.util.module_from_spec(importlib.util.spec_from_loader("prove", loader))
loader.exec_module(prove)

CONTRACT = "/*@ assigns \\nothing; ensures \\result == x; */\n"
SOUND = CONTRACT + """int f(int x) {
  /*@ loop invariant 0 <= i <= 3; loop assigns i; loop variant 3 - i; */
  for (int i = 0; i < 3; i++) { }
  return x;
}
"""


class Project(unittest.TestCase):
    """A project of its own for each test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        (root / "proofs").mkdir()
        (root / "proofs/wp").symlink_to(ROOT / "proofs/wp")
        (root / "src/core").mkdir(parents=True)
        self.addCleanup(setattr, prove, "ROOT", prove.ROOT)
        prove.ROOT = root

    def write(self, name, text):
        (prove.ROOT / "src/core" / name).write_text(text)

    def prove(self, text):
        self.write("a.c", text)
        options = argparse.Namespace(fct=None, all_smoke=False)
        return prove.prove("src/core/a.c", options)

    def assert_fault(self, text, fault):
        found = self.prove(text)["faults"]
        self.assertTrue(any(fault in line for line in found), found)

    def test_a_sound_file_passes(self):
        result = self.prove(SOUND)
        self.assertEqual(result["faults"], [])
        self.assertEqual(list(result["functions"]), ["f"])
        self.assertGreater(result["goals"], 5)

    def test_a_function_without_contract_is_a_fault(self):
        self.assert_fault(SOUND + "int g(int x) { return x; }\n", "g has no proved ensures")

    def test_a_loop_without_variant_is_a_fault(self):
        self.assert_fault(SOUND.replace("loop variant 3 - i;", ""), "1 loops, but 0 variants")

    def test_an_absurd_contract_is_a_fault(self):
        self.assert_fault(SOUND.replace("/*@ assigns", "/*@ requires x < 0 < x; assigns", 1), "smoke")

    def test_recursion_is_a_fault(self):
        self.assert_fault(CONTRACT + "int f(int x) { return f(x); }\n", "recursive")

    def test_a_file_that_does_not_parse_is_a_fault(self):
        self.assert_fault("int f(", "stopped before the end")

    def test_inline_functions_of_headers_are_proved_as_a_file_of_their_own(self):
        self.write("h.h", CONTRACT + "static inline int g(int x) { return x; }\n")
        result = self.prove('#include "h.h"\n' + CONTRACT + "int f(int x) { return g(x); }\n")
        self.assertEqual((result["faults"], list(result["functions"])), ([], ["f"]))
        self.assertEqual(prove.sources(), ["src/core/a.c", "src/core/h.h"])

    def test_a_false_lemma_is_a_fault_though_other_goals_would_use_it(self):
        self.write("h.h", CONTRACT + "static inline int g(int x) { return x; }\n"
                   "/*@ lemma all_is_zero: \\forall integer x; x == 0; */\n")
        zero = "/*@ assigns \\nothing; ensures \\result == 0; */\nint f(int x) { return x; }\n"
        self.assertEqual(self.prove('#include "h.h"\n' + zero)["faults"], [])
        options = argparse.Namespace(fct=None, all_smoke=False)
        with mock.patch.object(prove, "FLAGS", [*prove.FLAGS, "-wp-timeout", "2"]):
            self.assertIn("lemma all_is_zero is not proved", prove.prove("src/core/h.h", options)["faults"])

    def test_a_true_lemma_is_a_goal_of_its_file(self):
        result = self.prove(SOUND + "/*@ lemma grows: \\forall integer x; x < x + 1; */\n")
        self.assertEqual((result["faults"], result["functions"]["(lemmas)"]["goals"]), ([], 1))
        self.write("h.h", "/*@ lemma grows: \\forall integer x; x < x + 1; */\n")
        self.assertEqual(prove.sources(), ["src/core/a.c", "src/core/h.h"])

    def test_a_callee_that_nobody_proves_and_an_assumption_are_faults_of_the_whole(self):
        result = self.prove(CONTRACT + "int g(int x);\n" + CONTRACT + "int f(int x) { return g(x); }\n")
        self.write("b.h", "/*@ axiomatic A { axiom wrong: \\false; } */\n")
        self.assertEqual(prove.check_whole([result]), [
            "src/core/a.c: calls g, which no file proves",
            "src/core/b.h:1: assumes: /*@ axiomatic A { axiom wrong: \\false; } */"])


class Log(unittest.TestCase):
    def test_a_failed_goal_counts_and_is_named(self):
        log = ("[wp] [Qed] Goal typed_f_ensures : Valid (1ms)\n"
               "[wp] [Failed] Goal typed_f_assigns\n  Z3 4.8.12: Timeout (30s)\n"
               "[wp] Proved goals:    1 / 2\n")
        table, names, failed = prove.read_goals(log, ["f"])
        self.assertEqual((names, failed, table["f"]["goals"]), (["f_ensures"], ["f_assigns (goal)"], 2))
        faults = prove.gate(log, ["f"], names, failed, 2, partial=True)
        self.assertEqual(faults, ["not proved: f_assigns (goal)", "1 of 2 goals proved, smoke tests included"])

    def test_times_add_up(self):
        self.assertAlmostEqual(prove.seconds("Qed:4ms) (1.5s) (9840"), 1.504)
        self.assertAlmostEqual(prove.seconds("2'3s"), 123)


if __name__ == "__main__":
    unittest.main()
