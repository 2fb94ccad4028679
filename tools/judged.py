"""Which clauses `plumb check` judges, of all that a capture can show, and why not the others.

Places come from spec/requirements/rfc9293-observability.tsv and other-observability.tsv; what becomes
of the clauses whose place is the wire is in wire.tsv, a row each.  What the checker can report is read
from the sources: findings from spec (Observe.v and Watch*.v), their clauses from src/check, and whether
the command asks for them from src/cli.
"""
import csv
import re
from collections import Counter, namedtuple

PAGE = "docs/judged.md"
TABLE = "spec/requirements/wire.tsv"
PLACES = ("spec/requirements/rfc9293-observability.tsv", "spec/requirements/other-observability.tsv")

# What may become of a clause, and what that means to a reader.
VERDICTS = {
    "judged": "Judged",
    "under": "Judged under another clause",
    "unasked": "Watched, but not asked yet",
    "open": "Open",
    "silence": "Asks for a segment, which may be lost or not due yet",
    "doubt": "Has innocent causes",
    "hidden": "Rests on what only the end knows",
    "user": "Rests on what the user did",
    "inside": "Says what is done with a segment, not what is sent",
    "elsewhere": "Rests on what is outside of the connection",
    "free": "Leaves a choice",
    "void": "No longer holds",
}
MEANINGS = {
    "judged": "`plumb check` reports a segment that breaks it.",
    "under": "What breaks it breaks another clause, and is reported by that one's name; as far as the third column "
             "says.",
    "unasked": "The watch is there, proved and tested; the command does not ask it yet.",
    "open": "A capture can show that it is broken, at least at times. Nothing looks for it yet.",
    "silence": "It says what has to be sent, but what is missing may have been lost, or its time is not set.",
    "doubt": "What looks like a fault may be none, and the capture does not tell which.",
    "hidden": "Whether it was kept depends on a variable, a timer or a queue that no segment tells.",
    "user": "Whether it was kept depends on calls or settings that no segment tells.",
    "inside": "What follows is not sent, or sent by another clause's rule.",
    "elsewhere": "It would take other packets, or parts of them that are not read, or knowledge of the host.",
    "free": "A MAY, a definition, or one of several ways: whatever is seen is allowed.",
    "void": "Withdrawn, or declined by this project.",
}
SAYS_ENOUGH = ("judged", "under", "unasked", "free")  # these need no reason

CLAUSE = re.compile(r'\[PLUMB_(\w+)\]\s*=\s*\{\s*"([^"]+)",\s*(true|false),\s*((?:"[^"]*"\s*)+)\}')
ACCESSOR = re.compile(r"^const struct plumb_clause \*(plumb_\w+)\(", re.M)
FINDINGS = re.compile(r"^Inductive (?:finding|\w+_fault) :=(.*?)(?:\n\s*\n|\Z)", re.M | re.S)
CONSTRUCTOR = re.compile(r"\|\s*(\w+)[\s.]*(?:\(\*(.*?)\*\))?", re.S)
TAG = re.compile(r"(?<![\w-])(?:(?:MUST|SHLD)-\d\w*|R\d{4}-[\w.+]*\w(?:-\w+)?|EV-[A-Z]\w*-\w+\+?-\w+)")

Finding = namedtuple("Finding", "name clause sentence asked")
Fate = namedtuple("Fate", "id verdict by reason")


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_places(root):
    """The place of each clause, those of RFC 9293 first; and the ids that have several."""
    pairs = [(row["id"], row["observable"]) for path in PLACES for row in read_rows(root / path)]
    times = Counter(tag for tag, _ in pairs)
    return dict(pairs), [tag for tag in times if times[tag] > 1]


def shows(place):
    """Can a capture show what is done there?"""
    return place.startswith("wire") or place == "icmp"


def read_table(root):
    return [Fate(row["id"], row["verdict"], row["by"].split(",") if row["by"] else [], row["reason"])
            for row in read_rows(root / TABLE)]


def findings_in_c(root):
    """Every finding of src/check; asked if the command calls for its clause."""
    command = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "src/cli").glob("*.c")))
    found = []
    for path in sorted((root / "src/check").glob("*.c")):
        text = path.read_text(encoding="utf-8")
        asked = any(re.search(rf"\b{name}\b", command) for name in ACCESSOR.findall(text))
        for name, clause, _, strings in CLAUSE.findall(text):
            found.append(Finding(name, clause, "".join(re.findall(r'"([^"]*)"', strings)), asked))
    return found


def findings_in_coq(root):
    """The clauses that stand beside each finding of the model: none for those of the observer."""
    found = {}
    for path in [root / "spec/Observe.v", *sorted((root / "spec").glob("Watch*.v"))]:
        for body in FINDINGS.findall(path.read_text(encoding="utf-8")):
            for name, comment in CONSTRUCTOR.findall(body):
                if not name.startswith("NO_"):
                    found[name] = TAG.findall(comment)
    return found


def source_faults(in_c, in_coq):
    """Where model and C differ in their findings."""
    faults = [f"{f.name}: in src/check, but no finding of spec/Observe.v or spec/Watch*.v" for f in in_c if f.name not in in_coq]
    names = {f.name for f in in_c}
    faults += [f"{name}: in the model, but has no clause in src/check" for name in in_coq if name not in names]
    for finding in in_c:
        beside = in_coq.get(finding.name)
        if beside and finding.clause not in beside:
            faults.append(f"{finding.name}: {finding.clause} in src/check, {', '.join(beside)} in the model")
    return faults


def expected(tag, in_c):
    """The verdict that the sources make of a clause, None if they leave it open, and its findings."""
    mine = [f for f in in_c if f.clause == tag]
    if not mine:
        return None, []
    return ("judged" if any(f.asked for f in mine) else "unasked"), [f.name for f in mine]


def row_faults(fate, verdicts, in_c):
    """What is wrong with one row of the table."""
    if fate.verdict not in VERDICTS:
        yield f"{fate.id}: no such verdict: {fate.verdict}"
        return
    verdict, names = expected(fate.id, in_c)
    if verdict or fate.verdict in ("judged", "unasked"):
        if fate.verdict != verdict or sorted(fate.by) != sorted(names):
            yield (f"{fate.id}: {fate.verdict} by {','.join(fate.by) or 'nothing'} in {TABLE}, "
                   f"{verdict or 'not judged'} by {','.join(names) or 'nothing'} in the sources")
    elif fate.verdict == "under":
        if not fate.by:
            yield f"{fate.id}: under no clause"
        for tag in fate.by:
            if verdicts.get(tag) not in ("judged", "unasked"):
                yield f"{fate.id}: under {tag}, which is not judged"
    elif fate.by:
        yield f"{fate.id}: not judged, but by {','.join(fate.by)}"
    if not fate.reason and fate.verdict not in SAYS_ENOUGH:
        yield f"{fate.id}: {fate.verdict} without a reason"


def faults(root, rows):
    """All that is wrong with the tables, or between them and the sources; ROWS are all clauses by id."""
    places, twice = read_places(root)
    table, in_c = read_table(root), findings_in_c(root)
    verdicts = {fate.id: fate.verdict for fate in table}
    times = Counter(fate.id for fate in table)
    found = [f"{tag}: has several places" for tag in twice]
    found += [f"{tag}: no such clause, but it has a place" for tag in places if tag not in rows]
    found += [f"{tag}: has no place" for tag in rows if tag not in places and needs_place(rows[tag])]
    found += [f"{tag}: the wire shows it, but it is not in {TABLE}"
              for tag in places if shows(places[tag]) and tag not in times]
    found += [f"{tag}: in {TABLE}, but its place is not the wire" for tag in times if not shows(places.get(tag, ""))]
    found += [f"{tag}: {times[tag]} times in {TABLE}" for tag in times if times[tag] > 1]
    found += [f"{f.clause}: {f.name} finds it, but it is not in {TABLE}" for f in in_c if f.clause not in times]
    for fate in table:
        found += row_faults(fate, verdicts, in_c)
    return found + source_faults(in_c, findings_in_coq(root))


def needs_place(row):
    """Is it a clause of an RFC, not of a registry or about a stack?"""
    return row.table.startswith("rfc") and row.table != "rfc9293-issues"


def effective(table):
    """The verdict to count for each id: what stands under unasked clauses alone is unasked too."""
    verdicts = {fate.id: fate.verdict for fate in table}
    return {fate.id: "unasked" if fate.verdict == "under" and all(verdicts[tag] == "unasked" for tag in fate.by)
            else fate.verdict for fate in table}


def summary(root):
    """The numbers in a line."""
    counts = Counter(effective(read_table(root)).values())
    listed = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    return f"{sum(counts.values())} clauses that a capture can show: {listed}"


def escaped(text):
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def page(root, rows):
    """docs/judged.md."""
    places, _ = read_places(root)
    table, in_c = read_table(root), findings_in_c(root)
    lines = ["# What is judged", "",
             "Written by `tools/tags.py judged`; CI checks that it is current. It lists every clause whose breach a",
             "capture can show, by what becomes of it in `plumb check`. `plumb clause ID` prints a clause; the words",
             "are ours. The rows come from `spec/requirements/wire.tsv`, which is checked against the model's",
             "findings and the clause tables of `src/check`, in both directions.", ""]
    lines += count_lines(table, rows, places)
    fates = effective(table)
    for verdict, title in VERDICTS.items():
        chosen = [fate for fate in table if fates[fate.id] == verdict]
        if chosen:
            lines += ["", f"## {title}: {len(chosen)}", "", MEANINGS[verdict], ""]
            lines += table_lines(chosen, rows, in_c)
    return "\n".join(lines) + "\n"


def count_lines(table, rows, places):
    """How many of RFC 9293, of the steps of its section 3.10, and of other RFCs there are of each."""
    columns = ("rfc9293", "rfc9293-events", "other")

    def column(tag):
        name = rows[tag].table
        return "rfc9293" if name == "rfc9293-unlabelled" else name if name in columns else "other"

    fates = effective(table)
    counts = Counter((verdict, column(tag)) for tag, verdict in fates.items())
    yield "| | RFC 9293 | its section 3.10, step by step | other RFCs | together |"
    yield "|---|---|---|---|---|"
    for verdict, title in VERDICTS.items():
        numbers = [counts[verdict, name] for name in columns]
        if any(numbers):
            yield f"| {title} | " + " | ".join(map(str, numbers)) + f" | {sum(numbers)} |"
    numbers = [sum(column(tag) == name for tag in fates) for name in columns]
    yield "| Together | " + " | ".join(map(str, numbers)) + f" | {sum(numbers)} |"
    hidden = Counter(place for place in places.values() if not shows(place))
    yield ""
    yield (f"The other {sum(hidden.values())} clauses no capture can show: "
           + ", ".join(f"{number} {place}" for place, number in sorted(hidden.items())) + ".")


def table_lines(chosen, rows, in_c):
    yield "| clause | level | in our words | how, or why not |"
    yield "|---|---|---|---|"
    for fate in chosen:
        if fate.verdict in ("judged", "unasked"):
            told = "; ".join(f.sentence + ("" if f.asked else " (not asked yet)") for f in in_c if f.clause == fate.id)
        else:
            told = ", ".join(fate.by) + (": " if fate.by and fate.reason else "") + fate.reason
        row = rows[fate.id]
        yield f"| {row.id} | {row.level} | {escaped(row.text)} | {escaped(told)} |"
