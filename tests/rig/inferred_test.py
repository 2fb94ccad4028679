"""Which segments came before something sent earlier, by the link's log."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "rig")]

import inferred  # noqa: E402

SYN, ACK = 0x02, 0x10


def arrivals(*segments):
    """Rows of a log, in the order of arrival: (SEQ, octets of text, flags, fate)."""
    return [(float(i), {"seq": str(seq), "text": str(text), "flags": "%02x" % flags, "fate": fate})
            for i, (seq, text, flags, fate) in enumerate(segments)]


class Frame:
    def __init__(self, datagram):
        self.frame = bytes(14) + datagram


class Gaps(unittest.TestCase):
    def gaps(self, *segments):
        return inferred.gaps_in_log(arrivals(*segments), range(1, len(segments) + 1))

    def test_in_order_there_are_none(self):
        self.assertEqual(self.gaps((99, 0, SYN, "fwd"), (100, 10, ACK, "fwd"), (110, 10, ACK, "fwd")), set())

    def test_what_stands_behind_a_hole_until_it_is_filled(self):
        self.assertEqual(self.gaps((99, 0, SYN, "fwd"), (110, 10, ACK, "fwd"), (120, 10, ACK, "fwd"),
                                   (100, 10, ACK, "fwd"), (130, 10, ACK, "fwd")), {2, 3})

    def test_corrupted_text_fills_no_hole(self):
        self.assertEqual(self.gaps((99, 0, SYN, "fwd"), (100, 10, ACK, "fwd,corrupt@60"), (110, 0, ACK, "fwd")), {3})

    def test_numbers_wrap(self):
        self.assertEqual(self.gaps((2**32 - 5, 0, SYN, "fwd"), (2**32 - 4, 10, ACK, "fwd"), (6, 10, ACK, "fwd"),
                                   (17, 1, ACK, "fwd")), {4})

    def test_a_copy_is_no_gap_and_another_connection_is_not_judged(self):
        self.assertEqual(self.gaps((99, 0, SYN, "fwd"), (100, 10, ACK, "fwd"), (100, 10, ACK, "fwd,dup")), set())
        self.assertIsNone(self.gaps((99, 0, SYN, "fwd"), (500, 0, SYN, "fwd")))


class Copies(unittest.TestCase):
    def test_the_log_knows_the_second_of_two(self):
        rows = [(0.1, {"n": "1"}), (0.2, {"n": "2"}), (0.3, {"n": "1"}), (0.4, {"n": "3"})]
        self.assertEqual(inferred.copies_in_log(rows), {2})

    def test_an_identification_and_the_same_octets_tell_it(self):
        first, other = (b"\x45\0\0\x28" + i + b"\x40\0text" for i in (b"\0\7", b"\0\x08"))
        nameless, ipv6 = b"\x45\0\0\x28\0\0\x40\0text", b"\x60\0\0\0"
        self.assertEqual(inferred.copies_by_octets(map(Frame, (first, other, nameless, first, nameless))), {3})
        self.assertEqual(inferred.copies_by_octets(map(Frame, (first, first + b"x"))), set())
        self.assertIsNone(inferred.copies_by_octets([Frame(ipv6)]))


class Said(unittest.TestCase):
    REPORT = {"connections": [{"ends": [
        {"socket": "192.0.2.2:40000", "findings": [], "reason": inferred.OTHER_END + ": it need not have arrived"},
        {"socket": "[2001:db8::1]:5000", "findings": [
            {"packet": 7, "sentence": inferred.GAP, "after_earlier": False},
            {"packet": 9, "sentence": inferred.GAP, "after_earlier": True},
            {"packet": 8, "sentence": "Something else", "after_earlier": False}]}]}]}

    def test_the_place_is_right_if_the_other_end_is_the_other(self):
        self.assertEqual(inferred.place(self.REPORT, "B"), "right")
        self.assertEqual(inferred.place(self.REPORT, "A"), "wrong")
        self.assertEqual(inferred.place({"connections": []}, "A"), "not said")

    def test_the_prober_is_at_b(self):
        report = {"connections": [{"ends": [{"socket": "[2001:db8::3]:40000", "reason": inferred.OTHER_END}]}]}
        self.assertEqual(inferred.place(report, "A"), "right")
        self.assertEqual(inferred.place(report, "B"), "wrong")

    def test_gaps_of_the_far_end_only(self):
        self.assertEqual(inferred.gaps_said(self.REPORT, "A"), ({7, 9}, {7}))
        self.assertEqual(inferred.gaps_said(self.REPORT, "B"), (set(), set()))


if __name__ == "__main__":
    unittest.main()
