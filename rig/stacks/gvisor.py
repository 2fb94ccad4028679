"""gVisor's TCP as Debian packages it; building it takes Go, and a minute."""

import re
import shutil

from stacks import common, in_process

DATE = re.search("[0-9]{8}", common.upstream_version("golang-gvisor-gvisor-dev") or "")
OPTIONS = {"nodelay", "rcvbuf", "sndbuf", "keepalive", "mss", "usertimeout"}
VARIANTS = [in_process.InProcess("gvisor-" + DATE[0], "app_gvisor", OPTIONS)] if DATE and shutil.which("go") else []
