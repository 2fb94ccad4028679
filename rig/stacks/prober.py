"""Crafted segments: no stack, but the other end of the scenarios that ask one question at a time."""

import os
import sys

from stacks import common

HERE = os.path.dirname(os.path.abspath(__file__))
OWN = ("192.0.2.3", "2001:db8::3")  # the kernel has another, so that it answers nothing in the prober's place


class Prober(common.Stack):
    name = "raw-prober"

    def attach(self, sandbox, end, capture):
        interface = end + "0"
        sandbox.namespace(end)
        sandbox.wire("p" + end, end, interface, capture.scenario.mtu)
        for ipv6 in (False, True):
            sandbox.run("ip", "address", "add", common.own_address(end, ipv6), "dev", interface, inside=end)
        return end, interface

    def start(self, sandbox, end, words, capture):
        return sandbox.spawn("app.%s.log" % end, [
            sys.executable, os.path.join(HERE, "..", "prober.py"), "--own", OWN[capture.ipv6],
            "--peer", common.peer_address(end, capture.ipv6), "--interface", end + "0", *words], inside=end)
