"""rig/fates accepts a log that tells the truth, and nothing else."""
import gzip
import importlib.machinery
import importlib.util
import os
import pathlib
import struct
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("fates", str(ROOT / "rig/fates"))
fates = importlib.util.module_from_spec(importlib.util.spec_from_loader("fates", loader))
loader.exec_module(fates)

SYN, ACK = 2, 16
A, B = b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x02"


def frame(source, seq, flags, text=b""):
    target = B if source == A else A
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 40 + len(text), 0, 0, 64, 6, 0) + source + target
    return bytes(12) + b"\x08\x00" + ip + struct.pack("!HHIIBBHHH", 1, 2, seq, 0, 0x50, flags, 9, 0, 0) + text


def flipped(octets, at):
    return octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1:]


def pcap(frames):
    return struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1) + b"".join(
        struct.pack("<IIII", i, 0, len(f), len(f)) + f for i, f in enumerate(frames))


ONE, TWO, THREE = frame(A, 100, SYN), frame(A, 101, ACK, b"text"), frame(A, 105, ACK, b"more")
BACK = frame(B, 900, SYN | ACK)
ROWS = [("ab", 1, SYN, 100, 0, "fwd", "1.0"), ("ba", 1, SYN | ACK, 900, 0, "fwd", "2.0"),
        ("ab", 2, ACK, 101, 4, "fwd", "3.0"), ("ab", 3, ACK, 105, 4, "fwd", "4.0")]


class Conversations(unittest.TestCase):
    def faults(self, rows, at_a, at_b, until=9.0):
        with tempfile.TemporaryDirectory() as folder:
            base = os.path.join(folder, "x.c")
            lines = ["# seed 1"] + ["0.5\t%s\t%d\t%02x\t%d\t0\t%d\t%s\t%s" % row for row in rows]
            with gzip.open(base + ".fates.tsv.gz", "wt") as file:
                file.write("\n".join(lines + ["# captured until %f" % until]) + "\n")
            for point, frames in (("A", at_a), ("B", at_b)):
                with gzip.open("%s.%s.pcap.gz" % (base, point), "wb") as file:
                    file.write(pcap(frames))
            return fates.compare(base)[3]

    def altered(self, row, fate, left):
        rows = list(ROWS)
        rows[row] = rows[row][:5] + (fate, left)
        return rows

    def test_nothing_happened(self):
        self.assertEqual(self.faults(ROWS, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, THREE]), [])

    def test_a_loss_must_be_in_the_log_and_in_the_capture(self):
        lossy = self.altered(2, "loss", "-")
        self.assertEqual(self.faults(lossy, [ONE, BACK, TWO, THREE], [ONE, BACK, THREE]), [])
        self.assertNotEqual(self.faults(lossy, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, THREE]), [])
        self.assertNotEqual(self.faults(ROWS, [ONE, BACK, TWO, THREE], [ONE, BACK, THREE]), [])

    def test_a_copy_stands_where_its_time_says(self):
        doubled = self.altered(2, "fwd,dup", "3.0,5.0")
        self.assertEqual(self.faults(doubled, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, THREE, TWO]), [])
        self.assertNotEqual(self.faults(doubled, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, TWO, THREE]), [])
        self.assertNotEqual(self.faults(doubled, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, THREE]), [])

    def test_the_order_is_that_of_the_times(self):
        late = self.altered(2, "fwd,reorder", "5.0")
        self.assertEqual(self.faults(late, [ONE, BACK, TWO, THREE], [ONE, BACK, THREE, TWO]), [])
        self.assertNotEqual(self.faults(late, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, THREE]), [])

    def test_corruption_is_just_where_the_log_says(self):
        corrupt = self.altered(2, "fwd,corrupt@55", "3.0")
        sent = [ONE, BACK, TWO, THREE]
        self.assertEqual(self.faults(corrupt, sent, [ONE, BACK, flipped(TWO, 55), THREE]), [])
        for wrong in (TWO, flipped(TWO, 56), flipped(flipped(TWO, 55), 56)):
            self.assertNotEqual(self.faults(corrupt, sent, [ONE, BACK, wrong, THREE]), [])

    def test_a_mark_changes_the_ip_header_only(self):
        marked = self.altered(2, "fwd,ce", "3.0")
        sent = [ONE, BACK, TWO, THREE]
        self.assertEqual(self.faults(marked, sent, [ONE, BACK, flipped(TWO, 15), THREE]), [])
        self.assertNotEqual(self.faults(marked, sent, [ONE, BACK, flipped(TWO, 50), THREE]), [])
        self.assertNotEqual(self.faults(ROWS, sent, [ONE, BACK, flipped(TWO, 15), THREE]), [])

    def test_what_was_under_way_at_the_end_never_came(self):
        self.assertEqual(self.faults(ROWS, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO], until=3.5), [])
        self.assertNotEqual(self.faults(ROWS, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO], until=4.5), [])

    def test_what_the_log_does_not_have_was_not_sent(self):
        self.assertNotEqual(self.faults(ROWS[:3], [ONE, BACK, TWO, THREE], [ONE, BACK, TWO]), [])
        wrong = ROWS[:3] + [("ab", 3, ACK, 106, 4, "fwd", "4.0")]
        self.assertNotEqual(self.faults(wrong, [ONE, BACK, TWO, THREE], [ONE, BACK, TWO, THREE]), [])

    def test_overtaken_segments_are_counted(self):
        log = fates.Log.__new__(fates.Log)
        log.until, log.rows = 9.0, {"ab": [{"n": "1", "left": "5.0"}, {"n": "2", "left": "3.0"},
                                           {"n": "3", "left": "4.0"}], "ba": []}
        self.assertEqual(fates.overtaken(log, "ab"), 1)


if __name__ == "__main__":
    unittest.main()
