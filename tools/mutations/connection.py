"""A TCP connection of a capture, seen from the end that is to break a rule, and what all mutations use."""

import bisect

from capture_edit import (ACK, FIN, OPTION_NOP, OPTION_SHIFT, OPTION_STAMPS, RST, SYN, WRAP, CaptureError,
                          after, list_options)

MICROSECOND, MILLISECOND, SECOND = 10**3, 10**6, 10**9  # in nanoseconds
MUTATIONS = {}  # name: Mutation


class NoPlace(CaptureError):
    """The capture has no packet that the mutation could change."""


class Mutation:
    """A way to break one of clauses (ids of spec/requirements).

    Called with a Connection it changes that, and returns the packet that breaks the rule.  far: whoever
    sees the packet can tell, wherever the capture was taken; otherwise only at the end that sends it.
    """

    def __init__(self, function, clauses, far):
        self.function, self.clauses, self.far = function, clauses, far
        self.story = function.__doc__

    def __call__(self, connection):
        return self.function(connection)


def mutation(name, clauses, far=False):
    """Registers a function as the mutation NAME."""
    def register(function):
        assert name not in MUTATIONS
        MUTATIONS[name] = Mutation(function, clauses, far)
        return function
    return register


def ends_of(packets):
    """The sockets (address, port) of client and server of the first connection in PACKETS."""
    if any(p.is_fragment() for p in packets):
        raise NoPlace("a part of the connection is in fragments")
    opening = next((p for p in packets if is_whole(p) and p.segment.has(SYN)), None)
    if opening is None:
        raise NoPlace("no SYN in the capture")
    if opening.segment.has(ACK):
        return opening.receiver(), opening.sender()
    return opening.sender(), opening.receiver()


class Connection:
    """The connection of PACKETS that one of ENDS, (guilty, peer) sockets, opened first.

    Of a second one between the same sockets nothing is seen.
    """

    def __init__(self, packets, ends):
        self.packets = packets
        self.end, self.peer = ends
        self._places = {}
        self.is_followed = False  # by another connection between the same sockets
        self._last = self._find_last()
        self._segments = None  # those of both ends, of the end and of its peer, while nothing is inserted or removed

    def _find_last(self):
        """The last packet before a SYN of another connection between the same sockets."""
        isn, last = {}, None
        for packet in self.packets:
            if not is_whole(packet) or {packet.sender(), packet.receiver()} != {self.end, self.peer}:
                continue
            if packet.segment.has(SYN) and isn.setdefault(packet.sender(), packet.segment.seq) != packet.segment.seq:
                self.is_followed = True
                break
            last = packet
        return last

    def position(self, packet):
        """Where PACKET stands, from 0 on."""
        at = self._places.get(id(packet))
        if at is None or at >= len(self.packets) or self.packets[at] is not packet:
            self._places = {id(p): i for i, p in enumerate(self.packets)}
            at = self._places[id(packet)]
        return at

    def _sort(self):
        if self._segments is None:
            end = self.position(self._last) + 1 if self._last else 0
            ways = ((self.end, self.peer), (self.peer, self.end))
            both = [p for p in self.packets[:end] if is_whole(p) and (p.sender(), p.receiver()) in ways]
            self._segments = both, *([p for p in both if p.sender() == sender] for sender, _ in ways)
        return self._segments

    def both(self):
        """The packets of both ends."""
        return self._sort()[0]

    def sent(self, test=lambda s: True):
        """The packets of the end that pass TEST."""
        return [p for p in self._sort()[1] if test(p.segment)]

    def received(self, test=lambda s: True):
        """The packets of its peer that pass TEST."""
        return [p for p in self._sort()[2] if test(p.segment)]

    def before(self, packets, packet):
        """Those of PACKETS, in the order of the capture, that are captured before PACKET."""
        return packets[:bisect.bisect_left(packets, self.position(packet), key=self.position)]

    def since(self, packets, packet):
        """Those of PACKETS, in the order of the capture, that are captured after PACKET."""
        return packets[bisect.bisect_right(packets, self.position(packet), key=self.position):]

    def insert_after(self, packet, new):
        """NEW is captured after PACKET: a microsecond later, unless another packet comes sooner."""
        at = self.position(packet) + 1
        new.time = packet.time + MICROSECOND
        if at < len(self.packets):
            new.time = min(new.time, self.packets[at].time)
        self.packets.insert(at, new)
        self._segments = None
        if packet is self._last:
            self._last = new

    def remove(self, packets):
        """PACKETS are not in the capture."""
        gone = {id(p) for p in packets}
        rest = [p for p in self.packets if id(p) not in gone]
        self._segments = None
        if self._last and id(self._last) in gone:
            self._last = next((p for p in reversed(self.packets[:self.position(self._last)])
                               if id(p) not in gone), None)
        self.packets[:] = rest

    def delay(self, packet, delay):
        """PACKET, and all that follows, is captured DELAY nanoseconds later."""
        for p in self.packets[self.position(packet):]:
            p.time += delay

    def shift(self, syns):
        """Shift count that the SYNs of one side offered, or 0."""
        value = syns[0].segment.option(OPTION_SHIFT) if syns else None
        return min(value[0], 14) if value else 0

    def syns(self):
        """The SYNs of the end."""
        return self.sent(lambda s: s.has(SYN))

    def isn(self):
        """The initial sequence number of the end."""
        return pick(self.syns(), "SYN").segment.seq

    def peer_syns(self):
        return self.received(lambda s: s.has(SYN))

    def shift_agreed(self):
        """Did the first SYNs of both ends have a window scale option?"""
        return all(syns and syns[0].segment.option(OPTION_SHIFT) for syns in (self.syns(), self.peer_syns()))

    def uses_stamps(self):
        """Did every SYN of both ends have a timestamp, and was there one of each?"""
        return all(syns and all(p.segment.option(OPTION_STAMPS) for p in syns)
                   for syns in (self.syns(), self.peer_syns()))


# ---- Segments -----------------------------------------------------------------------------------------------


def is_whole(packet):
    """Is it a segment that its receiver takes?"""
    return packet.segment is not None and not packet.damaged


def is_plain(s):
    return s.has(ACK) and not s.has(SYN) and not s.has(RST)


def is_empty(s):
    return is_plain(s) and not s.text and not s.has(FIN)


def is_text(s):
    return is_plain(s) and len(s.text) > 0 and not s.has(FIN)


def is_fin(s):
    return is_plain(s) and s.has(FIN)


def is_reset(s):
    return s.has(RST)


# ---- Choices ------------------------------------------------------------------------------------------------


def pick(packets, what, index=0):
    """Packet INDEX of PACKETS; NoPlace, saying WHAT is missing, if there are too few."""
    if not -len(packets) <= index < len(packets):
        raise NoPlace("the end sends or receives no " + what)
    return packets[index]


def middle(packets, what):
    return pick(packets, what, len(packets) // 2)


def acks_of_text(c):
    """The end's segments without text that acknowledge text."""
    first = pick(c.received(is_text), "text from its peer").segment
    return c.sent(lambda s: is_empty(s) and after(s.ack, first.seq) > 0)


def middle_ack(c):
    """An ACK of text from the middle of the connection."""
    return middle(acks_of_text(c), "ACK of text")


def middle_text(c):
    """A segment with text from the middle of the connection."""
    return middle(c.sent(is_text), "text")


def established_ack(c):
    """The first segment of the end without text after both SYNs, or the first at all."""
    return pick(c.sent(is_plain), "segment with ACK")


# ---- Numbers ------------------------------------------------------------------------------------------------


def highest(packets, value):
    """The latest sequence number that VALUE gives for PACKETS."""
    numbers = [value(p.segment) for p in packets]
    latest = numbers[0]
    for number in numbers:
        latest = number if after(number, latest) > 0 else latest
    return latest


def snd_nxt(c, packet):
    """SND.NXT of the end after it sent PACKET, or after what it had sent when PACKET arrived."""
    here = c.position(packet)
    return highest([p for p in c.sent(lambda s: not s.has(RST)) if c.position(p) <= here], lambda s: s.end)


def acked_before(c, packet):
    """The acknowledgments of the end's segments before PACKET."""
    return [p.segment.ack for p in c.before(c.sent(is_plain), packet)]


# ---- Changes ------------------------------------------------------------------------------------------------


def extra_segment(c, packet, seq, text, flags=ACK):
    """A segment of the end, captured just after PACKET, with TEXT at SEQ; the rest as in its last."""
    here = c.position(packet)
    sent_before = [p for p in c.sent(is_plain) if c.position(p) <= here]
    new = pick(sent_before, "segment with ACK", -1).twin(0)
    new.segment.seq, new.segment.flags, new.segment.text = seq % WRAP, flags, text
    c.insert_after(packet, new)
    return new


def again_after(c, packet, delay):
    """PACKET is sent again DELAY nanoseconds later, and nothing is captured in between."""
    new = packet.twin(delay)
    c.insert_after(packet, new)
    c.delay(new, packet.time + delay - new.time)
    return new


def without_option(s, kind):
    """Takes the option KIND out of S."""
    for found, value in list_options(s.options):
        if found == kind:
            octets = bytes([kind, len(value) + 2]) + value
            s.options = s.options.replace(octets, bytes([OPTION_NOP]) * len(octets), 1)


def with_option(s, kind, value):
    """Adds the option KIND to S; NoPlace if there is no room."""
    octets = bytes([kind, len(value) + 2]) + value
    octets = bytes([OPTION_NOP]) * (-len(octets) % 4) + octets
    if len(s.options) + len(octets) > 40:
        raise NoPlace("the header has no room for the option")
    s.options = octets + s.options
