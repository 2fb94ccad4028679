// Draws the plots of each connection from the points beside it, and joins them with the diagram.
// The page tells everything without this script, but for the pictures.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const SYN = 1, FIN = 2, RST = 4, AGAIN = 8, LATE = 16; // as page_plots.c has them
const LEFT = 76, RIGHT = 14, TOP = 22, BOTTOM = 24; // room around a plot, in pixels
const NAMES = ["A", "B"];
// The weights of findings, and what the triangles say above a plot.
const FLAGS = [[["must"], "breaks a MUST"], [["should"], "breaks a SHOULD"], [["open", "later", "known"], "a finding that does not count"]];

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// About COUNT round numbers from LOW to HIGH.
function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) found.push(n * step);
  return found;
}

const seconds = (time, digits = 6) => `${time.toFixed(digits)} s`;
const octets = (count) => count.toLocaleString("en");

// ---- What there is to draw ----------------------------------------------------------------------

function readPoints(rows) {
  return rows.map(([packet, time, from, marks, seq, end, ack, edge, flightA, windowA, flightB, windowB, ...sacks]) =>
    ({ packet, time: time / 1e6, from, marks, seq, end, ack, edge, flight: [flightA, flightB], window: [windowA, windowB], sacks }));
}

// The direction from end FROM: its segments, and what the other end acknowledges and offers.  A finding
// may be about either, so it is shown in both directions.
function direction(points, findings, from) {
  const sent = points.filter((p) => p.from === from && p.end > p.seq);
  const acks = points.filter((p) => p.from !== from && p.ack >= 0);
  const hasText = sent.some((p) => !(p.marks & (SYN | FIN)) || p.end - p.seq > 1);
  return { from, points, sent, acks, findings, isDrawn: hasText || findings.some((f) => f.from === from) };
}

// ---- One plot: axes and series over the time that is shown ----------------------------------------

class Plot {
  constructor(view, label, height, draw) {
    this.view = view;
    this.height = height;
    this.draw = draw;
    this.svg = shape("svg", { "aria-hidden": "true", height });
    this.aside = element("li");
    this.frame = element("div", {
      class: "frame", tabindex: "0", role: "application", "aria-roledescription": "plot", "aria-label": label,
      "aria-describedby": view.helpId,
    }, this.svg);
    view.listen(this);
  }

  x(time) {
    const { from, to } = this.view;
    return LEFT + ((time - from) / (to - from)) * (this.width - LEFT - RIGHT);
  }
  y(value) {
    return this.height - BOTTOM - ((value - this.low) / (this.high - this.low)) * (this.height - TOP - BOTTOM);
  }
  timeAt(pixel) {
    const { from, to } = this.view;
    return from + ((pixel - LEFT) / (this.width - LEFT - RIGHT)) * (to - from);
  }

  // Begins a drawing whose values go from LOW to HIGH.
  scale(low, high) {
    this.low = low;
    this.high = high > low ? high : low + 1;
    const clip = `${this.view.helpId}-clip-${this.view.plots.indexOf(this)}`;
    this.svg.replaceChildren(shape("clipPath", { id: clip }, shape("rect", {
      x: LEFT, y: TOP - 4, width: Math.max(0, this.width - LEFT - RIGHT), height: this.height - TOP - BOTTOM + 4 })));
    for (const value of ticks(this.low, this.high, 5)) this.gridLine(LEFT, this.y(value), this.width - RIGHT, this.y(value), octets(value));
    for (const time of ticks(this.view.from, this.view.to, Math.max(2, this.width / 130)))
      this.gridLine(this.x(time), TOP, this.x(time), this.height - BOTTOM, null, `${+time.toPrecision(9)} s`);
    this.layer = shape("g", { "clip-path": `url(#${clip})` });
    this.svg.append(this.layer);
  }
  gridLine(x1, y1, x2, y2, valueText, timeText) {
    this.svg.append(shape("line", { x1, y1, x2, y2, class: "grid" }));
    if (valueText) this.svg.append(shape("text", { x: x1 - 6, y: y1 + 4, "text-anchor": "end" }, valueText));
    if (timeText) this.svg.append(shape("text", { x: x1, y: y2 + 16, "text-anchor": "middle" }, timeText));
  }
  path(kind, d) {
    if (d) this.layer.append(shape("path", { class: `series ${kind}`, d }));
  }
  // A value that holds until the next: ROWS are [time, value]; CLOSED, down to the axis.
  steps(kind, rows, closed = false) {
    if (rows.length === 0) return;
    const at = ([time, value]) => [this.x(time).toFixed(1), this.y(value).toFixed(1)];
    const [x0, y0] = at(rows[0]), end = this.x(this.view.to).toFixed(1);
    const line = rows.slice(1).map((row) => `H${at(row)[0]}V${at(row)[1]}`).join("");
    const bottom = this.y(this.low).toFixed(1);
    this.path(kind, closed ? `M${x0} ${bottom}V${y0}${line}H${end}V${bottom}z` : `M${x0} ${y0}${line}H${end}`);
  }
  // Words above a point, inside the plot.
  text(x, y, words) {
    const anchor = x < LEFT + 20 ? "start" : x > this.width - RIGHT - 20 ? "end" : "middle";
    this.layer.append(shape("text", { x, y: Math.max(y, TOP + 8), "text-anchor": anchor }, words));
  }
  say(words) {
    this.aside.textContent = words;
  }
  cursor(point) {
    this.svg.querySelector(".cursor")?.remove();
    if (!point) return;
    const x = this.x(point.time);
    if (x >= LEFT) this.svg.append(shape("line", { class: "cursor", x1: x, x2: x, y1: 4, y2: this.height - BOTTOM }));
  }
  redraw() {
    this.width = Math.max(320, this.frame.clientWidth);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.draw(this);
    this.cursor(this.view.chosen);
  }
}

// What of ROWS is seen from time FROM to TO, with the row before and the row after.
function visible(rows, from, to) {
  let first = rows.findIndex((row) => row.time >= from), last = rows.findIndex((row) => row.time > to);
  if (first < 0) first = rows.length;
  return rows.slice(Math.max(0, first - 1), last < 0 ? rows.length : last + 1);
}

const inside = (plot, point) => point.time >= plot.view.from && point.time <= plot.view.to;
const minimum = (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
const maximum = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);

function drawSegments(plot, kind, segments) {
  plot.path(kind, segments.map((p) => {
    const low = plot.y(p.seq), high = Math.min(plot.y(p.end), low - 3);
    return `M${plot.x(p.time).toFixed(1)} ${low.toFixed(1)}V${high.toFixed(1)}`;
  }).join(""));
}

// Those that count are drawn last, over the others.
function drawFlags(plot, findings) {
  const counts = (f) => ["open", "later", "known", "should", "must"].indexOf(f.weight);
  for (const flag of findings.filter((f) => inside(plot, f.point)).sort((f, g) => counts(f) - counts(g))) {
    const x = plot.x(flag.point.time);
    plot.svg.append(shape("a", { class: flag.weight, href: flag.href, tabindex: "-1" },
      shape("title", {}, `${NAMES[flag.from]}: ${flag.clause}, packet ${flag.point.packet}`),
      shape("line", { class: "flag-line", x1: x, x2: x, y1: TOP, y2: plot.height - BOTTOM }),
      shape("path", { class: "flag", d: `M${x - 8} 3H${x + 8}L${x} 19z` })));
  }
}

function drawSequence(plot, { from, sent, acks, findings }) {
  const { from: start, to } = plot.view;
  const nowSent = visible(sent, start, to), nowAcks = visible(acks, start, to);
  const low = minimum([...nowSent.map((p) => p.seq), ...nowAcks.map((p) => p.ack)]);
  const high = maximum([...nowSent.map((p) => p.end), ...nowAcks.map((p) => p.ack)]);
  const edges = nowAcks.filter((p) => p.edge >= 0);
  const edge = maximum([high, ...edges.map((p) => p.edge)]), top = Math.min(edge, high + (high - low + 100));
  if (Number.isFinite(low)) plot.scale(low, top + 0.05 * (top - low)); else plot.scale(0, 1);
  plot.steps("edge", edges.map((p) => [p.time, p.edge]));
  plot.say(edge > plot.high ? `The window reaches ${octets(edge)}, above the picture.` : "");
  plot.steps("ack", nowAcks.map((p) => [p.time, p.ack]));
  for (const p of nowAcks)
    for (let i = 0; i < p.sacks.length; i += 2) drawSegments(plot, "sack", [{ time: p.time, seq: p.sacks[i], end: p.sacks[i + 1] }]);
  const here = nowSent.filter((p) => inside(plot, p));
  drawSegments(plot, `text-${"ab"[from]}`, here.filter((p) => !(p.marks & (AGAIN | LATE))));
  for (const [kind, mark] of [["again-text", AGAIN], ["late-text", LATE]]) {
    const marked = here.filter((p) => p.marks & mark);
    drawSegments(plot, kind, marked);
    for (const p of marked.slice(0, 200)) plot.layer.append(shape("circle", { class: "ring", cx: plot.x(p.time), cy: plot.y(p.seq), r: 3.5 }));
  }
  for (const p of here)
    if (p.marks & (SYN | FIN)) plot.text(plot.x(p.time), plot.y(p.end) - 5, p.marks & SYN ? "SYN" : "FIN");
  drawFlags(plot, findings);
}

function drawFlight(plot, { from, points }) {
  const now = visible(points, plot.view.from, plot.view.to);
  const flight = maximum([1, ...now.map((p) => p.flight[from])]);
  const windows = now.filter((p) => p.window[from] >= 0);
  const largest = maximum([flight, ...windows.map((p) => p.window[from])]);
  plot.scale(0, 1.05 * Math.min(largest, 4 * flight));
  plot.say(largest > plot.high ? `The window reaches ${octets(largest)}, above the picture.` : "");
  plot.steps(`flight-${"ab"[from]}`, now.map((p) => [p.time, p.flight[from]]), true);
  plot.steps("edge", windows.map((p) => [p.time, p.window[from]]));
}

// ---- All plots of a connection, over the same time ------------------------------------------------

const HELP = "In a plot: arrow keys: the segment before, the next. Plus and minus: zoom. Shift and arrow keys: earlier, later. " +
  "0: all. F: the next finding. Enter: to the segment in the diagram. " +
  "Mouse: drag over a span of time to see it larger; double-click for all.";

class View {
  constructor(box) {
    this.number = box.dataset.connection;
    this.helpId = `c${this.number}-help`;
    const data = JSON.parse(document.getElementById(`c${this.number}-points`).textContent);
    this.points = readPoints(data.points);
    this.findings = this.readFindings(data.findings);
    this.plots = [];
    this.chosen = null;
    box.replaceChildren();
    if (this.points.length === 0) return;
    const first = this.points[0].time, last = this.points[this.points.length - 1].time;
    const margin = 0.02 * (last - first) || 0.001;
    this.whole = { from: first - margin, to: last + margin };
    Object.assign(this, this.whole);
    this.build(box);
    this.redraw();
    new ResizeObserver(() => this.redraw()).observe(box);
  }

  readFindings(rows) {
    const byPacket = new Map(this.points.map((p) => [p.packet, p]));
    return rows
      .map(([packet, from, weight, clause], i) => ({ from, weight, clause, point: byPacket.get(packet), href: `#c${this.number}-f${i}` }))
      .filter((f) => f.point);
  }

  button(words, act) {
    const made = element("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  build(box) {
    const ways = [0, 1].map((from) => direction(this.points, this.findings, from));
    this.range = element("span");
    this.readout = element("p", { class: "readout", role: "status" }, "No segment is chosen.");
    const tools = element("div", { class: "tools", role: "group", "aria-label": "Time that the plots show" },
      element("span", {}, this.button("Zoom in", () => this.zoom(0.5)), this.button("Zoom out", () => this.zoom(2)),
        this.button("Earlier", () => this.pan(-0.5)), this.button("Later", () => this.pan(0.5)), this.button("All", () => this.show(this.whole))),
      this.findings.length > 0 ? this.button("Next finding", () => this.nextFinding()) : "", this.range);
    if (ways.some((way) => way.isDrawn))
      box.append(element("p", { class: "note help", id: this.helpId }, HELP), element("div", { class: "controls" }, tools, this.readout));
    for (const way of ways) this.buildDirection(box, way);
  }

  buildDirection(box, way) {
    const [own, other] = [NAMES[way.from], NAMES[1 - way.from]];
    if (!way.isDrawn) {
      box.append(element("p", { class: "note" }, `${own} sent no text: there is nothing to plot from ${own} to ${other}.`));
      return;
    }
    const kinds = [[`text-${"ab"[way.from]}`, "sent"], ["again-text", "sent again"], ["late-text", "fills a gap"], ["ack", `acknowledged by ${other}`],
      ["edge", `right edge of ${other}'s window`], ["sack", "SACK"]];
    const isUsed = ([kind]) => (kind !== "sack" || way.acks.some((p) => p.sacks.length > 0)) &&
      (kind !== "again-text" || way.sent.some((p) => p.marks & AGAIN)) && (kind !== "late-text" || way.sent.some((p) => p.marks & LATE)) &&
      (kind !== "edge" || way.acks.some((p) => p.edge >= 0));
    this.figure(box, `From ${own} to ${other}: sequence numbers over time`, kinds.filter(isUsed), 340, (plot) => drawSequence(plot, way),
      FLAGS.filter(([weights]) => way.findings.some((f) => weights.includes(f.weight))));
    this.figure(box, `From ${own} to ${other}: octets in flight, and ${other}'s window`,
      [[`flight-${"ab"[way.from]}`, "sent and not acknowledged"], ["edge", "window"]], 170, (plot) => drawFlight(plot, way));
  }

  figure(box, caption, kinds, height, draw, flags = []) {
    const plot = new Plot(this, caption, height, draw);
    this.plots.push(plot);
    const legend = element("ul", { class: "legend" }, ...kinds.map(([kind, words]) => element("li", {},
      shape("svg", { viewBox: "0 0 24 12", "aria-hidden": "true" }, shape("path", { class: `series ${kind}`, d: "M1 6H23" })), words)),
    ...flags.map(([[weight], words]) => element("li", {},
      shape("svg", { viewBox: "0 0 24 20", "aria-hidden": "true", class: weight }, shape("path", { class: "flag", d: "M4 2H20L12 18z" })), words)), plot.aside);
    box.append(element("figure", {}, element("figcaption", {}, caption), legend, plot.frame));
  }

  redraw() {
    for (const plot of this.plots) plot.redraw();
    this.range.textContent = `${seconds(Math.max(0, this.from))} to ${seconds(this.to)}`;
  }

  // ---- Which time is shown

  show({ from, to }) {
    const width = Math.min(Math.max(to - from, 1e-5), this.whole.to - this.whole.from);
    const start = Math.min(Math.max(from, this.whole.from), this.whole.to - width);
    Object.assign(this, { from: start, to: start + width });
    this.redraw();
  }
  zoom(factor) {
    const shown = this.chosen && this.chosen.time >= this.from && this.chosen.time <= this.to;
    const middle = shown ? this.chosen.time : (this.from + this.to) / 2, half = ((this.to - this.from) * factor) / 2;
    this.show({ from: middle - half, to: middle + half });
  }
  pan(part) {
    const by = part * (this.to - this.from);
    this.show({ from: this.from + by, to: this.to + by });
  }

  // ---- Which segment is chosen

  choose(point) {
    this.chosen = point;
    if (point.time < this.from || point.time > this.to) {
      const half = (this.to - this.from) / 2;
      this.show({ from: point.time - half, to: point.time + half });
    }
    for (const plot of this.plots) plot.cursor(point);
    const ack = point.ack < 0 ? "" : `, ACK ${point.ack}`;
    const special = [[SYN, "SYN"], [FIN, "FIN"], [RST, "RST"], [AGAIN, "sent again"], [LATE, "fills a gap"]]
      .filter(([mark]) => point.marks & mark).map(([, words]) => `, ${words}`).join("");
    const found = this.findings.filter((f) => f.point === point).map((f) => `, finding: ${f.clause}`).join("");
    this.readout.replaceChildren(`Packet ${point.packet} at ${seconds(point.time)}, ${NAMES[point.from]} to ${NAMES[1 - point.from]}: ` +
      `SEQ ${point.seq}${point.end > point.seq ? ` to ${point.end}` : ""}${ack}${special}${found}. `);
    const row = this.row();
    this.readout.append(row ? element("a", { href: `#${row.id}` }, "Show in the diagram") : "The diagram leaves it out.");
  }
  row() {
    return this.chosen && document.getElementById(`c${this.number}-p${this.chosen.packet}`);
  }
  step(by) {
    const at = this.points.indexOf(this.chosen);
    const near = this.points.findIndex((p) => p.time >= this.from);
    const next = at < 0 ? near : at + by;
    if (this.points[next]) this.choose(this.points[next]);
  }
  nextFinding() {
    const after = this.chosen ? this.points.indexOf(this.chosen) : -1;
    const places = this.findings.map((f) => this.points.indexOf(f.point)).sort((a, b) => a - b);
    const next = places.find((place) => place > after) ?? places[0];
    if (next !== undefined) this.choose(this.points[next]);
  }
  choosePacket(packet) {
    const point = this.points.find((p) => p.packet === packet);
    const plot = this.plots[0];
    if (!point || !plot) return false;
    this.choose(point);
    plot.frame.focus({ preventScroll: true });
    plot.frame.closest(".plots").scrollIntoView({ block: "start" });
    return true;
  }

  // ---- Keyboard and mouse

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const acts = {
      ArrowLeft: () => (event.shiftKey ? this.pan(-0.5) : this.step(-1)),
      ArrowRight: () => (event.shiftKey ? this.pan(0.5) : this.step(1)),
      "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), 0: () => this.show(this.whole),
      f: () => this.nextFinding(), Enter: () => this.goToRow(),
    };
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }
  goToRow() {
    const row = this.row();
    if (!row) return;
    location.hash = row.id;
    row.querySelector("a").focus();
  }
  nearest(time) {
    const far = (p) => Math.abs(p.time - time);
    return this.points.reduce((best, p) => (far(p) < far(best) ? p : best));
  }
  listen(plot) {
    const time = (event) => plot.timeAt(event.clientX - plot.svg.getBoundingClientRect().left);
    let start = null, mark = null;
    plot.frame.addEventListener("keydown", (event) => this.key(event));
    plot.frame.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && !event.target.closest("a")) start = time(event);
    });
    plot.frame.addEventListener("pointermove", (event) => {
      if (start === null) return;
      mark?.remove();
      const [x1, x2] = [start, time(event)].map((t) => plot.x(t)).sort((a, b) => a - b);
      mark = shape("rect", { class: "chosen", x: x1, y: TOP, width: x2 - x1, height: plot.height - TOP - BOTTOM });
      plot.svg.append(mark);
    });
    window.addEventListener("pointerup", (event) => {
      if (start === null) return;
      const [from, to] = [start, time(event)].sort((a, b) => a - b);
      start = null;
      mark?.remove();
      if (plot.x(to) - plot.x(from) > 6) this.show({ from, to }); else this.choose(this.nearest(from));
    });
    plot.frame.addEventListener("dblclick", () => this.show(this.whole));
  }
}

// ---- The diagram ----------------------------------------------------------------------------------

function addSwitches(table) {
  const tools = element("div", { class: "tools", role: "group", "aria-label": "What the diagram tells" });
  const add = (words, name, on) => {
    const box = element("input", { type: "checkbox" });
    box.checked = on;
    const apply = () => table.classList.toggle(name, !box.checked);
    box.addEventListener("change", apply);
    apply();
    tools.append(element("label", {}, box, ` ${words}`));
  };
  add("variables", "vars-hidden", true);
  add("reasons", "why-hidden", true);
  add("clauses", "clauses-hidden", false);
  if (table.querySelector(".may")) add("what else was allowed", "may-hidden", false);
  table.before(tools);
}

// Plots are drawn when they come near the screen, or are asked for: a page may have hundreds.
const views = new Map();
const boxes = [...document.querySelectorAll(".plots")];
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) viewOf(entry.target);
}, { rootMargin: "100%" });

function viewOf(box) {
  if (!views.has(box)) {
    observer.unobserve(box);
    views.set(box, new View(box));
  }
  return views.get(box);
}

for (const box of boxes) observer.observe(box);
window.addEventListener("beforeprint", () => boxes.forEach(viewOf));
for (const table of document.querySelectorAll(".diagram")) addSwitches(table);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.to-plot");
  if (!link) return;
  const box = boxes.find((each) => each.dataset.connection === link.hash.match(/^#c(\d+)-plot$/)?.[1]);
  if (box && viewOf(box).choosePacket(Number(link.dataset.packet))) event.preventDefault();
});
