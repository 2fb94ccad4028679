"""Each mutation breaks the rule it names, by the packet it returns, and leaves the capture one that could be."""

import os
import struct
import unittest

import talk
from talk import CLIENT, ROOT, SERVER, CaptureCase

import capture_edit
from capture_edit import ACK, CWR, ECE, FIN, RST, SYN
from mutations import MUTATIONS, Connection, NoPlace, ends_of

HALF = 2**31
MILLISECOND = 10**6


def opened():
    """Both SYNs, and the ACK."""
    t = talk.Talk()
    t.packets = talk.lossy().packets[:3]
    return t


def sackless():
    """Nobody permits SACK."""
    return talk.plain()


def numbers(s):
    """SEQ and ACK, each counted from the ISN of its direction."""
    mine, theirs = (CLIENT[2], SERVER[2]) if s.sport == CLIENT[1] else (SERVER[2], CLIENT[2])
    return (s.seq - mine) % 2**32, (s.ack - theirs) % 2**32


def seq(s):
    return numbers(s)[0]


def ack(s):
    return numbers(s)[1]


def text(s):
    return seq(s), s.text


def flags(s):
    return s.flags


def window(s):
    return s.window


def value(s):
    return struct.unpack("!I", s.option(8)[:4])[0]


def echo(s):
    return struct.unpack("!I", s.option(8)[4:])[0]


def mss(s):
    return s.option(2)


def shift(s):
    return s.option(3)


def permitted(s):
    return s.option(4)


def sack(s):
    edges = s.option(5)
    return [(int.from_bytes(edges[i:i + 4], "big") - SERVER[2]) % 2**32 for i in range(0, len(edges), 4)]


def beside(s):
    return s.beside


def options_end(s):
    return s.options[-4:]


def in_flight(s):
    return seq(s) + len(s.text) - 1


# Mutation: the capture, the guilty end, what is looked at in the packet, what it is then.
EXPECTED = {
    "ack-after-rst": (talk.aborted, "client", text, (11, b"")),
    "ack-before-arrival": (talk.lossy, "client", ack, 401),
    "ack-beyond": (talk.conversation, "client", numbers, (151, 302 + 4321)),
    "ack-beyond-on-fin": (talk.conversation, "client", ack, 302 + 99),
    "ack-beyond-on-text": (talk.conversation, "client", ack, 302 + 7),
    "ack-half-away": (talk.conversation, "client", ack, 301 + HALF),
    "ack-late": (talk.conversation, "client", ack, 101),
    "ack-late-on-text": (talk.lossy, "client", numbers, (201, 401)),
    "ack-one-back": (talk.conversation, "client", ack, 100),
    "ack-one-beyond": (talk.conversation, "client", ack, 303),
    "ack-regress": (talk.conversation, "client", numbers, (151, 1)),
    "ack-regress-on-fin": (talk.conversation, "client", ack, 1),
    "ack-regress-on-text": (talk.lossy, "client", numbers, (201, 1)),
    "acknowledgments-not-awaited": (talk.bulk, "client", in_flight, 12 * 1460),
    "ae-alone": (talk.plain, "client", beside, 1),
    "authentication-short": (talk.conversation, "client", options_end, b"\x1d\3\1\1"),
    "authentication-twice": (talk.conversation, "client", options_end, b"\x1d\4\1\1"),
    "beyond-window": (talk.conversation, "client", text, (101, b"b" * 50)),
    "congestion-window-exceeded": (talk.bulk, "client", seq, 1 + 23 * 1460),
    "cookie-odd": (talk.plain, "client", options_end, b"cde\1"),
    "cookie-short": (talk.plain, "client", options_end, b"\x22\4ab"),
    "data-after-fin": (talk.conversation, "client", text, (152, b"new text")),
    "data-on-rst-connection": (talk.aborted, "client", text, (11, b"too late")),
    "ecn-half-asked-by-cwr": (talk.plain, "client", flags, SYN | CWR),
    "ecn-half-asked-by-ece": (talk.plain, "client", flags, SYN | ECE),
    "ecn-unasked": (talk.plain, "server", flags, SYN | ACK | ECE),
    "ece-once": (talk.capable, "client", numbers, (1, 301)),
    "fin-acked-early": (talk.lossy, "client", ack, 402),
    "fin-after-rst": (talk.aborted, "client", flags, FIN | ACK),
    "fin-ahead": (talk.lossy, "client", seq, 252),
    "fin-amid-text": (talk.conversation, "client", text, (101, b"b" * 50)),
    "fin-before-sent-text": (talk.conversation, "client", text, (101, b"")),
    "fin-moved": (talk.conversation, "client", text, (152, b"")),
    "fin-moved-back": (talk.conversation, "client", text, (150, b"")),
    "fin-timeout-below-second": (talk.conversation, "client", flags, FIN | ACK),
    "initial-window-exceeded": (talk.bulk, "client", in_flight, 12 * 1460),
    "mark-unanswered": (talk.capable, "client", numbers, (1, 201)),
    "mark-with-cwr-unanswered": (talk.capable, "client", numbers, (1, 201)),
    "mss-ignored": (talk.conversation, "client", text, (1, b"a" * 100)),
    "mss-ignored-with-options": (talk.conversation, "client", text, (1, b"a" * 100)),
    "mss-on-fin": (talk.conversation, "client", mss, b"\x05\xb4"),
    "mss-on-text": (talk.conversation, "client", mss, b"\x05\xb4"),
    "mss-outside-syn": (talk.conversation, "client", mss, b"\x05\xb4"),
    "no-ack-flag": (talk.conversation, "client", flags, 0),
    "no-ack-flag-on-fin": (talk.conversation, "client", flags, FIN),
    "no-flag": (talk.conversation, "client", flags, 0),
    "octet-after-fin": (talk.conversation, "client", text, (150, b"12")),
    "option-cut": (talk.conversation, "client", options_end, b"\xfe\x30\0\0"),
    "option-of-length-zero": (talk.conversation, "client", options_end, b"\xfe\0\1\1"),
    "padding-not-zero": (talk.conversation, "client", options_end, b"\0\0\0\2"),
    "refusal-of-another-syn": (talk.refused, "server", ack, 2),
    "refusal-with-number": (talk.refused, "server", lambda s: s.seq, 4711),
    "refusal-without-ack": (talk.refused, "server", flags, RST),
    "reserved-bit": (talk.conversation, "client", beside, 8),
    "reserved-bits-on-fin": (talk.conversation, "client", beside, 14),
    "rst-answers-rst": (talk.reset, "server", flags, RST | ACK),
    "rst-answers-rst-without-connection": (talk.refused, "server", ack, 78),
    "rst-bad-seq": (talk.aborted, "client", seq, 11 + 54321),
    "rst-disobeyed": (talk.reset, "server", numbers, (1, 11)),
    "rst-half-away": (talk.aborted, "client", seq, 11 + HALF),
    "rst-obeyed": (talk.plain, "client", seq, 101 + 100),
    "rst-one-beyond": (talk.aborted, "client", seq, 12),
    "rst-with-ack-obeyed": (talk.plain, "client", flags, RST | ACK),
    "sack-before-arrival": (talk.lossy, "client", sack, [100201, 100301]),
    "sack-beyond": (talk.lossy, "client", sack, [201, 402 + 3000]),
    "sack-duplicate-made-up": (talk.two_gaps, "client", sack, [400, 401]),
    "sack-edges-swapped": (talk.lossy, "client", sack, [301, 201]),
    "sack-empty": (talk.lossy, "client", sack, [201, 201]),
    "sack-newest-second": (talk.two_gaps, "client", sack, [101, 201, 301, 401]),
    "sack-not-permitted": (talk.lossy, "client", sack, [201, 301]),
    "sack-of-gap": (talk.lossy, "client", sack, [101, 301]),
    "sack-of-nothing": (talk.lossy, "client", sack, [1402, 2402]),
    "sack-permitted-on-ack": (talk.conversation, "client", permitted, b""),
    "sack-permitted-on-text": (talk.conversation, "client", permitted, b""),
    "sack-unasked": (sackless, "client", sack, [300, 301]),
    "sack-within": (talk.two_gaps, "client", sack, [301, 401, 301, 302]),
    "seq-before-syn": (talk.conversation, "client", seq, 2**32 - 5000),
    "seq-gap": (talk.conversation, "client", text, (1151, b"from beyond")),
    "seq-half-away": (talk.conversation, "client", seq, 151 + HALF),
    "seq-one-ahead": (talk.lossy, "client", seq, 102),
    "shift-too-large": (talk.conversation, "client", shift, b"\x0f"),
    "shift-too-large-on-syn-ack": (talk.conversation, "server", shift, b"\xff"),
    "shift-without-offer": (talk.conversation, "server", shift, b"\x07"),
    "syn-ack-after-established": (talk.lossy, "client", flags, SYN | ACK),
    "syn-ack-not-acknowledged": (talk.conversation, "client", ack, 0),
    "syn-ack-of-nothing": (talk.conversation, "server", ack, 0),
    "syn-ack-timeout-below-second": (talk.conversation, "server", flags, SYN | ACK),
    "syn-ack-wrong-ack": (talk.conversation, "server", ack, 1001),
    "syn-after-established": (talk.lossy, "client", seq, 101),
    "syn-again-after-text": (talk.lossy, "client", numbers, (0, 2**32 - SERVER[2])),
    "syn-isn-changed": (talk.unanswered, "server", seq, 99999),
    "syn-timeout-below-second": (talk.conversation, "client", seq, 0),
    "text-changed": (talk.repeated, "client", text, (101, b"c" + b"b" * 99)),
    "timeout-below-second": (talk.conversation, "client", text, (101, b"b" * 50)),
    "timeout-not-doubled": (talk.retried, "client", seq, 0),
    "timeout-shrinks": (talk.retried, "client", seq, 0),
    "ts-back-by-one": (talk.lossy, "client", value, 1004),
    "ts-back-on-fin": (talk.lossy, "client", value, (1033 - HALF + 1) % 2**32),
    "ts-back-on-text": (talk.lossy, "client", value, (1031 - 100000) % 2**32),
    "ts-echo-ahead": (talk.lossy, "client", echo, 9062 + 5000),
    "ts-echo-before-first": (talk.lossy, "client", echo, 8000),
    "ts-echo-on-syn": (talk.lossy, "client", echo, 1234),
    "ts-echo-on-text-ahead": (talk.lossy, "client", echo, 9031),
    "ts-echo-zero": (talk.lossy, "client", echo, 0),
    "ts-missing": (talk.conversation, "client", lambda s: s.options, b""),
    "ts-missing-on-fin": (talk.conversation, "client", lambda s: s.options, b""),
    "ts-missing-on-reset": (lambda: talk.aborted(talk.STAMPS), "client", lambda s: s.options, b""),
    "ts-missing-on-text": (talk.conversation, "client", lambda s: s.options, b""),
    "ts-without-offer": (talk.conversation, "server", value, 1000),
    "user-timeout-long": (talk.conversation, "client", options_end, b"\0\0\1\1"),
    "user-timeout-zero": (talk.conversation, "client", options_end, b"\x1c\4\x80\0"),
    "window-exceeded": (talk.plain, "client", seq, 101),
    "window-shrink": (talk.conversation, "client", window, 255),
    "window-shrink-by-a-unit": (talk.conversation, "client", window, 510),
    "window-shrink-on-fin": (talk.conversation, "client", window, 256),
    "window-shrink-on-text": (talk.conversation, "client", window, 170),
    "window-shut": (talk.conversation, "client", window, 0),
    "zero-window-ignored": (talk.conversation, "client", text, (1, b"a" * 100)),
}


class MutationCase(CaptureCase):
    def mutate(self, name, conversation, end="client"):
        """The guilty packet's segment, and all packets, of CONVERSATION after the mutation NAME."""
        self.write(conversation.pcap())
        header, packets = capture_edit.read_capture(self.source)
        ends = ends_of(packets)
        connection = Connection(packets, ends if end == "client" else ends[::-1])
        guilty = MUTATIONS[name](connection)
        number = connection.position(guilty)
        capture_edit.write_capture(self.target, header, packets)
        packets = capture_edit.read_capture(self.target)[1]
        self.check_sums(packets)
        self.assertEqual([p.time for p in packets], sorted(p.time for p in packets), name)
        return packets[number].segment, packets


class Every(MutationCase):
    def test_the_packet_is_as_the_story_says(self):
        self.assertEqual(sorted(EXPECTED), sorted(MUTATIONS))
        for name, (conversation, end, look, expected) in EXPECTED.items():
            with self.subTest(name):
                segment, _ = self.mutate(name, conversation(), end)
                self.assertEqual(look(segment), expected)

    def test_every_clause_stands_in_the_requirements(self):
        known = set()
        folder = os.path.join(ROOT, "spec", "requirements")
        for name in os.listdir(folder):
            if name.endswith(".tsv"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    known.update(line.split("\t")[0] for line in file)
        for name, mutation in MUTATIONS.items():
            self.assertLessEqual(set(mutation.clauses), known, name)

    def test_every_story_is_one_sentence(self):
        for name, mutation in MUTATIONS.items():
            self.assertRegex(mutation.story, r"^[A-Z][^\n]*\.$", name)

    def test_where_the_place_is_missing_they_say_so(self):
        refusing = 0
        for name in MUTATIONS:
            try:
                self.mutate(name, opened(), "server")
            except NoPlace as reason:
                refusing += 1
                self.assertNotEqual(str(reason), "")
        self.assertGreater(refusing, 70)

    def test_the_same_over_ipv6(self):
        for name in ("ack-beyond", "seq-gap", "window-shrink", "fin-moved", "ts-missing"):
            segment, _ = self.mutate(name, talk.conversation(ipv6=True))
            self.assertEqual(EXPECTED[name][2](segment), EXPECTED[name][3], name)


class TheRest(MutationCase):
    """What a mutation does to the other packets."""

    def test_rst_obeyed_leaves_the_end_silent_while_the_peer_goes_on(self):
        segment, packets = self.mutate("rst-obeyed", talk.plain())
        at = next(i for i, p in enumerate(packets) if p.segment is segment)
        later = packets[at + 1:]
        self.assertEqual([seq(p.segment) for p in later], [101, 201, 301, 101, 101, 101])
        self.assertTrue(all(p.segment.sport == SERVER[1] and p.segment.text for p in later))
        self.assertGreater(later[-1].time - packets[at].time, 1750 * MILLISECOND)

    def test_shift_without_offer_keeps_the_windows_true(self):
        _, packets = self.mutate("shift-without-offer", talk.conversation(), "server")
        self.assertIsNone(packets[0].segment.option(3))
        self.assertEqual((packets[1].segment.window, packets[2].segment.window), (4096, 65535))

    def test_beyond_window_shuts_the_window_of_the_syn(self):
        _, packets = self.mutate("beyond-window", talk.conversation())
        self.assertEqual(packets[1].segment.window, 100)

    def test_marks_are_answered_once_or_not_at_all(self):
        for name, bits, answers in (("mark-unanswered", ACK, [0, 0]), ("ece-once", ACK, [ECE, 0]),
                                    ("mark-with-cwr-unanswered", ACK | CWR, [0, 0])):
            for ipv6 in (False, True):
                _, packets = self.mutate(name, talk.capable(ipv6))
                self.assertEqual([p.ecn() for p in packets[3:]], [2, 0, 3, 0, 2, 0], name)
                self.assertEqual(packets[5].segment.flags, bits, name)
                self.assertEqual([p.segment.flags & ECE for p in packets[6::2]], answers, name)

    def test_who_answers_another_mark_is_no_place(self):
        marked = talk.capable()
        marked.say(CLIENT, 1, 301, ACK | ECE, options=b"")
        with self.assertRaisesRegex(NoPlace, "another mark"):
            self.mutate("mark-unanswered", marked)

    def test_late_acknowledgments_are_late(self):
        for name, wait in (("ack-late", 1101), ("ack-late-on-text", 3001)):
            segment, packets = self.mutate(name, talk.lossy())
            at = next(i for i, p in enumerate(packets) if p.segment is segment)
            self.assertEqual(packets[at].time - packets[at - 1].time, wait * MILLISECOND, name)

    def test_text_changed_spares_what_was_not_first_without_acknowledgment(self):
        segment, packets = self.mutate("text-changed", talk.repeated())
        self.assertIs(packets[-1].segment, segment)

    def test_rst_disobeyed_takes_a_reset_at_rcv_nxt(self):
        segment, packets = self.mutate("rst-disobeyed", talk.reset(12, 11), "server")
        self.assertEqual(ack(segment), 11)
        self.assertEqual(packets[-1].time - packets[-2].time, 2000 * MILLISECOND)
        with self.assertRaises(NoPlace):
            self.mutate("rst-disobeyed", talk.reset(12), "server")

    def test_fragments_are_no_place(self):
        for ipv6, at, octets in ((False, 20, b"\x20\x00"), (True, 20, b"\x2c")):
            conversation = talk.conversation(ipv6)
            time, frame = conversation.packets[4]
            conversation.packets[4] = (time, frame[:at] + octets + frame[at + len(octets):])
            with self.assertRaisesRegex(NoPlace, "fragments"):
                self.mutate("ack-beyond", conversation)

    def test_fin_ahead_is_not_for_sockets_that_are_used_again(self):
        again = talk.conversation()
        again.say(CLIENT, 70000, 0, SYN, options=talk.MSS)
        with self.assertRaisesRegex(NoPlace, "another connection"):
            self.mutate("fin-ahead", again, "server")

    def test_fin_ahead_leaves_old_acknowledgments_as_they_were(self):
        old = talk.conversation()
        at = len(old.packets)
        old.time = old.packets[2][0] - 1_500_000
        old.say(SERVER, 1, 5000, ACK)
        old.packets.insert(2, old.packets.pop(at))
        del old.packets[14:15]  # the FIN that comes again
        _, packets = self.mutate("fin-ahead", old)
        self.assertEqual(ack(packets[2].segment), 5000)

    def test_resets_after_the_reset_of_its_peer_break_nothing(self):
        refused = talk.reset()
        refused.say(SERVER, 1, 11, RST | ACK, options=b"")
        for name in ("rst-bad-seq", "rst-half-away", "rst-one-beyond"):
            with self.assertRaisesRegex(NoPlace, "no connection"):
                self.mutate(name, refused, "server")

    def test_a_gap_at_the_end_of_the_capture_tells_nothing(self):
        cut = talk.conversation()
        del cut.packets[5:]
        with self.assertRaises(NoPlace):
            self.mutate("seq-gap", cut)

    def test_an_echo_of_what_is_about_to_arrive_is_spared(self):
        soon = talk.lossy()
        soon.time = soon.packets[10][0] - 700_000  # 300 microseconds after the text that is to echo it
        at = len(soon.packets)
        soon.say(SERVER, 401, 201, ACK, options=talk.stamps(9031, 1031))
        soon.packets.insert(11, soon.packets.pop(at))
        with self.assertRaisesRegex(NoPlace, "millisecond"):
            self.mutate("ts-echo-on-text-ahead", soon)

    def test_a_reset_is_obeyed_only_where_timestamps_went_forward(self):
        conversation = talk.plain(talk.stamps(1000, 0))
        self.mutate("rst-obeyed", conversation)
        ahead = talk.plain(talk.stamps(1000, 0))
        ahead.packets = ahead.packets[:4]
        ahead.time = ahead.packets[-1][0]
        for at, clock in ((1, 900), (101, 901), (201, 902)):
            ahead.say(SERVER, at, 101, ACK, b"s" * 100, talk.stamps(clock, 1000))
            ahead.say(CLIENT, 101, at + 100, ACK, options=talk.stamps(1001, clock))
        with self.assertRaisesRegex(NoPlace, "nothing was lost"):
            self.mutate("rst-obeyed", ahead)

    def test_what_comes_again_after_a_reset_acknowledges_what_was_sent(self):
        ping = talk.plain()
        ping.say(CLIENT, 101, 401, ACK, b"b" * 100, b"")
        ping.say(SERVER, 401, 201, ACK, b"t" * 100, b"")
        del ping.packets[6:-2]
        _, packets = self.mutate("rst-obeyed", ping)
        self.assertEqual({ack(p.segment) for p in packets[-3:]}, {101})

    def test_a_value_that_ends_with_zero_is_no_padding(self):
        segment, _ = self.mutate("cookie-short", talk.plain(b"\x01\x03\x03\x00"))
        self.assertEqual((segment.option(3), segment.option(34)), (b"\0", b"ab"))

    def test_an_option_more_makes_no_text_too_large(self):
        for name in ("authentication-twice", "padding-not-zero", "user-timeout-long", "option-of-length-zero"):
            with self.assertRaisesRegex(NoPlace, "small text"):
                self.mutate(name, talk.bulk())

    def test_marked_text_is_not_sent_again(self):
        marked = talk.conversation(ipv6=True)
        marked.packets = [(time, frame[:15] + bytes([frame[15] | 0x20]) + frame[16:]) for time, frame in marked.packets]
        with self.assertRaisesRegex(NoPlace, "no mark"):
            self.mutate("timeout-below-second", marked)

    def test_timeouts_are_early(self):
        waits = {"timeout-below-second": 250, "fin-timeout-below-second": 300, "syn-timeout-below-second": 300,
                 "syn-ack-timeout-below-second": 50}
        for name, wait in waits.items():
            segment, packets = self.mutate(name, talk.conversation(), EXPECTED[name][1])
            at = next(i for i, p in enumerate(packets) if p.segment is segment)
            self.assertEqual(packets[at].time - packets[at - 1].time, wait * MILLISECOND, name)
        for name, expected in (("timeout-not-doubled", (1001, 3001, 1500)), ("timeout-shrinks", (4000, 4000, 1000))):
            _, packets = self.mutate(name, talk.retried())
            times = [p.time // MILLISECOND for p in packets]
            self.assertEqual(tuple(b - a for a, b in zip(times, times[1:])), expected, name)

    def test_acknowledgments_that_are_not_awaited_are_gone(self):
        segment, packets = self.mutate("acknowledgments-not-awaited", talk.bulk())
        at = next(i for i, p in enumerate(packets) if p.segment is segment)
        self.assertEqual(sum(p.segment.sport == SERVER[1] for p in packets[:at]), 1)

    def test_window_exceeded_reaches_one_octet_beyond(self):
        segment, _ = self.mutate("window-exceeded", talk.plain())
        self.assertEqual(seq(segment) + len(segment.text), 1 + 60000 + 1)


if __name__ == "__main__":
    unittest.main()
