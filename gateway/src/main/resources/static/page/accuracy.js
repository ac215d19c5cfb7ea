// Accuracy by depth: the curve as it is, as it was, and what it has to beat.
import { $, el, set, svg, text } from "./dom.js";
import { count, percent } from "./format.js";
import { wine } from "./colours.js";

const MARGIN = { left: 40, right: 16, top: 16, bottom: 34 };
const TRAIL = 7;
const GLIDE = 450;
const LEAST = 2;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Accuracy {
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    this.chart = $("accuracy-chart");
    this.svg = svg("svg", { role: "img", "aria-label": "Accuracy by depth, not known yet" });
    this.layers = Object.fromEntries(["grid", "trail", "ghosts", "band", "curve", "points"].map((name) => [name, svg("g")]));
    this.svg.append(...Object.values(this.layers));
    this.chart.append(this.svg);
    new ResizeObserver(() => this.update()).observe(this.chart);
    store.onChange((changed) => { if (["probes", "time", "choice", "scheme", "pipeline"].some((one) => changed.has(one))) this.update(); });
    $("accuracy-key").replaceChildren(
      keyed("this run", { "stroke-width": 3, stroke: "var(--accent)" }), keyed("earlier", { stroke: "var(--accent)", opacity: 0.35 }),
      keyed("untrained", { stroke: "var(--muted)", "stroke-dasharray": "5 4" }), keyed("raw input", { stroke: "var(--muted)", "stroke-dasharray": "1.5 3" }), keyed("chance", { stroke: "var(--muted)", opacity: 0.5 }));
  }

  label() { return this.store.probes.labels.find((label) => label.label === this.store.label); }

  update() {
    const { store } = this;
    if (!store.pipeline) return;
    this.tabs();
    const label = this.label();
    const rows = store.rows(label);
    const depths = store.pipeline.modules.length;
    const classes = label?.classes || store.run?.source?.labels.find((one) => one.name === store.label)?.classes;
    const trained = new Map(rows.filter((row) => row.network === "trained").map((row) => [row.depth, row]));
    const untrained = rows.filter((row) => row.network === "untrained").sort((a, b) => a.depth - b.depth);
    const raw = rows.find((row) => row.network === "raw");
    const past = this.past(label);
    const high = Math.max(0.2, ...rows.map((row) => row.high), ...past.flatMap(({ rows: old }) => old.map((row) => row.accuracy)));
    this.scale(depths, Math.min(1, Math.ceil(high * 10 + 0.3) / 10));
    this.grid(depths, classes);
    this.trail(past);
    this.ghosts(untrained, raw);
    this.glide(new Map([...trained].map(([depth, row]) => [depth, [row.accuracy, row.low, row.high]])));
    this.note(trained, rows, classes);
    this.table(trained, untrained, raw, depths);
  }

  tabs() {
    const names = this.store.probes.labels.map((label) => label.label);
    (this.store.run?.source?.labels ?? []).forEach(({ name }) => { if (!names.includes(name)) names.push(name); });
    const group = $("labels");
    if (group.dataset.names !== names.join("\n")) {
      group.dataset.names = names.join("\n");
      group.replaceChildren(...names.map((name) => {
        const tab = el("button", { type: "button" }, name);
        tab.onclick = () => this.choose(name);
        return tab;
      }));
    }
    [...group.children].forEach((tab) => set(tab, { "aria-pressed": tab.textContent === this.store.label }));
  }

  scale(depths, high) {
    const { clientWidth: width, clientHeight: height } = this.chart;
    set(this.svg, { viewBox: `0 0 ${width} ${height}` });
    Object.assign(this, { width, height, high });
    this.x = (depth) => MARGIN.left + (depth / depths) * (width - MARGIN.left - MARGIN.right);
    this.y = (value) => MARGIN.top + (1 - value / high) * (height - MARGIN.top - MARGIN.bottom);
  }

  grid(depths, classes) {
    const key = [depths, this.high, this.width, this.height, classes].join();
    if (this.gridKey === key) return;
    this.gridKey = key;
    const { x, y, layers: { grid } } = this;
    const apart = this.high > 0.6 ? 0.2 : 0.1;
    grid.replaceChildren();
    for (let value = 0; value <= this.high + 1e-9; value += apart) {
      grid.append(svg("line", { x1: MARGIN.left, x2: this.width - MARGIN.right, y1: y(value), y2: y(value), stroke: "var(--line)" }),
        svg("text", { x: MARGIN.left - 8, y: y(value) + 4, "text-anchor": "end" }, (100 * value).toFixed(0)));
    }
    for (let depth = 0; depth <= depths; depth++) {
      grid.append(svg("text", { x: x(depth), y: this.height - 10, "text-anchor": "middle" }, depth === 0 ? "input" : String(depth)));
    }
    if (classes) grid.append(svg("line", { x1: MARGIN.left, x2: this.width - MARGIN.right, y1: y(1 / classes), y2: y(1 / classes), stroke: "var(--muted)", opacity: 0.5 }));
  }

  /** The curve at a few earlier times, evenly over what is behind. */
  past(label) {
    const span = this.store.span();
    if (!label || !span) return [];
    const until = this.store.at ?? span.last;
    const rows = [];
    for (let i = 1; i <= TRAIL; i++) {
      const at = span.first + ((until - span.first) * i) / (TRAIL + 1);
      rows.push({ at, rows: this.store.rows(label, at).filter((row) => row.network === "trained").sort((a, b) => a.depth - b.depth) });
    }
    return rows;
  }

  trail(past) {
    this.layers.trail.replaceChildren(...past.filter(({ rows }) => rows.length > 1).map(({ rows }, i, all) =>
      svg("path", { d: this.path(rows.map((row) => [row.depth, row.accuracy])), fill: "none", stroke: "var(--accent)", "stroke-width": 1.2, opacity: 0.08 + (0.26 * (i + 1)) / all.length })));
  }

  ghosts(untrained, raw) {
    const made = [];
    if (untrained.length) made.push(svg("path", { d: this.path(untrained.map((row) => [row.depth, row.accuracy])), fill: "none", stroke: "var(--muted)", "stroke-width": 1.6, "stroke-dasharray": "5 4" }));
    if (raw) made.push(svg("line", { x1: this.x(0), x2: this.width - MARGIN.right, y1: this.y(raw.accuracy), y2: this.y(raw.accuracy), stroke: "var(--muted)", "stroke-width": 1.6, "stroke-dasharray": "1.5 3", "stroke-linecap": "round" }));
    this.layers.ghosts.replaceChildren(...made);
  }

  /** From where the curve is drawn to where it is now. */
  glide(wanted) {
    cancelAnimationFrame(this.frame);
    const shown = this.shown ?? new Map();
    const began = performance.now();
    const apart = Math.max(0, ...[...wanted].map(([depth, [value]]) => Math.abs(this.y(value) - this.y(shown.get(depth)?.[0] ?? value))));
    const step = () => {
      const part = still.matches || document.hidden || apart < LEAST ? 1 : Math.min(1, (performance.now() - began) / GLIDE);
      const eased = 1 - (1 - part) ** 3;
      this.shown = new Map([...wanted].map(([depth, to]) => {
        const from = shown.get(depth) ?? to;
        return [depth, to.map((value, i) => from[i] + (value - from[i]) * eased)];
      }));
      this.draw();
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    step();
  }

  draw() {
    const { x, y, layers } = this;
    const rows = [...this.shown].sort(([a], [b]) => a - b);
    const depths = this.store.pipeline.modules.length;
    const band = rows.map(([depth, [, , high]]) => [depth, high]).concat([...rows].reverse().map(([depth, [, low]]) => [depth, low]));
    layers.band.replaceChildren(...(rows.length > 1 ? [svg("path", { d: this.path(band) + "Z", fill: "var(--accent)", opacity: 0.13 })] : []));
    layers.curve.replaceChildren(svg("path", { d: this.path(rows.map(([depth, [value]]) => [depth, value])), fill: "none", stroke: "var(--accent)", "stroke-width": 2.6, "stroke-linejoin": "round" }));
    const best = rows.reduce((found, row) => (row[1][0] > (found?.[1][0] ?? -1) ? row : found), null);
    layers.points.replaceChildren(...rows.flatMap(([depth, [value, low, high]]) => {
      const made = [
        svg("line", { x1: x(depth), x2: x(depth), y1: y(low), y2: y(high), stroke: wine(depth, depths), "stroke-width": 1.5, opacity: 0.6 }),
        svg("circle", { cx: x(depth), cy: y(value), r: depth === this.store.depth ? 6.5 : 5, fill: wine(depth, depths), stroke: "var(--panel)", "stroke-width": 2 })];
      if (depth === best[0] || depth === this.store.depth) made.push(svg("text", { class: "value", x: x(depth), y: Math.max(12, y(high) - 9), "text-anchor": depth === depths ? "end" : "middle" }, percent(value)));
      return made;
    }));
  }

  path(points) { return points.map(([depth, value], i) => `${i ? "L" : "M"}${this.x(depth).toFixed(1)} ${this.y(value).toFixed(1)}`).join(""); }

  note(trained, rows, classes) {
    const rolling = rows.some((row) => row.rolling && row.network === "trained");
    const chance = classes ? `, chance ${percent(1 / classes)}` : "";
    const said = !trained.size ? "No accuracy yet: probes have to hear held-out samples first"
      : rolling ? `Held-out ${this.store.label} accuracy while modules learn${chance}` : `Held-out ${this.store.label} accuracy of the frozen modules${chance}`;
    text($("accuracy-note"), said);
    set(this.svg, { "aria-label": trained.size ? `${said}: ` + [...trained.values()].map((row) => `depth ${row.depth} ${percent(row.accuracy)}`).join(", ") : said });
  }

  table(trained, untrained, raw, depths) {
    if (!$("accuracy-table").parentElement.open) {
      $("accuracy-table").parentElement.ontoggle = () => this.update();
      return;
    }
    const of = (row) => (row ? percent(row.accuracy) : "–");
    const body = el("tbody");
    for (let depth = 0; depth <= depths; depth++) {
      const row = depth === 0 ? raw : trained.get(depth);
      body.append(el("tr", {}, el("th", { scope: "row" }, depth === 0 ? "input" : String(depth)), el("td", {}, of(row)),
        el("td", {}, row ? `${percent(row.low)} – ${percent(row.high)}` : "–"), el("td", {}, depth ? of(untrained.find((one) => one.depth === depth)) : "–"), el("td", {}, row ? count(row.heldOut) : "–")));
    }
    const head = el("tr", {}, ...["depth", "accuracy", "95 %", "untrained", "of"].map((name) => el("th", { scope: "col" }, name)));
    $("accuracy-table").replaceChildren(el("table", {}, el("thead", {}, head), body));
  }
}

function keyed(name, style) {
  return el("li", {}, svg("svg", { viewBox: "0 0 24 10" }, svg("line", { x1: 1, x2: 23, y1: 5, y2: 5, "stroke-width": 1.8, ...style })), name);
}
