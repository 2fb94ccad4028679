"""What `plumb check` infers of the path from one capture, beside what the link did.

Of the end where a capture was not taken, plumb says where it seems to leave gaps: segments that came before
something that had been sent earlier, which was lost or overtaken. The log knows which those are. After the
first gap plumb keeps bounds instead of the holes, so more segments seem to leave gaps; it marks them.
"""

import collections
import json
import os
import subprocess
import sys

import capture_edit
from stacks import common, prober

OTHER_END = "the capture was taken at the other end"  # how plumb's reason begins
GAP = "Its sequence numbers left a gap"  # plumb's sentence
SYN, FIN, RST = capture_edit.SYN, capture_edit.FIN, capture_edit.RST


def check(plumb, paths):
    """The reports of plumb on the captures PATHS, by their paths."""
    done = subprocess.run([plumb, "check", "--json", *paths], stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        sys.exit("%s check ended with code %d" % (plumb, done.returncode))
    return {report["file"]: report for report in json.loads(done.stdout)["files"]}


def address_of(end):
    return end["socket"].rpartition(":")[0].strip("[]")


def addresses_at(point):
    return common.ADDRESSES[point.lower()] + (prober.OWN if point == "B" else ())


def place(report, point):
    """Whether plumb says at which end the capture was taken, and whether it was."""
    far = [end for connection in report["connections"] for end in connection["ends"]
           if end.get("reason", "").startswith(OTHER_END)]
    if not far:
        return "not said"
    return "wrong" if address_of(far[0]) in addresses_at(point) else "right"


def gaps_said(report, point):
    """The packets at which the far end seems to leave a gap: all of them, and those that plumb does not mark
    as following from an earlier finding."""
    here = addresses_at(point)
    gaps = [finding for connection in report["connections"] for end in connection["ends"]
            if address_of(end) not in here for finding in end["findings"] if finding["sentence"] == GAP]
    return {gap["packet"] for gap in gaps}, {gap["packet"] for gap in gaps if not gap["after_earlier"]}


class Stream:
    """The octets of one direction that have arrived, SYN and FIN counted."""

    def __init__(self, begin):
        self.next, self.beyond = begin, []  # what comes next; blocks behind a hole

    def add(self, begin, end):
        """True if there was a hole before BEGIN."""
        hole = capture_edit.after(begin, self.next) > 0
        self.beyond.append((begin, end))
        moved = True
        while moved:
            moved = False
            for first, last in self.beyond:
                if capture_edit.after(first, self.next) <= 0 < capture_edit.after(last, self.next):
                    self.next, moved = last, True
        return hole


def gaps_in_log(arrivals, numbers):
    """The packets that came before something that had been sent earlier: of the ARRIVALS in the log, which
    have NUMBERS in the capture. None if there are several connections."""
    stream, first, gaps = None, None, set()
    for number, (_, row) in zip(numbers, arrivals, strict=False):
        flags, begin = int(row["flags"], 16), int(row["seq"])
        if "corrupt" in row["fate"] or flags & RST:
            continue
        if stream is None:
            stream = Stream(begin)
        elif flags & SYN and begin != first:
            return None
        if flags & SYN:
            first = begin
        end = (begin + int(row["text"]) + bool(flags & SYN) + bool(flags & FIN)) % capture_edit.WRAP
        if stream.add(begin, end):
            gaps.add(number)
    return gaps


def copies_in_log(arrivals):
    """The places among ARRIVALS of what the path doubled: the second of the two."""
    seen, copies = set(), set()
    for place_of, (_, row) in enumerate(arrivals):
        if row["n"] in seen:
            copies.add(place_of)
        seen.add(row["n"])
    return copies


def copies_by_octets(packets):
    """The places among PACKETS, those from one end, of what one who has nothing but the capture can take for
    a copy: an IPv4 datagram with an identification, which has come before octet by octet. A stack that
    retransmits sends a datagram of its own, with an identification of its own (RFC 6864 section 4.2 asks
    that only of fragments, so a stack need not: that is why plumb does not rely on it). None over IPv6, which
    has none."""
    seen, copies = set(), set()
    for place_of, packet in enumerate(packets):
        datagram = packet.frame[14:]
        if datagram[0] >> 4 != 4:
            return None
        if datagram[4:6] == b"\0\0":
            continue
        if datagram in seen:
            copies.add(place_of)
        seen.add(datagram)
    return copies


def numbers_of(path, source):
    """The numbers of the packets from SOURCE in a capture, as Wireshark counts."""
    packets = capture_edit.read_capture(path)[1]
    return [i for i, p in enumerate(packets, 1) if getattr(p, "source", None) == source]


def compare(plumb, conversations):
    """Counts of places and gaps for CONVERSATIONS, each a base name, its log and the addresses of A and B."""
    paths = {"%s.%s.pcap.gz" % (base, p): (log, p, ends) for base, log, ends in conversations for p in "AB"}
    paths = {path: known for path, known in paths.items() if os.path.exists(path)}
    reports, counts = check(plumb, list(paths)), collections.Counter()
    for path, (log, point, (a, b)) in paths.items():
        counts[place(reports[path], point)] += 1
        direction, source = ("ba", b) if point == "A" else ("ab", a)
        true = gaps_in_log(log.arrivals(direction), numbers_of(path, source))
        if true is not None:
            said, first = gaps_said(reports[path], point)
            counts.update({"gaps": len(true), "gaps seen": len(true & said), "first right": len(first & true),
                           "first wrong": len(first - true)})
    return counts
