"""Acknowledgment numbers that are not RCV.NXT, and segments without any."""

from capture_edit import ACK, SYN, WRAP, after

from .connection import (MILLISECOND, NoPlace, acked_before, acks_of_text, highest, is_empty, is_fin, is_plain,
                         is_text, middle_ack, middle_text, mutation, pick)

BEYOND = ["EV-SEG-SYNC-7b", "R9293-L16"]


def everything_received(c):
    """The sequence number after all that its peer ever sends."""
    return highest(pick_all(c.received()), lambda s: s.end)


def pick_all(packets):
    if not packets:
        raise NoPlace("the end receives nothing")
    return packets


@mutation("ack-beyond", BEYOND, far=True)
def ack_beyond(c):
    """An ACK of what the peer never sent."""
    packet = middle_ack(c)
    packet.segment.ack = (everything_received(c) + 4321) % WRAP
    return packet


@mutation("ack-one-beyond", BEYOND, far=True)
def ack_one_beyond(c):
    """The last ACK acknowledges one octet more than the peer ever sends."""
    packet = pick(acks_of_text(c), "ACK of text", -1)
    packet.segment.ack = (everything_received(c) + 1) % WRAP
    return packet


@mutation("ack-beyond-on-text", BEYOND, far=True)
def ack_beyond_on_text(c):
    """A segment with text acknowledges what the peer never sent."""
    packet = middle_text(c)
    packet.segment.ack = (everything_received(c) + 7) % WRAP
    return packet


@mutation("ack-beyond-on-fin", BEYOND, far=True)
def ack_beyond_on_fin(c):
    """A FIN acknowledges what the peer never sent."""
    packet = pick(c.sent(is_fin), "FIN")
    packet.segment.ack = (everything_received(c) + 99) % WRAP
    return packet


def not_yet(c, packets, packet):
    """The first of PACKETS that comes five milliseconds after PACKET or later."""
    soon = {p.segment.end for p in c.since(packets, packet) if p.time - packet.time <= 5 * MILLISECOND}
    later = [p for p in c.since(packets, packet)
             if p.time - packet.time > 5 * MILLISECOND and p.segment.end not in soon]
    return pick(later, "segment later on")


@mutation("ack-before-arrival", BEYOND)
def ack_before_arrival(c):
    """An ACK of text that arrives only later."""
    packet = middle_ack(c)
    arrived = highest(c.before(c.received(), packet), lambda s: s.end)
    new = c.received(lambda s: is_text(s) and after(s.end, arrived) > 0)
    packet.segment.ack = not_yet(c, new, packet).segment.end
    return packet


@mutation("fin-acked-early", BEYOND)
def fin_acked_early(c):
    """An ACK of a FIN that arrives only later."""
    fin = pick(c.received(is_fin), "FIN from its peer")
    acks = [p for p in c.before(c.sent(is_empty), fin) if fin.time - p.time > 5 * MILLISECOND]
    packet = pick(acks, "ACK before the FIN", -1)
    packet.segment.ack = fin.segment.end
    return packet


@mutation("ack-regress", ["R9293-L16", "EV-SEG-SYNC-7b"])
def ack_regress(c):
    """An ACK of less than was acknowledged before."""
    packet = middle_ack(c)
    earlier = acked_before(c, packet)
    if not earlier or earlier[0] == earlier[-1]:
        raise NoPlace("the end has acknowledged no text before")
    packet.segment.ack = earlier[0]
    return packet


@mutation("ack-one-back", ["R9293-L16"])
def ack_one_back(c):
    """An ACK of one octet less than was acknowledged before."""
    packet = pick(acks_of_text(c), "second ACK of text", 1)
    packet.segment.ack = (highest(c.before(c.sent(is_plain), packet), lambda s: s.ack) - 1) % WRAP
    return packet


@mutation("ack-regress-on-text", ["R9293-L16"])
def ack_regress_on_text(c):
    """A segment with text acknowledges less than was acknowledged before."""
    packet = pick(c.sent(is_text), "text", -1)
    earlier = acked_before(c, packet)
    if not earlier or after(earlier[-1], earlier[0]) < 2:
        raise NoPlace("the end has acknowledged no text before")
    packet.segment.ack = earlier[0]
    return packet


@mutation("ack-regress-on-fin", ["R9293-L16"])
def ack_regress_on_fin(c):
    """A FIN acknowledges less than was acknowledged before."""
    packet = pick(c.sent(is_fin), "FIN")
    earlier = acked_before(c, packet)
    if not earlier or after(earlier[-1], earlier[0]) < 2:
        raise NoPlace("the end has acknowledged no text before")
    packet.segment.ack = earlier[0]
    return packet


@mutation("ack-half-away", BEYOND)
def ack_half_away(c):
    """An ACK on the other side of the sequence space."""
    packet = middle_ack(c)
    packet.segment.ack = (packet.segment.ack + WRAP // 2) % WRAP
    return packet


@mutation("syn-ack-wrong-ack", ["EV-SEG-LISTEN-3b", "EV-SEG-SYNC-7b"])
def syn_ack_wrong_ack(c):
    """A SYN,ACK that acknowledges 1,000 more than the SYN."""
    packet = pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)")
    packet.segment.ack = (packet.segment.ack + 1000) % WRAP
    return packet


@mutation("syn-ack-of-nothing", ["EV-SEG-LISTEN-3b", "R9293-L16"])
def syn_ack_of_nothing(c):
    """A SYN,ACK that acknowledges nothing: the number of the SYN itself."""
    packet = pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)")
    packet.segment.ack = (packet.segment.ack - 1) % WRAP
    return packet


@mutation("syn-ack-not-acknowledged", ["EV-SEG-SYNSENT-4b", "R9293-L16"])
def syn_ack_not_acknowledged(c):
    """The segment after the SYN,ACK acknowledges the number of the SYN itself."""
    pick(c.received(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the client)")
    packet = pick(c.sent(is_plain), "segment with ACK")
    packet.segment.ack = pick(c.peer_syns(), "SYN of its peer").segment.seq
    return packet


@mutation("no-ack-flag", ["R9293-L16"], far=True)
def no_ack_flag(c):
    """Text without the ACK bit on an established connection."""
    packet = middle_text(c)
    packet.segment.flags, packet.segment.ack = packet.segment.flags & ~ACK, 0
    return packet


@mutation("no-ack-flag-on-fin", ["R9293-L16"], far=True)
def no_ack_flag_on_fin(c):
    """A FIN without the ACK bit."""
    packet = pick(c.sent(is_fin), "FIN")
    packet.segment.flags, packet.segment.ack = packet.segment.flags & ~ACK, 0
    return packet


@mutation("no-flag", ["R9293-L16"], far=True)
def no_flag(c):
    """A segment with neither text nor any control bit."""
    packet = middle_ack(c)
    packet.segment.flags, packet.segment.ack = 0, 0
    return packet
