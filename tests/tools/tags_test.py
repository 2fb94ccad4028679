"""The tag checker on a small project made for each test."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import tags  # noqa: E402

HEADER = "id\trfc\tsection\tlevel\ttopic\tparaphrase\tsource\n"
CLAUSES = HEADER + "".join(f"{tag}\t9293\t3\tMUST\ttx:x\tDo {tag} | now.\town\n" for tag in (
    "MUST-5", "MUST-58", "R9293-L04"))
EVENTS = HEADER + "".join(f"{tag}\t9293\t3.10\tSTEP\tx\tOn {tag}.\town\n" for tag in (
    "EV-SEG-SYNC-5c", "EV-SEND-ESTAB+-1"))
R7323 = HEADER + "R7323-5.3_R1-a\t7323\t5.3\tSTEP\trx:paws\tDrop.\town\n"
WAITING = "id\treason\twaits-for\n"


class Project(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("spec/requirements/rfc9293.tsv", CLAUSES)
        self.write("spec/requirements/rfc9293-events.tsv", EVENTS)
        self.write("spec/requirements/rfc7323.tsv", R7323)
        self.write("spec/waiting.tsv", WAITING)
        self.rows = tags.read_tables(self.root / "spec/requirements")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def found(self):
        return {(m.id, m.place) for m in tags.mentions(self.root, self.rows) if m.known}

    def test_each_place_is_told_apart(self):
        self.write("spec/A.v", "(* MUST-5 *)")
        self.write("src/core/a.c", "/* MUST-5: why */\n/*@ behavior must_58: */\nint a;\n//@ assert must_5: \\true;\n")
        self.write("src/check/clauses.h", '{"MUST-5"}')
        self.write("proofs/coq/A.v", "(* R9293-L04 *)")
        self.write("tests/core/a_test.c", "START_TEST(ev_seg_sync_5c_is_dropped)")
        self.write("docs/a.md", "R7323-5.3_R1-a.")
        self.assertEqual(self.found(), {
            ("MUST-5", "model"), ("MUST-5", "code"), ("MUST-58", "contract"), ("MUST-5", "contract"),
            ("MUST-5", "verdict"), ("R9293-L04", "proof"), ("EV-SEG-SYNC-5c", "test"), ("R7323-5.3_R1-a", "docs")})

    def test_plus_and_dots_belong_to_an_id_but_a_full_stop_does_not(self):
        self.write("spec/A.v", "EV-SEND-ESTAB+-1, R7323-5.3_R1-a.")
        self.write("tests/core/a_test.c", "ev_send_estab_1 r7323_5_3_r1_a")
        self.assertEqual(tags.check(self.root, self.rows), [])
        self.assertEqual(len(self.found()), 4)

    def test_unknown_ids_are_reported_with_file_and_line(self):
        self.write("spec/A.v", "\n(* MUST-70, EV-SEG-SYNC-5z *)")
        self.write("tests/core/a_test.c", "START_TEST(must_70_x) START_TEST(r9293_l99)")
        self.assertEqual(tags.check(self.root, self.rows), [
            "spec/A.v:2: no such clause: MUST-70", "spec/A.v:2: no such clause: EV-SEG-SYNC-5z",
            "tests/core/a_test.c:1: no such clause: must_70_x", "tests/core/a_test.c:1: no such clause: r9293_l99"])

    def test_words_that_only_look_like_ids_are_left_alone(self):
        self.write("src/core/a.c", "int must_call, ev_queue, rec; /* RFC 9293, MUST, EV- */")
        self.assertEqual(tags.check(self.root, self.rows), [])
        self.assertEqual(self.found(), set())

    def test_an_event_stands_in_the_model_or_waits_but_not_both(self):
        self.write("spec/A.v", "EV-SEG-SYNC-5c")
        self.assertEqual(tags.events(self.root, self.rows),
                         ["EV-SEND-ESTAB+-1 is neither in spec/*.v nor in spec/waiting.tsv"])
        self.write("spec/waiting.tsv", WAITING + "EV-SEND-ESTAB+-1\tno queue\tthe send queue\n")
        self.assertEqual(tags.events(self.root, self.rows), [])
        self.write("spec/A.v", "EV-SEG-SYNC-5c EV-SEND-ESTAB+-1")
        self.assertEqual(tags.events(self.root, self.rows),
                         ["EV-SEND-ESTAB+-1 is both in spec/*.v and in spec/waiting.tsv"])

    def test_a_waiting_row_gives_its_reason(self):
        self.write("spec/A.v", "EV-SEG-SYNC-5c")
        self.write("spec/waiting.tsv", WAITING + "EV-SEND-ESTAB+-1\t\tx\nEV-NO-ROW-1\ta\tb\n")
        self.assertEqual(tags.events(self.root, self.rows), [
            "spec/waiting.tsv: EV-SEND-ESTAB+-1 lacks its reason or what it waits for",
            "spec/waiting.tsv: no such clause: EV-NO-ROW-1"])

    def test_the_matrix_counts_places_and_knows_when_it_is_stale(self):
        self.write("spec/A.v", "MUST-5 MUST-5")
        (self.root / "docs").mkdir()
        self.assertEqual(len(tags.run_matrix(self.root, self.rows, True)), 1)
        self.assertEqual(tags.run_matrix(self.root, self.rows, False), [])
        self.assertEqual(tags.run_matrix(self.root, self.rows, True), [])
        text = (self.root / tags.MATRIX).read_text()
        self.assertIn("| MUST-5 | MUST | Do MUST-5 \\| now. | [2](../spec) |", text)
        self.assertIn("## rfc9293: 1 of 3 clauses cited", text)
        self.assertIn("rfc9293-events (2), rfc7323 (1)", text)
        self.write("spec/A.v", "MUST-5")
        self.assertEqual(len(tags.run_matrix(self.root, self.rows, True)), 1)


class Tables(unittest.TestCase):
    def test_an_ambiguous_spelling_stands_for_no_clause(self):
        self.assertEqual(tags.spellings(["R6675-5.1-a", "R6675-5_1-a", "MUST-5"]), {"must_5": "MUST-5"})


if __name__ == "__main__":
    unittest.main()
