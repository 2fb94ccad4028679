"""The kernel of Debian, in a virtual machine without hardware's help: half a minute for each capture.

The machine has one process, the application, and one interface, a tap of the path. What it needs is in an
archive that the kernel unpacks: the programs, the modules of the interface, and two files of words.
"""

import glob
import os
import shutil

from stacks import common, linux

BOOT = 400.0  # seconds at most; a busy machine is slow
MODULES = ("failover", "net_failover", "virtio_ring", "virtio", "virtio_pci_legacy_dev",
           "virtio_pci_modern_dev", "virtio_pci", "virtio_net")  # each after those that it needs
HARDWARE = "02:00:00:00:00:0a"
NO_OFFLOADS = ("csum=off,gso=off,guest_csum=off,guest_tso4=off,guest_tso6=off,guest_ecn=off,guest_ufo=off,"
               "host_tso4=off,host_tso6=off,host_ecn=off,host_ufo=off,mrg_rxbuf=off")
DIRECTORY, PROGRAM, TEXT, CONSOLE = 0o040755, 0o100755, 0o100644, 0o020600


class Qemu(common.Stack):
    grace = BOOT

    def __init__(self, name, kernel, modules):
        self.name, self.kernel, self.modules = name, kernel, modules

    def attach(self, sandbox, end, capture):
        interface, mtu = "p" + end, capture.scenario.mtu
        sandbox.tap(interface, mtu)
        archive = os.path.join(sandbox.folder, "guest.cpio")
        with open(archive, "wb") as file:
            file.write(pack(self.contents(end, capture)))
        self.machine = sandbox.spawn("app.%s.log" % end, [
            "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "256", "-nodefaults", "-no-reboot",
            "-display", "none", "-serial", "stdio", "-kernel", self.kernel, "-initrd", archive,
            "-netdev", "tap,id=path,ifname=%s,script=no,downscript=no,vnet_hdr=off" % interface,
            "-device", "virtio-net-pci,netdev=path,mac=%s,%s" % (HARDWARE, NO_OFFLOADS),
            "-append", "console=ttyS0 quiet panic=-1 net.ifnames=0 random.trust_cpu=on no_timer_check"])
        self.machine.wait_until_said("booted", BOOT)
        return None, interface

    def contents(self, end, capture):
        """The files of the guest, by their paths."""
        words = capture.scenario.script("c" if (end == "a") == (capture.role == "c") else "s")
        family = ["--ipv6"] if capture.ipv6 else []
        arguments = ["app", "--peer", common.peer_address(end, capture.ipv6), *family,
                     "set", "congestion", "cubic", *words]
        files = {"init": (PROGRAM, read(capture.programs, "guest")),
                 "app": (PROGRAM, read(capture.programs, "app_guest")),
                 "machine": (TEXT, "".join(line + "\n" for line in self.machine_lines(end, capture)).encode()),
                 "words": (TEXT, "".join(word + "\n" for word in arguments).encode())}
        return files | {name: (TEXT, read(path)) for name, path in self.modules.items()}

    def machine_lines(self, end, capture):
        """What guest.c does before the application."""
        yield from ("module /" + name for name in self.modules)
        for name, value in {"accept_dad": 0, "router_solicitations": 0}.items():
            yield "set /proc/sys/net/ipv6/conf/default/%s=%d" % (name, value)
            yield "set /proc/sys/net/ipv6/conf/eth0/%s=%d" % (name, value)
        yield from ("set /proc/sys/net/ipv4/%s=%s" % item for item in capture.scenario.both.items())
        yield "mtu %d" % capture.scenario.mtu
        yield from ("address " + common.own_address(end, ipv6) for ipv6 in (False, True))

    def start(self, sandbox, end, words, capture):
        self.machine.tell("\n")
        return self.machine


def modules_of(release):
    """The paths of those of MODULES that are not part of the kernel."""
    found = {name: glob.glob("/lib/modules/%s/**/%s.ko" % (release, name), recursive=True) for name in MODULES}
    return {name: paths[0] for name, paths in found.items() if paths}


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def pack(files):
    """A cpio archive of FILES and the console, as kernels unpack it (format "newc")."""
    members = [("dev", DIRECTORY, b"", (0, 0)), ("dev/console", CONSOLE, b"", (5, 1))]
    members += [(name, mode, octets, (0, 0)) for name, (mode, octets) in files.items()]
    return b"".join(member(i, *m) for i, m in enumerate([*members, ("TRAILER!!!", 0, b"", (0, 0))], 1))


def member(number, name, mode, octets, device):
    """Header, name and octets, each padded to four."""
    fields = (number, mode, 0, 0, 1, 0, len(octets), 0, 0, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
    return padded(head) + padded(octets)


def padded(octets):
    return octets + bytes(-len(octets) % 4)


VERSION = common.upstream_version("linux-image-cloud-amd64")
KERNELS = sorted(glob.glob("/boot/vmlinuz-*-cloud-amd64"), key=os.path.getmtime)
VARIANTS = []
if VERSION and KERNELS and shutil.which("qemu-system-x86_64"):
    RELEASE = os.path.basename(KERNELS[-1]).removeprefix("vmlinuz-")
    VARIANTS = [Qemu("linux-" + VERSION, KERNELS[-1], modules_of(RELEASE))]
