"""rig/judge knows what was looked at, and only that."""
import csv
import importlib.machinery
import importlib.util
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("judge", str(ROOT / "rig/judge"))
judge = importlib.util.module_from_spec(importlib.util.spec_from_loader("judge", loader))
loader.exec_module(judge)

KNOWN = [{"stack": "a-*", "scenario": "one", "clause": "MUST-1", "reason": "first"},
         {"stack": "a-*", "scenario": "*", "clause": "MUST-1", "reason": "second"}]


class Reasons(unittest.TestCase):
    def test_the_first_row_that_fits_gives_the_reason(self):
        self.assertEqual(judge.reason_for(KNOWN, "a-1.0", "one", "MUST-1"), "first")
        self.assertEqual(judge.reason_for(KNOWN, "a-1.0", "v6-one", "MUST-1"), "first")
        self.assertEqual(judge.reason_for(KNOWN, "a-1.0", "two", "MUST-1"), "second")

    def test_everything_else_is_new(self):
        for stack, clause in (("b-1.0", "MUST-1"), ("a-1.0", "MUST-2"), ("xa-1.0", "MUST-1")):
            self.assertIsNone(judge.reason_for(KNOWN, stack, "one", clause), (stack, clause))

    def test_every_reason_is_described(self):
        variations = (ROOT / "docs/variations.md").read_text(encoding="utf-8")
        with open(ROOT / "rig/known.tsv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                for reason in row["reason"].split(", "):
                    self.assertIn("**%s**" % reason, variations)


if __name__ == "__main__":
    unittest.main()
