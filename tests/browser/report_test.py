"""The page of `plumb report`, as a browser shows it and a reader uses it: by eye, keyboard and ear."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from chromium import Browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUMB = os.environ.get("PLUMB", ROOT / "build/release/plumb")
LOSSY = ROOT / "traces/linux-6.18/noopts-loss2.c.A.pcap.gz"
GUILTY = 15  # the first packet that breaks a MUST in:
FAULTY = ROOT / "traces/passt-20230309/corrupt2-duplex.c.A.pcap.gz"  # a SHOULD at 87, a MUST at 148
SMALL = ROOT / "traces/linux-6.18/basic.c.A.pcap.gz"
SEVERAL = ROOT / "traces/lwip-2.1.3/tw-reuse.c.A.pcap.gz"

FOCUSABLE = "a[href]:not([tabindex='-1']), button, input, summary, [tabindex='0']"

# What is seen of the text of the page, and the contrast to what is behind it.
CONTRAST = """
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const bad = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility() || ["SCRIPT", "TITLE", "title"].includes(e.tagName)) continue;
    const style = getComputedStyle(e);
    const one = luminance(rgba(e.namespaceURI.endsWith("svg") ? style.fill : style.color)), two = luminance(behind(e));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) bad.add(`${ratio.toFixed(2)} ${e.tagName}.${e.className.baseVal ?? e.className}`);
  }
  return [...bad];
})()
"""


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="plumb-report-"))
        cls.browser = Browser()
        cls.browser.media(prefers_reduced_motion="reduce")

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        shutil.rmtree(cls.folder)

    def open(self, capture, width=1400):
        """Makes the page of a capture and opens it."""
        page = self.folder / "page.html"
        code = subprocess.run([PLUMB, "report", "-o", page, capture], check=False).returncode
        self.assertIn(code, (0, 1))
        self.browser.complaints.clear()
        self.browser.size(width, 1000)
        self.browser.open(page)

    def run_on(self, script):
        value = self.browser.run(script)
        self.browser.settle()
        return value

    def readout(self):
        return self.browser.run("document.querySelector('.readout').textContent")

    def range(self):
        return self.browser.run("document.querySelector('.controls .tools > span:last-child').textContent")

    def focus_plot(self):
        self.run_on("document.querySelector('.frame').focus()")

    def test_nothing_goes_wrong(self):
        """No script error, nothing that the page's own policy forbids, no request."""
        for capture in (LOSSY, FAULTY, SEVERAL):
            self.open(capture)
            self.run_on("window.scrollTo(0, document.body.scrollHeight)")
            self.assertEqual(self.browser.complaints, [], capture)

    def test_a_hostile_name(self):
        """A file's name is text, and nothing else."""
        name = self.folder / "<img src=x onerror=alert(1)>&amp;'\".pcap.gz"
        shutil.copy(SMALL, name)
        self.open(name)
        self.assertEqual(self.browser.complaints, [])
        self.assertEqual(self.run_on("document.querySelectorAll('img').length"), 0)
        self.assertEqual(self.run_on("document.querySelector('h1').textContent"), str(name))

    def test_the_policy_holds(self):
        """A script that were in the page all the same would not run."""
        self.open(SMALL)
        self.run_on("const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                    "document.body.append(s); 0")
        self.assertIsNone(self.run_on("window.ran"))
        self.assertTrue(any("Content Security Policy" in c for c in self.browser.complaints), self.browser.complaints)

    def test_the_plots_are_drawn(self):
        """Two directions with text: for each its sequence numbers, and what is in flight."""
        self.open(LOSSY)
        self.assertEqual(self.run_on("document.querySelectorAll('.frame svg').length"), 4)
        for kind in ("text-a", "text-b", "ack", "edge", "again-text", "late-text", "flight-a", "flight-b"):
            length = self.run_on(f"(document.querySelector('.frame .{kind}')?.getTotalLength() ?? 0)")
            self.assertGreater(length, 0, kind)
        bars = "document.querySelector('.frame .text-a').getAttribute('d').match(/M/g).length"
        again = "document.querySelector('.frame .again-text').getAttribute('d').match(/M/g).length"
        rows = "document.querySelectorAll('.from-a .lane b').length"
        self.assertEqual(self.run_on(f"{bars} + {again}"), self.run_on(rows) + 2)  # SYN and FIN have no text

    def test_links_lead_somewhere(self):
        for capture in (FAULTY, SEVERAL):
            self.open(capture)
            self.assertEqual(self.run_on(
                "[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))"
                ".filter((h) => !(h.startsWith('#') ? document.getElementById(h.slice(1))"
                " : h.startsWith('https://www.rfc-editor.org/rfc/rfc')))"), [])
            self.assertEqual(self.run_on(
                "[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) < i)"), [])

    def test_a_finding_leads_to_its_packet_and_back(self):
        self.open(FAULTY)
        self.run_on("document.querySelector('.finding.must li a').click()")
        self.assertEqual(self.run_on("location.hash"), f"#c1-p{GUILTY}")
        self.run_on(f"document.querySelector('#c1-p{GUILTY} a.badge.must').click()")
        self.assertEqual(self.run_on("document.querySelector(location.hash).className"), "must")

    def test_a_finding_leads_to_the_plot(self):
        self.open(FAULTY)
        self.run_on("document.querySelector('.finding.must li .to-plot').click()")
        self.assertTrue(self.run_on("document.activeElement.matches('.frame')"))
        self.assertIn(f"Packet {GUILTY} ", self.readout())
        self.assertIn("finding: R5681-3-a", self.readout())
        href = self.run_on("document.querySelector('.frame a.must').getAttribute('href')")
        self.assertTrue(self.run_on(f"document.querySelector('{href}').matches('.finding.must li')"))

    def test_a_row_leads_to_the_plot(self):
        self.open(SMALL)
        self.run_on("document.querySelector('#c1-p7 .to-plot').click()")
        self.assertIn("Packet 7 ", self.readout())
        self.assertEqual(self.run_on("document.querySelectorAll('.frame .cursor').length"), 4)

    def test_keys_of_a_plot(self):
        self.open(FAULTY)
        self.focus_plot()
        whole = self.range()
        for key, packet in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("f", GUILTY)):
            self.browser.press(key)
            self.assertIn(f"Packet {packet} ", self.readout(), key)
        self.browser.press("+")
        zoomed = self.range()
        self.assertNotEqual(zoomed, whole)
        self.browser.press("ArrowRight", shift=True)
        self.assertNotEqual(self.range(), zoomed)
        self.browser.press("0")
        self.assertEqual(self.range(), whole)
        self.browser.press("Enter")
        self.assertEqual(self.run_on("location.hash"), f"#c1-p{GUILTY}")
        self.assertEqual(self.run_on("document.activeElement.closest('tr').id"), f"c1-p{GUILTY}")

    def test_mouse_in_a_plot(self):
        self.open(SMALL)
        whole = self.range()
        left, top = self.run_on("(() => { const f = document.querySelector('.frame'); f.scrollIntoView({ block: 'center' });"
                                "const r = f.getBoundingClientRect(); return [r.left, r.top]; })()")
        self.browser.drag(left + 300, left + 600, top + 150)
        self.assertNotEqual(self.range(), whole)
        self.run_on("document.querySelector('.frame').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))")
        self.assertEqual(self.range(), whole)
        self.browser.click(left + 80, top + 150)
        self.assertIn("Packet 1 ", self.readout())

    def test_the_keyboard_reaches_everything(self):
        """Tab comes to every control that is seen, in the order of the page."""
        self.open(FAULTY)
        wanted = self.run_on(f"(window.order = [...document.querySelectorAll(`{FOCUSABLE}`)]"
                             ".filter((e) => e.checkVisibility())).length")
        self.assertGreater(wanted, 150)
        reached = []
        for _ in range(wanted):
            self.browser.press("Tab")
            reached.append(self.run_on("order.indexOf(document.activeElement)"))
        self.assertEqual(reached, list(range(wanted)))

    def test_focus_is_seen(self):
        self.open(SMALL)
        self.browser.press("Tab")
        self.assertEqual(self.run_on("document.activeElement.textContent"), "Skip to the verdicts")
        self.assertGreaterEqual(self.run_on("document.activeElement.getBoundingClientRect().left"), 0)
        self.browser.press("Tab")
        self.assertEqual(self.run_on("getComputedStyle(document.activeElement).outlineStyle"), "solid")

    def test_names_for_the_ear(self):
        """Whatever can be focused or is a landmark has a name; pictures are passed over."""
        self.open(FAULTY)
        nodes = [n for n in self.browser.call("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]
        nameless, roles = [], {n["role"]["value"] for n in nodes}
        for node in nodes:
            focusable = any(p["name"] == "focusable" and p["value"]["value"] for p in node.get("properties", []))
            if focusable and node["role"]["value"] != "RootWebArea" and not node.get("name", {}).get("value"):
                nameless.append((node["role"]["value"], node["nodeId"]))
        self.assertEqual([r for r in nameless if r[0] not in ("main", "generic", "scrollable")], [])
        for role in ("banner", "navigation", "main", "contentinfo", "status", "application", "table", "heading"):
            self.assertIn(role, roles)

    def test_structure(self):
        for capture in (FAULTY, SEVERAL):
            self.open(capture)
            self.assertEqual(self.run_on("document.documentElement.lang"), "en")
            levels = self.run_on("[...document.querySelectorAll('h1, h2, h3, h4, h5')].map((h) => +h.tagName[1])")
            self.assertEqual(levels.count(1), 1)
            for before, after in zip(levels, levels[1:]):
                self.assertLessEqual(after, before + 1)
            self.assertEqual(self.run_on("[...document.querySelectorAll('table')].filter((t) => !t.caption).length"), 0)
            self.assertEqual(self.run_on("[...document.querySelectorAll('tr > th')].filter((t) => !t.scope).length"), 0)

    def test_contrast(self):
        """At least 4.5 to 1, whatever the scheme."""
        for scheme in ("light", "dark"):
            self.browser.media(prefers_color_scheme=scheme)
            self.open(FAULTY)
            self.run_on("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            self.assertEqual(self.run_on(CONTRAST), [], scheme)
        self.browser.media(prefers_reduced_motion="reduce")

    def test_nothing_overflows(self):
        for width in (1800, 1000, 400):
            self.open(FAULTY, width)
            self.assertLessEqual(self.run_on("document.documentElement.scrollWidth"), width)
            self.assertEqual(self.run_on(
                "[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()"
                " && !e.closest('.box, svg, .spoken, .skip') && e.getBoundingClientRect().right > innerWidth + 1)"
                ".map((e) => e.outerHTML.slice(0, 80))"), [], width)
        self.open(FAULTY, 1400)
        self.assertEqual(self.run_on(
            "[...document.querySelectorAll('.diagram td')].filter((e) => e.scrollWidth > e.clientWidth + 1)"
            ".map((e) => e.textContent)"), [])

    def test_on_a_telephone(self):
        """Verdicts and segments are read without pushing the page sideways, and stay tables for the ear."""
        self.open(FAULTY, 400)
        self.assertEqual(self.run_on(
            "[...document.querySelectorAll('.box, .box td, .box th')].filter((e) => e.checkVisibility()"
            " && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth))"
            ".map((e) => e.outerHTML.slice(0, 80))"), [])
        lane, ends = self.run_on(
            "(() => { const row = document.getElementById('c1-p15'), of = (e) => e.getBoundingClientRect().toJSON();"
            "return [of(row.querySelector('.lane')), [...row.querySelectorAll('.end')].map(of)]; })()")
        self.assertGreater(lane["width"], 300)
        self.assertTrue(all(end["top"] >= lane["bottom"] - 1 for end in ends))
        self.assertLessEqual(ends[0]["right"], ends[1]["left"] + 1)
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        roles = [n["role"]["value"] for n in nodes if not n["ignored"]]
        self.assertEqual(roles.count("table"), 3)
        self.assertGreater(roles.count("row"), 150)

    def test_labels_stay_in_the_plot(self):
        for width in (1400, 400):
            self.open(LOSSY, width)
            self.assertEqual(self.run_on(
                "[...document.querySelectorAll('.frame svg g text')].filter((e) => { const words = e.getBoundingClientRect(),"
                "plot = e.closest('svg').querySelector('clipPath rect').getBBox(), left = e.closest('svg').getBoundingClientRect().left;"
                "return words.left < left + plot.x || words.right > left + plot.x + plot.width; }).map((e) => e.textContent)"), [])

    def test_the_legend_tells_the_flags(self):
        """A triangle is a finding; a hollow one decides nothing."""
        legend = "[...document.querySelectorAll('.legend')].map((l) => l.textContent)"
        self.open(LOSSY)
        for words in self.run_on(legend)[::2]:
            self.assertIn("a finding that does not count", words)
            self.assertNotIn("breaks a MUST", words)
        self.open(FAULTY)
        self.assertIn("breaks a MUST", self.run_on(legend)[0])
        self.open(SMALL)
        self.assertNotIn("finding", "".join(self.run_on(legend)))

    def test_nothing_to_plot(self):
        """No buttons for plots that are not there."""
        self.open(ROOT / "traces/linux-6.18/rst-closed-port.c.A.pcap.gz")
        self.assertIn("there is nothing to plot", self.run_on("document.querySelector('.plots').textContent"))
        self.assertEqual(self.run_on("document.querySelectorAll('.plots button').length"), 0)

    def test_without_scripts(self):
        """Everything but the pictures is there."""
        self.browser.scripts(False)
        try:
            self.open(FAULTY)
            self.assertEqual(self.run_on("document.querySelectorAll('.diagram tbody tr[id]').length"), 148)
            self.assertIn("drawn by a script", self.run_on("document.querySelector('.plots').textContent"))
            self.assertEqual(self.run_on("document.querySelectorAll('.finding').length"), 4)
        finally:
            self.browser.scripts(True)

    def test_the_switches_of_the_diagram(self):
        self.open(SMALL)
        seen = "[...document.querySelectorAll('.diagram .%s')].filter((e) => e.checkVisibility()).length"
        for at, kind, before in ((0, "vars", True), (1, "why", True), (2, "cite", False), (3, "may", False)):
            if kind == "cite":
                self.run_on("document.querySelectorAll('.tools input')[1].click()")
            self.assertEqual(self.run_on(seen % kind) > 0, before, kind)
            self.run_on(f"document.querySelectorAll('.tools input')[{at}].click()")
            self.assertEqual(self.run_on(seen % kind) > 0, not before, kind)

    def test_on_paper(self):
        self.open(SMALL)
        self.browser.media("print")
        try:
            self.assertFalse(self.run_on("document.querySelector('.controls').checkVisibility()"))
            self.assertTrue(self.run_on("document.querySelector('.frame svg').checkVisibility()"))
            self.assertTrue(self.run_on("document.querySelector('.diagram').checkVisibility()"))
        finally:
            self.browser.media(prefers_reduced_motion="reduce")

    def test_motion_is_asked_for(self):
        self.open(SMALL)
        behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
        self.assertEqual(self.run_on(behaviour), "auto")
        self.browser.media(prefers_reduced_motion="no-preference")
        self.assertEqual(self.run_on(behaviour), "smooth")
        self.browser.media(prefers_reduced_motion="reduce")


if __name__ == "__main__":
    unittest.main()
