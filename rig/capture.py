"""Makes one capture, inside a sandbox that rig/make starts:  capture.py PLAN.json

The plan names scenario, stack, role and folder.  Leaves A.pcap, B.pcap, fates.tsv (and mid.pcap) there,
and prints what became of the applications.
"""

import json
import os
import random
import sys
import time

import sandbox
import scenarios
import stacks

FILTER = "tcp or icmp or (icmp6 and ip6[40] < 128)"  # segments and errors; no neighbour discovery
LISTEN, TIME_WAIT, CLOSED, FIN_WAIT_2 = "0A", "06", "07", "05"  # in /proc/net/tcp
AT_REST = {LISTEN, TIME_WAIT, CLOSED, FIN_WAIT_2}  # nothing more to send
SETTLE = 0.4  # seconds after which nothing more is under way; delays are shorter


def unfinished(process):
    """True if the kernel of PROCESS' namespace has a connection that may still send."""
    for table in ("tcp", "tcp6"):
        with open("/proc/%d/net/%s" % (process.pid, table), encoding="ascii") as file:
            if any(line.split()[3] not in AT_REST for line in file.readlines()[1:]):
                return True
    return False


class Capture:
    def __init__(self, plan):
        self.folder = plan["folder"]
        self.scenario = scenarios.load()[plan["scenario"]]
        self.stack = stacks.STACKS[plan["stack"]]
        self.role, self.ipv6, self.seed = plan["role"], plan["ipv6"], plan["seed"]
        self.programs = plan["programs"]
        self.sandbox = sandbox.Sandbox(self.folder)
        self.peer = stacks.peer_of(self.scenario)

    def run(self):
        """Everything from the first namespace to the last file; returns how the applications finished, and when."""
        places = [end.attach(self.sandbox, end_name, self) for end, end_name in self.ends()]
        link = self.start_link()
        self.stack.wake(self.sandbox, self)
        dumps = [self.start_dump(point, place) for point, place in zip("AB", places, strict=True)]
        try:
            return self.converse(dumps)
        finally:
            until = time.time()
            for dump in dumps:
                dump.stop()
            link.stop()
            self.note_end(until)
            self.check_complete(dumps)

    def ends(self):
        return (self.stack, "a"), (self.peer, "b")

    def path(self, source):
        """What the path does to segments from end SOURCE."""
        return self.scenario.c2s if (source == "a") == (self.role == "c") else self.scenario.s2c

    def start_link(self):
        tap = ["--tap", os.path.join(self.folder, "mid.pcap")] if self.scenario.tap else []
        link = self.sandbox.spawn("link.log", [
            os.path.join(self.programs, "link"), "pa", "pb", "--ab", self.path("a"), "--ba", self.path("b"),
            "--seed", str(self.seed), "--log", os.path.join(self.folder, "fates.tsv"), *tap])
        link.wait_until_said("ready")
        return link

    def start_dump(self, point, place):
        namespace, interface = place
        dump = self.sandbox.spawn("dump.%s.log" % point, [
            os.path.join(self.programs, "dump"), interface, os.path.join(self.folder, point + ".pcap"), FILTER],
            inside=namespace)
        dump.wait_until_said("ready")
        return dump

    def start_end(self, role):
        """Starts the application that plays ROLE, at whichever end that is."""
        end, name = self.ends()[0 if role == self.role else 1]
        words = self.scenario.script(role)
        process = end.start(self.sandbox, name, words, self)
        process.wait_until_said("listening" if "listen" in words else "started")
        return process

    def converse(self, dumps):
        begin = time.monotonic()
        server = self.start_end("s")
        client = self.start_end("c")
        applications = (client, server)
        over = begin + self.scenario.limit
        while time.monotonic() < over and self.busy(applications, dumps):
            time.sleep(0.02)
        late = time.monotonic() >= over
        if not late:
            time.sleep(SETTLE)
        return {"client": client.outcome(), "server": server.outcome(), "late": late,
                "seconds": round(time.monotonic() - begin, 1),
                "said": [line for p in applications for line in p.said().splitlines()]}

    def busy(self, applications, dumps):
        """True while an application runs or a kernel has something to send; the prober alone is waited for."""
        client, server = applications
        if client.outcome() is None:
            return True
        if self.scenario.prober:
            return False  # what it began, it ended
        if server.outcome() is None:
            return True
        kernels = [d for d, (end, _) in zip(dumps, self.ends(), strict=True) if end.in_kernel]
        return any(unfinished(dump) for dump in kernels)

    def note_end(self, until):
        """The link goes on for a moment after the captures: adds to its log when they ended."""
        with open(os.path.join(self.folder, "fates.tsv"), "r+", encoding="ascii") as file:
            began = [float(line.split()[2]) for line in file if line.startswith("# began")]
            if began:
                file.write("# captured until %.9f\n" % (until - began[0]))

    def check_complete(self, dumps):
        """A capture or a log that missed a packet is no evidence."""
        for dump in dumps:
            if "missed 0\n" not in dump.said():
                raise sandbox.Failure("the capture is not whole: %s" % dump.said().strip())
        with open(os.path.join(self.folder, "fates.tsv"), encoding="ascii") as file:
            remarks = [line.strip() for line in file if line.startswith("# missed") or line.startswith("# not")]
        if [r[-2:] for r in remarks] != [" 0", " 0"]:
            raise sandbox.Failure("the link is not whole: %s" % "; ".join(remarks))


def main():
    sandbox.main_guard()
    # On one processor segments keep their order between the place of capture and the link.
    os.sched_setaffinity(0, {random.choice(sorted(os.sched_getaffinity(0)))})
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    try:
        print(json.dumps(Capture(plan).run()))
    except sandbox.Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
