"""The table of scenarios says what can be run, and nothing twice."""
import glob
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "rig"))

import scenarios  # noqa: E402
import stacks  # noqa: E402

LINK, APP = ROOT / "build/debug/rig/link", ROOT / "build/debug/rig/app"


def clauses():
    for path in glob.glob(str(ROOT / "spec/requirements/*.tsv")):
        with open(path, encoding="utf-8") as file:
            yield from (line.split("\t")[0] for line in file)


class Table(unittest.TestCase):
    def setUp(self):
        self.table = scenarios.load()

    def test_there_are_enough_and_no_name_twice(self):
        rows = (ROOT / "rig/scenarios.tsv").read_text(encoding="utf-8").splitlines()[1:]
        self.assertGreaterEqual(len(self.table), 60)
        self.assertEqual(len(self.table), len(rows))

    def test_each_says_why_and_names_clauses_that_exist(self):
        known = set(clauses())
        for scenario in self.table.values():
            self.assertTrue(scenario.why and scenario.clauses, scenario.name)
            self.assertEqual(set(scenario.clauses) - known, set(), scenario.name)

    def test_no_name_can_be_mistaken(self):
        for name in self.table:
            self.assertFalse(name.startswith(scenarios.IPV6_PREFIX), name)
            self.assertRegex(name, "^[a-z0-9-]+$")

    def test_somebody_connects_and_who_is_there_listens_connects_or_sleeps(self):
        for scenario in self.table.values():
            self.assertTrue(scenario.prober or "connect" in scenario.client, scenario.name)
            self.assertTrue({"listen", "connect", "sleep"} & set(scenario.server), scenario.name)

    def test_settings_that_do_not_exist_are_refused(self):
        for text in ("speed=1", "all.tcp_sack=0", "limit", "tap=1", "mtu="):
            with self.assertRaises(ValueError, msg=text):
                scenarios.parse_settings(text)

    def test_what_is_done_several_times_is_written_once(self):
        self.assertEqual(scenarios.words("bind 1 2*( read 3 close ) drain"),
                         ("bind", "1", "read", "3", "close", "read", "3", "close", "drain"))

    def test_a_name_says_the_version_of_ip(self):
        self.assertEqual(scenarios.split_name("v6-basic"), ("basic", True))
        self.assertEqual(scenarios.split_name("basic"), ("basic", False))


@unittest.skipUnless(LINK.exists() and APP.exists(), "build/debug is not built")
class Programs(unittest.TestCase):
    """The programs understand what the table says; neither needs a network to say that it does not."""

    def test_every_path_is_understood(self):
        for scenario in scenarios.load().values():
            # The paths are read before the interfaces are opened, and those do not exist.
            done = subprocess.run([LINK, "none", "none", "--ab", scenario.c2s, "--ba", scenario.s2c],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1, (scenario.name, done.stderr))

    def test_a_path_that_is_not_understood_is_told(self):
        done = subprocess.run([LINK, "none", "none", "--ab", "delay=1,lose=2"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("lose=2", done.stderr)

    def test_every_script_is_understood(self):
        for scenario in scenarios.load().values():
            # "end" is no word: the script is refused for it, and before anything is done.
            client = () if scenario.prober else scenario.client
            done = subprocess.run([APP, *client, *scenario.server, "end"], capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 2, scenario.name)
            self.assertIn("'end' is no word", done.stderr, scenario.name)


class Stacks(unittest.TestCase):
    def test_each_is_known_by_its_name_and_can_do_what_is_asked(self):
        for name, stack in stacks.STACKS.items():
            self.assertEqual(name, stack.name)
            for member in ("in_kernel", "lacks", "attach", "start"):
                self.assertTrue(hasattr(stack, member), (name, member))

    def test_what_a_stack_lacks_is_a_reason_or_nothing(self):
        for scenario in scenarios.load().values():
            for stack in stacks.STACKS.values():
                for role in "cs":
                    self.assertIsInstance(stack.lacks(scenario, role, False), (str, type(None)))


if __name__ == "__main__":
    unittest.main()
