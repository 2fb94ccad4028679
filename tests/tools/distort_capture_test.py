"""Each distortion shows the same conversation otherwise: what was said stays, how it is shown changes."""

import contextlib
import io
import random
import struct
import unittest

from talk import CLIENT, SERVER, CaptureCase, conversation, lossy

import capture_edit
import distort_capture
from capture_edit import ACK, SYN
from distort_capture import DISTORTIONS, MILLISECOND

# What loses nothing, and shows every segment once and in order.
EXACT = ("clock-coarse", "clock-fast", "clock-shifted", "joined", "merged", "numbers-wrap", "other-addresses",
         "other-header", "padded", "snapped-60", "snapped-96", "split", "tagged")


def kept(packet):
    return len(packet.octets()[:packet.kept])


class DistortionCase(CaptureCase):
    def packets(self, talk):
        self.write(talk.pcap())
        return capture_edit.read_capture(self.source)[1]

    def distorted(self, name, talk=None, seed="1"):
        """The packets of TALK as they are after the distortion NAME, read from a file again."""
        before = self.packets(talk or conversation())
        near = before[0].source
        after = DISTORTIONS[name](before, random.Random(seed), near)
        return after

    @staticmethod
    def said(packets, sport):
        """The octets that the end with the port SPORT says, by their sequence numbers."""
        octets = {}
        for p in packets:
            if p.segment and p.segment.sport == sport:
                octets.update({(p.segment.seq + i) % 2**32: o for i, o in enumerate(p.segment.text)})
        return octets


class Every(DistortionCase):
    def test_the_original_is_left_alone_and_times_go_forward(self):
        for name, distortion in DISTORTIONS.items():
            before = self.packets(conversation())
            frames, times = [p.octets() for p in before], [p.time for p in before]
            after = distortion(before, random.Random(name), before[0].source)
            self.assertEqual([p.octets() for p in before], frames, name)
            self.assertEqual([p.time for p in before], times, name)
            if name != "clock-set-back":
                self.assertEqual([p.time for p in after], sorted(p.time for p in after), name)

    def test_the_same_seed_gives_the_same(self):
        for name in DISTORTIONS:
            one, other = ([(p.time, p.octets()) for p in self.distorted(name)] for _ in range(2))
            self.assertEqual(one, other, name)

    def test_what_shows_all_shows_all(self):
        for name in EXACT:
            if name in ("joined", "numbers-wrap", "tagged", "other-header", "padded", "other-addresses"):
                continue  # the next tests
            after = self.distorted(name)
            for port in (CLIENT[1], SERVER[1]):
                self.assertEqual(self.said(after, port), self.said(self.packets(conversation()), port), name)

    def test_checksums_are_right_but_where_the_sender_leaves_them_to_the_card(self):
        for name in DISTORTIONS:
            for packet in self.distorted(name):
                again = capture_edit.Packet(0, packet.octets())
                wrong = (name == "checksums-of-sender" and packet.octets()[26:30] == b"\0\0\0\1"
                         or name == "joined" and len(again.segment.text) == 150)
                self.assertEqual(again.damaged, wrong, name)


class Some(DistortionCase):
    def test_numbers_wrap_moves_all_numbers_of_a_direction_by_the_same(self):
        before, after = self.packets(lossy()), self.distorted("numbers-wrap", lossy())
        shifts = {(a.segment.sport, (b.segment.seq - a.segment.seq) % 2**32) for a, b in zip(before, after)}
        self.assertEqual(len(shifts), 2)
        of = dict(shifts)
        for a, b in zip(before, after):
            if a.segment.has(ACK):
                self.assertEqual((b.segment.ack - a.segment.ack) % 2**32, of[a.segment.dport])
            if a.segment.option(5):
                edges = [struct.unpack("!II", p.segment.option(5)) for p in (a, b)]
                self.assertEqual({(y - x) % 2**32 for x, y in zip(*edges)}, {of[a.segment.dport]})
        self.assertTrue(all(2**32 - 2001 < p.segment.seq for p in after if p.segment.has(SYN)))

    def test_joined_segments_have_the_text_of_all(self):
        after = self.distorted("joined")
        self.assertEqual(len(after), len(conversation().packets) - 1)
        joined = capture_edit.Packet(0, after[3].octets())
        self.assertEqual(joined.segment.text, b"a" * 100 + b"b" * 50)
        self.assertTrue(joined.damaged)  # its checksum is the card's work

    def test_halves_follow_each_other(self):
        after = self.distorted("split")
        self.assertEqual(len(after), len(conversation().packets) + 5)
        first, second = after[3].segment, after[4].segment
        self.assertEqual((first.end, second.text), (second.seq, b"a" * 50))

    def test_a_snapped_packet_keeps_its_length(self):
        before = self.distorted("snapped-96")
        header = capture_edit.read_capture(self.source)[0]
        capture_edit.write_capture(self.target, header, before)
        with open(self.target, "rb") as file:
            octets = file.read()
        at, lengths = 24, []
        while at < len(octets):
            captured, length = struct.unpack_from("<II", octets, at + 8)
            lengths.append((captured, length))
            at += 16 + captured
        self.assertEqual(lengths, [(min(96, len(p.octets())), len(p.octets())) for p in before])
        self.assertIn((96, 166), lengths)

    def test_a_tag_stands_before_the_type(self):
        frame = self.distorted("tagged")[0].octets()
        self.assertEqual(frame[12:18], b"\x81\x00\x00\x2a\x08\x00")

    def test_neighbours_are_swapped_only_if_they_are_close(self):
        talk = conversation()
        talk.packets = [(time // 4 if i < 8 else time, frame) for i, (time, frame) in enumerate(talk.packets)]
        swapped = 0
        for seed in range(20):
            after = self.distorted("neighbours-swapped", talk, str(seed))
            order = [p.number for p in after]
            self.assertEqual(order[8:], list(range(9, len(order) + 1)))
            swapped += order != sorted(order)
        self.assertGreater(swapped, 5)

    def test_each_direction_keeps_its_order(self):
        talk = conversation()
        before, after = self.packets(talk), self.distorted("directions-apart", talk)
        self.assertNotEqual([p.time for p in before], [p.time for p in after])
        for port in {p.segment.sport for p in before if p.segment}:
            one, other = ([p.octets() for p in some if p.segment and p.segment.sport == port]
                          for some in (before, after))
            self.assertEqual(one, other)

    def test_packets_come_twice_less_than_a_millisecond_apart(self):
        after = self.distorted("all-shown-twice")
        times = {}
        for p in after:
            times.setdefault(p.number, []).append(p.time)
        self.assertTrue(all(len(t) == 2 and t[1] - t[0] < MILLISECOND for t in times.values()))

    def test_losses_lose_only(self):
        for name in ("lost-one", "lost-some", "lost-many", "lost-in-a-row", "lost-acks", "lost-direction",
                     "begun-late", "begun-at-second", "ended-early"):
            numbers = [p.number for p in self.distorted(name)]
            self.assertEqual(numbers, sorted(set(numbers)), name)
        self.assertEqual(len(self.distorted("lost-one")), len(conversation().packets) - 1)
        gone = {p.number for p in self.packets(conversation())} - {p.number for p in self.distorted("lost-acks")}
        self.assertLessEqual(gone, {3, 6, 8, 10, 12, 16})


class Tool(DistortionCase):
    def run_tool(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = distort_capture.main(list(arguments))
            except SystemExit as stop:
                code = stop.code
        return code, out.getvalue(), err.getvalue()

    def test_it_writes_what_it_is_asked_for(self):
        self.write(conversation().pcap())
        self.assertEqual(self.run_tool("split", self.source, self.target), (0, "", ""))
        self.assertEqual(len(capture_edit.read_capture(self.target)[1]), len(conversation().packets) + 5)
        self.assertEqual(self.run_tool("--near", "0.0.0.1", "checksums-of-sender", self.source, self.target)[0], 0)

    def test_what_it_cannot_do_it_says(self):
        self.write(conversation().pcap())
        code, _, err = self.run_tool("checksums-of-sender", self.source, self.target)
        self.assertEqual(code, 1)
        self.assertIn("needs to know the near end", err)
        self.assertEqual(self.run_tool("split", "/nonexistent/in.pcap", self.target)[0], 1)
        self.assertEqual(self.run_tool("no-such", self.source, self.target)[0], 2)
        self.assertEqual(self.run_tool("split", self.source)[0], 2)

    def test_the_list_names_every_distortion_with_its_story(self):
        code, out, _ = self.run_tool("--list")
        self.assertEqual(code, 0)
        self.assertEqual([line.split("\t")[0] for line in out.splitlines()], sorted(DISTORTIONS))
        for line in out.splitlines():
            self.assertRegex(line.split("\t")[1], r"^[A-Z].*\.$")


if __name__ == "__main__":
    unittest.main()
