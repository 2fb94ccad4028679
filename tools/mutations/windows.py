"""Windows: offers that are taken back, and text that exceeds them, or a congestion window."""

from capture_edit import ACK, OPTION_MSS, OPTION_SACK, RST, SYN, WRAP, after

from .connection import (NoPlace, extra_segment, highest, is_empty, is_fin, is_plain, is_text, middle_ack, middle_text,
                         mutation, pick, snd_nxt)
from .timing import has_stamps, set_stamps, stamps

BEYOND = ["R7323-2.4_3-a", "EV-SEND-ESTAB+-1"]
FLIGHT = ["R5681-3-a"]


def room(c, packet):
    """How much room the end has offered beyond the acknowledgment of PACKET, and its unit."""
    shift = c.shift(c.syns()) if c.shift_agreed() else 0
    before = c.before(c.sent(is_plain), packet)
    if not before:
        raise NoPlace("the end has offered no window before")
    edge = highest(before, lambda s: (s.ack + (s.window << shift)) % WRAP)
    return after(edge, packet.segment.ack), shift


def shrink(c, packet, keep):
    """PACKET offers KEEP(room) octets of the room that was offered before."""
    there, shift = room(c, packet)
    if there < 4 << shift or keep(there, 1 << shift) >= there:
        raise NoPlace("the end offers too small a window")
    packet.segment.window = keep(there, 1 << shift) >> shift
    return packet


@mutation("window-shrink", ["SHLD-14"])
def window_shrink(c):
    """A window whose right edge is left of what was offered."""
    return shrink(c, middle_ack(c), lambda there, unit: there // 2)


@mutation("window-shrink-by-a-unit", ["SHLD-14"])
def window_shrink_by_a_unit(c):
    """A window whose right edge moves left by little more than the unit of its scale."""
    return shrink(c, middle_ack(c), lambda there, unit: there - unit - (unit > 1))


@mutation("window-shut", ["SHLD-14"])
def window_shut(c):
    """The window becomes zero though there was room."""
    return shrink(c, middle_ack(c), lambda there, unit: 0)


@mutation("window-shrink-on-text", ["SHLD-14"])
def window_shrink_on_text(c):
    """A segment with text takes back a part of the window."""
    return shrink(c, middle_text(c), lambda there, unit: there // 3)


@mutation("window-shrink-on-fin", ["SHLD-14"])
def window_shrink_on_fin(c):
    """A FIN takes back a part of the window."""
    return shrink(c, pick(c.sent(is_fin), "FIN"), lambda there, unit: there // 2)


@mutation("beyond-window", BEYOND)
def beyond_window(c):
    """Text beyond the offered window: the peer's SYN offers less than the end sends."""
    texts = c.sent(is_text)
    second = pick(texts, "two segments with text", 1)
    before = c.before(c.received(), second)
    if len(before) != 1 or not before[0].segment.has(SYN) or len(texts[0].segment.text) < 2:
        raise NoPlace("the end does not send two segments before the first ACK")
    if after(second.segment.end, texts[0].segment.end) <= 0:
        raise NoPlace("the second segment is the first again")
    before[0].segment.window = len(texts[0].segment.text)
    return second


@mutation("zero-window-ignored", BEYOND)
def zero_window_ignored(c):
    """Text of two octets or more although the peer never opened its window."""
    text = pick(c.sent(lambda s: is_text(s) and len(s.text) > 1), "text")
    if c.before(c.sent(is_text), text):
        raise NoPlace("the first text is one octet")
    for packet in c.before(c.received(), text):
        packet.segment.window = 0
    return text


@mutation("window-exceeded", BEYOND)
def window_exceeded(c):
    """Text that reaches one octet beyond the largest window offered so far."""
    text = middle_text(c)
    arrived = c.before(c.received(), text)
    shift = c.shift(c.peer_syns()) if c.shift_agreed() else 0
    widths = [p.segment.window << (0 if p.segment.has(SYN) else shift) for p in arrived]
    acks = [p for p in arrived if p.segment.has(ACK)]
    if not acks:
        raise NoPlace("nothing is acknowledged before the text")
    nxt = snd_nxt(c, text)
    length = after((highest(acks, lambda s: s.ack) + max(widths) + 1) % WRAP, nxt)
    if not 1 <= length <= 60000:
        raise NoPlace("the window is too large for one segment")
    return extra_segment(c, text, nxt, b"w" * length)


# ---- The congestion window ----------------------------------------------------------------------------------


def largest_mss(c):
    """The MSS that the peer's SYNs announce; if none does, that of IPv6."""
    values = [p.segment.option(OPTION_MSS) for p in c.peer_syns()]
    return max([int.from_bytes(v, "big") for v in values if v and len(v) == 2] or [1220])


def is_orderly(c, text):
    """Was all text up to TEXT sent once and in order?"""
    nxt = (c.isn() + 1) % WRAP
    for p in c.before(c.sent(lambda s: len(s.text) > 0), text) + [text]:
        if p.segment.seq != nxt:
            return False
        nxt = p.segment.end
    return True


def acks_before(c, packet, ignored):
    """What acknowledges anything before PACKET, but for those IGNORED."""
    first = pick(c.syns(), "SYN")
    return [p for p in c.before(c.since(c.received(lambda s: s.has(ACK)), first), packet)
            if not any(p is q for q in ignored)]


def window_before(c, packet, ignored=()):
    """The largest flight allowed when PACKET is sent, and the highest number acknowledged by then.

    RFC 6928 section 2, and RFC 5681 section 3.1: each ACK adds what it acknowledges, or an MSS.  Beyond the
    window a segment may ask what was lost (RFC 8985 section 7.3).
    """
    mss, syns = largest_mss(c), c.peer_syns()
    window, reached = min(10 * mss, max(2 * mss, 14600)) + mss, c.isn()
    for p in acks_before(c, packet, ignored):
        edges = p.segment.option(OPTION_SACK) or b""
        rights = [int.from_bytes(edges[i:i + 4], "big") for i in range(4, len(edges) - 3, 8)]
        beyond = max([0] + [after(number, reached) for number in [p.segment.ack] + rights])
        window += max(1 if p is syns[0] else mss, beyond)
        reached = (reached + beyond) % WRAP
    return window, reached


def offered_before(c, packet, ignored=()):
    """The widest window that its peer offered before PACKET."""
    shift = c.shift(c.peer_syns()) if c.shift_agreed() else 0
    return max((p.segment.window << (0 if p.segment.has(SYN) else shift)
                for p in c.before(c.received(), packet) if not any(p is q for q in ignored)), default=0)


def burst(c, text):
    """After TEXT the end sends segments until one is more than it may have in flight; that one."""
    if not is_orderly(c, text):
        raise NoPlace("the end has sent text again before")
    window, reached = window_before(c, text)
    if offered_before(c, text) < window + largest_mss(c):
        raise NoPlace("the window of the peer is smaller than that")
    last = text
    while after(last.segment.end, reached) <= window:
        last = extra_segment(c, last, last.segment.end, b"f" * (largest_mss(c) - len(last.segment.options)))
    if last is text:
        raise NoPlace("it has too much in flight as it is")
    return last


@mutation("initial-window-exceeded", FLIGHT)
def initial_window_exceeded(c):
    """Two segments more than the largest initial window before anything of them is acknowledged."""
    text = pick(c.sent(is_text), "text")
    if any(after(p.segment.ack, text.segment.seq) > 0 for p in c.before(c.received(lambda s: s.has(ACK)), text)):
        raise NoPlace("the first text was sent before")
    return burst(c, text)


@mutation("congestion-window-exceeded", FLIGHT)
def congestion_window_exceeded(c):
    """Two segments more in flight than all acknowledgments so far can have made of the initial window."""
    return burst(c, middle_text(c))


@mutation("acknowledgments-not-awaited", FLIGHT)
def acknowledgments_not_awaited(c):
    """What the end sends after the acknowledgments of its text is sent before any."""
    start, texts = (c.isn() + 1) % WRAP, c.sent(is_text)
    for guilty in texts:
        answers = c.since(c.before(c.received(is_empty), guilty), texts[0])
        gone = [p for p in answers if after(p.segment.ack, start) > 0]
        window, reached = window_before(c, guilty, gone)
        if after(guilty.segment.end, reached) > window:
            break
    else:
        raise NoPlace("the end sends less text than the initial window")
    if any(p.segment.has(RST) for p in c.before(c.sent(), guilty)):
        raise NoPlace("it has sent a RST before")
    if not gone or not is_orderly(c, guilty) or offered_before(c, guilty, gone) < after(guilty.segment.end, reached):
        raise NoPlace("the first window is smaller than that, or the end has sent text again before")
    for packet in c.since(c.before(c.sent(has_stamps), guilty), gone[0]) + [guilty]:
        last = [p for p in c.before(c.received(has_stamps), packet) if not any(p is q for q in gone)]
        if last:
            set_stamps(packet, stamps(packet)[0], stamps(last[-1])[0])
    c.remove(gone)
    return guilty
