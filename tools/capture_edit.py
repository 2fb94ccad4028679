"""Captures as lists of packets that can be changed and written again.

Reads and writes pcap files of Ethernet frames (plain or gzip; either byte order; microseconds or
nanoseconds).  A TCP segment over IPv4 or IPv6 is taken apart into fields; when one is changed, the
lengths and the checksums of IP and TCP are computed anew (RFC 9293 section 3.1).  A packet that is not
changed is written octet by octet as it was read.
"""

import gzip
import struct

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = 1, 2, 4, 8, 16, 32, 64, 128
TCP, FRAGMENT = 6, 44  # protocol, and next header of IPv6
IPV4, IPV6 = 0x0800, 0x86DD
ETHERNET = 14  # octets of its header
OPTION_END, OPTION_NOP, OPTION_MSS, OPTION_SHIFT = 0, 1, 2, 3
OPTION_SACK_PERMITTED, OPTION_SACK, OPTION_STAMPS = 4, 5, 8
WRAP = 2**32

# Magic number of a pcap file, as it stands there: byte order for struct, ticks per second.
MAGICS = {
    b"\xd4\xc3\xb2\xa1": ("<", 10**6),
    b"\xa1\xb2\xc3\xd4": (">", 10**6),
    b"\x4d\x3c\xb2\xa1": ("<", 10**9),
    b"\xa1\xb2\x3c\x4d": (">", 10**9),
}


class CaptureError(Exception):
    """The file is not a capture that can be edited; the text says why."""


def after(a, b):
    """Signed distance from sequence number B to A: positive when A is later (R9293-L02)."""
    return (a - b + WRAP // 2) % WRAP - WRAP // 2


def checksum(octets):
    """The Internet checksum of OCTETS (RFC 1071)."""
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Segment:
    """The fields of a TCP segment: seq, ack, beside (the bits beside the data offset), flags, window, urgent,
    options, text (octets)."""

    def __init__(self, octets):
        (self.sport, self.dport, self.seq, self.ack, offset, self.flags, self.window, self.checksum,
         self.urgent) = struct.unpack("!HHIIBBHHH", octets[:20])
        header, self.beside = offset // 16 * 4, offset % 16
        if not 20 <= header <= len(octets):
            raise ValueError("data offset outside the segment")
        self.options, self.text = octets[20:header], octets[header:]

    def has(self, flag):
        return self.flags & flag != 0

    @property
    def end(self):
        """The sequence number after the segment: SYN and FIN count (R9293-L05)."""
        return (self.seq + len(self.text) + self.has(SYN) + self.has(FIN)) % WRAP

    def octets(self, pseudo_header):
        """The segment as it travels; PSEUDO_HEADER(length) gives what the checksum covers besides."""
        options = self.options + b"\0" * (-len(self.options) % 4)
        length = 20 + len(options)
        head = struct.pack("!HHIIBBHHH", self.sport, self.dport, self.seq % WRAP, self.ack % WRAP,
                           length // 4 * 16 + self.beside, self.flags, self.window, 0, self.urgent) + options
        covered = pseudo_header(length + len(self.text)) + head + self.text
        return head[:16] + struct.pack("!H", checksum(covered)) + head[18:] + self.text

    def option(self, kind):
        """The octets after kind and length of the first option KIND, or None."""
        return next((value for k, value in list_options(self.options) if k == kind), None)

    def set_options(self, options):
        """Replaces all options by OPTIONS, a list of (kind, value), padded with NOP."""
        octets = b"".join(bytes([k, len(v) + 2]) + v for k, v in options)
        self.options = bytes([OPTION_NOP]) * (-len(octets) % 4) + octets


def list_options(octets):
    """The options in OCTETS as (kind, value), without NOPs; ends at EOL or a bad length."""
    at, found = 0, []
    while at < len(octets) and octets[at] != OPTION_END:
        if octets[at] == OPTION_NOP:
            at += 1
            continue
        length = octets[at + 1] if at + 1 < len(octets) else 0
        if length < 2 or at + length > len(octets):
            break
        found.append((octets[at], octets[at + 2:at + length]))
        at += length
    return found


class Packet:
    """One record of a capture: time (nanoseconds), frame (octets) and, if it is TCP, segment.

    number is its place in the file that it was read from, counted from 1, or None; kept, how many octets
    of the frame are written, or None for all; damaged, whether a checksum of it was wrong.
    """

    def __init__(self, time, frame, number=None):
        self.time, self.frame, self.number = time, frame, number
        self.kept = None
        self.damaged = False
        self.segment = None
        self._as_read = None
        try:
            self._dissect()
        except (ValueError, struct.error):
            self.segment = None

    def _dissect(self):
        frame = self.frame
        kind = struct.unpack_from("!H", frame, 12)[0]
        if kind == IPV4 and frame[23] == TCP:
            start, end = ETHERNET + frame[14] % 16 * 4, ETHERNET + struct.unpack_from("!H", frame, 16)[0]
            self.source, self.target = frame[26:30], frame[30:34]
        elif kind == IPV6 and frame[20] == TCP:
            start = ETHERNET + 40
            end = start + struct.unpack_from("!H", frame, 18)[0]
            self.source, self.target = frame[22:38], frame[38:54]
        else:
            return
        self.head = frame[:start]
        self.segment = Segment(frame[start:end])
        self._as_read = twin_of(self.segment)
        self.damaged = (checksum(self.pseudo_header(end - start) + frame[start:end]) != 0
                        or (kind == IPV4 and checksum(frame[ETHERNET:start]) != 0))

    def is_fragment(self):
        """Is it a part of a larger IP packet?  Only of the first is there a segment, and a damaged one."""
        kind = int.from_bytes(self.frame[12:14], "big")
        if kind == IPV4:
            return int.from_bytes(self.frame[20:22], "big") & 0x3FFF != 0
        return kind == IPV6 and self.frame[20:21] == bytes([FRAGMENT])

    def ecn(self):
        """The ECN field of the IP header (RFC 3168 section 5)."""
        return (self.head[15] if len(self.source) == 4 else self.head[15] >> 4) & 3

    def set_ecn(self, ecn):
        """The ECN field becomes ECN: so does a router that marks it."""
        frame = bytearray(self.frame)
        if len(self.source) == 4:
            frame[15] = frame[15] & ~3 | ecn
            struct.pack_into("!H", frame, 24, 0)
            struct.pack_into("!H", frame, 24, checksum(bytes(frame[ETHERNET:len(self.head)])))
        else:
            frame[15] = frame[15] & ~0x30 | ecn << 4
        self.frame, self.head = bytes(frame), bytes(frame[:len(self.head)])

    def sender(self):
        return (self.source, self.segment.sport)

    def receiver(self):
        return (self.target, self.segment.dport)

    def pseudo_header(self, length):
        tail = struct.pack("!HH", TCP, length) if len(self.source) == 4 else struct.pack("!II", length, TCP)
        return self.source + self.target + tail

    def octets(self):
        """The frame, rebuilt if a field of the segment was changed; what was damaged stays so."""
        if self.segment is None or vars(self.segment) == vars(self._as_read):
            return self.frame
        body = self.segment.octets(self.pseudo_header)
        if self.damaged:
            return self.head + body[:16] + bytes([body[16] ^ 0x55]) + body[17:]
        head = bytearray(self.head)
        if len(self.source) == 4:
            struct.pack_into("!H", head, 16, len(head) - ETHERNET + len(body))
            struct.pack_into("!H", head, 24, 0)
            struct.pack_into("!H", head, 24, checksum(bytes(head[ETHERNET:])))
        else:
            struct.pack_into("!H", head, 18, len(body))
        return bytes(head) + body

    def twin(self, delay):
        """The segment sent again DELAY nanoseconds later: over IPv4 with an identification of its own."""
        frame = bytearray(self.octets())
        if self.segment and len(self.source) == 4:
            identification = struct.unpack_from("!H", frame, 18)[0]
            struct.pack_into("!H", frame, 18, (identification + 30000) % 65536)
            struct.pack_into("!H", frame, 24, 0)
            struct.pack_into("!H", frame, 24, checksum(bytes(frame[ETHERNET:len(self.head)])))
        return Packet(self.time + delay, bytes(frame))

    def copy(self):
        """A copy whose time and segment can be changed."""
        other = twin_of(self)
        other.segment = self.segment and twin_of(self.segment)
        return other


def twin_of(thing):
    """As copy.copy, which takes thrice as long, where THING has nothing but attributes."""
    other = object.__new__(type(thing))
    other.__dict__.update(thing.__dict__)
    return other


def read_capture(path):
    """The header (byte order, ticks per second, its octets) and the packets of the capture at PATH."""
    opener = gzip.open if is_gzip(path) else open
    with opener(path, "rb") as file:
        octets = file.read()
    if octets[:4] not in MAGICS or len(octets) < 24:
        raise CaptureError("not a pcap file")
    order, ticks = MAGICS[octets[:4]]
    if struct.unpack_from(order + "I", octets, 20)[0] % 65536 != 1:
        raise CaptureError("link type is not Ethernet")
    packets, at = [], 24
    while at < len(octets):
        if at + 16 > len(octets):
            raise CaptureError("cut off in packet %d" % (len(packets) + 1))
        seconds, part, kept, length = struct.unpack_from(order + "IIII", octets, at)
        if kept != length or at + 16 + kept > len(octets):
            raise CaptureError("cut off in packet %d" % (len(packets) + 1))
        time = seconds * 10**9 + part * (10**9 // ticks)
        packets.append(Packet(time, octets[at + 16:at + 16 + kept], len(packets) + 1))
        at += 16 + kept
    return (order, ticks, octets[:24]), packets


def is_gzip(path):
    with open(path, "rb") as file:
        return file.read(2) == b"\x1f\x8b"


def write_capture(path, header, packets):
    """Writes PACKETS to PATH, gzip-compressed if its name ends so; the same octets every time."""
    order, ticks, octets = header
    parts = [octets]
    for packet in packets:
        frame = packet.octets()
        kept = frame[:packet.kept]
        parts.append(struct.pack(order + "IIII", packet.time // 10**9,
                                 packet.time % 10**9 // (10**9 // ticks), len(kept), len(frame)) + kept)
    body = b"".join(parts)
    if path.endswith(".gz"):
        body = gzip.compress(body, mtime=0)
    with open(path, "wb") as file:
        file.write(body)
