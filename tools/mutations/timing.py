"""Timestamps that go back or echo nothing, and what is sent too early or too late."""

import struct

from capture_edit import ACK, OPTION_STAMPS, SYN, WRAP, after, list_options

from .connection import (MILLISECOND, NoPlace, again_after, is_empty, is_fin, is_text, is_whole, middle, middle_ack,
                         middle_text, mutation, pick)

BACK = ["R7323-4.1-a"]
ECHO = ["R7323-3.2-c"]


def stamps(packet):
    """TSval and TSecr of PACKET."""
    value = packet.segment.option(OPTION_STAMPS)
    if value is None or len(value) != 8:
        raise NoPlace("the segment has no timestamp")
    return struct.unpack("!II", value)


def has_stamps(s):
    return s.option(OPTION_STAMPS) is not None


def set_stamps(packet, value, echo):
    new = struct.pack("!II", value % WRAP, echo % WRAP)
    options = [(k, new if k == OPTION_STAMPS else v) for k, v in list_options(packet.segment.options)]
    packet.segment.set_options(options)
    return packet


def last_stamp(c, packet):
    """The timestamp that the end sent last before PACKET."""
    before = c.before(c.sent(has_stamps), packet)
    return stamps(pick(before, "timestamp before", -1))[0]


@mutation("ts-back-by-one", BACK)
def ts_back_by_one(c):
    """The timestamp of an ACK is one tick earlier than the one before."""
    packet = middle_ack(c)
    return set_stamps(packet, last_stamp(c, packet) - 1, stamps(packet)[1])


@mutation("ts-back-on-text", BACK)
def ts_back_on_text(c):
    """The timestamp of text is 100,000 ticks earlier than the one before."""
    packet = middle_text(c)
    return set_stamps(packet, last_stamp(c, packet) - 100000, stamps(packet)[1])


@mutation("ts-back-on-fin", BACK)
def ts_back_on_fin(c):
    """The timestamp of a FIN is 2^31 - 1 ticks earlier than the one before."""
    packet = pick(c.sent(is_fin), "FIN")
    return set_stamps(packet, last_stamp(c, packet) - 2**31 + 1, stamps(packet)[1])


def arrived_stamps(c, packet):
    """The first timestamp that arrived, and how far the others before PACKET are from it."""
    values = [stamps(p)[0] for p in c.before(c.received(has_stamps), packet)]
    if not values:
        raise NoPlace("no timestamp arrives before")
    return values[0], [after(value, values[0]) for value in values]


@mutation("ts-echo-ahead", ECHO)
def ts_echo_ahead(c):
    """An ACK echoes a timestamp later than any that arrives."""
    packet = middle_ack(c)
    arrived_stamps(c, packet)
    values = [stamps(p)[0] for p in c.received(has_stamps)]
    first = values[0]
    return set_stamps(packet, stamps(packet)[0], first + max(after(v, first) for v in values) + 5000)


@mutation("ts-echo-on-text-ahead", ECHO)
def ts_echo_on_text_ahead(c):
    """Text echoes a timestamp one tick later than any that has arrived."""
    packet = middle_text(c)
    first, distances = arrived_stamps(c, packet)
    echo = (first + max(distances) + 1) % WRAP
    for p in c.since(c.received(has_stamps), packet):
        if p.time - packet.time < MILLISECOND and stamps(p)[0] == echo:
            raise NoPlace("it arrives within a millisecond, and may have been captured too late")
    return set_stamps(packet, stamps(packet)[0], echo)


@mutation("ts-echo-before-first", ECHO)
def ts_echo_before_first(c):
    """An ACK echoes a timestamp before the first that arrived."""
    packet = middle_ack(c)
    first, distances = arrived_stamps(c, packet)
    return set_stamps(packet, stamps(packet)[0], first + min(distances) - 1000)


@mutation("ts-echo-zero", ECHO)
def ts_echo_zero(c):
    """A segment with ACK that echoes 0 though timestamps arrived."""
    packet = pick(c.sent(lambda s: is_empty(s) or is_text(s)), "segment with ACK", -1)
    first, distances = arrived_stamps(c, packet)
    if min(distances) <= after(0, first) <= max(distances):
        raise NoPlace("0 lies between the timestamps that arrived")
    return set_stamps(packet, stamps(packet)[0], 0)


# ---- Retransmission timeouts --------------------------------------------------------------------------------


def next_of(c, packet):
    """The next segment of the connection after PACKET, or None."""
    ends = {c.end, c.peer}
    rest = c.packets[c.position(packet) + 1:]
    return next((p for p in rest if is_whole(p) and {p.sender(), p.receiver()} == ends), None)


def runs(c):
    """Lists of packets: a segment of the end, and the same again while it sends and receives nothing else."""
    found = []
    for packet in c.sent(lambda s: s.text or s.has(SYN) or is_fin(s)):
        last = found[-1][-1] if found else None
        if last and next_of(c, last) is packet and last.segment.seq == packet.segment.seq:
            found[-1].append(packet)
        else:
            found.append([packet])
    return found


def hasten(c, packet, by):
    """PACKET, and all that follows, comes BY nanoseconds sooner."""
    c.delay(packet, -by)
    return packet


@mutation("timeout-not-doubled", ["R6298-5.5-a"])
def timeout_not_doubled(c):
    """The third retransmission in a row comes after half of the time that the second took."""
    for run in runs(c):
        times = [p.time for p in run]
        if len(run) > 3 and 2000 * MILLISECOND < times[2] - times[1] < 40000 * MILLISECOND:
            return hasten(c, run[3], times[3] - times[2] - (times[2] - times[1]) // 2)
    raise NoPlace("the end retransmits nothing three times after two seconds and more")


@mutation("timeout-shrinks", ["R6298-5.5-a"])
def timeout_shrinks(c):
    """Retransmissions after 4 s, 4 s and 1 s."""
    run = max(runs(c), key=len, default=[])
    if len(run) < 2:
        raise NoPlace("the end retransmits nothing")
    packet = run[0]
    c.remove(run[1:])
    for delay in (4000, 4000, 1000):
        packet = again_after(c, packet, delay * MILLISECOND)
    return packet


@mutation("timeout-below-second", ["R6298-2.4-a"])
def timeout_below_second(c):
    """Text is sent again after 250 ms, and after 250 ms again."""
    texts = [run[0] for run in runs(c) if len(run) == 1 and is_text(run[0].segment) and run[0].ecn() == 0]
    text = middle(texts, "text that is not sent again and has no mark, which it must not have then")
    return again_after(c, again_after(c, text, 250 * MILLISECOND), 250 * MILLISECOND)


@mutation("fin-timeout-below-second", ["R6298-2.4-a"])
def fin_timeout_below_second(c):
    """A FIN is sent again after 100 ms, and after 300 ms again."""
    fin = pick([run[0] for run in runs(c) if is_fin(run[0].segment)], "FIN")
    return again_after(c, again_after(c, fin, 100 * MILLISECOND), 300 * MILLISECOND)


@mutation("syn-timeout-below-second", ["R6298-2.1-a"])
def syn_timeout_below_second(c):
    """A SYN is sent again after 1,100 ms, and after 300 ms again."""
    syn = pick(c.sent(lambda s: s.has(SYN) and not s.has(ACK)), "SYN (choose the client)")
    return again_after(c, again_after(c, syn, 1100 * MILLISECOND), 300 * MILLISECOND)


@mutation("syn-ack-timeout-below-second", ["R6298-2.1-a"])
def syn_ack_timeout_below_second(c):
    """A SYN,ACK is sent again after 1,100 ms, and after 50 ms again."""
    syn = pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)")
    return again_after(c, again_after(c, syn, 1100 * MILLISECOND), 50 * MILLISECOND)


# ---- Delayed acknowledgments --------------------------------------------------------------------------------


def withheld(c, test):
    """The first segment of the end that passes TEST and acknowledges the text that arrived last before it."""
    texts, acks = c.received(is_text), c.sent(lambda s: s.has(ACK))
    for packet in c.sent(test):
        arrived, acked = c.before(texts, packet), c.before(acks, packet)
        if arrived and acked and after(packet.segment.ack, acked[-1].segment.ack) > 0:
            waits = [p for p in arrived if after(p.segment.end, acked[-1].segment.ack) > 0
                     and after(p.segment.seq, acked[-1].segment.ack) <= 0]
            if waits and after(packet.segment.ack, waits[-1].segment.seq) > 0:
                return packet
    raise NoPlace("the end acknowledges no text so")


@mutation("ack-late", ["MUST-40"])
def ack_late(c):
    """An ACK comes more than a second after the text that it acknowledges."""
    packet = withheld(c, is_empty)
    c.delay(packet, 1100 * MILLISECOND)
    return packet


@mutation("ack-late-on-text", ["MUST-40"])
def ack_late_on_text(c):
    """Text is acknowledged after three seconds, by text."""
    packet = withheld(c, is_text)
    c.delay(packet, 3000 * MILLISECOND)
    return packet
