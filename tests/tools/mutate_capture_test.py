"""mutate_capture.py reads and writes captures without harm, and says what it did and could not do."""

import contextlib
import gzip
import io
import os
import struct
import unittest

from talk import CaptureCase, conversation

import capture_edit
import mutate_capture
from capture_edit import ACK
from mutations import MUTATIONS


class ToolCase(CaptureCase):
    def run_tool(self, *arguments):
        """Exit code, standard output, standard error."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = mutate_capture.main(list(arguments))
            except SystemExit as stop:
                code = stop.code
        return code, out.getvalue(), err.getvalue()


class CaptureFiles(ToolCase):
    def test_unchanged_capture_is_written_octet_by_octet(self):
        for order in "<>":
            for nano in (True, False):
                for ipv6 in (True, False):
                    octets = conversation(ipv6).pcap(order, nano)
                    self.write(octets)
                    header, packets = capture_edit.read_capture(self.source)
                    capture_edit.write_capture(self.target, header, packets)
                    with open(self.target, "rb") as file:
                        self.assertEqual(file.read(), octets)

    def test_gzip_is_read_and_written_reproducibly(self):
        self.write(gzip.compress(conversation().pcap()))
        outputs = []
        for name in ("a.pcap.gz", "b.pcap.gz"):
            path = os.path.join(os.path.dirname(self.target), name)
            self.assertEqual(self.run_tool("ack-beyond", self.source, path)[0], 0)
            with open(path, "rb") as file:
                outputs.append(file.read())
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(gzip.decompress(outputs[0])[:4], b"\x4d\x3c\xb2\xa1")

    def test_other_packets_are_kept_as_they_are(self):
        talk = conversation()
        talk.packets.insert(3, (talk.packets[2][0] + 1, b"\0" * 12 + b"\x08\x06" + b"arp" * 10))
        talk.packets.insert(4, (talk.packets[2][0] + 2, b"short"))
        segment, packets = self.mutate_with_noise(talk)
        self.assertEqual([p.frame for p in packets if p.segment is None],
                         [talk.packets[3][1], talk.packets[4][1]])
        self.assertTrue(segment.has(ACK))

    def mutate_with_noise(self, talk):
        self.write(talk.pcap())
        code, line, _ = self.run_tool("ack-beyond", self.source, self.target)
        self.assertEqual(code, 0)
        packets = capture_edit.read_capture(self.target)[1]
        return packets[int(line.split("\t")[0]) - 1].segment, packets

    def test_what_is_no_capture_is_refused_with_a_reason(self):
        whole = conversation().pcap()
        cooked = whole[:20] + struct.pack("<I", 113) + whole[24:]
        for octets, reason in ((b"", "not a pcap file"), (b"text" * 20, "not a pcap file"),
                               (whole[:-5], "cut off in packet"), (whole[:30], "cut off in packet 1"),
                               (cooked, "not Ethernet"), (whole[:24], "no SYN")):
            self.write(octets)
            code, out, err = self.run_tool("ack-beyond", self.source, self.target)
            self.assertEqual((code, out), (1, ""))
            self.assertIn(reason, err)
            self.assertFalse(os.path.exists(self.target))

    def test_missing_file_and_usage(self):
        self.assertEqual(self.run_tool("ack-beyond", "/nonexistent/in.pcap", self.target)[0], 1)
        self.assertEqual(self.run_tool("ack-beyond", self.source)[0], 2)
        self.assertEqual(self.run_tool("no-such-mutation", self.source, self.target)[0], 2)
        code, out, _ = self.run_tool("--list")
        self.assertEqual(code, 0)
        self.assertEqual([line.split("\t")[0] for line in out.splitlines()], sorted(MUTATIONS))

    def test_it_prints_the_packet_the_clauses_the_end_and_the_name(self):
        self.write(conversation().pcap())
        code, line, err = self.run_tool("--end", "server", "mss-on-text", self.source, self.target)
        self.assertEqual((code, line, err), (0, "9\tMUST-65\tserver\tmss-on-text\n", ""))
        packets = capture_edit.read_capture(self.target)[1]
        self.assertEqual(packets[8].segment.option(2), b"\x05\xb4")
        self.check_sums(packets)

    def test_a_capture_without_the_place_is_refused(self):
        self.write(conversation().pcap())
        code, out, err = self.run_tool("rst-bad-seq", self.source, self.target)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("mutate_capture.py: %s: the end sends or receives no RST" % self.source, err)

    def test_what_was_damaged_stays_damaged(self):
        talk = conversation()
        time, frame = talk.packets[3]
        talk.packets[3] = (time, frame[:-1] + b"z")
        self.write(talk.pcap())
        packet = capture_edit.read_capture(self.source)[1][3]
        self.assertTrue(packet.damaged)
        packet.segment.seq += 7
        self.assertTrue(capture_edit.Packet(0, packet.octets()).damaged)


if __name__ == "__main__":
    unittest.main()
