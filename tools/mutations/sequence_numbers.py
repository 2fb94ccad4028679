"""Sequence numbers that leave a gap, begin anew, or go on after the FIN."""

from capture_edit import ACK, FIN, SYN, WRAP, after

from .connection import (NoPlace, acks_of_text, extra_segment, highest, is_empty, is_fin, is_text, middle,
                         middle_ack, middle_text, mutation, pick, snd_nxt)

GAP = ["EV-SEND-ESTAB+-1"]
AFTER_FIN = ["EV-SEND-FW1+-1", "R9293-L05"]
MOVED = ["EV-CLOSE-FW1+-1", "R9293-L15"]


@mutation("seq-gap", GAP)
def seq_gap(c):
    """Text 1,000 octets beyond SND.NXT."""
    heard = [p for p in c.sent(is_text) if c.since(c.received(), p)]  # else the capture may have missed what fills it
    text = pick(heard, "text after which its peer sends something", -1)
    return extra_segment(c, text, snd_nxt(c, text) + 1000, b"from beyond")


@mutation("seq-one-ahead", GAP)
def seq_one_ahead(c):
    """An ACK with the sequence number after SND.NXT, and text at SND.NXT later."""
    packet = middle(c.before(acks_of_text(c), pick(c.sent(is_text), "text", -1)), "ACK of text before its text")
    if not [p for p in c.since(c.sent(is_text), packet) if p.segment.seq == snd_nxt(c, packet)]:
        raise NoPlace("the end sends no new text after it")
    packet.segment.seq = (snd_nxt(c, packet) + 1) % WRAP
    return packet


@mutation("seq-before-syn", GAP)
def seq_before_syn(c):
    """An ACK with a sequence number 5,000 before the SYN's."""
    packet = middle_ack(c)
    packet.segment.seq = (c.isn() - 5000) % WRAP
    return packet


@mutation("seq-half-away", GAP)
def seq_half_away(c):
    """An ACK with a sequence number on the other side of the space."""
    packet = middle_ack(c)
    packet.segment.seq = (packet.segment.seq + WRAP // 2) % WRAP
    return packet


@mutation("fin-ahead", GAP)
def fin_ahead(c):
    """A FIN one octet beyond the text; its peer does not take it."""
    packet = pick(c.sent(is_fin), "FIN")
    if packet.segment.text or packet.segment.seq != snd_nxt(c, c.before(c.sent(), packet)[-1]):
        raise NoPlace("the FIN carries text, or comes again")
    at = packet.segment.seq
    answers = [p for p in c.since(c.received(lambda s: s.has(ACK)), packet) if after(p.segment.ack, at) > 0]
    if not answers or c.since(c.sent(is_fin), packet) or c.is_followed:
        raise NoPlace("its peer does not acknowledge it, or it comes again, or another connection follows")
    for p in answers:
        p.segment.ack = at
    c.remove(c.since(c.sent(lambda s: after(s.end, at) > 0), packet))
    packet.segment.seq = (at + 1) % WRAP
    return packet


@mutation("syn-isn-changed", ["EV-TORTX-ANY-1", "MUST-22"])
def syn_isn_changed(c):
    """A SYN,ACK, retransmitted before anything arrived, with another initial sequence number."""
    syns = c.sent(lambda s: s.has(SYN) and s.has(ACK))
    for first, second in zip(syns, syns[1:]):
        if c.before(c.received(), first) == c.before(c.received(), second):
            second.segment.seq = (second.segment.seq + 99999) % WRAP
            return second
    raise NoPlace("the end retransmits no SYN,ACK of its own accord")


def text_and_ack(c):
    """An ACK of text after the end has sent text itself."""
    first = pick(c.sent(is_text), "text")
    last = pick(c.sent(lambda s: is_text(s) or is_fin(s)), "text", -1)
    return pick(c.before(c.since(c.sent(is_empty), first), last), "ACK between its text")


@mutation("syn-after-established", ["EV-OPEN-OTHER-1", "R9293-L16"])
def syn_after_established(c):
    """A SYN at SND.NXT in the middle of the connection."""
    packet = text_and_ack(c)
    new = extra_segment(c, packet, snd_nxt(c, packet), b"", SYN)
    new.segment.ack, new.segment.options = 0, b""
    return new


@mutation("syn-ack-after-established", ["EV-OPEN-OTHER-1"])
def syn_ack_after_established(c):
    """A SYN,ACK at SND.NXT in the middle of the connection."""
    packet = text_and_ack(c)
    new = extra_segment(c, packet, snd_nxt(c, packet), b"", SYN | ACK)
    new.segment.options = b""
    return new


@mutation("syn-again-after-text", ["EV-OPEN-OTHER-1"])
def syn_again_after_text(c):
    """Its own first SYN again after text was sent."""
    new = pick(c.syns(), "SYN").twin(0)
    c.insert_after(text_and_ack(c), new)
    return new


@mutation("text-changed", ["EV-TORTX-ANY-1"])
def text_changed(c):
    """The first text that is not acknowledged is sent again with another octet in it."""
    kept = None
    for packet in c.both():
        s = packet.segment
        if packet.sender() == c.peer:
            if kept and s.has(ACK) and after(s.ack, kept.seq) > 0:
                kept = None
        elif is_text(s):
            if kept and kept.seq == s.seq and kept.text == s.text:
                s.text = bytes([s.text[0] ^ 1]) + s.text[1:]
                return packet
            if kept is None and is_new(c, packet):
                kept = s
    raise NoPlace("the end sends no text again that was the first without an acknowledgment")


def is_new(c, packet):
    """Has its peer not yet acknowledged any of the text of PACKET?"""
    acks = c.before(c.received(lambda s: s.has(ACK)), packet)
    return acks and after(highest(acks, lambda s: s.ack), packet.segment.seq) <= 0


@mutation("data-after-fin", AFTER_FIN, far=True)
def data_after_fin(c):
    """New text after the end's FIN."""
    fin = pick(c.sent(is_fin), "FIN")
    return extra_segment(c, fin, fin.segment.end, b"new text")


@mutation("octet-after-fin", AFTER_FIN, far=True)
def octet_after_fin(c):
    """The last octet of the text again, and another in place of the FIN."""
    fin = pick(c.sent(is_fin), "FIN")
    at = fin.segment.end - 2
    if at % WRAP == c.isn():
        raise NoPlace("there is no text before the FIN")
    return extra_segment(c, fin, at, b"12")


@mutation("fin-amid-text", AFTER_FIN)
def fin_amid_text(c):
    """A FIN with text, and more text after it."""
    texts = c.sent(is_text)
    for first, second in zip(texts, texts[1:]):
        if second.segment.seq == first.segment.end == snd_nxt(c, first) and len(second.segment.text) > 1:
            first.segment.flags |= FIN
            return second
    raise NoPlace("the end sends no two segments with text in a row")


@mutation("fin-moved", MOVED, far=True)
def fin_moved(c):
    """A retransmitted FIN with a later sequence number."""
    packet = pick(c.sent(lambda s: is_fin(s) and not s.text), "second FIN without text", 1)
    packet.segment.seq = (packet.segment.seq + 1) % WRAP
    return packet


@mutation("fin-moved-back", MOVED, far=True)
def fin_moved_back(c):
    """The FIN again, with the sequence number of the text before it."""
    fin = pick(c.sent(is_fin), "FIN")
    if fin.segment.text or (fin.segment.seq - 1) % WRAP == c.isn():
        raise NoPlace("there is no text before the FIN, or it has the text")
    return extra_segment(c, fin, fin.segment.seq - 1, b"", FIN | ACK)


@mutation("fin-before-sent-text", MOVED, far=True)
def fin_before_sent_text(c):
    """A FIN at the sequence number of text that was sent before."""
    text = middle_text(c)
    return extra_segment(c, text, text.segment.seq, b"", FIN | ACK)
