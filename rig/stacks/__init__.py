"""The stacks of which captures can be made here, by the names of their folders: those that are installed.

A stack is an object with these members (common.Stack); rig/README.md tells how to add one.

    name        STACK-VERSION, as in the names of captures
    in_kernel   True if the kernel of its namespace carries its connections
    grace       seconds that it may take to be ready
    lacks(scenario, role, ipv6)
                why this scenario cannot be run, or None
    attach(sandbox, end, capture)
                makes interface `pEND` of the path and what is behind it; returns where to capture: the
                namespace (None: that of the path) and the interface
    wake(sandbox, capture)
                what the path needs before the capture begins
    start(sandbox, end, words, capture)
                starts the application that runs the script WORDS, and returns its process
"""

from stacks import gvisor, libslirp, linux, lwip, lwipv6, ns3, passt, prober, qemu

PEER = linux.Linux("cubic")  # the other end of every conversation but those of the prober
PROBER = prober.Prober()
STACKS = {stack.name: stack for module in (linux, qemu, lwip, lwipv6, gvisor, ns3, libslirp, passt)
          for stack in module.VARIANTS}


def peer_of(scenario):
    return PROBER if scenario.prober else PEER
