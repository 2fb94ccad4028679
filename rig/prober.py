"""Sends single segments of its own making, and so asks a stack one question at a time.

    prober.py --peer ADDRESS --own ADDRESS --interface NAME GROUP...

The questions are those of the groups in rig/probes.tsv, one connection for each. No kernel speaks TCP
here: whatever is sent stands in the script, whose words are

    port N              of the peer, in place of 5000
    options LIST        of the SYN: names of OPTIONS with commas; `-`: none (mss)
    syn, open           a SYN and its answer; the same, and the ACK that ends the handshake
    send FLAGS [seq=N] [ack=N] [text=N] [urgent=N] [options=LIST] [corrupt]
                        one segment; SEQ and ACK are counted from what is right, FLAGS are letters or `-`, `a` is AE
    stamp N             added to the timestamps of all that follow
    wait MS             for what comes
    take N              octets of ours were accepted, the FIN counted: SEQ goes on behind them
    acknowledge         all that has come, the FIN counted
    alive               text in order: is there anybody left to answer it?

Each script ends by a reset, if there was an answer to the SYN.
"""

import argparse
import csv
import os
import socket
import struct
import sys
import time

import segments

HERE = os.path.dirname(os.path.abspath(__file__))
PROBES = os.path.join(HERE, "probes.tsv")
PORT, FIRST_PORT = 5000, 40000
PATIENCE = 3.0  # seconds for an answer to a SYN
MODULUS = 1 << 32
OPTIONS = {"mss": b"\2\4\5\xb4", "mss0": b"\2\4\0\0", "sack": b"\4\2", "scale": b"\3\3\7", "scale15": b"\3\3\x0f",
           "unknown": b"\xfd\4\x12\x34", "length0": b"\xfd\0", "uto-zero": b"\x1c\4\0\0",
           "uto-short": b"\x1c\3\0\1", "ao": b"\x1d\4\1\1", "ao-short": b"\x1d\3\1\1",
           "md5": b"\x13\x12" + b"\0" * 16 + b"\1\1"}
STAMP = "stamp"


def load():
    """The probes by their names: rows of the table, with the script as a list of words."""
    with open(PROBES, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row["probe"]: row | {"script": row["script"].split(), "clauses": row["clauses"].split()} for row in rows}


class Wire:
    """Frames to and from one peer over an interface of which the kernel has no address in use."""

    def __init__(self, interface, own, peer):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))  # every protocol
        self.socket.bind((interface, 0))
        self.hardware = self.socket.getsockname()[4]
        self.own, self.peer = own, peer
        self.peer_hardware = None

    def find_peer(self):
        end = time.monotonic() + PATIENCE
        while self.peer_hardware is None:
            if time.monotonic() > end:
                sys.exit("prober: %s does not answer" % self.peer)
            self.socket.send(segments.neighbour_request(self.hardware, self.own, self.peer))
            self.receive(0.2)

    def send(self, segment):
        self.socket.send(segments.frame(self.hardware, self.peer_hardware, self.own, self.peer, segment))

    def receive(self, seconds):
        """The segments that come in so many seconds; neighbours are answered meanwhile."""
        found, end = [], time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                octets, where = self.socket.recvfrom(65535)
            except TimeoutError:
                break
            if where[2] == socket.PACKET_OUTGOING:
                continue
            self.peer_hardware = segments.neighbour_told(octets, self.peer) or self.peer_hardware
            answer = segments.neighbour_answer(octets, self.hardware, self.own)
            if answer:
                self.socket.send(answer)
            segment = segments.parse(octets, self.own)
            if segment:
                found.append(segment)
        return found


class Probe:
    """One connection, or the attempt at one."""

    def __init__(self, wire, own_port, iss):
        self.wire, self.own_port, self.port = wire, own_port, PORT
        self.seq, self.ack = iss, 0  # the next numbers of both ends
        self.options, self.shift = "mss", 0
        self.stamps = None  # the peer's last timestamp, if both ends sent one
        self.answered = False

    def run(self, words):
        words = list(words)
        while words:
            word = words.pop(0)
            arguments = self.arguments(word, words)
            getattr(self, "do_" + word)(*arguments)
        if self.answered:
            self.send("R")

    @staticmethod
    def arguments(word, words):
        """Takes the arguments of WORD off WORDS."""
        count = {"port": 1, "options": 1, "stamp": 1, "wait": 1, "take": 1, "send": 1}.get(word, 0)
        while word == "send" and count < len(words) and ("=" in words[count] or words[count] == "corrupt"):
            count += 1
        taken = words[:count]
        del words[:count]
        return taken

    def do_port(self, port):
        self.port = int(port)

    def do_options(self, names):
        self.options = names

    def do_stamp(self, shift):
        self.shift = int(shift)

    def do_syn(self):
        self.send("S", options=self.options)
        self.seq += 1
        end = time.monotonic() + PATIENCE
        while not self.answered and time.monotonic() < end:
            self.do_wait("1")  # the ACK is to come at once, as that of a stack

    def do_open(self):
        self.do_syn()
        self.send("A")
        self.do_wait("100")

    def do_send(self, flags, *changes):
        given = dict(change.partition("=")[::2] for change in changes)
        self.send(flags, int(given.get("seq", 0)), int(given.get("ack", 0)), int(given.get("text", 0)),
                  int(given.get("urgent", 0)), given.get("options"), "corrupt" in given)

    def do_wait(self, milliseconds):
        for segment in self.wire.receive(int(milliseconds) / 1000):
            if segment.port == self.own_port and not segment.reset:
                self.note(segment)

    def do_take(self, octets):
        self.seq += int(octets)

    def do_acknowledge(self):
        self.send("A")

    def do_alive(self):
        self.send("PA", text=16)
        self.do_wait("400")
        self.seq += 16

    def note(self, segment):
        """Learns from an answer what to acknowledge."""
        if segment.syn:
            self.answered = True
            self.ack = segment.seq
            self.stamps = segment.stamp if STAMP in self.options.split(",") else None
        elif self.stamps is not None and segment.stamp is not None:
            self.stamps = segment.stamp
        end = segment.seq + segment.length
        if 0 < (end - self.ack) % MODULUS < MODULUS // 2:
            self.ack = end

    def send(self, flags, seq=0, ack=0, text=0, urgent=0, options=None, corrupt=False):
        if options is None:
            options = STAMP if self.stamps is not None else "-"
        self.wire.send(segments.Segment(
            source=self.own_port, port=self.port, seq=(self.seq + seq) % MODULUS, flags=flags,
            ack=(self.ack + ack) % MODULUS if "A" in flags or ack else 0, text=b"x" * text, urgent=urgent,
            options=b"".join(self.option(name) for name in options.split(",") if name != "-"), corrupt=corrupt))

    def option(self, name):
        if name != STAMP:
            return OPTIONS[name]
        value = int(time.monotonic() * 1000) + self.shift
        return struct.pack("!BBII", 8, 10, value % MODULUS, self.stamps or 0)


def main():
    parser = argparse.ArgumentParser(prog="prober.py", description="Asks a stack one question at a time.")
    for name in ("peer", "own", "interface"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("groups", nargs="+", metavar="GROUP")
    options = parser.parse_args()
    wire = Wire(options.interface, options.own, options.peer)
    print("started", flush=True)
    wire.find_peer()
    for place, (name, probe) in enumerate(load().items()):
        if probe["group"] in options.groups:
            print("probe %s from port %d" % (name, FIRST_PORT + place), flush=True)
            Probe(wire, FIRST_PORT + place, int.from_bytes(os.urandom(4), "big")).run(probe["script"])
    print("finished 0", flush=True)


if __name__ == "__main__":
    main()
