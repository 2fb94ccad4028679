"""What adapters share."""

import subprocess

# The stack under test is at A. libslirp takes the second address of its network and no other.
ADDRESSES = {"a": ("192.0.2.2", "2001:db8::2"), "b": ("192.0.2.1", "2001:db8::1")}
LENGTHS = (24, 64)  # of the prefixes
PORT = 5000  # that scripts listen on


class Stack:
    """The members of an adapter; stacks/__init__.py tells what they are for."""

    name = ""
    in_kernel = False
    grace = 0.0

    def lacks(self, scenario, role, ipv6):
        del scenario, role, ipv6

    def attach(self, sandbox, end, capture):
        raise NotImplementedError

    def wake(self, sandbox, capture):
        pass

    def start(self, sandbox, end, words, capture):
        raise NotImplementedError


def peer_address(end, ipv6):
    return ADDRESSES["b" if end == "a" else "a"][ipv6]


def own_address(end, ipv6):
    """With the length of the prefix."""
    return "%s/%d" % (ADDRESSES[end][ipv6], LENGTHS[ipv6])


def upstream_version(package):
    """The version of a Debian package without Debian's part, or None if it is not installed."""
    try:
        done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Version}", package],
                              capture_output=True, text=True, check=False)
    except OSError:
        return None
    status, _, version = done.stdout.strip().rpartition(" ")
    return version.split("-")[0].split("+")[0] if status.startswith("ii") else None


def options_set(words):
    """The names of the socket options that a script sets."""
    return {words[i + 1] for i, word in enumerate(words) if word == "set"}


def why_not_by_proxy(words):
    """What a stack cannot do that stands between the path and an application with another TCP."""
    lost = sorted(options_set(words) & {"mss", "keepalive", "usertimeout", "nodelay", "fastopen"})
    if lost:
        return "option %s would not reach the stack" % ", ".join(lost)
    if "bind" in words:
        return "the stack chooses the port"
    return None
