"""The archive for a virtual machine has what the kernel looks for."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "rig"))

from stacks import qemu  # noqa: E402


def unpack(archive):
    """Mode, device and octets of the members, by their names."""
    members, at = {}, 0
    while at < len(archive):
        fields = [int(archive[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        assert archive[at:at + 6] == b"070701"
        name = archive[at + 110:at + 110 + fields[11] - 1].decode()
        begin = at + (110 + fields[11] + 3) // 4 * 4
        members[name] = (fields[1], fields[9:11], archive[begin:begin + fields[6]])
        at = begin + (fields[6] + 3) // 4 * 4
    return members


class Archive(unittest.TestCase):
    def test_programs_files_and_the_console(self):
        members = unpack(qemu.pack({"init": (qemu.PROGRAM, b"12345"), "words": (qemu.TEXT, b"")}))
        self.assertEqual(list(members), ["dev", "dev/console", "init", "words", "TRAILER!!!"])
        self.assertEqual(members["dev/console"][:2], (qemu.CONSOLE, [5, 1]))
        self.assertEqual(members["init"], (qemu.PROGRAM, [0, 0], b"12345"))
        self.assertEqual(members["words"][2], b"")


if __name__ == "__main__":
    unittest.main()
