"""ns-3 as Debian packages it: a simulated node that keeps the time of day. It cannot abort a connection."""

from stacks import common, in_process

VERSION = common.upstream_version("libns3-dev")
UNABLE = ("urgent", "abort")
VARIANTS = [in_process.InProcess("ns3-" + VERSION, "app_ns3", {"nodelay", "rcvbuf", "sndbuf"}, UNABLE)] if VERSION else []
