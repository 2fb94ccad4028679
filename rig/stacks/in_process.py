"""Stacks that live in the process of the application, on a tap interface."""

import os

from stacks import common

MTU = 1500  # as the programs have it


class InProcess(common.Stack):
    """PROGRAM is the application built with the stack, which has just the socket OPTIONS and cannot do the
    words UNABLE of a script."""

    def __init__(self, name, program, options, unable=("urgent",)):
        self.name, self.program, self.options, self.unable = name, program, options, unable

    def lacks(self, scenario, role, ipv6):
        del ipv6
        words = scenario.script(role)
        missing = sorted(common.options_set(words) - self.options)
        if missing:
            return "it has no option %s" % ", ".join(missing)
        undone = [word for word in self.unable if word in words]
        if undone:
            return "it cannot do: %s" % ", ".join(undone)
        if scenario.mtu != MTU:
            return "the application gives it links of %d octets" % MTU
        return None

    def attach(self, sandbox, end, capture):
        del capture
        interface = "p" + end
        sandbox.tap(interface, MTU)
        return None, interface

    def start(self, sandbox, end, words, capture):
        family = ["--ipv6"] if capture.ipv6 else []
        return sandbox.spawn("app.%s.log" % end, [
            os.path.join(capture.programs, self.program), "--peer", common.peer_address(end, capture.ipv6), *family,
            "--interface", "p" + end, "--address", common.own_address(end, capture.ipv6), *words])
