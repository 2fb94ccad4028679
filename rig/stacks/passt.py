"""passt, as pasta: a TCP towards the path, and sockets of the kernel towards the application.

It gives the other end the address of its own namespace's interface, and plays the gateway there.
"""

import os
import re

from stacks import common

LOOPBACK = ("127.0.0.1", "::1")


class Passt(common.Stack):
    def __init__(self, version):
        self.name = "passt-" + version

    def lacks(self, scenario, role, ipv6):
        del ipv6
        return common.why_not_by_proxy(scenario.script(role))

    def attach(self, sandbox, end, capture):
        interface, mtu = "p" + end, capture.scenario.mtu
        sandbox.namespace(end)
        self.give_outside(sandbox, end)
        process = sandbox.spawn("passt.log", [
            "pasta", "-f", "-e", "--runas", "0", "--netns", sandbox.path, "-I", interface, "-m", str(mtu),
            "-U", "none", "-u", "none", "-T", "none", "-t", str(common.PORT) if capture.role == "c" else "none"],
            inside=end)
        sandbox.wait_for_interface(interface, process)
        sandbox.bring_up(interface, mtu, silent=True)
        return None, interface

    @staticmethod
    def give_outside(sandbox, end):
        """An interface with the addresses of the other end, and default routes: what passt copies."""
        sandbox.run("ip", "link", "add", "outside", "type", "veth", "peer", "name", "nowhere", inside=end)
        for interface in ("outside", "nowhere"):
            sandbox.run("ip", "link", "set", interface, "up", inside=end)
        for ipv6 in (False, True):
            sandbox.run("ip", "address", "add", common.own_address("b", ipv6), "dev", "outside", inside=end)
            sandbox.run("ip", "-6" if ipv6 else "-4", "route", "add", "default", "via",
                        common.ADDRESSES[end][ipv6], "dev", "outside", inside=end)

    def wake(self, sandbox, capture):
        """passt learns the other end's addresses, that of the link too, from what it sends."""
        for address in (common.peer_address("b", capture.ipv6), *(["ff02::1%b0"] if capture.ipv6 else [])):
            sandbox.run("bash", "-c", "echo >/dev/udp/%s/9" % address, inside="b")

    def start(self, sandbox, end, words, capture):
        # To the loopback address it would connect past its own TCP.
        peer = common.ADDRESSES["b"][capture.ipv6] if capture.role == "c" else LOOPBACK[capture.ipv6]
        family = ["--ipv6"] if capture.ipv6 else []
        return sandbox.spawn("app.%s.log" % end, [
            os.path.join(capture.programs, "app"), "--peer", peer, *family, *words], inside=end)


DATE = re.search("git([0-9]{8})", common.upstream_version("passt") or "")
VARIANTS = [Passt(DATE[1])] if DATE else []
