#!/usr/bin/env python3
"""What others make of the report of plumb check: a JSON Schema validator, an XML parser, and tshark.

    tests/cli/formats.py PLUMB

Wants python3-jsonschema and tshark with its editcap and mergecap.
"""

import collections
import glob
import json
import lzma
import gzip
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import jsonschema

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLUMB = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else os.path.join(ROOT, "build/release/plumb")
TRACES = os.path.join(ROOT, "traces")
ETHERNET = 14  # octets of its header


def trace(name):
    return os.path.join(TRACES, name + ".pcap.gz")


# An end that conforms, ends that violate, ends that are inconclusive, several connections.
VARIED = [trace("linux-6.18/basic.c.A"), trace("linux-6.18/tw-reuse.c.A"), trace("probes/lwip-2.1.3.s.A")]


def plumb(*arguments):
    done = subprocess.run([PLUMB, "check", *arguments], stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):  # 1: some end violates a MUST
        raise AssertionError("plumb check %s: exit code %d" % (" ".join(arguments), done.returncode))
    return done.stdout.decode()


def report(*arguments):
    return json.loads(plumb("--json", *arguments))


def ends(judged):
    return [(f["file"], c["connection"], e) for f in judged["files"] for c in f["connections"] for e in c["ends"]]


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()


def tshark(path, *fields):
    columns = [word for field in fields for word in ("-e", field)]
    return [line.split("\t") for line in run("tshark", "-n", "-r", path, "-T", "fields", *columns).splitlines()]


def packets(path):
    """Everything of the packets that an annotated copy must not change, and the interfaces' resolutions."""
    octets = run("tshark", "-n", "-r", path, "-x")
    rows = tshark(path, "frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.encap_type",
                  "frame.interface_id")
    return [row[:-1] + [row[-1] or "0"] for row in rows], octets  # pcap has one interface, without a number


def comments(path):
    return [(row[0], row[1]) for row in tshark(path, "frame.number", "frame.comment") if row[1]]


def make_fragment(octets, number):
    """Sets More Fragments in the IPv4 packet NUMBER, from 1 on, of the pcap file OCTETS, on Ethernet."""
    at = 24
    for _ in range(number - 1):
        at += 16 + int.from_bytes(octets[at + 8:at + 12], "little")
    header = at + 16 + ETHERNET
    octets[header + 6] |= 0x20
    octets[header + 10:header + 12] = b"\0\0"
    words = sum(int.from_bytes(octets[i:i + 2], "big") for i in range(header, header + 20, 2))
    octets[header + 10:header + 12] = (~(words % 0xffff) & 0xffff).to_bytes(2, "big")


class Formats(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_json_is_as_its_schema_says(self):
        with open(os.path.join(ROOT, "docs/check.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        validator.validate(report(*VARIED))
        validator.validate(report("--endpoint", "10.9.0.1", *VARIED))
        bad = self.path("bad.pcap")
        with open(bad, "w", encoding="utf-8") as file:
            file.write("no capture")
        done = subprocess.run([PLUMB, "check", "--json", bad], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              check=False)
        self.assertEqual(done.returncode, 3)
        validator.validate(json.loads(done.stdout))

    def test_shards_are_as_their_schema_says(self):
        with open(os.path.join(ROOT, "docs/shard.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        kinds = collections.Counter()
        for line in plumb("--shard", "2/3", "--filter", "tcp", *VARIED).splitlines():
            validator.validate(json.loads(line))
            kinds[next(iter(json.loads(line)))] += 1
        self.assertEqual({kind: kinds[kind] for kind in ("plumb_shard", "file", "end")},
                         {"plumb_shard": 1, "file": len(VARIED), "end": 1})
        self.assertGreater(kinds["first_packet"], 10)

    def test_json_of_coverage_is_as_its_schema_says(self):
        with open(os.path.join(ROOT, "docs/coverage.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        told = json.loads(run(PLUMB, "coverage", "--json", *VARIED))
        validator.validate(told)
        self.assertEqual([folder["captures"] for folder in told["folders"]], [2, 1])
        for member in ("captures", "connections", "ends"):
            self.assertEqual(told["all"][member], sum(folder[member] for folder in told["folders"]))

    def test_what_is_found_had_an_occasion(self):
        found = {finding["clause"] for _, _, end in ends(report(*VARIED)) if end["verdict"] != "inconclusive"
                 for finding in end["findings"]}
        told = json.loads(run(PLUMB, "coverage", "--json", *VARIED))
        tried = {row["clause"] for row in told["all"]["occasions"] if row["segments"] > 0}
        self.assertTrue(found)
        self.assertLessEqual(found, tried)

    def test_junit_says_the_same(self):
        judged = collections.Counter(end["verdict"] for _, _, end in ends(report(*VARIED)))
        suites = xml.etree.ElementTree.fromstring(plumb("--junit", "-", *VARIED))
        self.assertEqual([suite.get("name") for suite in suites], VARIED)
        cases = [case for suite in suites for case in suite]
        self.assertEqual(len(cases), sum(judged.values()))
        self.assertEqual(sum(case.find("failure") is not None for case in cases), judged["violates"])
        self.assertEqual(sum(case.find("skipped") is not None for case in cases), judged["inconclusive"])
        for count, tag in (("failures", "failure"), ("skipped", "skipped")):
            for suite in suites:
                self.assertEqual(int(suite.get(count)), len(suite.findall("./testcase/" + tag)))
                self.assertEqual(int(suite.get("tests")), len(suite))

    def test_sarif_says_the_same(self):
        path = self.path("report.sarif")
        plumb("--quiet", "--sarif", path, *VARIED)
        with open(path, encoding="utf-8") as file:
            log = json.load(file)
        found = [(name, finding["clause"], finding["packet"]) for name, _, end in ends(report(*VARIED))
                 if end["verdict"] != "inconclusive" for finding in end["findings"]]
        results = log["runs"][0]["results"]
        places = [result["locations"][0]["physicalLocation"] for result in results]
        self.assertEqual([("file://" + name, clause, packet) for name, clause, packet in found],
                         [(place["artifactLocation"]["uri"], result["ruleId"], result["properties"]["packet"])
                          for place, result in zip(places, results, strict=True)])
        rules = {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        self.assertEqual(rules, {clause for _, clause, _ in found})

    def check_copy(self, original):
        copy = self.path("annotated.pcapng")
        plumb("--quiet", "--annotate", copy, original)
        self.assertEqual(packets(copy), packets(original))
        noted = comments(copy)
        said = " ".join(text for _, text in noted)
        judged = ends(report(original))
        self.assertEqual(said.count("plumb: connection"), len(judged))
        for _, _, end in judged:
            if end["verdict"] == "inconclusive":
                continue
            for finding in end["findings"]:
                self.assertIn((str(finding["packet"]), finding["clause"]),
                              [(number, finding["clause"]) for number, text in noted
                               if finding["clause"] in text and end["socket"] in text])
        self.assertEqual(plumb("--json", copy).replace(copy, original), plumb("--json", original))

    def test_annotated_pcap(self):
        for original in VARIED:
            self.check_copy(original)

    def test_annotated_time(self):
        """Microseconds stay microseconds, nanoseconds stay nanoseconds."""
        for kind, digits in (("pcap", 6), ("nsecpcap", 9)):
            path = self.path(kind)
            run("editcap", "-F", kind, "-t", "0.000000001", VARIED[0], path)
            self.check_copy(path)
            self.assertIn("seconds (%d)\n" % digits, run("capinfos", "-t", "-I", self.path("annotated.pcapng")))

    def test_annotated_interfaces(self):
        """Ethernet in microseconds and raw IP in nanoseconds, in one file: libpcap refuses it."""
        raw, joined = self.path("raw.pcap"), self.path("joined.pcapng")
        run("editcap", "-F", "nsecpcap", "-t", "0.000000123", "-C", "%d" % ETHERNET, "-L", "-T", "rawip", VARIED[1],
            raw)
        run("mergecap", "-F", "pcapng", "-w", joined, VARIED[0], raw)
        self.assertEqual({row[-1] for row in packets(joined)[0]}, {"0", "1"})
        self.check_copy(joined)
        self.assertEqual(len(ends(report(joined))), len(ends(report(*VARIED[:2]))))

    def test_annotated_again(self):
        """Comments that are there stay."""
        first, second = self.path("first.pcapng"), self.path("second.pcapng")
        run("editcap", "-a", "1:by hand", VARIED[0], first)
        plumb("--quiet", "--annotate", second, first)
        self.assertIn("by hand", comments(second)[0][1])
        self.assertIn("plumb: connection 1", comments(second)[0][1])

    def test_several_annotated(self):
        copy = self.path("annotated.pcapng")
        plumb("--quiet", "--annotate", copy, *VARIED)
        self.assertEqual(len(packets(copy)[0]), sum(len(packets(path)[0]) for path in VARIED))

    def test_compressed(self):
        """However a capture is compressed, it is the same capture."""
        with gzip.open(VARIED[2]) as file:
            octets = file.read()
        plain = self.path("plain.pcap")
        with open(plain, "wb") as file:
            file.write(octets)
        with lzma.open(plain + ".xz", "wb") as file:
            file.write(octets)
        run("zstd", "-q", plain)
        expected = report(VARIED[2])["summary"]
        for path in (plain, plain + ".xz", plain + ".zst"):
            self.assertEqual(report(path)["summary"], expected)
        self.assertEqual([f["file"] for f in report(self.folder)["files"]], [plain, plain + ".xz", plain + ".zst"])

    def test_every_folder_of_traces(self):
        folder = os.path.join(TRACES, "linux-6.18")
        self.assertEqual([f["file"] for f in report(folder)["files"]], sorted(glob.glob(folder + "/*.pcap.gz")))

    def test_selections_change_no_verdict(self):
        """What is asked for is a part of the whole report."""
        whole = ends(report(VARIED[2]))
        for options in (["--connection", "6"], ["--endpoint", "10.9.0.1"], ["--endpoint", "10.9.0.66:20299"],
                        ["--filter", "tcp port 20299"], ["--since", "60"]):
            part = ends(report(*options, VARIED[2]))
            self.assertTrue(0 < len(part) < len(whole))
            for end in part:
                self.assertIn(end, whole)

    def test_fragment(self):
        """A fragment leaves a doubt about its own connection, and about no other."""
        with gzip.open(VARIED[2]) as file:
            octets = bytearray(file.read())
        whole = ends(report(VARIED[2]))
        accused, last = next((c["connection"], c["last_packet"]) for f in report(VARIED[2])["files"]
                             for c in f["connections"] if c["last_packet"] > c["first_packet"] + 5
                             and any(end["verdict"] == "violates" for end in c["ends"]))
        make_fragment(octets, last)
        path = self.path("fragment.pcap")
        with open(path, "wb") as file:
            file.write(octets)
        for (_, number, before), (_, _, after) in zip(whole, ends(report(path)), strict=True):
            if number != accused:
                self.assertEqual(after, before)
            elif before["verdict"] == "violates":
                self.assertEqual(after["verdict"], "inconclusive")
                self.assertIn("could not be read: missing fragments", after["reason"])

    def test_one_clause(self):
        """Judged by a clause alone, an end violates it or does not."""
        whole, one = report(VARIED[2])["summary"], report("--clause", "R9293-L16", VARIED[2])["summary"]
        row = next(row for row in whole["clauses"] if row["clause"] == "R9293-L16")
        self.assertEqual(one["clauses"], [row])
        self.assertEqual(one["ends"]["violates"], row["ends"])
        self.assertEqual(one["ends"]["inconclusive"], whole["ends"]["inconclusive"])


if __name__ == "__main__":
    unittest.main()
