#!/usr/bin/env python3
"""Does to a capture what a path or a capture may do, and no endpoint.

    distort_capture.py [--seed TEXT] [--near ADDRESS] NAME IN OUT
    distort_capture.py --list

Writes OUT: what a capture of the same conversation could have shown as well.  An end that broke no rule
in IN breaks none in OUT.  --near is the address of the end at which IN was taken; some distortions need
it.  The same IN, SEED and ADDRESS give the same OUT.

Exit codes: 0 done; 1 IN is no capture, or the distortion needs to know the near end; 2 usage.
"""

import argparse
import ipaddress
import random
import struct
import sys

import capture_command
from capture_edit import (ACK, ETHERNET, FIN, IPV4, IPV6, OPTION_SACK, RST, SYN, WRAP, CaptureError, Packet,
                          checksum, list_options, read_capture, write_capture)

MICROSECOND, MILLISECOND, SECOND = 10**3, 10**6, 10**9  # in nanoseconds
DISTORTIONS = {}


def distortion(name):
    """Registers a function of packets, a random generator and the near end's address, or None.

    It returns the packets as they are captured then.
    """
    def register(function):
        DISTORTIONS[name] = function
        return function
    return register


# ---- The capture loses packets, shows them twice, or in another order ---------------------------------------


@distortion("lost-one")
def lost_one(packets, chance, _):
    """The capture lacks one packet."""
    gone = chance.randrange(len(packets))
    return packets[:gone] + packets[gone + 1:]


@distortion("lost-some")
def lost_some(packets, chance, _):
    """The capture lacks two packets of a hundred."""
    return [p for p in packets if chance.random() >= 0.02]


@distortion("lost-many")
def lost_many(packets, chance, _):
    """The capture lacks every fifth packet or so."""
    return [p for p in packets if chance.random() >= 0.2]


@distortion("lost-in-a-row")
def lost_in_a_row(packets, chance, _):
    """The capture lacks some packets in a row."""
    start = chance.randrange(len(packets))
    return packets[:start] + packets[start + chance.randint(2, 12):]


@distortion("lost-acks")
def lost_acks(packets, chance, _):
    """The capture lacks a third of the segments without text, which leaves no gap."""
    return [p for p in packets if not is_bare(p) or chance.random() >= 0.33]


@distortion("lost-direction")
def lost_direction(packets, chance, _):
    """The capture shows one direction only."""
    first = next((p for p in packets if p.segment), None)
    if first is None:
        return packets
    shown = first.source if chance.random() < 0.5 else first.target
    return [p for p in packets if p.segment is None or p.source == shown]


@distortion("begun-late")
def begun_late(packets, chance, _):
    """The capture begins somewhere in the middle."""
    return packets[chance.randrange(len(packets)):]


@distortion("begun-at-second")
def begun_at_second(packets, _chance, _near):
    """The capture lacks the first packet."""
    return packets[1:]


@distortion("ended-early")
def ended_early(packets, chance, _):
    """The capture ends somewhere in the middle."""
    return packets[:chance.randint(1, len(packets))]


@distortion("shown-twice")
def shown_twice(packets, chance, _):
    """Every tenth packet or so is captured twice at once."""
    return with_twins(packets, lambda p: chance.randint(1, 50) * MICROSECOND if chance.random() < 0.1 else None)


@distortion("all-shown-twice")
def all_shown_twice(packets, chance, _):
    """Every packet is captured on two interfaces, one after the other."""
    delay = chance.randint(1, 900) * MICROSECOND
    return with_twins(packets, lambda p: delay)


@distortion("neighbours-swapped")
def neighbours_swapped(packets, chance, _):
    """Packets less than a millisecond apart are captured in the wrong order now and then."""
    result = [p.copy() for p in packets]
    at = 1
    while at < len(result):
        first, second = result[at - 1:at + 1]
        if second.time - first.time < MILLISECOND and chance.random() < 0.2:
            first.time, second.time = second.time, first.time
            result[at - 1:at + 1] = [second, first]
            at += 1
        at += 1
    return result


@distortion("directions-apart")
def directions_apart(packets, chance, _):
    """One direction is captured up to 300 microseconds later than the other, as by two queues."""
    first = next((p for p in packets if p.segment), None)
    late = first and (first.source if chance.random() < 0.5 else first.target)
    result, behind = [], 0
    for p in packets:
        if p.segment and p.source == late:
            behind = max(behind, p.time + chance.randint(0, 300) * MICROSECOND)  # a queue keeps its order
            p = moved(p, behind - p.time)
        result.append(p)
    return in_order(result)


# ---- The capture keeps less of a packet, or more ------------------------------------------------------------


@distortion("snapped-96")
def snapped_96(packets, _chance, _near):
    """Of each frame 96 octets are kept."""
    return snapped(packets, 96)


@distortion("snapped-60")
def snapped_60(packets, _chance, _near):
    """Of each frame 60 octets are kept: not all options, over IPv6 not all of the header."""
    return snapped(packets, 60)


@distortion("padded")
def padded(packets, _chance, _near):
    """Short frames are filled up to the 60 octets of Ethernet."""
    return [with_frame(p, p.octets() + b"\0" * (60 - len(p.octets()))) if len(p.octets()) < 60 else p
            for p in packets]


@distortion("joined")
def joined(packets, _chance, _near):
    """Segments with text that follow each other are captured as one, its checksum left to the card."""
    result, of_several = [], set()
    for packet in packets:
        if result and continues(result[-1], packet):
            last = result[-1] = result[-1].copy()
            last.segment.text += packet.segment.text
            last.segment.flags |= packet.segment.flags
            of_several.add(len(result) - 1)
        else:
            result.append(packet)
    return [without_checksum(p) if i in of_several else p for i, p in enumerate(result)]


@distortion("split")
def split(packets, _chance, _near):
    """Segments with text are captured as two halves, as where a card splits them further on; but SYNs."""
    return [part for p in packets for part in (halves(p) if may_be_split(p) else [p])]


@distortion("checksums-of-sender")
def checksums_of_sender(packets, _chance, near):
    """What the near end sends is captured before its card fills in the TCP checksum."""
    if near is None:
        raise CaptureError("this needs to know the near end")
    return [without_checksum(p) if p.segment and p.source == near else p for p in packets]


@distortion("tagged")
def tagged(packets, _chance, _near):
    """Frames have an IEEE 802.1Q tag."""
    return [with_frame(p, p.octets()[:12] + b"\x81\x00\x00\x2a" + p.octets()[12:]) for p in packets]


# ---- The clock of the capture -------------------------------------------------------------------------------


@distortion("clock-shifted")
def clock_shifted(packets, chance, _):
    """The capture was taken on another day."""
    shift = chance.randint(1, 10**7) * SECOND
    return [moved(p, shift) for p in packets]


@distortion("clock-coarse")
def clock_coarse(packets, _chance, _near):
    """The clock ticks once in ten milliseconds."""
    return [moved(p, -(p.time % (10 * MILLISECOND))) for p in packets]


@distortion("clock-set-back")
def clock_set_back(packets, chance, _):
    """The clock is set back by 50 milliseconds once."""
    when = chance.randrange(len(packets))
    return packets[:when] + [moved(p, -50 * MILLISECOND) for p in packets[when:]]


@distortion("clock-fast")
def clock_fast(packets, _chance, _near):
    """The clock is fast by one in a thousand."""
    return [moved(p, (p.time - packets[0].time) // 1000) for p in packets]


# ---- The path -----------------------------------------------------------------------------------------------


@distortion("numbers-wrap")
def numbers_wrap(packets, chance, _):
    """Other initial sequence numbers: both directions pass 2^32 soon."""
    return renumbered(packets, chance)


@distortion("other-header")
def other_header(packets, chance, _):
    """Other type of service, but for the ECN marks, and time to live."""
    return [with_frame(p, header_changed(p, chance)) if p.segment and not p.damaged else p
            for p in packets]


@distortion("other-addresses")
def other_addresses(packets, _chance, _near):
    """A translator gives the ends other ports, and swaps what they are called."""
    result = [p.copy() for p in packets]
    for p in result:
        if p.segment:
            p.segment.sport, p.segment.dport = p.segment.sport ^ 1, p.segment.dport ^ 1
    return result


@distortion("merged")
def merged(packets, _chance, _near):
    """A second conversation, the same with other ports, runs at the same time."""
    others = [moved(p, 3 * MILLISECOND) for p in other_addresses(packets, None, None)]
    return in_order(packets + others)


# ---- Means --------------------------------------------------------------------------------------------------


def is_text(p):
    return p.segment is not None and not p.damaged and len(p.segment.text) > 0


def may_be_split(p):
    return is_text(p) and not p.segment.has(SYN) and len(p.segment.text) > 1


def is_bare(p):
    return (p.segment is not None and not p.segment.text
            and not any(p.segment.has(flag) for flag in (SYN, FIN, RST)))


def moved(packet, delay):
    other = packet.copy()
    other.time += delay
    return other


def in_order(packets):
    return sorted(packets, key=lambda p: p.time)


def with_twins(packets, delay):
    """PACKETS, and those again for which DELAY is not None, so many nanoseconds later."""
    twins = [moved(p, d) for p in packets for d in [delay(p)] if d is not None]
    return in_order(packets + twins)


def with_frame(packet, frame):
    """PACKET as the octets FRAME, whatever they are."""
    other = packet.copy()
    other.frame, other.segment = frame, None
    return other


def snapped(packets, octets):
    result = [p.copy() for p in packets]
    for p in result:
        p.kept = octets
    return result


def continues(first, second):
    """Is SECOND the rest of what FIRST begins, so that a card would send both as one segment?"""
    if not (is_text(first) and is_text(second)):
        return False
    a, b = first.segment, second.segment
    return (first.sender() == second.sender() and a.end == b.seq and a.ack == b.ack and a.window == b.window
            and a.options == b.options and not any(a.has(f) or b.has(f) for f in (SYN, FIN, RST))
            and len(a.text) + len(b.text) < 60000)


def halves(packet):
    first, second = packet.copy(), packet.copy()
    middle = len(packet.segment.text) // 2
    first.segment.text, second.segment.text = packet.segment.text[:middle], packet.segment.text[middle:]
    first.segment.flags &= ~FIN
    second.segment.seq = (packet.segment.seq + middle) % WRAP
    return [first, second]


def without_checksum(packet):
    """As a sender leaves it to its card: the sum of the pseudo header only."""
    frame = bytearray(packet.octets())
    start = len(packet.head)
    partial = checksum(packet.pseudo_header(len(frame) - start)) ^ 0xFFFF
    struct.pack_into("!H", frame, start + 16, partial)
    return with_frame(packet, bytes(frame))


def header_changed(packet, chance):
    frame = bytearray(packet.octets())
    is_v4 = struct.unpack_from("!H", frame, 12)[0] == IPV4
    marks = frame[15] & 3 if is_v4 else frame[15] >> 4 & 3
    service = chance.randrange(64) << 2 | marks
    if is_v4:
        frame[15], frame[22] = service, chance.randint(1, 255)
        struct.pack_into("!H", frame, 24, 0)
        struct.pack_into("!H", frame, 24, checksum(bytes(frame[ETHERNET:len(packet.head)])))
    else:
        frame[14], frame[15] = 0x60 | service >> 4, (service & 15) << 4 | frame[15] & 15
        frame[21] = chance.randint(1, 255)
    return bytes(frame)


def renumbered(packets, chance):
    """PACKETS with numbers of each sender moved, so that they pass 2^32 after some hundred octets."""
    result, shift = [p.copy() for p in packets], {}
    for p in result:
        if p.segment:
            s, mine = p.segment, (p.sender(), p.receiver())
            theirs = (mine[1], mine[0])
            for key, number in ((mine, s.seq), (theirs, s.ack)):
                if key not in shift and (key == mine or s.has(ACK)):
                    shift[key] = (-number - chance.randint(1, 2000)) % WRAP
            if s.seq != 0 or s.has(SYN) or not s.has(RST):
                s.seq = (s.seq + shift[mine]) % WRAP
            if s.has(ACK):
                s.ack = (s.ack + shift[theirs]) % WRAP
                s.options = with_blocks_moved(s.options, shift[theirs])
    return result


def with_blocks_moved(options, shift):
    """OPTIONS with SHIFT added to the edges of the SACK blocks."""
    for kind, value in list_options(options):
        if kind == OPTION_SACK and len(value) % 4 == 0:
            edges = struct.unpack("!%dI" % (len(value) // 4), value)
            new = struct.pack("!%dI" % len(edges), *((e + shift) % WRAP for e in edges))
            head = bytes([OPTION_SACK, len(value) + 2])
            options = options.replace(head + value, head + new)
    return options


def distort(name, source, target, seed, near=None):
    """Writes the distortion NAME of the capture SOURCE to TARGET."""
    header, packets = read_capture(source)
    if packets:
        packets = DISTORTIONS[name](packets, random.Random("%s %s" % (seed, name)), near)
    write_capture(target, header, packets)


def make(options):
    near = options.near and options.near.packed
    distort(options.name, options.source, options.target, options.seed, near)


def main(arguments):
    parser = argparse.ArgumentParser(prog="distort_capture.py",
                                     description="Does to a capture what a path or a capture may do.")
    parser.add_argument("--seed", default="1", metavar="TEXT", help="what random choices depend on (1)")
    parser.add_argument("--near", type=ipaddress.ip_address, metavar="ADDRESS",
                        help="the end at which the capture was taken")
    return capture_command.run(parser, DISTORTIONS, "list the distortions",
                               lambda name, function: (name, function.__doc__), make, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
