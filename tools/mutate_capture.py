#!/usr/bin/env python3
"""Breaks one rule of TCP in a capture of a conforming stack.

    mutate_capture.py [--end client|server] NAME IN OUT
    mutate_capture.py --list

Changes the first TCP connection of IN so that one end, the client unless told otherwise, breaks one rule,
and writes OUT.  Prints one line: the number of the packet of OUT that breaks it, the clauses of
spec/requirements that forbid it, the end and the mutation, separated by tabs.  The same IN gives the
same OUT.  The end should be the one at which IN was captured: at the other a checker cannot know what
arrived, and so may not accuse.

Exit codes: 0 done; 1 IN has no place for this mutation, or is no capture; 2 usage.
"""

import argparse
import struct
import sys

from capture_edit import (ACK, FIN, OPTION_MSS, OPTION_SACK, OPTION_SHIFT, OPTION_STAMPS, RST, SYN, WRAP,
                          CaptureError, after, read_capture, write_capture)

MICROSECOND, MILLISECOND = 10**3, 10**6  # in nanoseconds
MUTATIONS = {}


class NoPlace(Exception):
    """The capture has no packet that the mutation could change."""


def mutation(name, clauses):
    """Registers a function that changes a Connection and returns the packet that breaks CLAUSES."""
    def register(function):
        MUTATIONS[name] = (function, clauses)
        return function
    return register


class Connection:
    """The first TCP connection of a capture, seen from one end."""

    def __init__(self, packets, end):
        self.packets = packets
        opening = next((p for p in packets if p.segment and p.segment.has(SYN)), None)
        if opening is None:
            raise NoPlace("no SYN in the capture")
        client, server = opening.sender(), opening.receiver()
        if opening.segment.has(ACK):
            client, server = server, client
        self.end, self.peer = (client, server) if end == "client" else (server, client)

    def _between(self, sender, receiver, test):
        return [p for p in self.packets if p.segment and p.sender() == sender
                and p.receiver() == receiver and test(p.segment)]

    def sent(self, test=lambda s: True):
        """The packets of the end that pass TEST."""
        return self._between(self.end, self.peer, test)

    def received(self, test=lambda s: True):
        """The packets of its peer that pass TEST."""
        return self._between(self.peer, self.end, test)

    def position(self, packet):
        return next(i for i, p in enumerate(self.packets) if p is packet)

    def insert_after(self, packet, new):
        self.packets.insert(self.position(packet) + 1, new)

    def received_before(self, packet):
        here = self.position(packet)
        return [p for p in self.received() if self.position(p) < here]

    def shift(self, syns):
        """Shift count that the SYNs of one side offered, or 0."""
        value = syns[0].segment.option(OPTION_SHIFT) if syns else None
        return min(value[0], 14) if value else 0


def pick(packets, what, index=0):
    """Packet INDEX of PACKETS; NoPlace, saying WHAT is missing, if there are too few."""
    if not -len(packets) <= index < len(packets):
        raise NoPlace("the end sends or receives no " + what)
    return packets[index]


def is_plain(s):
    return s.has(ACK) and not s.has(SYN) and not s.has(RST)


def is_empty(s):
    return is_plain(s) and not s.text and not s.has(FIN)


def is_text(s):
    return is_plain(s) and s.text and not s.has(FIN)


def acks_of_text(c):
    """The end's segments without text that acknowledge text."""
    first = pick(c.received(is_text), "text from its peer").segment
    return c.sent(lambda s: is_empty(s) and after(s.ack, first.seq) > 0)


def middle_ack(c):
    """An ACK of text from the middle of the connection."""
    acks = acks_of_text(c)
    return pick(acks, "ACK of text", len(acks) // 2)


def highest(packets, value):
    """The latest sequence number that VALUE gives for PACKETS."""
    numbers = [value(p.segment) for p in packets]
    latest = numbers[0]
    for number in numbers:
        latest = number if after(number, latest) > 0 else latest
    return latest


def snd_nxt(c, packet):
    """SND.NXT of the end after it sent PACKET."""
    here = c.position(packet)
    return highest([p for p in c.sent() if c.position(p) <= here], lambda s: s.end)


def extra_text(c, packet, seq, text):
    """A segment of the end, captured just after PACKET, with TEXT at SEQ; the rest as in its last."""
    sent_before = [p for p in c.sent(is_plain) if c.position(p) <= c.position(packet)]
    new = pick(sent_before, "segment with ACK", -1).twin(0)
    new.time = packet.time + MICROSECOND
    new.segment.seq, new.segment.flags, new.segment.text = seq % WRAP, ACK, text
    c.insert_after(packet, new)
    return new


@mutation("ack-beyond", ["R9293-L16", "EV-SEG-SYNC-7b"])
def ack_beyond(c):
    """An ACK of what the peer never sent."""
    packet = middle_ack(c)
    packet.segment.ack = (highest(c.received(), lambda s: s.end) + 4321) % WRAP
    return packet


@mutation("ack-regress", ["R9293-L16", "EV-SEG-SYNC-7b"])
def ack_regress(c):
    """An ACK of less than was acknowledged before."""
    packet = middle_ack(c)
    here = c.position(packet)
    earlier = [p.segment.ack for p in c.sent(is_plain) if c.position(p) < here]
    if not earlier or earlier[0] == earlier[-1]:
        raise NoPlace("the end has acknowledged no text before")
    packet.segment.ack = earlier[0]
    return packet


@mutation("data-after-fin", ["EV-SEND-FW1+-1", "R9293-L05"])
def data_after_fin(c):
    """New text after the end's FIN."""
    fin = pick(c.sent(lambda s: s.has(FIN)), "FIN")
    return extra_text(c, fin, fin.segment.end, b"new text")


@mutation("rst-obeyed", ["R5961-3.2_3-a", "EV-SEG-SYNC-2c"])
def rst_obeyed(c):
    """A RST in the window, not at RCV.NXT, silences the end: no challenge ACK, nothing more."""
    ack = pick(acks_of_text(c), "ACK of text")
    here = c.position(ack)
    reset = pick(c.received(is_text), "text").twin(0)
    reset.time = ack.time + MICROSECOND
    reset.segment.flags, reset.segment.text, reset.segment.options = RST, b"", b""
    reset.segment.seq, reset.segment.ack = (ack.segment.ack + 100) % WRAP, 0
    sent_until = snd_nxt(c, ack)
    gone = [p for p in c.sent() if c.position(p) > here]
    gone += [p for p in c.received() if c.position(p) > here and after(p.segment.ack, sent_until) > 0]
    unanswered = [p for p in c.received(is_text) if c.position(p) > here]
    first = pick(unanswered, "text from its peer after an ACK of text")
    c.packets[:] = [p for p in c.packets if not any(p is q for q in gone)]
    c.insert_after(ack, reset)
    for delay in (250, 750, 1750):  # the peer's retransmissions, in milliseconds
        c.packets.append(retransmission(first, delay))
    return reset


def retransmission(packet, delay):
    """PACKET again, DELAY milliseconds later; its timestamp clock ticks once a millisecond."""
    again = packet.twin(delay * MILLISECOND)
    stamps = again.segment.option(OPTION_STAMPS)
    if stamps:
        value, echo = struct.unpack("!II", stamps)
        again.segment.set_options([(OPTION_STAMPS, struct.pack("!II", (value + delay) % WRAP, echo))])
    return again


@mutation("seq-gap", ["EV-SEND-ESTAB+-1"])
def seq_gap(c):
    """Text 1,000 octets beyond SND.NXT."""
    text = pick(c.sent(is_text), "text", -1)
    return extra_text(c, text, snd_nxt(c, text) + 1000, b"from beyond")


@mutation("beyond-window", ["R7323-2.4_3-a", "EV-SEND-ESTAB+-1"])
def beyond_window(c):
    """Text beyond the offered window: the peer's SYN offers less than the end sends."""
    texts = c.sent(is_text)
    second = pick(texts, "two segments with text", 1)
    before = c.received_before(second)
    if len(before) != 1 or not before[0].segment.has(SYN) or len(texts[0].segment.text) < 2:
        raise NoPlace("the end does not send two segments before the first ACK")
    before[0].segment.window = len(texts[0].segment.text) + 1
    return second


@mutation("syn-after-established", ["EV-OPEN-OTHER-1", "R9293-L16"])
def syn_after_established(c):
    """A SYN at SND.NXT in the middle of the connection."""
    ack = middle_ack(c)
    new = extra_text(c, ack, snd_nxt(c, ack), b"")
    new.segment.flags, new.segment.ack, new.segment.options = SYN, 0, b""
    return new


@mutation("no-ack-flag", ["R9293-L16"])
def no_ack_flag(c):
    """Text without the ACK bit on an established connection."""
    texts = c.sent(is_text)
    packet = pick(texts, "text", len(texts) // 2)
    packet.segment.flags, packet.segment.ack = packet.segment.flags & ~ACK, 0
    return packet


@mutation("mss-outside-syn", ["MUST-65"])
def mss_outside_syn(c):
    """An MSS option on an ACK."""
    packet = middle_ack(c)
    packet.segment.options = struct.pack("!BBH", OPTION_MSS, 4, 1460) + packet.segment.options
    return packet


@mutation("ts-missing", ["R7323-3.2-g"])
def ts_missing(c):
    """An ACK without timestamp though timestamps were agreed."""
    packet = middle_ack(c)
    if packet.segment.option(OPTION_STAMPS) is None:
        raise NoPlace("the connection uses no timestamps")
    packet.segment.options = b""
    return packet


@mutation("shift-without-offer", ["R7323-2.2-f"])
def shift_without_offer(c):
    """A SYN,ACK with window scale though the SYN had none; the windows mean octets from then on."""
    syns = c.received(lambda s: s.has(SYN) and not s.has(ACK))
    answers = c.sent(lambda s: s.has(SYN) and s.has(ACK))
    answer = pick(answers, "SYN,ACK (choose the server)")
    if answer.segment.option(OPTION_SHIFT) is None or not syns:
        raise NoPlace("the SYN,ACK has no window scale option")
    shifts = {c.end: c.shift(answers), c.peer: c.shift(syns)}
    for packet in c.sent(lambda s: not s.has(SYN)) + c.received(lambda s: not s.has(SYN)):
        packet.segment.window = min(packet.segment.window << shifts[packet.sender()], 65535)
    for packet in syns:
        s = packet.segment
        s.options = s.options.replace(bytes([OPTION_SHIFT, 3]) + s.option(OPTION_SHIFT), b"\1\1\1")
    return answer


@mutation("rst-answers-rst", ["EV-SEG-CLOSED-1", "R9293-L12"])
def rst_answers_rst(c):
    """A RST in answer to the peer's RST, as in CLOSED to any other segment."""
    reset = pick(c.received(lambda s: s.has(RST)), "RST", -1)
    new = pick(c.sent(), "segment", -1).twin(0)
    new.time = reset.time + MICROSECOND
    s, to = new.segment, reset.segment
    s.seq, s.ack, s.flags = (to.ack, 0, RST) if to.has(ACK) else (0, to.seq, RST | ACK)
    s.text, s.options = b"", b""
    c.insert_after(reset, new)
    return new


def change_block(c, change):
    """CHANGE (left, right) of the first SACK block that the end sends."""
    packet = pick(c.sent(lambda s: s.option(OPTION_SACK)), "segment with a SACK block")
    s, blocks = packet.segment, packet.segment.option(OPTION_SACK)
    first = struct.pack("!II", *change(*struct.unpack("!II", blocks[:8])))
    s.options = s.options.replace(blocks, first + blocks[8:])
    return packet


@mutation("sack-not-arrived", ["R2018-3-c", "R2018-8-c"])
def sack_not_arrived(c):
    """A SACK block that ends 1,000 octets after what arrived."""
    return change_block(c, lambda left, right: (left, (right + 1000) % WRAP))


@mutation("sack-reversed", ["R2018-3-a"])
def sack_reversed(c):
    """A SACK block that ends before it begins."""
    return change_block(c, lambda left, right: (right, left))


@mutation("rst-disobeyed", ["R9293-L14"])
def rst_disobeyed(c):
    """An ACK two seconds after the peer's RST."""
    reset = pick(c.received(lambda s: s.has(RST)), "RST")
    before = [p for p in c.sent(is_empty) if c.position(p) < c.position(reset)]
    new = pick(before, "ACK before the RST", -1).twin(0)
    new.time = reset.time + 2000 * MILLISECOND
    c.packets.append(new)
    return new


@mutation("fin-moved", ["EV-CLOSE-FW1+-1", "R9293-L15"])
def fin_moved(c):
    """A retransmitted FIN with a later sequence number."""
    packet = pick(c.sent(lambda s: s.has(FIN)), "second FIN", 1)
    packet.segment.seq = (packet.segment.seq + 1) % WRAP
    return packet


@mutation("window-shrink", ["SHLD-14"])
def window_shrink(c):
    """A window whose right edge is left of what was offered."""
    packet = middle_ack(c)
    here = c.position(packet)
    shift = c.shift(c.sent(lambda s: s.has(SYN)))
    edge = highest([p for p in c.sent(is_plain) if c.position(p) < here],
                   lambda s: (s.ack + (s.window << shift)) % WRAP)
    room = after(edge, packet.segment.ack)
    if room < 4 << shift:
        raise NoPlace("the end offers too small a window")
    packet.segment.window = (room // 2) >> shift
    return packet


@mutation("text-above-mss", ["MUST-16"])
def text_above_mss(c):
    """Text larger than the MSS that the peer's SYN announces."""
    text = pick(c.sent(is_text), "text")
    if len(text.segment.text) < 2:
        raise NoPlace("the end sends no two octets of text at once")
    for packet in c.received(lambda s: s.has(SYN)):
        s = packet.segment
        announced = struct.pack("!BBH", OPTION_MSS, 4, len(text.segment.text) - 1)
        s.options = s.options.replace(struct.pack("!BB", OPTION_MSS, 4) + s.option(OPTION_MSS), announced)
    return text


@mutation("text-changed", ["EV-TORTX-ANY-1"])
def text_changed(c):
    """Text that is sent again with another octet in it."""
    texts = c.sent(is_text)
    for i, first in enumerate(texts):
        for second in texts[i + 1:]:
            s, q = second.segment, first.segment
            if s.seq == q.seq and len(s.text) == len(q.text):
                s.text = bytes([s.text[0] ^ 1]) + s.text[1:]
                return second
    raise NoPlace("the end sends no text again")


@mutation("syn-ack-wrong-ack", ["EV-SEG-LISTEN-3b", "EV-SEG-SYNC-7b"])
def syn_ack_wrong_ack(c):
    """A SYN,ACK that acknowledges 1,000 more than the SYN."""
    packet = pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)")
    packet.segment.ack = (packet.segment.ack + 1000) % WRAP
    return packet


@mutation("syn-isn-changed", ["EV-TORTX-ANY-1", "MUST-22"])
def syn_isn_changed(c):
    """A SYN, retransmitted before anything arrived, with another initial sequence number."""
    syns = c.sent(lambda s: s.has(SYN))
    for first, second in zip(syns, syns[1:]):
        if c.received_before(first) == c.received_before(second):
            second.segment.seq = (second.segment.seq + 99999) % WRAP
            return second
    raise NoPlace("the end retransmits no SYN of its own accord")


@mutation("rst-bad-seq", ["EV-ABORT-SYNRCVD+-1"])
def rst_bad_seq(c):
    """A RST neither at SND.NXT nor where the peer acknowledged."""
    packet = pick(c.sent(lambda s: s.has(RST)), "RST")
    packet.segment.seq = (packet.segment.seq + 54321) % WRAP
    return packet


@mutation("data-on-rst-connection", ["EV-ABORT-SYNRCVD+-1", "EV-SEND-CLOSED-2"])
def data_on_rst_connection(c):
    """Text after the end sent its RST."""
    reset = pick(c.sent(lambda s: s.has(RST)), "RST")
    return extra_text(c, reset, snd_nxt(c, reset), b"too late")


def mutate(name, source, target, end):
    """Writes the mutation NAME of the capture SOURCE to TARGET; returns the line to print."""
    header, packets = read_capture(source)
    function, clauses = MUTATIONS[name]
    connection = Connection(packets, end)
    guilty = function(connection)
    number = connection.position(guilty) + 1
    write_capture(target, header, packets)
    return "%d\t%s\t%s\t%s" % (number, ",".join(clauses), end, name)


def parse(arguments):
    parser = argparse.ArgumentParser(description="Breaks one rule of TCP in a capture.")
    parser.add_argument("--list", action="store_true", help="list the mutations and their clauses")
    parser.add_argument("--end", choices=("client", "server"), default="client",
                        help="the end that breaks the rule (client)")
    parser.add_argument("name", nargs="?", choices=sorted(MUTATIONS), metavar="NAME")
    parser.add_argument("source", nargs="?", metavar="IN")
    parser.add_argument("target", nargs="?", metavar="OUT")
    options = parser.parse_args(arguments)
    if not options.list and options.target is None:
        parser.error("NAME, IN and OUT are needed, or --list")
    return options


def main(arguments):
    options = parse(arguments)
    if options.list:
        for name, (function, clauses) in sorted(MUTATIONS.items()):
            print("%s\t%s\t%s" % (name, ",".join(clauses), function.__doc__))
        return 0
    try:
        print(mutate(options.name, options.source, options.target, options.end))
    except (CaptureError, NoPlace, OSError) as error:
        print("mutate_capture.py: %s: %s" % (options.source, error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
