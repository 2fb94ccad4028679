"""LWIPv6 as Debian packages it. Its shutdown() sends nothing, and its close() never resets."""

from stacks import common, in_process

VERSION = common.upstream_version("liblwipv6-dev")
UNABLE = ("urgent", "shut", "abort")
VARIANTS = [in_process.InProcess("lwipv6-" + VERSION, "app_lwipv6", {"nodelay", "rcvbuf"}, UNABLE)] if VERSION else []
