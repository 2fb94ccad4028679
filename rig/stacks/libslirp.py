"""libslirp, in slirp4netns: a TCP towards the path, and sockets of the kernel towards the application."""

import json
import os
import shutil
import socket

from stacks import common

LOOPBACK = "127.0.0.1"
NETWORK = "192.0.2.0/24"  # of which libslirp takes the second address


class Libslirp(common.Stack):
    def __init__(self, version):
        self.name = "libslirp-" + version

    def lacks(self, scenario, role, ipv6):
        if ipv6:
            return "slirp4netns forwards IPv4 only"
        return common.why_not_by_proxy(scenario.script(role))

    def attach(self, sandbox, end, capture):
        interface, control = "p" + end, os.path.join(sandbox.folder, "slirp.socket")
        mtu = capture.scenario.mtu
        sandbox.namespace(end)
        process = sandbox.spawn("slirp.log", [
            "slirp4netns", "--netns-type=path", "--cidr=" + NETWORK, "-m", str(mtu), "-a", control,
            sandbox.path, interface], inside=end)
        sandbox.wait_for_interface(interface, process)
        sandbox.bring_up(interface, mtu, silent=True)
        if capture.role == "c":
            sandbox.wait_for_file(control, process)
            forward(control, common.peer_address(end, False))
        return None, interface

    def start(self, sandbox, end, words, capture):
        return sandbox.spawn("app.%s.log" % end, [
            os.path.join(capture.programs, "app"), "--peer", LOOPBACK, *words], inside=end)


def forward(control, guest):
    """Has connections to the loopback address go to GUEST."""
    request = {"execute": "add_hostfwd", "arguments": {
        "proto": "tcp", "host_addr": LOOPBACK, "host_port": common.PORT, "guest_addr": guest,
        "guest_port": common.PORT}}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(control)
        connection.sendall(json.dumps(request).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1000).decode()
    if "error" in answer:
        raise ValueError("slirp4netns: " + answer)


VERSION = common.upstream_version("libslirp0")
VARIANTS = [Libslirp(VERSION)] if VERSION and shutil.which("slirp4netns") else []
