#!/usr/bin/env python3
"""Follow the clause ids of spec/requirements through model, code, contract, proof, test, verdict, docs.

  tags.py check            every id written anywhere is one of spec/requirements
  tags.py events           every row of rfc9293-events.tsv is in the model, or in spec/waiting.tsv
  tags.py matrix [--check] write docs/traceability.md, or check that it is current
  tags.py judged [--check] check which clauses are judged, of those that a capture can show, and why not the
                           others (tools/judged.py); write docs/judged.md, or check that it is current

In C identifiers (Check tests, ACSL behaviours) an id is spelled in lower case with underscores:
EV-SEG-SYNC-5c is ev_seg_sync_5c; more words may follow.

Exit status: 0 all is well, 1 something is not, 2 wrong usage.
"""
import argparse
import csv
import pathlib
import re
import sys
from collections import Counter, namedtuple

import judged

ROOT = pathlib.Path(__file__).resolve().parents[1]
MATRIX = "docs/traceability.md"
PLACES = ("model", "code", "contract", "proof", "test", "verdict", "docs")
FOLDERS = {"model": "../spec", "code": "../src", "contract": "../src/core", "proof": "../proofs/coq",
           "test": "../tests", "verdict": "../src/check", "docs": "."}
# Tables of requirements; the others describe the world (registries, deviations) or other tables.
NOT_REQUIRED = ("sources", "rfc9293-observability", "rfc9293-issues", "stack-deviations", "iana-tcp", "errata")
# What a file is, by its path: the first that fits; files that fit nothing are not read.
PLACE_OF = (
    (r"docs/(traceability|judged)\.md|spec/requirements/.*|tests/tools/.*", None),
    (r"spec/.*\.v", "model"),
    (r"proofs/coq/.*\.v", "proof"),
    (r"tests/.*\.(c|h|ml|py|tsv)", "test"),
    (r"src/check/(clauses|watch_\w+)\.\w+", "verdict"),
    (r"src/.*\.[ch]", "code"),
    (r".*\.md", "docs"),
)

WRITTEN = re.compile(
    r"(?<![\w-])(?:(?:MUST|SHLD|MAY|REC)-\d\w*"
    r"|R\d{3,4}-[\w.+]*\w(?:-\w+)?"
    r"|EV-[A-Z]\w*-\w+\+?-\w+"
    r"|EID\d+"
    r"|(?:ISSUE|DEV)-\w+(?:-\w+)*)")
IDENTIFIER = re.compile(
    r"\b(?:test_)?((?:must|shld|may|rec)_\d\w*|r\d{4}_\w+|eid\d\w*"
    r"|ev_(?:open|send|recv|close|abort|status|seg|touser|tortx|totw)_\w+)")
ACSL = re.compile(r"/\*@.*?\*/|//@[^\n]*", re.S)

Row = namedtuple("Row", "id rfc level text table")
Mention = namedtuple("Mention", "id place path line known")


def read_tables(folder):
    """All rows of the requirement tables by id, in order."""
    rows = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if "paraphrase" in line:
                    row = Row(line["id"], line["rfc"], line["level"], line["paraphrase"], path.stem)
                    rows.setdefault(row.id, row)
    return rows


def spell(tag):
    """The id as part of a C identifier."""
    return re.sub(r"\W+", "_", tag.lower())


def spellings(rows):
    """The id that each spelling stands for; R6675-5.1-a and R6675-5_1-a are spelled alike, so neither."""
    times = Counter(map(spell, rows))
    return {spell(tag): tag for tag in rows if times[spell(tag)] == 1}


def from_identifier(name, spelled):
    """The id an identifier begins with, the longest that fits; None if it begins with none."""
    words = name.split("_")
    for length in range(len(words), 0, -1):
        tag = spelled.get("_".join(words[:length]))
        if tag:
            return tag
    return None


def tags_in(text, rows, spelled):
    """(id, offset, known) for every id written in the text."""
    for match in WRITTEN.finditer(text):
        yield match[0], match.start(), match[0] in rows
    for match in IDENTIFIER.finditer(text):
        tag = from_identifier(match[1], spelled)
        yield tag or match[1], match.start(), tag is not None


def split_contracts(text):
    """The C text without its ACSL comments, and the ACSL alone; both with the lines of the whole."""
    def blank(part):
        return re.sub(r"[^\n]", " ", part)

    code, contracts, end = [], [], 0
    for match in ACSL.finditer(text):
        outside = text[end:match.start()]
        code += [outside, blank(match[0])]
        contracts += [blank(outside), match[0]]
        end = match.end()
    return "".join(code) + text[end:], "".join(contracts)


def parts(root, path):
    """(place, text) for each part of a file; nothing where ids do not count."""
    name = path.relative_to(root).as_posix()
    place = next((place for pattern, place in PLACE_OF if re.fullmatch(pattern, name)), None)
    if place is None:
        return []
    text = path.read_text(encoding="utf-8")
    return zip(("code", "contract"), split_contracts(text)) if place == "code" else [(place, text)]


def files(root):
    for folder in (".", "spec", "src", "proofs", "tests", "docs", "traces", "tools"):
        found = (root / folder).glob("*" if folder == "." else "**/*")
        yield from (path for path in sorted(found) if path.is_file())


def mentions(root, rows):
    """Every id written in the project."""
    spelled = spellings(rows)
    for path in files(root):
        for place, text in parts(root, path):
            for tag, offset, known in tags_in(text, rows, spelled):
                yield Mention(tag, place, path.relative_to(root).as_posix(), text.count("\n", 0, offset) + 1, known)


def check(root, rows):
    """Ids that are in no table, a line each."""
    return [f"{m.path}:{m.line}: no such clause: {m.id}" for m in mentions(root, rows) if not m.known]


def events(root, rows):
    """Rows of the event table that are nowhere, or both in the model and waiting."""
    modelled = {m.id for m in mentions(root, rows) if m.place == "model"}
    faults, waiting = [], set()
    with (root / "spec/waiting.tsv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            waiting.add(line["id"])
            if line["id"] not in rows:
                faults.append(f"spec/waiting.tsv: no such clause: {line['id']}")
            if not line["reason"] or not line["waits-for"]:
                faults.append(f"spec/waiting.tsv: {line['id']} lacks its reason or what it waits for")
    for row in rows.values():
        if row.table == "rfc9293-events":
            if row.id not in modelled | waiting:
                faults.append(f"{row.id} is neither in spec/*.v nor in spec/waiting.tsv")
            if row.id in modelled & waiting:
                faults.append(f"{row.id} is both in spec/*.v and in spec/waiting.tsv")
    return faults


def matrix(root, rows):
    """docs/traceability.md: a table per RFC of which a clause is cited."""
    counts = Counter((m.id, m.place) for m in mentions(root, rows))
    tables = {}
    for row in rows.values():
        if row.table not in NOT_REQUIRED:
            tables.setdefault(row.table, []).append(row)
    # RFC 9293 first: a stable sort by whether it is another one.
    tables = dict(sorted(tables.items(), key=lambda item: not item[0].startswith("rfc9293")))
    cited = [t for t in tables if any(counts[row.id, place] for row in tables[t] for place in PLACES)]
    lines = ["# Traceability", "",
             "Written by `tools/tags.py matrix`; CI checks that it is current. A number counts the places",
             "where the id is written; to find them, search the folder for the id, or in tests and contracts",
             "for its spelling as an identifier (EV-SEG-SYNC-5c is `ev_seg_sync_5c`)."]
    for table in cited:
        lines += ["", *table_lines(table, tables[table], counts)]
    rest = [f"{table} ({len(tables[table])})" for table in tables if table not in cited]
    lines += ["", "## Tables of which nothing is cited yet", "", ", ".join(rest) or "none"]
    return "\n".join(lines) + "\n"


def table_lines(name, rows, counts):
    cited = sum(any(counts[row.id, place] for place in PLACES) for row in rows)
    yield f"## {name}: {cited} of {len(rows)} clauses cited"
    yield ""
    yield "| clause | level | in our words | " + " | ".join(PLACES) + " |"
    yield "|---|---|---|" + "---|" * len(PLACES)
    for row in rows:
        cells = [f"[{counts[row.id, p]}]({FOLDERS[p]})" if counts[row.id, p] else "" for p in PLACES]
        text = row.text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
        yield f"| {row.id} | {row.level} | {text} | " + " | ".join(cells) + " |"


def write_or_check(root, name, text, command, only_check):
    """Write the page NAME, or tell if it is another one than TEXT, which COMMAND writes."""
    path = root / name
    if only_check:
        current = path.is_file() and path.read_text(encoding="utf-8") == text
        return [] if current else [f"{name} is stale: run tools/tags.py {command}"]
    path.write_text(text, encoding="utf-8")
    return []


def run_matrix(root, rows, only_check):
    return write_or_check(root, MATRIX, matrix(root, rows), "matrix", only_check)


def run_judged(root, rows, only_check):
    faults = judged.faults(root, rows)
    if not faults:
        print(judged.summary(root))
        faults = write_or_check(root, judged.PAGE, judged.page(root, rows), "judged", only_check)
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("events")
    commands.add_parser("matrix").add_argument("--check", action="store_true")
    commands.add_parser("judged").add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows = read_tables(ROOT / "spec/requirements")
    if options.command == "check":
        faults = check(ROOT, rows)
    elif options.command == "events":
        faults = events(ROOT, rows)
    elif options.command == "matrix":
        faults = run_matrix(ROOT, rows, options.check)
    else:
        faults = run_judged(ROOT, rows, options.check)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"tags {options.command}: {len(rows)} clauses, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
