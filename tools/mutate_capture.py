#!/usr/bin/env python3
"""Breaks one rule of TCP in a capture of a conforming stack.

    mutate_capture.py [--end client|server] NAME IN OUT
    mutate_capture.py --list

Changes the first TCP connection of IN so that one end, the client unless told otherwise, breaks one rule,
and writes OUT.  Prints one line: the number of the packet of OUT that breaks it, the clauses of
spec/requirements that forbid it, the end and the mutation, separated by tabs.  The same IN gives the
same OUT.  The end should be the one at which IN was captured: at the other a checker cannot know what
arrived, and so may not accuse, unless --list says of the mutation that it shows anywhere.

Exit codes: 0 done; 1 IN has no place for this mutation, or is no capture; 2 usage.
"""

import argparse
import sys

from capture_edit import CaptureError, read_capture, write_capture
from mutations import MUTATIONS, Connection, NoPlace, ends_of


def mutate(name, source, target, end):
    """Writes the mutation NAME of the capture SOURCE to TARGET; returns the line to print."""
    header, packets = read_capture(source)
    mutation = MUTATIONS[name]
    ends = ends_of(packets)
    connection = Connection(packets, ends if end == "client" else ends[::-1])
    guilty = mutation(connection)
    number = connection.position(guilty) + 1
    write_capture(target, header, packets)
    return "%d\t%s\t%s\t%s" % (number, ",".join(mutation.clauses), end, name)


def parse(arguments):
    parser = argparse.ArgumentParser(description="Breaks one rule of TCP in a capture.")
    parser.add_argument("--list", action="store_true",
                        help="list the mutations, their clauses, where they show, and what they do")
    parser.add_argument("--end", choices=("client", "server"), default="client",
                        help="the end that breaks the rule (client)")
    parser.add_argument("name", nargs="?", choices=sorted(MUTATIONS), metavar="NAME")
    parser.add_argument("source", nargs="?", metavar="IN")
    parser.add_argument("target", nargs="?", metavar="OUT")
    options = parser.parse_args(arguments)
    if not options.list and options.target is None:
        parser.error("NAME, IN and OUT are needed, or --list")
    return options


def main(arguments):
    options = parse(arguments)
    if options.list:
        for name, mutation in sorted(MUTATIONS.items()):
            where = "anywhere" if mutation.far else "at the end"
            print("%s\t%s\t%s\t%s" % (name, ",".join(mutation.clauses), where, mutation.story))
        return 0
    try:
        print(mutate(options.name, options.source, options.target, options.end))
    except (CaptureError, NoPlace, OSError) as error:
        print("mutate_capture.py: %s: %s" % (options.source, error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
