"""The captures of traces/ in memory, to be changed and judged again."""

import collections
import ipaddress
import os
import sys

import replay

sys.path.insert(0, os.path.join(replay.ROOT, "tools"))
import capture_edit  # noqa: E402


class Capture:
    """A capture of the manifest: name, header, packets, and near, the address at which it was taken.

    near is None if that was on the path.
    """

    def __init__(self, row):
        self.name = row["file"]
        self.header, self.packets = capture_edit.read_capture(os.path.join(replay.TRACES, self.name))
        self.near = self._near_end(row)

    def _near_end(self, row):
        ports = [int(port) for port in row["ports"].split(",")]
        first = next(p for p in self.packets if p.segment)
        client, server = first.source, first.target
        if first.segment.sport in ports:
            server, client = client, server
        if row["point"] == "mid":
            return None
        return client if (row["role"] == "client") == (row["point"] == "A") else server

    def write(self, folder, name, packets):
        """Writes PACKETS as NAME in FOLDER; returns the path."""
        path = os.path.join(folder, name)
        capture_edit.write_capture(path, self.header, packets)
        return path


def load():
    """Every capture of the manifest, in its order."""
    return [Capture(row) for row in replay.manifest()]


def reports(plumb, near_of):
    """What `plumb check` says of the files {path: address of the near end, or None}, as {path: report}."""
    by_near = collections.defaultdict(list)
    for path, near in near_of.items():
        by_near[near].append(path)
    found = {}
    for near, paths in by_near.items():
        vantage = ["--vantage", str(ipaddress.ip_address(near))] if near else []
        found.update(zip(paths, replay.check(plumb, paths, *vantage), strict=True))
    return found


def socket_text(socket):
    """SOCKET (address, port) as reports write it."""
    address = ipaddress.ip_address(socket[0])
    return ("%s:%d" if address.version == 4 else "[%s]:%d") % (address, socket[1])


def counting(end):
    """The findings that count in the judgement of an END of a report."""
    if end["verdict"] not in ("violates", "deviates"):
        return []
    return [f for f in end["findings"] if not f["after_earlier"]]
