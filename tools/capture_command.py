"""The command line of the tools that make one capture of another: [OPTIONS] NAME IN OUT, or --list."""

import sys

from capture_edit import CaptureError


def parse(parser, names, listing, arguments):
    parser.add_argument("--list", action="store_true", help=listing)
    parser.add_argument("name", nargs="?", choices=sorted(names), metavar="NAME")
    parser.add_argument("source", nargs="?", metavar="IN")
    parser.add_argument("target", nargs="?", metavar="OUT")
    options = parser.parse_args(arguments)
    if not options.list and options.target is None:
        parser.error("NAME, IN and OUT are needed, or --list")
    return options


def run(parser, changes, listing, row, make, arguments):
    """Does what the ARGUMENTS ask for; returns the exit code, 0 done or 1 complained.

    PARSER has the options of the tool; CHANGES are what it can do, by NAME. --list, of which LISTING is
    the help, prints what row(name, change) tells of each, between tabs; otherwise make(options) writes
    OUT, or raises a CaptureError or an OSError."""
    options = parse(parser, changes, listing, arguments)
    if options.list:
        for name, change in sorted(changes.items()):
            print("\t".join(row(name, change)))
        return 0
    try:
        make(options)
    except (CaptureError, OSError) as error:
        print("%s: %s: %s" % (parser.prog, options.source, error), file=sys.stderr)
        return 1
    return 0
