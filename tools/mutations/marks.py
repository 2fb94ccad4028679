"""Text that comes marked, on a path whose ends agree to ECN, and is not answered as it should be."""

from capture_edit import ACK, CWR, ECE, after

from .connection import NoPlace, is_plain, is_text, middle, mutation, pick

CE = 3


def agrees_to_ecn(c):
    """ECN-setup SYNs of both ends, and no others."""
    syns = c.syns() + c.peer_syns()
    asked = any(not p.segment.has(ACK) for p in syns)
    return asked and all(p.segment.has(ECE) and p.segment.has(CWR) != p.segment.has(ACK) for p in syns)


def unmarked(c):
    """From the middle of the connection: new text that a router might have marked, and the ACKs of all of it."""
    if not agrees_to_ecn(c):
        raise NoPlace("the ends do not agree to ECN")
    texts = [p for p in c.received(is_text) if p.ecn() not in (0, CE)]
    new = [p for p in texts if all(after(p.segment.seq, q.segment.end) >= 0 for q in c.before(c.received(), p))
           and all(after(q.segment.seq, p.segment.end) >= 0 for q in c.since(c.received(is_text), p))]
    text = middle(new, "new text that may be marked")
    acks = [p for p in c.since(c.sent(is_plain), text) if after(p.segment.ack, text.segment.end) >= 0]
    if any(p.segment.has(CWR) for p in c.since(c.received(), text)) or any(p.segment.has(ECE) for p in acks):
        raise NoPlace("another mark is answered")
    return text, acks


@mutation("mark-unanswered", ["R3168-6.1.3-a"])
def mark_unanswered(c):
    """An ACK of marked text without ECE."""
    text, acks = unmarked(c)
    text.set_ecn(CE)
    return pick(acks, "ACK of the text")


@mutation("mark-with-cwr-unanswered", ["R3168-6.1.3-c"])
def mark_with_cwr_unanswered(c):
    """An ACK of marked text that had CWR, without ECE."""
    text, acks = unmarked(c)
    text.set_ecn(CE)
    text.segment.flags |= CWR
    return pick(acks, "ACK of the text")


@mutation("ece-once", ["R3168-6.1.3-b"])
def ece_once(c):
    """An ACK without ECE after the one that answers a mark, and before CWR."""
    text, acks = unmarked(c)
    text.set_ecn(CE)
    pick(acks, "ACK of the text").segment.flags |= ECE
    return pick(acks, "second ACK of the text", 1)
