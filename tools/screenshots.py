#!/usr/bin/env python3
"""Makes the pictures of report pages in docs/ anew: tools/screenshots.py, after ./quickstart.

Needs Chromium."""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/browser"))
from chromium import Browser  # noqa: E402

# Name; capture; element at the top of the picture; what is done first; size
PICTURES = [
    ("report-linux", "linux-6.18/noopts-loss2.c.A.pcap.gz", "header",
     "viewOf(boxes[0]).choosePacket(63)", 1200, 1640),
    ("report-lwip", "lwip-2.1.3/noopts-loss2.c.A.pcap.gz", "#c2-p61", "", 1200, 1000),
    ("report-finding", "passt-20230309/corrupt2-duplex.c.A.pcap.gz", "#c1", "", 1200, 1000),
]


def main():
    browser = Browser()
    try:
        browser.media(prefers_reduced_motion="reduce", prefers_color_scheme="light")
        for name, capture, top, first, width, height in PICTURES:
            with tempfile.NamedTemporaryFile(suffix=".html") as page:
                subprocess.run([ROOT / "build/release/plumb", "report", "-o", page.name, f"traces/{capture}"], cwd=ROOT,
                               check=False)
                browser.size(width, height)
                browser.open(page.name)
                browser.run(f"{first or 0}; document.activeElement.blur()")
                browser.run(f"document.querySelector('{top}').scrollIntoView()")
                browser.settle()
                browser.screenshot(ROOT / f"docs/{name}.png")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
