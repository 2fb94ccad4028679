"""SACK blocks that are no blocks, stand in the wrong place, or report what has not arrived (RFC 2018), or twice (RFC 2883)."""

import struct

from capture_edit import OPTION_SACK, OPTION_SACK_PERMITTED, WRAP, after

from .acknowledgments import everything_received
from .connection import (NoPlace, acks_of_text, is_plain, middle, mutation, pick, with_option)

EMPTY = ["R2018-3-a"]
FALSE = ["R2018-3-c", "R2018-8-c"]
AGAIN = ["R2883-4_1-a", "R2883-4_3-a"]


def edges_of(packet):
    value = packet.segment.option(OPTION_SACK)
    return list(struct.unpack("!%dI" % (len(value) // 4), value))


def with_edges(packet, edges):
    s = packet.segment
    old = bytes([OPTION_SACK, 2 + 4 * len(edges)]) + s.option(OPTION_SACK)
    s.options = s.options.replace(old, old[:2] + struct.pack("!%dI" % len(edges), *(e % WRAP for e in edges)))
    return packet


def middle_sack(c):
    sacks = c.sent(lambda s: is_plain(s) and s.option(OPTION_SACK) and len(s.option(OPTION_SACK)) % 8 == 0)
    return middle(sacks, "SACK")


def came_again(c, packet):
    """Has the octet before the acknowledgment of PACKET come more than once?"""
    last = packet.segment.ack - 1
    return sum((last - p.segment.seq) % WRAP < len(p.segment.text) for p in c.before(c.received(), packet)) != 1


def holds(a, b):
    """Does segment A hold the first octet of B?"""
    return (b.seq - a.seq) % WRAP < len(a.text)


def is_of_newest(c, packet):
    """Does PACKET answer the packet before it, which brought new text beyond a gap, by its first block alone?"""
    before = c.before(c.both(), packet)
    newest, others = before[-1].segment, [p.segment for p in c.before(c.received(), before[-1])]
    answered = [p for p in before[-2:-1] if p.sender() == c.end and p.segment.ack == packet.segment.ack]
    edges = edges_of(packet)
    return (answered and before[-1].sender() == c.peer and newest.text != b""
            and not any(holds(o, newest) or holds(newest, o) for o in others)
            and (newest.seq - edges[0]) % WRAP + len(newest.text) <= (edges[1] - edges[0]) % WRAP)


@mutation("sack-empty", EMPTY)
def sack_empty(c):
    """A SACK block whose edges are the same."""
    packet = middle_sack(c)
    edges = edges_of(packet)
    return with_edges(packet, [edges[0], edges[0]] + edges[2:])


@mutation("sack-edges-swapped", EMPTY)
def sack_edges_swapped(c):
    """A SACK block whose right edge is before its left one."""
    packet = middle_sack(c)
    edges = edges_of(packet)
    return with_edges(packet, [edges[1], edges[0]] + edges[2:])


@mutation("sack-beyond", FALSE)
def sack_beyond(c):
    """The first SACK block goes beyond all that its peer ever sends."""
    packet = middle_sack(c)
    if after(edges_of(packet)[0], packet.segment.ack) < 0:
        raise NoPlace("the block reports a duplicate: another clause forbids to leave that out (RFC 2883 section 4)")
    return with_edges(packet, [edges_of(packet)[0], everything_received(c) + 3000] + edges_of(packet)[2:])


@mutation("sack-of-gap", FALSE)
def sack_of_gap(c):
    """The last SACK block begins at the acknowledgment: the text that is missing is said to have arrived."""
    packet = middle_sack(c)
    edges = edges_of(packet)
    if len(edges) > 2:
        raise NoPlace("there is more than one block")
    if (edges[0] - packet.segment.ack) % WRAP > WRAP // 2:
        raise NoPlace("the block is a duplicate's")
    if any(p.segment.text and (packet.segment.ack - p.segment.seq) % WRAP < len(p.segment.text)
           for p in c.before(c.received(), packet)):
        raise NoPlace("the text has arrived, and is not acknowledged yet")
    return with_edges(packet, [packet.segment.ack, edges[1]])


@mutation("sack-of-nothing", FALSE)
def sack_of_nothing(c):
    """A SACK block on an ACK although nothing is missing."""
    if not any(p.segment.option(OPTION_SACK_PERMITTED) is not None for p in c.peer_syns()):
        raise NoPlace("its peer does not permit SACK")
    acks = [p for p in acks_of_text(c) if not p.segment.option(OPTION_SACK)]
    packet = middle(acks, "ACK of text without SACK")
    start = everything_received(c)
    with_option(packet.segment, OPTION_SACK, struct.pack("!II", (start + 1000) % WRAP, (start + 2000) % WRAP))
    return packet


@mutation("sack-before-arrival", FALSE)
def sack_before_arrival(c):
    """The first SACK of the connection names a block 100,000 octets further on."""
    packet = pick(c.sent(lambda s: is_plain(s) and s.option(OPTION_SACK)), "SACK")
    edges = edges_of(packet)
    return with_edges(packet, [edges[0] + 100000, edges[1] + 100000] + edges[2:])


@mutation("sack-duplicate-made-up", AGAIN)
def sack_duplicate_made_up(c):
    """A SACK block of the last octet that is acknowledged, though it came but once."""
    if not any(p.segment.option(OPTION_SACK_PERMITTED) is not None for p in c.peer_syns()):
        raise NoPlace("its peer does not permit SACK")
    acks = [p for p in acks_of_text(c) if not p.segment.option(OPTION_SACK) and not came_again(c, p)]
    packet = middle(acks, "ACK of text that came once, without SACK")
    ack = packet.segment.ack
    with_option(packet.segment, OPTION_SACK, struct.pack("!II", (ack - 1) % WRAP, ack))
    return packet


@mutation("sack-newest-second", ["R2018-4-g"])
def sack_newest_second(c):
    """The first two SACK blocks change places, on the first ACK of a second gap."""
    sacks = c.sent(lambda s: is_plain(s) and s.option(OPTION_SACK) and len(s.option(OPTION_SACK)) == 16)
    packet = pick([p for p in sacks if is_of_newest(c, p)], "SACK of two blocks, the first with the newest segment")
    edges = edges_of(packet)
    return with_edges(packet, edges[2:] + edges[:2])


@mutation("sack-within", ["R2018-4-i"], far=True)
def sack_within(c):
    """The second SACK block is the first octet of the first."""
    sacks = c.sent(lambda s: is_plain(s) and s.option(OPTION_SACK) and len(s.option(OPTION_SACK)) >= 16)
    packet = middle(sacks, "SACK of two blocks")
    edges = edges_of(packet)
    return with_edges(packet, edges[:2] + [edges[0], edges[0] + 1] + edges[4:])
