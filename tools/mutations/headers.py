"""What a header has besides: reserved bits, octets that are no option, and options of other RFCs."""

from capture_edit import OPTION_END, OPTION_NOP, SYN

from .connection import NoPlace, is_fin, is_text, middle, middle_ack, mutation, pick
from .windows import largest_mss

AE, RESERVED = 1, 8
ROOM = 40


def without_padding(options):
    """OPTIONS up to their end: zeros before that may be a value."""
    at = 0
    while at < len(options) and options[at] != OPTION_END:
        at += 1 if options[at] == OPTION_NOP else max(2, options[at + 1])
    return options[:at]


def small_text(c):
    """A segment with text that is no larger than allowed (RFC 6691) with all options that a header can have."""
    room = min(largest_mss(c), 536) - ROOM
    return middle(c.sent(lambda s: is_text(s) and len(s.text) <= room), "small text")


def with_octets(packet, octets):
    """OCTETS after the options of PACKET."""
    options = without_padding(packet.segment.options) + octets
    options += b"\0" * (-len(options) % 4)
    if len(options) > ROOM:
        raise NoPlace("the header has no room")
    packet.segment.options = options
    return packet


def with_bits(packet, bits):
    packet.segment.beside |= bits
    return packet


@mutation("reserved-bit", ["R9293-L01"], far=True)
def reserved_bit(c):
    """A reserved bit on an ACK."""
    return with_bits(middle_ack(c), RESERVED)


@mutation("reserved-bits-on-fin", ["R9293-L01"], far=True)
def reserved_bits_on_fin(c):
    """All reserved bits on a FIN."""
    return with_bits(pick(c.sent(is_fin), "FIN"), 14)


@mutation("ae-alone", ["R9768-3.1.1-b"], far=True)
def ae_alone(c):
    """A SYN with AE, but without CWR and ECE."""
    packet = pick(c.sent(lambda s: s.flags == SYN), "SYN without ECN (choose the client)")
    return with_bits(packet, AE)


@mutation("option-cut", ["MUST-68"], far=True)
def option_cut(c):
    """An option on an ACK that leads out of the header."""
    return with_octets(middle_ack(c), b"\xfe\x30")


@mutation("option-of-length-zero", ["MUST-68"], far=True)
def option_of_length_zero(c):
    """An option on text whose length is zero."""
    return with_octets(small_text(c), b"\xfe\0\1\1")


@mutation("padding-not-zero", ["MUST-69"], far=True)
def padding_not_zero(c):
    """End of Option List on text, and other octets behind it."""
    return with_octets(small_text(c), b"\0\0\0\2")


@mutation("authentication-short", ["R5925-2.2-e"], far=True)
def authentication_short(c):
    """A TCP-AO option of three octets on an ACK."""
    return with_octets(middle_ack(c), b"\x1d\3\1\1")


@mutation("authentication-twice", ["R5925-2.2-c"], far=True)
def authentication_twice(c):
    """Two TCP-AO options on text."""
    return with_octets(small_text(c), b"\x1d\4\1\1" * 2)


@mutation("user-timeout-zero", ["R5482-3.4-a"], far=True)
def user_timeout_zero(c):
    """A user timeout of zero minutes on an ACK."""
    return with_octets(middle_ack(c), b"\x1c\4\x80\0")


@mutation("user-timeout-long", ["R5482-3.3-b"], far=True)
def user_timeout_long(c):
    """A user timeout option of six octets on text."""
    return with_octets(small_text(c), b"\x1c\6\0\1\0\0\1\1")


@mutation("cookie-odd", ["R7413-4.1.1-b"], far=True)
def cookie_odd(c):
    """A Fast Open cookie of five octets on the SYN."""
    packet = pick(c.sent(lambda s: s.has(SYN)), "SYN")
    return with_octets(packet, b"\x22\7abcde\1")


@mutation("cookie-short", ["R7413-4.1.1-a"], far=True)
def cookie_short(c):
    """A Fast Open cookie of two octets on the SYN."""
    packet = pick(c.sent(lambda s: s.has(SYN)), "SYN")
    return with_octets(packet, b"\x22\4ab")
