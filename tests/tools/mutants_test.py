"""proofs/mutants/run: what it does with faults that nothing catches, and with those that are none."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("mutants_run", str(ROOT / "proofs/mutants/run"))
run = importlib.util.module_from_spec(importlib.util.spec_from_loader("mutants_run", loader))
sys.modules["mutants_run"] = run  # where dataclasses look for it
loader.exec_module(run)

KILLER = "test:core/seq_test:r9293_l02_addition_wraps"


def mutant(sed, killer=KILLER):
    return run.Mutant("name", killer, "src/core/seq.h", sed, "fault")


class Mutants(unittest.TestCase):
    def test_a_fault_that_the_killer_catches(self):
        self.assertIs(run.is_killed(mutant("s@(uint64_t)a + n) % PLUMB_TWO32@(uint64_t)a + n) % 7@")), True)

    def test_a_fault_elsewhere_survives(self):
        self.assertIs(run.is_killed(mutant("s@return a <= b ? a : b@return a <= b ? b : a@")), False)

    def test_a_fault_that_changes_nothing(self):
        with self.assertRaisesRegex(run.Broken, "changes 0 lines"):
            run.is_killed(mutant("s@no such text@@"))

    def test_a_fault_that_changes_too_much(self):
        with self.assertRaisesRegex(run.Broken, "not one"):
            run.is_killed(mutant("s@return@return 1 +@"))

    def test_a_fault_that_does_not_compile(self):
        with self.assertRaises(run.Broken):
            run.is_killed(mutant("s@return a <= b ? a : b@return a <= b ? a@"))

    def test_a_killer_that_does_not_exist(self):
        with self.assertRaisesRegex(run.Broken, "has no test nothing"):
            run.is_killed(mutant("s@return a <= b ? a : b@return b@", "test:core/seq_test:nothing"))

    def test_every_killer_is_tried_on_the_sources_as_they_are(self):
        mutants = [mutant("x"), mutant("y"), mutant("z", "wp:seq_lt")]
        self.assertEqual(run.killers(mutants),
                         [("src/core/seq.h", ("seq_lt",)), ("tests/core/seq_test.c", ())])

    def test_the_table(self):
        table = run.read_table()
        self.assertGreaterEqual(len(table), 40)
        for row in table:
            self.assertRegex(row.killer, r"^(wp:\w+|test:(core|check)/\w+_test:\w+)$")
            self.assertTrue((ROOT / row.file).is_file(), row.file)
            if row.function is None:
                program, test = row.test
                self.assertIn(f"START_TEST({test})", (ROOT / program).read_text())


if __name__ == "__main__":
    unittest.main()
