"""What the prober puts on the wire is what was asked for, and what comes back is understood."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "rig"))

import segments  # noqa: E402

HERE, THERE = b"\2\0\0\0\0\1", b"\2\0\0\0\0\2"
ADDRESSES = (("192.0.2.3", "192.0.2.2"), ("2001:db8::3", "2001:db8::2"))
STAMP = b"\1\1\x08\x0a\0\0\x01\0\0\0\0\0"


def segment(**fields):
    return segments.Segment(**{"source": 40000, "port": 5000, "seq": 100, "flags": "PA", "ack": 7, "text": b"abc"} | fields)


def tcp_sum(octets, length):
    """Zero if the checksum of the segment in a frame is right."""
    own, peer = (octets[26:30], octets[30:34]) if length == 4 else (octets[22:38], octets[38:54])
    carried = octets[34 if length == 4 else 54:]
    return segments.checksum(segments.pseudo_header(own, peer, segments.TCP, len(carried)) + carried)


class Frames(unittest.TestCase):
    def test_a_segment_comes_as_it_was_sent(self):
        for own, peer in ADDRESSES:
            octets = segments.frame(HERE, THERE, own, peer, segment(options=STAMP))
            self.assertEqual(octets[:12], THERE + HERE)
            self.assertEqual(tcp_sum(octets, len(segments.packed(own))), 0)
            arrived = segments.parse(octets, peer)
            self.assertEqual((arrived.port, arrived.seq, arrived.ack, arrived.length), (5000, 100, 7, 3))
            self.assertEqual((arrived.syn, arrived.reset, arrived.stamp), (False, False, 256))

    def test_a_corrupt_one_has_a_wrong_checksum(self):
        for own, peer in ADDRESSES:
            octets = segments.frame(HERE, THERE, own, peer, segment(corrupt=True))
            self.assertNotEqual(tcp_sum(octets, len(segments.packed(own))), 0)

    def test_syn_and_fin_are_counted(self):
        own, peer = ADDRESSES[0]
        for flags, length in (("S", 1), ("FA", 1), ("SF", 2), ("-", 0), ("R", 0)):
            octets = segments.frame(HERE, THERE, own, peer, segment(flags=flags, text=b""))
            self.assertEqual(segments.parse(octets, peer).length, length, flags)

    def test_ae_is_the_bit_before_cwr(self):
        octets = segments.tcp(segment(flags="SECa", text=b""), b"\0" * 4, b"\0" * 4)
        self.assertEqual(octets[12:14], b"\x51\xc2")

    def test_what_is_for_another_address_or_no_segment_is_none(self):
        own, peer = ADDRESSES[0]
        octets = segments.frame(HERE, THERE, own, peer, segment())
        self.assertIsNone(segments.parse(octets, "192.0.2.9"))
        self.assertIsNone(segments.parse(segments.neighbour_request(HERE, own, peer), peer))

    def test_options_of_a_wrong_length_end_the_search(self):
        for options, stamp in ((b"", None), (b"\xfd\0" + STAMP, None), (b"\0" + STAMP, None), (b"\x08", None),
                               (b"\2\4\5\xb4" + STAMP, 256)):
            self.assertEqual(segments.stamp_of(options), stamp, options)


class Neighbours(unittest.TestCase):
    def test_who_asks_is_told(self):
        for own, peer in ADDRESSES:
            request = segments.neighbour_request(HERE, own, peer)
            answer = segments.neighbour_answer(request, THERE, peer)
            self.assertEqual(answer[:12], HERE + THERE)
            self.assertEqual(segments.neighbour_told(answer, peer), THERE)

    def test_who_asks_for_another_is_not(self):
        for own, peer in ADDRESSES:
            request = segments.neighbour_request(HERE, own, peer)
            self.assertIsNone(segments.neighbour_answer(request, THERE, own))
            self.assertIsNone(segments.neighbour_told(request, peer))


if __name__ == "__main__":
    unittest.main()
