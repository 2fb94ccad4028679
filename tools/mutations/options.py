"""Options where they may not be, or not where they must, and the control bits of ECN."""

import struct

from capture_edit import (ACK, CWR, ECE, OPTION_MSS, OPTION_SACK, OPTION_SACK_PERMITTED, OPTION_SHIFT,
                          OPTION_STAMPS, SYN, list_options)

from .connection import (NoPlace, is_empty, is_fin, is_plain, is_reset, is_text, middle, middle_ack, middle_text,
                         mutation, pick, with_option, without_option)

MSS_1460 = struct.pack("!H", 1460)


def least_mss(c):
    """The smallest MSS of its peer's SYNs; 536 if one does not say it."""
    values = [p.segment.option(OPTION_MSS) for p in c.peer_syns()]
    return min([int.from_bytes(v, "big") if v else 536 for v in values] or [536])


def limit(c, packet, mss):
    """The SYNs of the end's peer announce MSS octets, which the text of PACKET exceeds."""
    if len(packet.segment.text) + len(packet.segment.options) > 1460 or mss < 2:
        raise NoPlace("there is no text, or more than one segment may have")
    for syn in c.peer_syns():
        without_option(syn.segment, OPTION_MSS)
        with_option(syn.segment, OPTION_MSS, struct.pack("!H", mss))
    return packet


@mutation("mss-ignored", ["MUST-16"])
def mss_ignored(c):
    """A segment with one octet of text more than its peer's MSS."""
    packet = pick(c.sent(is_text), "text")
    return limit(c, packet, len(packet.segment.text) - 1)


@mutation("mss-ignored-with-options", ["R6691-2-c"])
def mss_ignored_with_options(c):
    """As much text as its peer's MSS, and options besides."""
    packet = pick(c.sent(lambda s: is_text(s) and len(s.options) > 0), "text and options")
    if c.before(c.sent(is_text), packet):
        raise NoPlace("it has sent text before")
    return limit(c, packet, len(packet.segment.text))


def with_mss(packet):
    with_option(packet.segment, OPTION_MSS, MSS_1460)
    return packet


@mutation("mss-outside-syn", ["MUST-65"], far=True)
def mss_outside_syn(c):
    """An MSS option on an ACK."""
    return with_mss(middle_ack(c))


@mutation("mss-on-text", ["MUST-65"], far=True)
def mss_on_text(c):
    """An MSS option on a segment with text."""
    return with_mss(middle_text(c))


@mutation("mss-on-fin", ["MUST-65"], far=True)
def mss_on_fin(c):
    """An MSS option on a FIN."""
    return with_mss(pick(c.sent(is_fin), "FIN"))


# ---- Timestamps ---------------------------------------------------------------------------------------------


def without_stamps(c, packet):
    if not c.uses_stamps():
        raise NoPlace("the connection uses no timestamps")
    packet.segment.options = b""
    return packet


@mutation("ts-missing", ["R7323-3.2-g"])
def ts_missing(c):
    """An ACK without timestamp though timestamps were agreed."""
    return without_stamps(c, middle_ack(c))


@mutation("ts-missing-on-text", ["R7323-3.2-g"])
def ts_missing_on_text(c):
    """Text without timestamp though timestamps were agreed."""
    return without_stamps(c, middle_text(c))


@mutation("ts-missing-on-fin", ["R7323-3.2-g"])
def ts_missing_on_fin(c):
    """A FIN without timestamp though timestamps were agreed."""
    return without_stamps(c, pick(c.sent(is_fin), "FIN"))


@mutation("ts-missing-on-reset", ["R7323-3.2-h"])
def ts_missing_on_reset(c):
    """A reset without timestamp though all that was sent and arrived had one."""
    packet = pick(c.sent(is_reset), "RST")
    shown = [p.segment.option(OPTION_STAMPS) is not None for p in c.before(c.received(), packet) + [packet]]
    if not all(shown) or not c.before(c.sent(lambda s: s.has(ACK)), packet):
        raise NoPlace("a segment without timestamp may be the cause, or the end agreed to none")
    return without_stamps(c, packet)


@mutation("ts-without-offer", ["R7323-3.2-f"])
def ts_without_offer(c):
    """A SYN,ACK with a timestamp though the SYN had none."""
    answer = answer_to_syn(c)
    if answer.segment.option(OPTION_STAMPS) is None:
        raise NoPlace("the SYN,ACK has no timestamp")
    for packet in c.peer_syns():
        without_option(packet.segment, OPTION_STAMPS)
    return answer


@mutation("ts-echo-on-syn", ["R7323-3.2-b"], far=True)
def ts_echo_on_syn(c):
    """A SYN without ACK that echoes a timestamp."""
    packet = pick(c.sent(lambda s: s.has(SYN) and not s.has(ACK)), "SYN (choose the client)")
    stamps = packet.segment.option(OPTION_STAMPS)
    if stamps is None:
        raise NoPlace("the SYN has no timestamp")
    options = [(k, stamps[:4] + b"\0\0\4\xd2" if k == OPTION_STAMPS else v)
               for k, v in list_options(packet.segment.options)]
    packet.segment.set_options(options)
    return packet


# ---- Window scale -------------------------------------------------------------------------------------------


def answer_to_syn(c):
    """The SYN,ACK of an end that has sent nothing before."""
    answer = pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)")
    if c.before(c.sent(), answer):
        raise NoPlace("the SYNs cross")
    return answer


@mutation("shift-without-offer", ["R7323-2.2-f"])
def shift_without_offer(c):
    """A SYN,ACK with window scale though the SYN had none; the windows mean octets from then on."""
    answer, syns = answer_to_syn(c), c.peer_syns()
    if answer.segment.option(OPTION_SHIFT) is None or not syns:
        raise NoPlace("the SYN,ACK has no window scale option")
    shifts = {c.end: c.shift(c.syns()) * c.shift_agreed(), c.peer: c.shift(syns) * c.shift_agreed()}
    for packet in c.sent(lambda s: not s.has(SYN)) + c.received(lambda s: not s.has(SYN)):
        packet.segment.window = min(packet.segment.window << shifts[packet.sender()], 65535)
    for packet in syns:
        without_option(packet.segment, OPTION_SHIFT)
    return answer


@mutation("shift-too-large", ["R7323-2.3-f"])
def shift_too_large(c):
    """A window scale option with a shift count of 15."""
    return with_shift(pick(c.sent(lambda s: s.has(SYN) and not s.has(ACK)), "SYN (choose the client)"), 15)


@mutation("shift-too-large-on-syn-ack", ["R7323-2.3-f"])
def shift_too_large_on_syn_ack(c):
    """A SYN,ACK with a shift count of 255."""
    return with_shift(pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)"), 255)


def with_shift(packet, shift):
    s = packet.segment
    if s.option(OPTION_SHIFT) is None:
        raise NoPlace("the SYN has no window scale option")
    s.options = s.options.replace(bytes([OPTION_SHIFT, 3]) + s.option(OPTION_SHIFT), bytes([OPTION_SHIFT, 3, shift]))
    return packet


# ---- SACK ---------------------------------------------------------------------------------------------------


@mutation("sack-permitted-on-ack", ["R2018-2-b"], far=True)
def sack_permitted_on_ack(c):
    """A SACK-permitted option on an ACK."""
    packet = pick(c.sent(is_empty), "ACK")
    with_option(packet.segment, OPTION_SACK_PERMITTED, b"")
    return packet


@mutation("sack-permitted-on-text", ["R2018-2-b"], far=True)
def sack_permitted_on_text(c):
    """A SACK-permitted option on a segment with little text, so that it does not become too large."""
    little = [p for p in c.sent(is_text) if len(p.segment.text) + len(p.segment.options) + 4 <= least_mss(c)]
    packet = middle(little, "segment with little text")
    with_option(packet.segment, OPTION_SACK_PERMITTED, b"")
    return packet


@mutation("sack-not-permitted", ["R2018-4-c"])
def sack_not_permitted(c):
    """The first SACK option, though no SYN of the peer permitted it."""
    packet = pick(c.sent(lambda s: is_plain(s) and s.option(OPTION_SACK)), "SACK")
    for syn in c.peer_syns():
        without_option(syn.segment, OPTION_SACK_PERMITTED)
    return packet


@mutation("sack-unasked", ["R2018-4-c"])
def sack_unasked(c):
    """A SACK option, of text that came twice, on a connection without SACK."""
    if any(p.segment.option(OPTION_SACK_PERMITTED) is not None for p in c.peer_syns()):
        raise NoPlace("its peer permits SACK")
    packet = middle_ack(c)
    edges = struct.pack("!II", (packet.segment.ack - 1) % 2**32, packet.segment.ack)
    with_option(packet.segment, OPTION_SACK, edges)
    return packet


# ---- ECN ----------------------------------------------------------------------------------------------------


def ask_half(c, flag):
    packet = pick(c.sent(lambda s: s.has(SYN) and not s.has(ACK)), "SYN (choose the client)")
    packet.segment.flags = packet.segment.flags & ~(ECE | CWR) | flag
    return packet


@mutation("ecn-unasked", ["R3168-6.1.1-c"])
def ecn_unasked(c):
    """A SYN,ACK that agrees to ECN though no SYN asked for it."""
    answer = pick(c.sent(lambda s: s.has(SYN) and s.has(ACK)), "SYN,ACK (choose the server)")
    for packet in c.peer_syns():
        packet.segment.flags &= ~(ECE | CWR)
    answer.segment.flags = answer.segment.flags & ~CWR | ECE
    return answer


@mutation("ecn-half-asked-by-ece", ["R3168-6.1.1-h"], far=True)
def ecn_half_asked_by_ece(c):
    """A SYN with ECE, but not CWR."""
    return ask_half(c, ECE)


@mutation("ecn-half-asked-by-cwr", ["R3168-6.1.1-h"], far=True)
def ecn_half_asked_by_cwr(c):
    """A SYN with CWR, but not ECE."""
    return ask_half(c, CWR)
