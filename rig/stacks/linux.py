"""The kernel of this machine, with one congestion control or option at a time changed."""

import os
import platform

from stacks import common

VERSION = "linux-" + ".".join(platform.release().split(".")[:2])


class Linux(common.Stack):
    in_kernel = True

    def __init__(self, variant, congestion="cubic", sysctls=None):
        self.name = "%s-%s" % (VERSION, variant)
        self.congestion = congestion
        self.sysctls = sysctls or {}

    def attach(self, sandbox, end, capture):
        scenario = capture.scenario
        interface = end + "0"
        sandbox.namespace(end)
        sandbox.wire("p" + end, end, interface, scenario.mtu)
        for ipv6 in (False, True):
            sandbox.run("ip", "address", "add", common.own_address(end, ipv6), "dev", interface, inside=end)
        sandbox.sysctl(end, "net.ipv4", self.sysctls | scenario.both | (scenario.peer if end == "b" else {}))
        return end, interface

    def start(self, sandbox, end, words, capture):
        family = ["--ipv6"] if capture.ipv6 else []
        return sandbox.spawn("app.%s.log" % end, [
            os.path.join(capture.programs, "app"), "--peer", common.peer_address(end, capture.ipv6), *family,
            "set", "congestion", self.congestion, *words], inside=end)


VARIANTS = [
    Linux("cubic"),
    Linux("reno", congestion="reno"),
    Linux("bbr", congestion="bbr"),
    Linux("nosack", sysctls={"tcp_sack": 0}),
    Linux("nots", sysctls={"tcp_timestamps": 0}),
    Linux("noscaling", sysctls={"tcp_window_scaling": 0}),
    Linux("ecn", sysctls={"tcp_ecn": 1}),
    Linux("noecn", sysctls={"tcp_ecn": 0}),
]
