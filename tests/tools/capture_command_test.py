"""The command line of a tool that makes one capture of another: what it lists, does, and complains of."""

import argparse
import contextlib
import io
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tools"))

import capture_command
from capture_edit import CaptureError


class CaptureCommandTest(unittest.TestCase):
    def command(self, *arguments, fault=None):
        """Runs a tool that can bend and break; returns its exit code, output and complaints."""
        self.made = []

        def make(options):
            if fault:
                raise fault
            self.made.append((options.name, options.source, options.target))

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = capture_command.run(argparse.ArgumentParser(prog="tool"), {"bend": 1, "break": 2},
                                           "list them", lambda name, change: (name, str(change)), make, arguments)
            except SystemExit as stop:
                code = stop.code
        return code, out.getvalue(), err.getvalue()

    def test_lists_what_it_can_do(self):
        self.assertEqual(self.command("--list"), (0, "bend\t1\nbreak\t2\n", ""))

    def test_makes_one_capture_of_another(self):
        self.assertEqual(self.command("bend", "a", "b"), (0, "", ""))
        self.assertEqual(self.made, [("bend", "a", "b")])

    def test_names_the_capture_that_it_could_not_change(self):
        for fault in CaptureError("it is odd"), OSError("it is odd"):
            self.assertEqual(self.command("bend", "a", "b", fault=fault), (1, "", "tool: a: it is odd\n"))

    def test_wants_a_name_that_it_knows_and_two_files(self):
        for arguments in ("bend", "a"), ("twist", "a", "b"):
            code, out, err = self.command(*arguments)
            self.assertEqual((code, out), (2, ""))
            self.assertIn("tool: error: ", err)


if __name__ == "__main__":
    unittest.main()
