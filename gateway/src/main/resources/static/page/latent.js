// The latent space at one depth: points move from where a snapshot had them to where the next one has them.
import { $, el, set, show, svg, text } from "./dom.js";
import { count } from "./format.js";
import { get } from "./api.js";
import { hue, shape, token } from "./colours.js";

const GLIDE = 1400;
const REACH = 12;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Latent {
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    this.canvas = $("scatter");
    this.shown = new Map();
    this.extent = 1;
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => show($("latent-tip"), false));
    store.onChange((changed) => {
      if (changed.has("choice") || changed.has("pipeline")) { this.tabs(); this.ask(); }
      if (changed.has("snapshot")) this.ask();
      if (changed.has("scheme")) { this.legend(); this.draw(); }
    });
  }

  tabs() {
    const group = $("depths");
    const depths = this.store.pipeline?.modules.length ?? 0;
    if (group.children.length !== depths) {
      group.replaceChildren(...Array.from({ length: depths }, (_, i) => {
        const tab = el("button", { type: "button", "aria-label": `Depth ${i + 1}` }, String(i + 1));
        tab.onclick = () => this.choose(i + 1);
        return tab;
      }));
    }
    [...group.children].forEach((tab, i) => set(tab, { "aria-pressed": i + 1 === this.store.depth }));
  }

  async ask() {
    const { depth, label } = this.store;
    if (!depth || !this.store.connected) return;
    const asked = (this.asked = Symbol());
    const query = new URLSearchParams({ depth });
    if (label) query.set("label", label);
    try {
      const frame = await get("/api/latent?" + query);
      if (asked === this.asked) this.take(frame);
    } catch (refusal) {
      if (asked === this.asked) this.none(refusal.status === 404 ? "No snapshot yet: the latent space appears with the first one." : refusal.message);
    }
  }

  none(why) {
    if (this.frame && this.frame.depth === this.store.depth) return;
    this.frame = null;
    this.shown = new Map();
    this.draw();
    show($("latent-empty"), true);
    text($("latent-empty"), why);
    text($("latent-note"), "Held-out samples, projected from the newest snapshot");
  }

  take(frame) {
    if (!frame.points?.length) return this.none("No snapshot yet: the latent space appears with the first one.");
    const known = this.frame;
    if (known && ["depth", "label", "snapshot", "samples"].every((name) => known[name] === frame[name]) && known.points.length === frame.points.length) return;
    this.frame = frame;
    show($("latent-empty"), false);
    const named = frame.label ? `coloured by ${frame.label}` : "without labels";
    text($("latent-note"), `${count(frame.points.length)} samples at depth ${frame.depth}, ${named}, after ${count(frame.samples)} samples`);
    set(this.canvas, { "aria-label": `Latent space at depth ${frame.depth}: ${frame.points.length} samples, ${named}` });
    this.legend();
    const extent = Math.max(1e-9, ...frame.points.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
    const from = this.shown;
    const begin = this.extent;
    const began = performance.now();
    cancelAnimationFrame(this.tick);
    const step = () => {
      const part = still.matches || document.hidden ? 1 : Math.min(1, (performance.now() - began) / GLIDE);
      const eased = part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2;
      this.extent = begin + (extent - begin) * eased;
      this.shown = new Map(frame.points.map((to) => {
        const was = from.get(to.id) ?? { x: 0, y: 0 };
        return [to.id, { x: was.x + (to.x - was.x) * eased, y: was.y + (to.y - was.y) * eased, class: to.class, id: to.id }];
      }));
      this.draw();
      if (part < 1) this.tick = requestAnimationFrame(step);
    };
    step();
  }

  /** Shows where a file lies that was asked about, and the samples that are most like it; null for none. */
  mark(answer) { this.marked = answer; this.draw(); }

  /** Only among the points of the very snapshot and depth that answered: elsewhere its place means nothing. */
  ring(c) {
    const { marked, frame } = this;
    if (!marked?.place || !frame || marked.depth !== frame.depth || marked.samples !== frame.samples) return;
    const within = (at, length) => Math.max(16, Math.min(length - 16, at));
    const [farX, farY] = this.place(marked.place);
    const [x, y] = [within(farX, this.canvas.clientWidth), within(farY, this.canvas.clientHeight)];
    c.globalAlpha = 1;
    c.strokeStyle = token("muted");
    c.lineWidth = 1.2;
    for (const { id } of marked.neighbours) {
      const near = this.shown.get(id);
      if (!near) continue;
      const [nx, ny] = this.place(near);
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(nx, ny);
      c.moveTo(nx + 6, ny);
      c.arc(nx, ny, 6, 0, 7);
      c.stroke();
    }
    for (const [colour, width] of [[token("panel"), 6], [token("accent"), 2.5]]) {
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.beginPath();
      c.arc(x, y, 10, 0, 7);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) { c.moveTo(x + dx * 4, y + dy * 4); c.lineTo(x + dx * 15, y + dy * 15); }
      c.stroke();
    }
  }

  classOf(point) {
    const classes = this.frame?.classes ?? [];
    return typeof point.class === "number" ? classes[point.class] ?? "unknown" : point.class ?? "unknown";
  }

  numberOf(point) {
    const at = typeof point.class === "number" ? point.class : (this.frame?.classes ?? []).indexOf(point.class);
    return at;
  }

  legend() {
    const classes = this.frame?.classes ?? [];
    $("legend").replaceChildren(...classes.map((name, number) => {
      const mark = svg("svg", { viewBox: "-5 -5 10 10", "aria-hidden": "true" }, svg("path", { d: outline(shape(number), 4), fill: hue(number) }));
      return el("li", {}, mark, String(name));
    }));
  }

  place(point) {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const room = Math.min(width, height) / 2 - 14;
    return [width / 2 + (point.x / this.extent) * Math.max(room, Math.min(width / 2 - 14, room * 1.5)), height / 2 - (point.y / this.extent) * room];
  }

  draw() {
    const { canvas } = this;
    if (!canvas.clientWidth) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    c.globalAlpha = 0.85;
    const paths = (this.paths ??= new Map());
    const unknown = token("muted");
    for (const point of this.shown.values()) {
      const number = this.numberOf(point);
      const kind = shape(Math.max(0, number));
      if (!paths.has(kind)) paths.set(kind, new Path2D(outline(kind, 3.6)));
      const [x, y] = this.place(point);
      c.translate(x, y);
      c.fillStyle = number < 0 ? unknown : hue(number);
      c.fill(paths.get(kind));
      c.translate(-x, -y);
    }
    this.ring(c);
  }

  point({ offsetX, offsetY }) {
    let nearest = null;
    let least = REACH;
    for (const point of this.shown.values()) {
      const [x, y] = this.place(point);
      const apart = Math.hypot(x - offsetX, y - offsetY);
      if (apart < least) { least = apart; nearest = { point, x, y }; }
    }
    const tip = $("latent-tip");
    show(tip, !!nearest);
    if (!nearest) return;
    text(tip, `${this.classOf(nearest.point)} · ${nearest.point.id}`);
    tip.style.left = Math.min(nearest.x + 10, this.canvas.clientWidth - tip.offsetWidth) + "px";
    tip.style.top = Math.max(0, nearest.y - 34) + "px";
  }
}

function outline(kind, r) {
  switch (kind) {
    case "square": return `M${-r} ${-r}H${r}V${r}H${-r}Z`;
    case "diamond": return `M0 ${-r * 1.3}L${r * 1.3} 0L0 ${r * 1.3}L${-r * 1.3} 0Z`;
    case "triangle": return `M0 ${-r * 1.2}L${r * 1.15} ${r}L${-r * 1.15} ${r}Z`;
    default: return `M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`;
  }
}
