"""Ethernet frames with one TCP segment, written and read; and what finds neighbours (RFC 826, RFC 4861)."""

import dataclasses
import ipaddress
import struct

LETTERS = "FSRPAUECa"  # the flags, from the lowest bit (RFC 9293 section 3.1); a: AE (RFC 9768)
TCP, ICMPV6 = 6, 58
ARP, IPV4, IPV6 = b"\x08\x06", b"\x08\x00", b"\x86\xdd"
SOLICITATION, ADVERTISEMENT = 135, 136
STAMP = 8  # kind of the option


@dataclasses.dataclass
class Segment:
    """A segment to be sent. OPTIONS are padded; a CORRUPT one has a wrong checksum."""

    source: int
    port: int
    seq: int
    flags: str
    ack: int = 0
    text: bytes = b""
    urgent: int = 0
    options: bytes = b""
    corrupt: bool = False


@dataclasses.dataclass
class Arrived:
    """What is to be known of a segment that came; LENGTH counts SYN and FIN."""

    port: int
    seq: int
    ack: int
    length: int
    syn: bool
    reset: bool
    stamp: int | None


def checksum(octets):
    """The Internet checksum (RFC 1071)."""
    total = sum(struct.unpack("!%dH" % ((len(octets) + 1) // 2), octets + bytes(len(octets) % 2)))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packed(address):
    return ipaddress.ip_address(address).packed


def flag_bits(letters):
    return sum(1 << LETTERS.index(letter) for letter in letters if letter != "-")


def pseudo_header(source, destination, protocol, length):
    if len(source) == 4:
        return source + destination + struct.pack("!HH", protocol, length)
    return source + destination + struct.pack("!II", length, protocol)


def tcp(segment, source, destination):
    """Header, options and text."""
    options = segment.options + b"\1" * (-len(segment.options) % 4)
    head = struct.pack("!HHIIHHHH", segment.source, segment.port, segment.seq, segment.ack,
                       (20 + len(options)) // 4 << 12 | flag_bits(segment.flags), 65535, 0, segment.urgent) + options
    length = len(head) + len(segment.text)
    value = checksum(pseudo_header(source, destination, TCP, length) + head + segment.text)
    return head[:16] + struct.pack("!H", value ^ (0x1111 if segment.corrupt else 0)) + head[18:] + segment.text


def ip(source, destination, protocol, octets, hops=64):
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, len(octets), protocol, hops) + source + destination + octets
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(octets), 0, 0x4000, hops, protocol, 0) + source + destination
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + octets


def frame(hardware, peer_hardware, own, peer, segment):
    source, destination = packed(own), packed(peer)
    kind = IPV4 if len(source) == 4 else IPV6
    return peer_hardware + hardware + kind + ip(source, destination, TCP, tcp(segment, source, destination))


def arp(operation, hardware, source, peer_hardware, destination):
    return struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + hardware + source + peer_hardware + destination


def neighbour(kind, flags, target, option, hardware, source, destination):
    """A message of neighbour discovery about TARGET, with HARDWARE as its option."""
    body = struct.pack("!BBHI", kind, 0, 0, flags) + target + struct.pack("!BB", option, 1) + hardware
    value = checksum(pseudo_header(source, destination, ICMPV6, len(body)) + body)
    return ip(source, destination, ICMPV6, body[:2] + struct.pack("!H", value) + body[4:], hops=255)


def neighbour_request(hardware, own, peer):
    """The frame that asks for the hardware address of PEER."""
    source, target = packed(own), packed(peer)
    if len(source) == 4:
        return b"\xff" * 6 + hardware + ARP + arp(1, hardware, source, bytes(6), target)
    group = packed("ff02::1:ff00:0")[:13] + target[13:]
    return (b"\x33\x33" + group[12:] + hardware + IPV6
            + neighbour(SOLICITATION, 0, target, 1, hardware, source, group))


def neighbour_answer(octets, hardware, own):
    """The frame that answers a request for OWN, or None if OCTETS are none."""
    address = packed(own)
    if octets[12:14] == ARP and octets[20:22] == b"\0\1" and octets[38:42] == address:
        return octets[6:12] + hardware + ARP + arp(2, hardware, address, octets[22:28], octets[28:32])
    if is_neighbour(octets, SOLICITATION, address):
        flags = 0x60000000  # solicited, and in place of what was known
        return octets[6:12] + hardware + IPV6 + neighbour(ADVERTISEMENT, flags, address, 2, hardware, address,
                                                          octets[22:38])
    return None


def neighbour_told(octets, peer):
    """The hardware address of PEER if OCTETS tell it, or None."""
    address = packed(peer)
    if octets[12:14] == ARP and octets[20:22] == b"\0\2" and octets[28:32] == address:
        return octets[22:28]
    return octets[6:12] if is_neighbour(octets, ADVERTISEMENT, address) else None


def is_neighbour(octets, kind, target):
    return octets[12:14] == IPV6 and octets[20:21] == bytes([ICMPV6]) and octets[54:55] == bytes([kind]) \
        and octets[62:78] == target


def parse(octets, own):
    """The segment for OWN in a frame, or None."""
    address = packed(own)
    if octets[12:14] == IPV4 and len(address) == 4 and octets[23] == TCP and octets[30:34] == address:
        begin, end = 14 + (octets[14] & 15) * 4, 14 + int.from_bytes(octets[16:18], "big")
    elif octets[12:14] == IPV6 and len(address) == 16 and octets[20] == TCP and octets[38:54] == address:
        begin, end = 54, 54 + int.from_bytes(octets[18:20], "big")
    else:
        return None
    segment = octets[begin:end]
    _, port, seq, ack, offset, flags = struct.unpack("!HHIIBB", segment[:14])
    header = (offset >> 4) * 4
    fin, syn, reset = (bool(flags & 1 << bit) for bit in range(3))
    return Arrived(port, seq, ack, len(segment) - header + syn + fin, syn, reset, stamp_of(segment[20:header]))


def stamp_of(options):
    """The timestamp among the options of a segment, or None."""
    while options and options[0] != 0:
        length = 1 if options[0] == 1 else options[1] if len(options) > 1 else 0
        if options[0] == STAMP and length == 10:
            return int.from_bytes(options[2:6], "big")
        if length == 0:
            break
        options = options[length:]
    return None
