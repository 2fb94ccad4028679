"""Resets: unasked, with wrong numbers, obeyed where they should not be, and what follows them."""

import struct

from capture_edit import ACK, FIN, OPTION_STAMPS, RST, SYN, WRAP, after

from .connection import (MILLISECOND, NoPlace, acks_of_text, extra_segment, highest, is_empty, is_reset, is_text,
                         mutation, pick, snd_nxt)
from .timing import has_stamps, stamps

CHALLENGE = ["R5961-3.2_3-a", "EV-SEG-SYNC-2c"]
AFTER = ["EV-ABORT-SYNRCVD+-1", "EV-SEND-CLOSED-2"]


def obey(c, flags, distance):
    """A reset that is DISTANCE beyond RCV.NXT silences the end: no challenge ACK, nothing more."""
    ack = pick([p for p in acks_of_text(c) if is_plain_so_far(c, p)], "ACK of text when nothing was lost")
    here = c.position(ack)
    reset = pick(c.received(is_text), "text").twin(0)
    s = reset.segment
    s.flags, s.text, s.options = flags, b"", b""
    s.seq, s.ack = (ack.segment.ack + distance) % WRAP, s.ack if flags & ACK else 0
    sent_until = snd_nxt(c, ack)
    gone = [p for p in c.sent() if c.position(p) > here]
    gone += [p for p in c.received() if c.position(p) > here and after(p.segment.ack, sent_until) > 0]
    first = pick(c.since(c.received(is_text), ack), "text from its peer after an ACK of text")
    c.remove(gone)
    c.insert_after(ack, reset)
    for delay in (250, 750, 1750):  # the peer's retransmissions, in milliseconds
        c.packets.append(retransmission(c, first, sent_until, delay))
    return reset


def is_plain_so_far(c, ack):
    """Has everything arrived in order until ACK is sent, is all acknowledged, and nothing closed?

    Then its silence later can have no other reason: it has sent text, and waits for nothing.
    """
    mine, theirs = c.before(c.sent(), ack) + [ack], c.before(c.received(), ack)
    if any(p.segment.has(FIN) or p.segment.has(RST) for p in mine + theirs) or len(theirs) < 2:
        return False
    if sum(p.segment.has(SYN) for p in mine) > 1 or not any(p.segment.text for p in mine):
        return False
    in_order = all(q.segment.seq == p.segment.end for p, q in zip(theirs, theirs[1:]))
    acks = [p.segment.ack for p in theirs if p.segment.has(ACK)]
    clocks = [stamps(p)[0] for p in theirs if has_stamps(p.segment)]
    return (in_order and goes_forward(acks) and goes_forward(clocks) and acks[-1] == snd_nxt(c, ack)
            and ack.segment.ack == theirs[-1].segment.end and all(p.segment.window > 0 for p in theirs))


def goes_forward(numbers):
    return all(after(b, a) >= 0 for a, b in zip(numbers, numbers[1:]))


def retransmission(c, packet, ack, delay):
    """PACKET again, acknowledging ACK, DELAY milliseconds after the last; a tick of its clock is a millisecond."""
    again = packet.twin(0)
    again.time = max(c.packets[-1].time, packet.time + delay * MILLISECOND)
    again.segment.ack = ack
    if has_stamps(again.segment):
        value, echo = stamps(again)
        again.segment.set_options([(OPTION_STAMPS, struct.pack("!II", (value + delay) % WRAP, echo))])
    return again


@mutation("rst-obeyed", CHALLENGE)
def rst_obeyed(c):
    """A RST in the window, not at RCV.NXT, silences the end."""
    return obey(c, RST, 100)


@mutation("rst-with-ack-obeyed", CHALLENGE)
def rst_with_ack_obeyed(c):
    """A RST,ACK one octet beyond RCV.NXT silences the end."""
    return obey(c, RST | ACK, 1)


def is_acceptable(c, reset):
    """Is RESET where the end awaits its peer's next octet, and has the end neither closed nor aborted before?"""
    sent, arrived = c.before(c.sent(), reset), c.before(c.received(lambda s: not s.has(RST)), reset)
    acks = [p.segment.ack for p in sent if p.segment.has(ACK)]
    if not acks or not arrived or any(p.segment.has(RST) for p in sent):
        return False
    if any(p.segment.has(FIN) for p in sent) and any(p.segment.has(FIN) for p in arrived):
        return False
    return reset.segment.seq == acks[-1] == highest(arrived, lambda s: s.end)


@mutation("rst-disobeyed", ["R9293-L14"])
def rst_disobeyed(c):
    """An ACK two seconds after the peer's RST, which was at RCV.NXT."""
    reset = pick([p for p in c.received(is_reset) if is_acceptable(c, p)], "RST at RCV.NXT")
    new = pick(c.before(c.sent(is_empty), reset), "ACK before the RST", -1).twin(0)
    new.segment.ack = reset.segment.seq
    new.time = max(c.packets[-1].time, reset.time + 2000 * MILLISECOND)
    c.packets.append(new)
    return new


def own_reset(c):
    """A reset of the end after it has sent text."""
    reset = pick(c.sent(is_reset), "RST")
    if not c.before(c.sent(is_text), reset):
        raise NoPlace("the end sends no text before its RST")
    return reset


@mutation("data-on-rst-connection", AFTER)
def data_on_rst_connection(c):
    """Text after the end sent its RST."""
    reset = own_reset(c)
    return extra_segment(c, reset, snd_nxt(c, reset), b"too late")


@mutation("ack-after-rst", AFTER)
def ack_after_rst(c):
    """An ACK after the end sent its RST."""
    reset = own_reset(c)
    return extra_segment(c, reset, snd_nxt(c, reset), b"")


@mutation("fin-after-rst", AFTER)
def fin_after_rst(c):
    """A FIN after the end sent its RST."""
    reset = own_reset(c)
    return extra_segment(c, reset, snd_nxt(c, reset), b"", FIN | ACK)


def extra_reset(c, packet, seq, ack=None):
    """A reset of the end, captured just after PACKET."""
    new = pick(c.sent(), "segment", -1).twin(0)
    s = new.segment
    s.seq, s.ack, s.flags, s.text, s.options = seq % WRAP, ack or 0, RST if ack is None else RST | ACK, b"", b""
    c.insert_after(packet, new)
    return new


@mutation("rst-answers-rst", ["EV-SEG-CLOSED-1", "R9293-L12"])
def rst_answers_rst(c):
    """The peer's RST, which has no ACK bit, is answered as if it were another segment."""
    reset = pick(c.received(is_reset), "RST", -1)
    if not c.before(c.sent(lambda s: not s.has(RST)), reset):
        raise NoPlace("the end has no connection")
    if 0 <= after(0, c.isn()) <= after(snd_nxt(c, reset), c.isn()):
        raise NoPlace("it has sent the sequence number 0, and may abort with that")
    if any(p.segment.end == reset.segment.seq for p in c.before(c.received(lambda s: not s.has(ACK)), reset)):
        raise NoPlace("the RST,ACK would answer the SYN of its peer")
    reset.segment.flags, reset.segment.ack = RST, 0
    return extra_reset(c, reset, 0, reset.segment.seq)


@mutation("rst-answers-rst-without-connection", ["EV-SEG-CLOSED-1", "R9293-L12"])
def rst_answers_rst_without_connection(c):
    """The RST,ACK that answers a RST in CLOSED, as if that were another segment."""
    refusal = pick(c.sent(is_reset), "RST")
    if c.sent(lambda s: not s.has(RST)) or not refusal.segment.has(ACK):
        raise NoPlace("the end has a connection")
    odd = c.received()[-1].twin(0)
    odd.segment.flags, odd.segment.text, odd.segment.options = RST, b"", b""
    odd.segment.seq, odd.segment.ack = (refusal.segment.ack + 77) % WRAP, 0
    c.insert_after(refusal, odd)
    return extra_reset(c, odd, 0, odd.segment.seq)


def check_open(c, packet):
    """NoPlace unless the end has a connection before PACKET that its peer has not reset."""
    if not c.before(c.sent(lambda s: not s.has(RST)), packet) or c.before(c.received(is_reset), packet):
        raise NoPlace("the end has no connection")


@mutation("rst-bad-seq", ["EV-ABORT-SYNRCVD+-1"])
def rst_bad_seq(c):
    """A RST neither at SND.NXT nor where the peer acknowledged."""
    packet = pick(c.sent(is_reset), "RST")
    check_open(c, packet)
    packet.segment.seq = (packet.segment.seq + 54321) % WRAP
    return packet


@mutation("rst-half-away", ["EV-ABORT-SYNRCVD+-1"])
def rst_half_away(c):
    """A RST on the other side of the sequence space."""
    packet = pick(c.sent(is_reset), "RST")
    check_open(c, packet)
    packet.segment.seq = (packet.segment.seq + WRAP // 2) % WRAP
    return packet


@mutation("rst-one-beyond", ["EV-ABORT-SYNRCVD+-1"])
def rst_one_beyond(c):
    """An abort whose RST is one beyond SND.NXT."""
    packet = pick(c.sent(is_reset), "RST")
    check_open(c, packet)
    packet.segment.seq = (snd_nxt(c, packet) + 1) % WRAP
    if any(p.segment.ack == packet.segment.seq for p in c.before(c.received(), packet)):
        raise NoPlace("that would answer its peer")
    return packet


def refusal(c):
    """The RST,ACK of an end that has no connection, for a SYN."""
    reset = pick(c.sent(is_reset), "RST")
    if c.sent(lambda s: not s.has(RST)) or not reset.segment.has(ACK) or not c.received(lambda s: s.has(SYN)):
        raise NoPlace("the end refuses no SYN")
    return reset


@mutation("refusal-with-number", ["EV-SEG-CLOSED-2", "R9293-L08"])
def refusal_with_number(c):
    """The RST,ACK that refuses a SYN has a sequence number other than 0."""
    packet = refusal(c)
    packet.segment.seq = 4711
    return packet


@mutation("refusal-of-another-syn", ["EV-SEG-CLOSED-2", "R9293-L08"])
def refusal_of_another_syn(c):
    """The RST,ACK that refuses a SYN acknowledges another number."""
    packet = refusal(c)
    packet.segment.ack = (packet.segment.ack + 1) % WRAP
    return packet


@mutation("refusal-without-ack", ["EV-SEG-CLOSED-2", "R9293-L08"])
def refusal_without_ack(c):
    """A SYN is refused by a RST without ACK."""
    packet = refusal(c)
    packet.segment.flags, packet.segment.ack = RST, 0
    packet.segment.seq = 123456789
    return packet
