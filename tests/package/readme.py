#!/usr/bin/env python3
"""What README.md shows is what happens: its commands print what stands below them, its program what it says.

    tests/package/readme.py FLAG...

The FLAGs are the compiler's, for the installed package.  Exit code 1 where README.md and what happens differ.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
BLOCK = re.compile(r"^    \$ (.+)\n((?:    .+\n)+)", re.MULTILINE)  # a command, and what it prints
PROGRAM = re.compile(r"```c\n(.+?)```\n\nIt prints `([^`]+)`", re.DOTALL)


def run(command):
    return subprocess.run(command, shell=isinstance(command, str), cwd=ROOT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def program_prints(source, flags):
    """What the C program SOURCE prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "app"
        path.with_suffix(".c").write_text(source)
        run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", f"{path}.c", *flags, "-o", str(path)])
        return run([str(path)])


def main():
    shown = [(command, printed.replace("\n    ", "\n")[4:], run(command)) for command, printed in BLOCK.findall(README)]
    shown += [("the program", printed + "\n", program_prints(source, sys.argv[1:]))
              for source, printed in PROGRAM.findall(README)]
    for name, wanted, printed in shown:
        if wanted != printed:
            print(f"README.md differs from what {name} prints:\n{printed}", file=sys.stderr)
    if len(shown) < 2:
        sys.exit("README.md shows no command or no program any more")
    sys.exit(any(wanted != printed for _, wanted, printed in shown))


main()
