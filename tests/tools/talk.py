"""Captures of conversations, built by hand so that the tests do not trust the code under test."""

import os
import struct
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))

from capture_edit import ACK, CWR, ECE, FIN, RST, SYN  # noqa: E402

MSS, SHIFT = b"\x02\x04\x05\xb4", b"\x01\x03\x03\x07"
SACK_PERMITTED = b"\x01\x01\x04\x02"
STAMPS = b"\x01\x01\x08\x0a" + struct.pack("!II", 1000, 500)
CLIENT, SERVER = (1, 40000, 1000), (2, 80, 0xFFFFFFF0)  # host, port, ISN: the server's wraps early
BASE = 1_700_000_000 * 10**9  # nanoseconds


class Talk:
    """The frames of a conversation."""

    def __init__(self, ipv6=False):
        self.ipv6, self.packets, self.time = ipv6, [], BASE
        self.ecn = 0  # the ECN field of what is said

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
            ip = struct.pack("!IHBB", 6 << 28 | self.ecn << 20, length, 6, 64) + ends
            pseudo = ends + struct.pack("!II", length, 6)
        else:
            ends = struct.pack("!3xB3xB", source, target)
            ip = struct.pack("!BBHHHBBH", 0x45, self.ecn, 20 + length, 7, 0, 64, 6, 0) + ends
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


def aborted(options=b""):
    """Open, text, and a RST from the client; all with OPTIONS."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS + options)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS + options)
    t.say(CLIENT, 1, 1, ACK, b"a" * 10, options=options)
    t.say(SERVER, 1, 11, ACK, options=options)
    t.say(CLIENT, 11, 1, RST | ACK, options=options)
    return t


def unanswered():
    """A SYN,ACK, and it again by timeout."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS)
    return t


def stamps(value, echo):
    return b"\x01\x01\x08\x0a" + struct.pack("!II", value, echo)


def blocks(*edges):
    """A SACK option; EDGES are counted from the ISN of the server, who sends what is reported."""
    octets = b"".join(struct.pack("!I", (SERVER[2] + edge) % 2**32) for edge in edges)
    return b"\x01\x01\x05" + bytes([2 + len(octets)]) + octets


def lossy():
    """The second of four segments of the server is late; text, SACK, FIN each way; a tick is a millisecond."""
    t = Talk()
    every = MSS + SHIFT + SACK_PERMITTED
    t.say(CLIENT, 0, 0, SYN, options=every + stamps(1000, 0), window=4096)
    t.say(SERVER, 0, 1, SYN | ACK, options=every + stamps(9000, 1000), window=4096)
    t.say(CLIENT, 1, 1, ACK, options=stamps(1002, 9000))
    t.say(CLIENT, 1, 1, ACK, b"a" * 100, stamps(1003, 9000))
    t.say(SERVER, 1, 101, ACK, b"s" * 100, stamps(9004, 1003))
    t.say(CLIENT, 101, 101, ACK, options=stamps(1005, 9004))
    t.say(SERVER, 201, 101, ACK, b"s" * 100, stamps(9005, 1005))
    t.say(CLIENT, 101, 101, ACK, options=stamps(1006, 9004) + blocks(201, 301))
    t.time += 20_000_000
    t.say(SERVER, 101, 101, ACK, b"s" * 100, stamps(9030, 1006))
    t.say(CLIENT, 101, 301, ACK, options=stamps(1031, 9030))
    t.say(CLIENT, 101, 301, ACK, b"b" * 100, stamps(1031, 9030))
    t.say(SERVER, 301, 201, ACK, b"s" * 100, stamps(9032, 1031))
    t.say(CLIENT, 201, 401, ACK, b"c" * 50, stamps(1033, 9032))
    t.time += 20_000_000
    t.say(SERVER, 401, 251, FIN | ACK, b"", stamps(9060, 1033))
    t.say(CLIENT, 251, 402, FIN | ACK, b"", stamps(1061, 9060))
    t.say(SERVER, 402, 252, ACK, b"", stamps(9062, 1061))
    return t


def two_gaps():
    """The first and the third of four segments of the server are late."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS + SACK_PERMITTED)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS + SACK_PERMITTED, window=60000)
    t.say(CLIENT, 1, 1, ACK, options=b"")
    t.say(SERVER, 101, 1, ACK, b"s" * 100, b"")
    t.say(CLIENT, 1, 1, ACK, options=blocks(101, 201))
    t.say(SERVER, 301, 1, ACK, b"s" * 100, b"")
    t.say(CLIENT, 1, 1, ACK, options=blocks(301, 401, 101, 201))
    t.say(SERVER, 1, 1, ACK, b"s" * 100, b"")
    t.say(CLIENT, 1, 201, ACK, options=blocks(301, 401))
    t.say(SERVER, 201, 1, ACK, b"s" * 100, b"")
    t.say(CLIENT, 1, 401, ACK, options=b"")
    return t


def plain(options=b""):
    """The client asks with 100 octets, the server answers with 400 in four segments, and again."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS + options)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS + options, window=60000)
    t.say(CLIENT, 1, 1, ACK, options=b"")
    t.say(CLIENT, 1, 1, ACK, b"a" * 100, b"")
    for at in (1, 101, 201, 301):
        t.say(SERVER, at, 101, ACK, b"s" * 100, b"")
        t.say(CLIENT, 101, at + 100, ACK, options=b"")
    return t


def capable(ipv6=False):
    """Both agree to ECN; the server sends 300 octets in three segments that may be marked."""
    t = Talk(ipv6)
    t.say(CLIENT, 0, 0, SYN | ECE | CWR, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK | ECE, options=MSS)
    t.say(CLIENT, 1, 1, ACK, options=b"")
    for at in (1, 101, 201):
        t.ecn = 2
        t.say(SERVER, at, 1, ACK, b"s" * 100, b"")
        t.ecn = 0
        t.say(CLIENT, 1, at + 100, ACK, options=b"")
    return t


def bulk():
    """The client sends twelve segments of 1,460 octets; each is acknowledged before the next."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS)
    t.say(SERVER, 0, 1, SYN | ACK, options=MSS, window=60000)
    t.say(CLIENT, 1, 1, ACK, options=b"")
    for at in range(12):
        t.say(CLIENT, 1 + 1460 * at, 1, ACK, b"t" * 1460, b"")
        t.say(SERVER, 1, 1 + 1460 * (at + 1), ACK, options=b"", window=60000)
    return t


def repeated():
    """The client sends two segments, the second twice; the first is acknowledged, and both come again."""
    t = plain()
    del t.packets[4:]
    t.time = t.packets[-1][0]
    t.say(CLIENT, 101, 1, ACK, b"b" * 100, b"")
    t.say(CLIENT, 101, 1, ACK, b"b" * 100, b"")
    t.say(SERVER, 1, 101, ACK, options=b"")
    for at, octet in ((1, b"a"), (101, b"b"), (101, b"b")):
        t.say(CLIENT, at, 1, ACK, octet * 100, b"")
    return t


def refused():
    """A SYN to a port where nobody listens."""
    t = Talk()
    t.say(CLIENT, 0, 0, SYN, options=MSS)
    t.say(SERVER, -SERVER[2], 1, RST | ACK, options=b"")
    return t


def reset(*places):
    """The client aborts by a RST without ACK, at SND.NXT or at these PLACES."""
    t = aborted()
    t.packets.pop()
    for at in places or (11,):
        t.say(CLIENT, at, 0, RST, options=b"")
    return t


def retried():
    """A SYN again after one, three and six seconds."""
    t = Talk()
    for wait in (0, 1, 3, 6):
        t.time += wait * 1_000_000_000
        t.say(CLIENT, 0, 0, SYN, options=MSS)
    return t


class CaptureCase(unittest.TestCase):
    """Has a capture to read, source, and one to write, target, in a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = os.path.join(folder.name, "in.pcap")
        self.target = os.path.join(folder.name, "out.pcap")

    def write(self, octets):
        with open(self.source, "wb") as file:
            file.write(octets)

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
