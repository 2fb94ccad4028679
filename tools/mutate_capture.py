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

import capture_command
from capture_edit import read_capture, write_capture
from mutations import MUTATIONS, Connection, ends_of


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


def row(name, mutation):
    return name, ",".join(mutation.clauses), "anywhere" if mutation.far else "at the end", mutation.story


def make(options):
    print(mutate(options.name, options.source, options.target, options.end))


def main(arguments):
    parser = argparse.ArgumentParser(prog="mutate_capture.py", description="Breaks one rule of TCP in a capture.")
    parser.add_argument("--end", choices=("client", "server"), default="client",
                        help="the end that breaks the rule (client)")
    return capture_command.run(parser, MUTATIONS, "list the mutations, their clauses, where they show, and what they do",
                               row, make, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
