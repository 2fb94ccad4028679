"""mutate_capture.py breaks exactly the rule it names, and nothing else about the capture."""

import contextlib
import gzip
import io
import os
import struct
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))

import capture_edit  # noqa: E402
import mutate_capture  # noqa: E402
from capture_edit import ACK, FIN, RST, SYN  # noqa: E402

MSS, SHIFT = b"\x02\x04\x05\xb4", b"\x01\x03\x03\x07"
STAMPS = b"\x01\x01\x08\x0a" + struct.pack("!II", 1000, 500)
CLIENT, SERVER = (1, 40000, 1000), (2, 80, 0xFFFFFFF0)  # host, port, ISN: the server's wraps early
BASE = 1_700_000_000 * 10**9  # nanoseconds


class Talk:
    """Frames of a conversation, built by hand so that the tests do not trust the code under test."""

    def __init__(self, ipv6=False):
        self.ipv6, self.packets, self.time = ipv6, [], BASE

    def say(self, sender, seq, ack, flags, text=b"", options=STAMPS, window=512):
        receiver = SERVER if sender is CLIENT else CLIENT
        seq, ack = (sender[2] + seq) % 2**32, (receiver[2] + ack) % 2**32
        self.time += 1_000_000
        head = struct.pack("!HHIIBBHHH", sender[1], receiver[1], seq, ack if flags & ACK else 0,
                           (20 + len(options)) // 4 * 16, flags, window, 0, 0) + options
        self.packets.append((self.time, self.frame(sender[0], receiver[0], head, text)))

    def frame(self, source, target, head, text):
        length = len(head) + len(text)
        if self.ipv6:
            ends = struct.pack("!15xB15xB", source, target)
            ip = struct.pack("!IHBB", 6 << 28, length, 6, 64) + ends
            pseudo = ends + struct.pack("!II", length, 6)
        else:
            ends = struct.pack("!3xB3xB", source, target)
            ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 7, 0, 64, 6, 0) + ends
            ip = ip[:10] + struct.pack("!H", sum16(ip)) + ip[12:]
            pseudo = ends + struct.pack("!HH", 6, length)
        tcp = head[:16] + struct.pack("!H", sum16(pseudo + head + text)) + head[18:] + text
        return b"\0" * 12 + (b"\x86\xdd" if self.ipv6 else b"\x08\x00") + ip + tcp

    def pcap(self, order="<", nano=True):
        magic, divisor = (0xA1B23C4D, 1) if nano else (0xA1B2C3D4, 1000)
        out = struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 262144, 1)
        for time, frame in self.packets:
            out += struct.pack(order + "IIII", time // 10**9, time % 10**9 // divisor, len(frame), len(frame))
            out += frame
        return out


def sum16(octets):
    """One's complement sum, complemented: 0 over octets whose checksum is right."""
    octets += b"\0" * (len(octets) % 2)
    total = sum(octets[i] * 256 + octets[i + 1] for i in range(0, len(octets), 2))
    return ~(total % 65535 or 65535 * (total > 0)) & 0xFFFF


def conversation(ipv6=False):
    """Open; 100, then 50 octets from the client; 300 from the server in three; the client closes twice."""
    t = Talk(ipv6)
    t.say(CLIENT, 0, 0, SYN, options=MSS + SHIFT + STAMPS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS + SHIFT + STAMPS, window=4096)
    t.say(CLIENT, 1, 1, ACK)
    t.say(CLIENT, 1, 1, ACK, b"a" * 100)
    t.say(CLIENT, 101, 1, ACK, b"b" * 50)
    t.say(SERVER, 1, 151, ACK)
    for at in (1, 101, 201):
        t.say(SERVER, at, 151, ACK, b"c" * 100)
        t.say(CLIENT, 151, at + 100, ACK)
    t.say(CLIENT, 151, 301, FIN | ACK)
    t.say(CLIENT, 151, 301, FIN | ACK)
    t.say(SERVER, 301, 152, FIN | ACK)
    t.say(CLIENT, 152, 302, ACK)
    return t


def reported():
    """Open, and text from the client that the server reports by SACK, since some before it is missing."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS)
    t.say(CLIENT, 101, 1, ACK, b"a" * 10, options=b"")
    t.say(SERVER, 1, 1, ACK, options=b"\1\1" + struct.pack("!BBIIII", 5, 18, 101, 111, 7, 8))
    return t


def aborted():
    """Open, text, and a RST from the client."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS)
    t.say(CLIENT, 1, 1, ACK, b"a" * 10, options=b"")
    t.say(SERVER, 1, 11, ACK, options=b"")
    t.say(CLIENT, 11, 1, RST | ACK, options=b"")
    return t


def unanswered():
    """A SYN,ACK, and it again by timeout."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS)
    return t


class MutationCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = os.path.join(folder.name, "in.pcap")
        self.target = os.path.join(folder.name, "out.pcap")

    def write(self, octets):
        with open(self.source, "wb") as file:
            file.write(octets)

    def run_tool(self, *arguments):
        """Exit code, standard output, standard error."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = mutate_capture.main(list(arguments))
            except SystemExit as stop:
                code = stop.code
        return code, out.getvalue(), err.getvalue()

    def mutate(self, name, talk, end="client"):
        """The guilty packet's segment, and all packets, of TALK after the mutation."""
        self.write(talk.pcap())
        code, line, err = self.run_tool("--end", end, name, self.source, self.target)
        self.assertEqual((code, err), (0, ""))
        number, clauses, guilty_end, printed = line.rstrip("\n").split("\t")
        self.assertEqual((guilty_end, printed), (end, name))
        self.assertEqual(clauses.split(","), mutate_capture.MUTATIONS[name][1])
        packets = capture_edit.read_capture(self.target)[1]
        self.check_sums(packets)
        self.assertEqual([p.time for p in packets], sorted(p.time for p in packets))
        return packets[int(number) - 1].segment, packets

    def check_sums(self, packets):
        for packet in packets:
            frame = packet.octets()
            body = frame[34:] if len(packet.source) == 4 else frame[54:]
            if len(packet.source) == 4:
                self.assertEqual(sum16(frame[14:34]), 0)
                pseudo = frame[26:34] + struct.pack("!HH", 6, len(body))
            else:
                pseudo = frame[22:54] + struct.pack("!II", len(body), 6)
            self.assertEqual(sum16(pseudo + body), 0)

    def relative(self, segment):
        """SEQ and ACK of a client's segment, counted from the ISNs."""
        return (segment.seq - CLIENT[2]) % 2**32, (segment.ack - SERVER[2]) % 2**32


class CaptureFiles(MutationCase):
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
        self.assertEqual([line.split("\t")[0] for line in out.splitlines()], sorted(mutate_capture.MUTATIONS))


class Clauses(unittest.TestCase):
    def test_every_clause_stands_in_the_requirements(self):
        known = set()
        folder = os.path.join(ROOT, "spec", "requirements")
        for name in os.listdir(folder):
            if name.endswith(".tsv"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    known.update(line.split("\t")[0] for line in file)
        for name, (_, clauses) in mutate_capture.MUTATIONS.items():
            self.assertLessEqual(set(clauses), known, name)


class Mutations(MutationCase):
    def test_ack_beyond_acknowledges_what_was_never_sent(self):
        for ipv6 in (False, True):
            segment, packets = self.mutate("ack-beyond", conversation(ipv6))
            self.assertEqual(self.relative(segment), (151, 302 + 4321))
            self.assertEqual(len(packets), len(conversation().packets))

    def test_ack_regress_goes_back_to_the_first_ack(self):
        segment, _ = self.mutate("ack-regress", conversation())
        self.assertEqual(self.relative(segment), (151, 1))

    def test_data_after_fin_is_new_text_after_the_fin(self):
        segment, packets = self.mutate("data-after-fin", conversation())
        self.assertEqual(self.relative(segment), (152, 301))
        self.assertEqual(segment.text, b"new text")
        self.assertEqual(len(packets), len(conversation().packets) + 1)

    def test_rst_obeyed_leaves_the_end_silent_while_the_peer_goes_on(self):
        segment, packets = self.mutate("rst-obeyed", conversation())
        at = next(i for i, p in enumerate(packets) if p.segment is segment)
        self.assertTrue(segment.has(RST) and not segment.has(ACK))
        self.assertEqual((segment.seq - SERVER[2]) % 2**32, 101 + 100)  # in the window, not at RCV.NXT
        later = packets[at + 1:]
        self.assertEqual([(p.segment.seq - SERVER[2]) % 2**32 for p in later], [101, 201, 101, 101, 101])
        self.assertTrue(all(p.segment.sport == SERVER[1] and p.segment.text for p in later))
        stamps = [struct.unpack("!I", p.segment.option(8)[:4])[0] for p in later]
        self.assertEqual(stamps, [1000, 1000, 1250, 1750, 2750])

    def test_seq_gap_is_beyond_snd_nxt_and_never_acknowledged(self):
        segment, packets = self.mutate("seq-gap", conversation())
        self.assertEqual(self.relative(segment)[0], 151 + 1000)
        acked = [self.ack_of_server(p) for p in packets if p.segment.sport == SERVER[1]]
        self.assertLess(max(acked), 1151)

    @staticmethod
    def ack_of_server(packet):
        return (packet.segment.ack - CLIENT[2]) % 2**32

    def test_beyond_window_shuts_the_window_of_the_syn(self):
        segment, packets = self.mutate("beyond-window", conversation())
        self.assertEqual(packets[1].segment.window, 101)
        self.assertEqual(self.relative(segment)[0] + len(segment.text), 151)  # 1 + 101 would be allowed

    def test_syn_after_established(self):
        segment, _ = self.mutate("syn-after-established", conversation())
        self.assertEqual((segment.flags, self.relative(segment)[0]), (SYN, 151))

    def test_no_ack_flag(self):
        segment, _ = self.mutate("no-ack-flag", conversation())
        self.assertEqual((segment.has(ACK), segment.ack, segment.text), (False, 0, b"b" * 50))

    def test_mss_outside_syn_grows_the_header(self):
        segment, _ = self.mutate("mss-outside-syn", conversation())
        self.assertEqual(segment.option(2), b"\x05\xb4")
        self.assertIsNotNone(segment.option(8))

    def test_ts_missing(self):
        segment, _ = self.mutate("ts-missing", conversation())
        self.assertEqual(segment.options, b"")

    def test_shift_without_offer_keeps_the_windows_true(self):
        segment, packets = self.mutate("shift-without-offer", conversation(), "server")
        self.assertIsNone(packets[0].segment.option(3))
        self.assertEqual((segment.option(3), segment.window), (b"\x07", 4096))
        self.assertEqual(packets[2].segment.window, 65535)  # 512 << 7, as far as 16 bits go

    def test_rst_answers_rst(self):
        segment, packets = self.mutate("rst-answers-rst", aborted(), "server")
        self.assertEqual((segment.flags, segment.sport), (RST, SERVER[1]))
        self.assertEqual(segment.seq, packets[-2].segment.ack)
        self.assertEqual(packets[-1].segment, segment)

    def test_rst_answers_rst_without_ack(self):
        talk = aborted()
        talk.say(CLIENT, 11, 0, RST, options=b"")
        segment, packets = self.mutate("rst-answers-rst", talk, "server")
        self.assertEqual((segment.flags, segment.seq), (RST | ACK, 0))
        self.assertEqual(segment.ack, packets[-2].segment.seq)

    def test_sack_not_arrived(self):
        segment, _ = self.mutate("sack-not-arrived", reported(), "server")
        self.assertEqual(struct.unpack("!IIII", segment.option(5)), (101, 1111, 7, 8))

    def test_sack_reversed(self):
        segment, _ = self.mutate("sack-reversed", reported(), "server")
        self.assertEqual(struct.unpack("!IIII", segment.option(5)), (111, 101, 7, 8))

    def test_fin_moved(self):
        segment, _ = self.mutate("fin-moved", conversation())
        self.assertEqual((segment.has(FIN), self.relative(segment)[0]), (True, 152))

    def test_window_shrink_moves_the_right_edge_left(self):
        segment, _ = self.mutate("window-shrink", conversation())
        edge = self.relative(segment)[1] + (segment.window << 7)
        self.assertLess(edge, 101 + (512 << 7) - 128)

    def test_syn_ack_wrong_ack(self):
        segment, _ = self.mutate("syn-ack-wrong-ack", unanswered(), "server")
        self.assertEqual((segment.ack - CLIENT[2]) % 2**32, 1001)

    def test_syn_isn_changed(self):
        segment, packets = self.mutate("syn-isn-changed", unanswered(), "server")
        self.assertEqual((segment.seq - packets[1].segment.seq) % 2**32, 99999)

    def test_rst_bad_seq(self):
        segment, _ = self.mutate("rst-bad-seq", aborted())
        self.assertEqual((segment.has(RST), self.relative(segment)[0]), (True, 11 + 54321))

    def test_data_on_rst_connection(self):
        segment, packets = self.mutate("data-on-rst-connection", aborted())
        self.assertEqual((segment.text, self.relative(segment)[0]), (b"too late", 11))
        self.assertIs(packets[-1].segment, segment)

    def test_a_capture_without_the_place_is_refused(self):
        places = {"rst-bad-seq": conversation(), "data-on-rst-connection": conversation(),
                  "rst-answers-rst": conversation(), "fin-moved": aborted(), "data-after-fin": aborted(),
                  "ts-missing": aborted(), "ack-regress": aborted(), "rst-obeyed": aborted(),
                  "window-shrink": aborted(), "beyond-window": aborted(), "seq-gap": unanswered(),
                  "sack-not-arrived": conversation(), "sack-reversed": aborted(),
                  "syn-isn-changed": conversation(), "no-ack-flag": unanswered(),
                  "syn-ack-wrong-ack": conversation(), "shift-without-offer": conversation()}
        for name, talk in places.items():
            self.write(talk.pcap())
            code, out, err = self.run_tool(name, self.source, self.target)
            self.assertEqual((code, out), (1, ""), name)
            self.assertIn("mutate_capture.py: ", err)


if __name__ == "__main__":
    unittest.main()
