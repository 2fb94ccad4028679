"""What the assumptions script takes for an open end, and what not."""
import importlib.machinery
import importlib.util
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("assumptions", str(ROOT / "proofs/assumptions"))
script = importlib.util.module_from_spec(importlib.util.spec_from_loader("assumptions", loader))
loader.exec_module(script)


def open_ends(text):
    return script.open_ends(ROOT / "spec/A.v", script.strip_comments(text))


class OpenEnds(unittest.TestCase):
    def test_each_way_to_leave_a_proof_open_is_found_with_its_line(self):
        for word in ("Admitted", "Axiom a : False", "Parameter p : nat", "admit", "Conjecture c : False",
                     "Hypothesis h : False", "Unset Guard Checking", "Abort"):
            self.assertEqual(len(open_ends(f"Lemma l : True.\n{word}.")), 1, word)
            self.assertTrue(open_ends(f"\n{word}.")[0].startswith("spec/A.v:2: "), word)

    def test_comments_and_strings_do_not_count(self):
        self.assertEqual(open_ends('(* Admitted (* Axiom *) admit *) Definition s := "Axiom".'), [])

    def test_a_section_generalises_its_variables_but_not_its_axioms(self):
        self.assertEqual(open_ends("Section S.\nVariable x : nat.\nHypothesis h : x = 0.\nEnd S."), [])
        self.assertEqual(len(open_ends("Section S.\nAxiom a : False.\nEnd S.")), 1)
        self.assertEqual(len(open_ends("Section S.\nEnd S.\nVariable x : nat.")), 1)

    def test_theorems_are_found_by_name(self):
        text = "Theorem a : True.\n  Theorem b' (n : nat) : n = n.\nLemma c : True.\n(* Theorem d *)"
        self.assertEqual(script.THEOREM.findall(script.strip_comments(text)), ["a", "b'"])


if __name__ == "__main__":
    unittest.main()
