"""The prober keeps its script, and counts from what the other end said."""
import glob
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "rig"))

import prober  # noqa: E402
import scenarios  # noqa: E402
import segments  # noqa: E402

ISS, IRS = 2**32 - 1, 5000  # the prober's numbers wrap with its SYN


def answer(**fields):
    return segments.Arrived(**{"port": 40000, "seq": IRS + 1, "ack": 0, "length": 0, "syn": False, "reset": False,
                               "stamp": None} | fields)


class Wire:
    """A peer that answers each SYN, and otherwise what it was told to."""

    def __init__(self, stamp=None):
        self.sent, self.waiting, self.stamp = [], [], stamp

    def send(self, segment):
        self.sent.append(segment)
        if "S" in segment.flags:
            self.waiting.append(answer(seq=IRS, length=1, syn=True, stamp=self.stamp))

    def receive(self, seconds):
        del seconds
        found, self.waiting = self.waiting, []
        return found


class Scripts(unittest.TestCase):
    def run_script(self, script, wire):
        prober.Probe(wire, 40000, ISS).run(script.split())
        return [(s.flags, s.seq, s.ack, len(s.text)) for s in wire.sent]

    def test_a_handshake_a_segment_and_the_reset_that_ends_it(self):
        self.assertEqual(self.run_script("open send PA seq=100 ack=5 text=3", Wire()), [
            ("S", ISS, 0, 0), ("A", 0, IRS + 1, 0), ("PA", 100, IRS + 6, 3), ("R", 0, 0, 0)])

    def test_what_was_taken_counts_and_what_came_is_acknowledged(self):
        wire = Wire()
        probe = prober.Probe(wire, 40000, ISS)
        probe.do_open()
        wire.waiting = [answer(length=10), answer(seq=IRS + 11, length=1), answer(port=40001, length=99),
                        answer(seq=IRS + 1, length=2)]
        probe.run("take 7 wait 10 acknowledge".split())
        self.assertEqual([(s.flags, s.seq, s.ack) for s in wire.sent[-2:]], [("A", 7, IRS + 12), ("R", 7, 0)])

    def test_without_a_syn_there_is_nothing_to_end(self):
        self.assertEqual(self.run_script("send A ack=77 wait 10", Wire()), [("A", ISS, 77, 0)])

    def test_timestamps_only_if_both_sent_one(self):
        for theirs, octets in ((None, [16, 0, 0, 0]), (9, [16, 10, 10, 10])):
            wire = Wire(stamp=theirs)
            self.run_script("options mss,stamp,sack open send PA text=1", wire)
            self.assertEqual([len(segment.options) for segment in wire.sent], octets)


class Table(unittest.TestCase):
    def test_every_probe_names_clauses_that_exist_and_stands_in_a_scenario(self):
        known = set()
        for path in glob.glob(str(ROOT / "spec/requirements/*.tsv")):
            with open(path, encoding="utf-8") as file:
                known.update(line.split("\t")[0] for line in file)
        groups = {word for s in scenarios.load().values() if s.prober for word in s.client}
        for name, probe in prober.load().items():
            self.assertTrue(probe["clauses"] and probe["asks"], name)
            self.assertEqual(set(probe["clauses"]) - known, set(), name)
            self.assertIn(probe["group"], groups, name)
        self.assertEqual(groups, {probe["group"] for probe in prober.load().values()})

    def test_every_script_is_understood(self):
        for probe in prober.load().values():
            prober.Probe(Wire(stamp=1), 40000, ISS).run(probe["script"])


if __name__ == "__main__":
    unittest.main()
