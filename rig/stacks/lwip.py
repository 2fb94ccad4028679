"""lwIP as Debian packages it."""

from stacks import common, in_process

VERSION = common.upstream_version("liblwip-dev")
VARIANTS = [in_process.InProcess("lwip-" + VERSION, "app_lwip", {"nodelay", "rcvbuf", "keepalive"})] if VERSION else []
