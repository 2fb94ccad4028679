"""The table of what a wire shows, on a small project made for each test."""
import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import judged  # noqa: E402
import tags  # noqa: E402

HEADER = "id\trfc\tsection\tlevel\ttopic\tparaphrase\tsource\n"
RFC9293 = HEADER + "".join(f"{tag}\t9293\t3\tMUST\ttx:x\tDo {tag} | now.\town\n" for tag in (
    "MUST-5", "MUST-40", "MUST-41", "MUST-65"))
RFC2018 = HEADER + "R2018-3-a\t2018\t3\tDEF\tsack-option\tBlocks.\town\n"
PLACES = "id\trfc\tsection\tlevel\tobservable\tmeaning\tsource\n" + "".join(
    f"{tag}\t9293\t3\tMUST\t{place}\tx\town\n" for tag, place in (
        ("MUST-5", "wire"), ("MUST-40", "wire"), ("MUST-41", "api"), ("MUST-65", "wire+internal")))
OTHERS = "id\tobservable\nR2018-3-a\twire\n"
HEADING = "id\tverdict\tby\treason\n"
TABLE = {"MUST-5": "inside\t\tno number tells it", "MUST-40": "judged\tACK_TOO_LATE\t",
         "MUST-65": "judged\tMSS_OUTSIDE_SYN\t", "R2018-3-a": "unasked\tEMPTY_BLOCK\t"}
OBSERVE_V = "Inductive finding :=\n  | NO_FINDING\n  | MSS_OUTSIDE_SYN.\n\nRecord observer := { lost : loss }.\n"
ACKS_V = "Inductive ack_fault :=\n  | NO_ACK_FAULT\n  | ACK_TOO_LATE.   (* MUST-40 *)\n\nRecord w := {}.\n"
SACK_V = "Inductive sack_fault :=\n  | NO_SACK_FAULT\n  | EMPTY_BLOCK.      (* R2018-3-a *)\n\nRecord w := {}.\n"
# What is no watch has faults too.
HEADER_V = "Inductive header_fault :=\n  | HEADER_OK\n  | HEADER_SHORT.\n"


def clauses(accessor, name, tag):
    return (f'static const struct plumb_clause clauses[] = {{\n    [PLUMB_{name}] =\n        {{"{tag}", true,\n'
            f'         "It did "\n         "wrong"}},\n}};\n'
            f"const struct plumb_clause *{accessor}(enum plumb_x f) {{ return &clauses[f]; }}\n")


class Project(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("spec/requirements/rfc9293.tsv", RFC9293)
        self.write("spec/requirements/rfc2018.tsv", RFC2018)
        self.write("spec/requirements/rfc9293-observability.tsv", PLACES)
        self.write("spec/requirements/other-observability.tsv", OTHERS)
        self.write("spec/Observe.v", OBSERVE_V)
        self.write("spec/WatchAcks.v", ACKS_V)
        self.write("spec/WatchSack.v", SACK_V)
        self.write("spec/Header.v", HEADER_V)
        self.write("src/check/clauses.c", clauses("plumb_clause_of", "MSS_OUTSIDE_SYN", "MUST-65"))
        self.write("src/check/watch_acks.c", clauses("plumb_ack_clause", "ACK_TOO_LATE", "MUST-40"))
        self.write("src/check/watch_sack.c", clauses("plumb_sack_clause", "EMPTY_BLOCK", "R2018-3-a"))
        self.write("src/cli/watches.c", "return plumb_ack_clause(f);\nreturn plumb_clause_of(f);\n")
        self.write_table()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def write_table(self, **changed):
        """The table; a change is named as the id, with _ for -; None leaves the row out."""
        rows = TABLE | {tag.replace("_", "-"): row for tag, row in changed.items()}
        self.write(judged.TABLE, HEADING + "".join(f"{tag}\t{row}\n" for tag, row in rows.items() if row is not None))

    def faults(self):
        return judged.faults(self.root, tags.read_tables(self.root / "spec/requirements"))

    def page(self):
        return judged.page(self.root, tags.read_tables(self.root / "spec/requirements"))

    def test_a_table_that_agrees_with_the_sources_has_no_fault(self):
        self.assertEqual(self.faults(), [])
        self.assertEqual(judged.summary(self.root),
                         "4 clauses that a capture can show: 2 judged, 1 unasked, 1 inside")

    def test_what_the_wire_shows_is_in_the_table_once_and_nothing_else_is(self):
        self.write_table(MUST_5=None, MUST_41="free\t\t")
        self.assertEqual(self.faults(), [
            f"MUST-5: the wire shows it, but it is not in {judged.TABLE}",
            f"MUST-41: in {judged.TABLE}, but its place is not the wire"])
        self.write(judged.TABLE, HEADING + "".join(f"{tag}\t{row}\n" for tag, row in TABLE.items()) + "MUST-5\tfree\t\t\n")
        self.assertEqual(self.faults(), [f"MUST-5: 2 times in {judged.TABLE}"])

    def test_every_clause_has_one_place(self):
        self.write("spec/requirements/other-observability.tsv", OTHERS + "MUST-5\tapi\nMUST-6\tapi\n")
        self.write("spec/requirements/rfc2018.tsv", RFC2018 + "R2018-3-b\t2018\t3\tDEF\tsack-option\tFour.\town\n")
        self.assertEqual(self.faults()[:3], [
            "MUST-5: has several places", "MUST-6: no such clause, but it has a place", "R2018-3-b: has no place"])

    def test_messages_of_icmp_show_in_a_capture_too(self):
        self.write("spec/requirements/rfc9293-observability.tsv", PLACES.replace("api", "icmp"))
        self.assertEqual(self.faults(), [f"MUST-41: the wire shows it, but it is not in {judged.TABLE}"])

    def test_what_is_said_to_be_judged_is_judged_by_just_these_findings(self):
        self.write_table(MUST_5="judged\tNOTHING\t", MUST_65="judged\tACK_TOO_LATE\t")
        self.assertEqual(self.faults(), [
            f"MUST-5: judged by NOTHING in {judged.TABLE}, not judged by nothing in the sources",
            f"MUST-65: judged by ACK_TOO_LATE in {judged.TABLE}, judged by MSS_OUTSIDE_SYN in the sources"])

    def test_what_is_judged_is_said_to_be(self):
        self.write_table(MUST_40="open\t\tno watch yet")
        self.assertEqual(self.faults(), [
            f"MUST-40: open by nothing in {judged.TABLE}, judged by ACK_TOO_LATE in the sources"])
        self.write_table(MUST_40=None)
        self.assertIn(f"MUST-40: ACK_TOO_LATE finds it, but it is not in {judged.TABLE}", self.faults())

    def test_a_watch_that_the_command_begins_to_ask_changes_one_row(self):
        self.write("src/cli/other.c", "clause = plumb_sack_clause(f);\n")
        self.assertEqual(self.faults(), [
            f"R2018-3-a: unasked by EMPTY_BLOCK in {judged.TABLE}, judged by EMPTY_BLOCK in the sources"])
        self.write_table(R2018_3_a="judged\tEMPTY_BLOCK\t")
        self.assertEqual(self.faults(), [])

    def test_a_clause_may_be_judged_under_another_that_is(self):
        self.write_table(MUST_5="under\tMUST-65\t")
        self.assertEqual(self.faults(), [])
        self.write_table(MUST_5="under\tMUST-41\t")
        self.assertEqual(self.faults(), ["MUST-5: under MUST-41, which is not judged"])
        self.write_table(MUST_5="under\t\t")
        self.assertEqual(self.faults(), ["MUST-5: under no clause"])

    def test_what_stands_under_a_clause_that_is_not_asked_counts_as_not_asked(self):
        self.write_table(MUST_5="under\tR2018-3-a\t")
        self.assertEqual(self.faults(), [])
        self.assertEqual(judged.summary(self.root), "4 clauses that a capture can show: 2 judged, 2 unasked")

    def test_other_verdicts_give_a_reason_and_name_nothing(self):
        self.write_table(MUST_5="inside\t\t")
        self.assertEqual(self.faults(), ["MUST-5: inside without a reason"])
        self.write_table(MUST_5="open\tMUST-65\tlater")
        self.assertEqual(self.faults(), ["MUST-5: not judged, but by MUST-65"])
        self.write_table(MUST_5="perhaps\t\t")
        self.assertEqual(self.faults(), ["MUST-5: no such verdict: perhaps"])

    def test_model_and_c_have_the_same_findings_with_the_same_clauses(self):
        self.write("spec/WatchSack.v", SACK_V.replace("R2018-3-a", "MUST-40"))
        self.assertEqual(self.faults(), ["EMPTY_BLOCK: R2018-3-a in src/check, MUST-40 in the model"])
        self.write("spec/WatchSack.v", SACK_V.replace("EMPTY_BLOCK", "FULL_BLOCK"))
        self.assertEqual(self.faults(), [
            "EMPTY_BLOCK: in src/check, but no finding of spec/Observe.v or spec/Watch*.v",
            "FULL_BLOCK: in the model, but has no clause in src/check"])

    def test_the_page_tells_how_each_is_judged_and_why_not(self):
        page = self.page()
        self.assertIn("| MUST-40 | MUST | Do MUST-40 \\| now. | It did wrong |", page)
        self.assertIn("| R2018-3-a | DEF | Blocks. | It did wrong (not asked yet) |", page)
        self.assertIn("| MUST-5 | MUST | Do MUST-5 \\| now. | no number tells it |", page)
        self.assertIn("| Together | 3 | 0 | 1 | 4 |", page)
        self.assertIn("The other 1 clauses no capture can show: 1 api.", page)

    def test_the_page_is_written_and_known_when_it_is_stale(self):
        (self.root / "docs").mkdir()
        rows = tags.read_tables(self.root / "spec/requirements")
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.assertEqual(tags.run_judged(self.root, rows, True), ["docs/judged.md is stale: run tools/tags.py judged"])
        self.assertEqual(tags.run_judged(self.root, rows, False), [])
        self.assertEqual(tags.run_judged(self.root, rows, True), [])
        self.write_table(MUST_5="open\t\tlater")
        self.assertEqual(len(tags.run_judged(self.root, rows, True)), 1)


if __name__ == "__main__":
    unittest.main()
