"""What the replay tests share: the manifest of traces/, and the verdicts of `plumb check`."""

import csv
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TRACES = os.path.join(ROOT, "traces")
PLUMB = os.path.join(ROOT, "build", "release", "plumb")
VERDICTS = ("violates", "deviates", "inconclusive", "conforms")
ENDS = ("client", "server")


def manifest():
    """The rows of traces/MANIFEST.tsv as dictionaries, in its order."""
    with open(os.path.join(TRACES, "MANIFEST.tsv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def check(plumb, paths, *options):
    """The reports of `plumb check --json` on the files PATHS, one for each, in their order."""
    done = subprocess.run([plumb, "check", "--json", *options, *paths], stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1) or not done.stdout:  # 1: some end violates a MUST
        sys.exit("%s check ended with code %d" % (plumb, done.returncode))
    reports = json.loads(done.stdout)["files"]
    if len(reports) != len(paths):
        sys.exit("%s check reports on %d files of %d" % (plumb, len(reports), len(paths)))
    return reports


def ends(report, ports):
    """The judgements in the REPORT of one file, of the clients and of the servers: those at PORTS."""
    sides = {end: [] for end in ENDS}
    for connection in report["connections"]:
        for judgement in connection["ends"]:
            port = judgement["socket"].rpartition(":")[2]
            sides["server" if port in ports else "client"].append(judgement)
    return sides


def findings(judgements):
    """(clause, packet) of each finding that counts, in the order of the packets: the proved ones."""
    found = [(f["packet"], f["clause"]) for j in judgements if j["verdict"] in ("violates", "deviates")
             for f in j["findings"] if not f["after_earlier"]]
    return [(clause, packet) for packet, clause in sorted(found)]


def outcome_of(judgements):
    """JUDGEMENTS of one side in the words of the manifest: verdicts, then clauses and packets."""
    counts = {v: sum(j["verdict"] == v for j in judgements) for v in VERDICTS}
    seen = [v for v in VERDICTS if counts[v]]
    words = seen if len(judgements) == 1 else ["%d %s" % (counts[v], v) for v in seen]
    by_clause = {}
    for clause, packet in findings(judgements):
        by_clause.setdefault(clause, []).append(str(packet))
    words += ["%s@%s" % (clause, ",".join(packets)) for clause, packets in sorted(by_clause.items())]
    return " ".join(words) or "none"


def outcome(report, ports):
    """What the manifest's column `expected` would say of the REPORT of one file."""
    sides = ends(report, ports.split(","))
    return "; ".join("%s %s" % (end, outcome_of(sides[end])) for end in ENDS)
