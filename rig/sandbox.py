"""Network namespaces that vanish with the process that made them.

Everything of one capture runs in namespaces of its own for network, mounts and processes.  When the
first process in there ends, however it ends, the kernel ends all others and removes all interfaces;
and that first process ends with the one that started it.  Nothing outside is touched.
"""

import os
import subprocess
import sys
import time

OFFLOADS = ("tx", "rx", "tso", "gso", "gro", "sg", "lro")
PATIENCE = 10.0  # seconds for a helper to be ready or to end


def command(inner):
    """INNER, a command and its arguments, as the first process of a new sandbox."""
    become_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["setpriv", "--pdeathsig", "KILL", "unshare", *become_root, "--net", "--mount", "--pid", "--fork",
            "--kill-child", "--mount-proc", *inner]


def obstacle():
    """Why there can be no sandbox here, or None if there can."""
    trial = ["sh", "-c", "mount -t tmpfs tmpfs /run && ip netns add trial"]
    try:
        done = subprocess.run(command(trial), capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else done.stderr.strip() or "unshare failed"


class Failure(Exception):
    """The capture cannot be made; the text says why."""


class Process:
    """A process in some namespace, with its output in a file."""

    def __init__(self, words, log, environment=None):
        self.name, self.log = os.path.basename(words[0]), log
        with open(log, "wb") as out:
            self._popen = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT,
                                           env=environment)

    @property
    def pid(self):
        return self._popen.pid

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def exit_code(self):
        """None while it runs."""
        return self._popen.poll()

    def outcome(self):
        """How an application finished, though it may run on for its stack's sake; None while it is busy."""
        finished = [line.split()[1] for line in self.said().splitlines() if line.startswith("finished ")]
        return int(finished[0]) if finished else self.exit_code()

    def tell(self, text):
        """Writes to its standard input."""
        self._popen.stdin.write(text.encode())
        self._popen.stdin.flush()

    def wait_until_said(self, text, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while text not in self.said():
            if self.exit_code() is not None or time.monotonic() > end:
                raise Failure("%s did not say '%s' but: %s" % (self.name, text, self.said().strip()))
            time.sleep(0.01)

    def stop(self):
        """Ends it, in order if possible."""
        if self.exit_code() is None:
            self._popen.terminate()
        try:
            self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()


class Sandbox:
    """The namespaces of one capture, seen from within.  The path is in the first one; the ends that the
    kernel plays have one each, known by its name."""

    path = "/run/netns/path"  # for who wants the first one as a file

    def __init__(self, folder):
        self.folder = folder  # for the output of the processes
        self.run("mount", "-t", "tmpfs", "tmpfs", "/run")  # `ip netns` keeps its names there
        self.run("mount", "-t", "sysfs", "sysfs", "/sys")  # of this namespace's interfaces
        self.run("ip", "netns", "attach", "path", str(os.getpid()))
        self._quiet(None)

    def run(self, *words, inside=None):
        """Runs a command to its end, in namespace INSIDE or in that of the path."""
        done = subprocess.run(self._words(words, inside), capture_output=True, text=True, check=False,
                              timeout=PATIENCE)
        if done.returncode != 0:
            raise Failure("%s: %s" % (" ".join(words), done.stderr.strip()))
        return done.stdout

    def spawn(self, name, words, inside=None, environment=None):
        """Starts a process whose output goes to the file NAME."""
        return Process(self._words(words, inside), os.path.join(self.folder, name), environment)

    @staticmethod
    def _words(words, inside):
        return list(words) if inside is None else ["ip", "netns", "exec", inside, *words]

    def _quiet(self, inside):
        """No neighbour or router discovery beside what TCP needs: interfaces are ready at once."""
        self.sysctl(inside, "net.ipv6.conf.default", {"accept_dad": 0, "router_solicitations": 0})

    def sysctl(self, inside, prefix, values):
        if values:
            self.run("sysctl", "-qw", *("%s.%s=%s" % (prefix, k, v) for k, v in values.items()), inside=inside)

    def namespace(self, name):
        self.run("ip", "netns", "add", name)
        self.run("ip", "link", "set", "lo", "up", inside=name)
        self._quiet(name)

    def wire(self, here, name, there, mtu):
        """Joins interface HERE of the path with THERE in namespace NAME."""
        self.run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        self.bring_up(there, mtu, inside=name)
        self.bring_up(here, mtu, silent=True)

    def tap(self, name, mtu):
        """Makes a tap as interface NAME of the path, for a stack that lives in a process."""
        self.run("ip", "tuntap", "add", "dev", name, "mode", "tap")
        self.bring_up(name, mtu, silent=True)

    def wait_for_interface(self, name, process):
        """Until PROCESS has made interface NAME of the path."""
        self.wait_for_file("/sys/class/net/" + name, process)

    @staticmethod
    def wait_for_file(path, process):
        """Until PROCESS has made the file PATH."""
        end = time.monotonic() + PATIENCE
        while not os.path.exists(path):
            if process.exit_code() is not None or time.monotonic() > end:
                raise Failure("%s did not make %s: %s" % (process.name, path, process.said().strip()))
            time.sleep(0.01)

    def bring_up(self, interface, mtu, inside=None, silent=False):
        """Brings INTERFACE up without offloads: what is captured is what is on the wire.  A SILENT one
        has no addresses, and so never speaks for itself."""
        if silent:
            self.sysctl(inside, "net.ipv6.conf.%s" % interface, {"disable_ipv6": 1})
        self.run("ethtool", "-K", interface, *(word for o in OFFLOADS for word in (o, "off")), inside=inside)
        self.run("ip", "link", "set", interface, "mtu", str(mtu), "up", inside=inside)


def main_guard():
    """Ends the program if it does not run in a sandbox: what follows would change the machine."""
    if os.getpid() != 1:
        sys.exit("this runs in a sandbox only; use rig/make")
