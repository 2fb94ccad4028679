#!/usr/bin/env python3
"""plumb check -i on the loopback interface of a network namespace of its own; skipped (77) where the
system allows none.

    tests/cli/interface.py PLUMB
"""

import os
import re
import signal
import socket
import subprocess
import sys

SKIPPED = 77
INSIDE = "PLUMB_TEST_INSIDE"


def enter_namespace():
    """Runs this script again as root of a namespace, if that can be had."""
    if subprocess.run(["unshare", "-rn", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("no network namespace can be had here")
        sys.exit(SKIPPED)
    os.environ[INSIDE] = "yes"
    os.execvp("unshare", ["unshare", "-rn", sys.executable, *sys.argv])


def connect():
    """One connection with a few octets, closed by both ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            peer, _ = server.accept()
            client.sendall(b"How are you?")
            with peer:
                peer.recv(64)
            while client.recv(64):
                pass
    return server


def judge(*options):
    """What plumb says of one connection while it captures; None if it may not capture."""
    plumb = subprocess.Popen([sys.argv[1], "check", "-i", "lo", *options], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    heading = plumb.stdout.readline()  # it has begun to capture
    if heading != "lo\n":
        _, complaint = plumb.communicate()
        raise AssertionError("it began with %r: %s" % (heading, complaint))
    connect()
    plumb.send_signal(signal.SIGINT)
    said, complaint = plumb.communicate(timeout=60)
    return plumb.returncode, said, complaint


def main():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    code, said, complaint = judge()
    assert (code, complaint) == (0, ""), (code, said, complaint)
    assert re.search(r"^  connection 1, packets 1 to \d+", said, re.M), said
    assert re.search(r"^lo +1 +2 +\. +\. +\.$", said, re.M), said
    code, said, complaint = judge("--filter", "udp")
    assert (code, complaint) == (0, "plumb: none of the connections is as asked for\n"), (code, said, complaint)
    assert "connection 1" not in said, said
    print("all as it should be")


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_namespace()
    main()
