// Barrels, pipes and what flows in them: what moves is drawn on a canvas of its own, while somebody looks and something moves.
import { token } from "./colours.js";

const FRAME = 1000 / 12;
const GLASS = 0.79;
const STAVES = 26;
const DROP = 2.1;
const DROPS_APART = 13;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Flow {
  /** @param canvas for what moves; @param rest for what stands still */
  constructor(canvas, rest, frame) {
    this.canvas = canvas;
    this.rest = rest;
    this.frame = frame;
    this.context = canvas.getContext("2d");
    this.nodes = [];
    this.flows = [];
    this.levels = [];
    this.offsets = [];
    this.last = 0;
    this.moving = false;
    new ResizeObserver(() => this.measure()).observe(frame);
    document.addEventListener("visibilitychange", () => this.wake());
    still.addEventListener("change", () => this.wake());
    this.seen = true;
    new IntersectionObserver(([entry]) => { this.seen = entry.isIntersecting; this.wake(); }).observe(canvas);
  }

  place(elements, barrels) {
    this.elements = elements;
    this.barrels = barrels;
    this.levels = new Array(barrels).fill(0);
    this.offsets = new Array(elements.length).fill(0);
    this.speeds = new Array(elements.length).fill(0);
    this.measure();
  }

  measure() {
    if (!this.elements) return;
    const outer = this.frame.getBoundingClientRect();
    this.nodes = this.elements.map((node, i) => {
      const box = node.getBoundingClientRect();
      return { x: box.left - outer.left + box.width / 2, y: box.top - outer.top + box.height / 2, r: box.width / 2, barrel: i > 0 && i <= this.barrels };
    });
    this.width = Math.ceil(outer.width);
    this.height = Math.ceil(Math.max(...this.nodes.map((node) => node.y + node.r)) + 12);
    this.ratio = Math.min(2, devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.rest]) {
      canvas.width = this.width * this.ratio;
      canvas.height = this.height * this.ratio;
      canvas.style.width = this.width + "px";
      canvas.style.height = this.height + "px";
    }
    this.furnish();
    this.settle();
  }

  /** @param flows what flows into each node behind the first; @param moving whether it does so now */
  show(flows, moving) {
    this.flows = flows;
    this.moving = moving;
    if (still.matches || !moving || document.hidden) this.settle(); else this.wake();
  }

  settle() {
    this.levels = this.levels.map((_, i) => this.flows[i]?.level ?? 0);
    this.draw(0);
    this.wake();
  }

  wake() {
    if (this.ticking || document.hidden || still.matches || !this.moving || !this.seen) return;
    this.ticking = true;
    setTimeout(() => requestAnimationFrame((time) => this.tick(time)), Math.max(0, FRAME - (performance.now() - this.last) - 8));
  }

  tick(time) {
    this.ticking = false;
    if (document.hidden || still.matches || !this.moving || !this.seen) return;
    this.step(Math.min(0.1, (time - this.last) / 1000));
    this.last = time;
    this.draw(time / 1000);
    this.wake();
  }

  step(seconds) {
    this.levels = this.levels.map((level, i) => level + ((this.flows[i]?.level ?? 0) - level) * Math.min(1, seconds * 2.5));
    this.flows.forEach((flow, i) => {
      const wanted = flow.bytes > 0 ? 14 + 15 * Math.max(0, Math.log10(flow.bytes / 1000)) : 0;
      this.speeds[i] += (wanted - this.speeds[i]) * Math.min(1, seconds * 2);
      this.offsets[i] += this.speeds[i] * seconds;
    });
  }

  draw(time) {
    const { context: c, nodes, ratio } = this;
    if (!nodes.length) return;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (let i = 1; i < nodes.length; i++) this.pour(nodes[i - 1], nodes[i], i - 1);
    nodes.forEach((node, i) => { if (node.barrel) this.liquid(node, i - 1, time); });
  }

  /** What moves in one pipe. */
  pour(from, to, i) {
    const c = this.context;
    const pipe = between(from, to);
    const { upright, a, b, at } = pipe;
    if (upright) c.clearRect(at - 4, a, 8, b - a); else c.clearRect(a, at - 4, b - a, 8);
    const flow = this.flows[i];
    if (!flow || !(this.speeds[i] > 0.5 || (still.matches && flow.bytes > 0))) return;
    c.fillStyle = this.flows[i - 1]?.colour ?? this.colours.accent;
    c.beginPath();
    for (let along = a + 2 + (this.offsets[i] % DROPS_APART); along < b - 2; along += DROPS_APART) {
      const [x, y] = upright ? [at, along] : [along, at];
      c.moveTo(x + DROP, y);
      c.arc(x, y, DROP, 0, 7);
    }
    c.fill();
  }

  /** What one barrel holds: as far up as its module tells positives from negatives. */
  liquid({ x, y, r }, i, time) {
    const c = this.context;
    const inner = r * GLASS - 1;
    c.clearRect(x - inner - 1, y - inner - 1, 2 * inner + 2, 2 * inner + 2);
    const flow = this.flows[i] ?? {};
    const level = this.levels[i] ?? 0;
    if (!(level > 0) || !flow.colour) return;
    const surface = inner - 2 * inner * Math.min(0.98, level);
    const swell = (flow.busy > 0 && !still.matches ? 0.028 : 0.008) * r;
    for (const [shift, shade] of [[1.9, 0.45], [0, 1]]) {
      c.globalAlpha = shade;
      c.fillStyle = flow.colour;
      const wave = (dx) => surface - (shift ? swell : 0) + swell * Math.sin(dx / (r * 0.22) + time * 1.9 + shift + i);
      const wet = [];
      for (let dx = -inner; dx <= inner; dx += 3) {
        const edge = Math.sqrt(inner * inner - dx * dx);
        if (wave(dx) < edge) wet.push([x + dx, y + Math.max(-edge, wave(dx)), y + edge]);
      }
      c.beginPath();
      wet.forEach(([at, top]) => c.lineTo(at, top));
      wet.reverse().forEach(([at, , bottom]) => c.lineTo(at, bottom));
      c.fill();
      if (!shift) { c.fillStyle = this.shades[i]; c.fill(); }
    }
    c.globalAlpha = 1;
  }

  /** What stands still: pipes, glass, staves and hoops. */
  furnish() {
    this.colours = Object.fromEntries(["line", "void", "accent", "wood-1", "wood-2", "wood-3", "iron"].map((name) => [name, token(name)]));
    const c = this.rest.getContext("2d");
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    for (let i = 1; i < this.nodes.length; i++) {
      const { upright, a, b, at } = between(this.nodes[i - 1], this.nodes[i]);
      for (const [width, colour] of [[10, this.colours.line], [7, this.colours.void]]) {
        c.fillStyle = colour;
        if (upright) c.fillRect(at - width / 2, a, width, b - a); else c.fillRect(a, at - width / 2, b - a, width);
      }
    }
    this.shades = this.nodes.filter((node) => node.barrel).map(({ y, r }) => {
      const shade = this.context.createLinearGradient(0, y - r * GLASS, 0, y + r * GLASS);
      shade.addColorStop(0, "rgb(255 245 220 / .2)");
      shade.addColorStop(0.45, "rgb(255 245 220 / 0)");
      shade.addColorStop(1, "rgb(20 6 0 / .4)");
      return shade;
    });
    this.nodes.filter((node) => node.barrel).forEach((node) => this.wood(c, node));
  }

  wood(c, { x, y, r }) {
    c.save();
    c.translate(x, y);
    const ring = (radius, width, style) => { c.beginPath(); c.arc(0, 0, radius, 0, 7); c.lineWidth = width; c.strokeStyle = style; c.stroke(); };
    c.beginPath();
    c.arc(0, 0, r * GLASS, 0, 7);
    c.fillStyle = this.colours.void;
    c.fill();
    const grain = c.createLinearGradient(-r, -r, r, r);
    grain.addColorStop(0, this.colours["wood-3"]);
    grain.addColorStop(0.5, this.colours["wood-1"]);
    grain.addColorStop(1, this.colours["wood-2"]);
    ring(r * 0.875, r * 0.17, grain);
    c.lineWidth = 1;
    c.strokeStyle = this.colours["wood-2"];
    c.globalAlpha = 0.55;
    c.beginPath();
    for (let stave = 0; stave < STAVES; stave++) {
      const [cos, sin] = [Math.cos((stave / STAVES) * 2 * Math.PI), Math.sin((stave / STAVES) * 2 * Math.PI)];
      c.moveTo(cos * r * 0.8, sin * r * 0.8);
      c.lineTo(cos * r * 0.95, sin * r * 0.95);
    }
    c.stroke();
    c.globalAlpha = 1;
    ring(r * 0.965, r * 0.045, this.colours.iron);
    ring(r * GLASS, 1.5, this.colours["wood-2"]);
    c.beginPath();
    c.arc(0, 0, r * 0.9, -2.6, -1.3);
    c.lineWidth = 1.2;
    c.strokeStyle = "rgb(255 255 255 / .22)";
    c.stroke();
    c.restore();
  }
}

/** The pipe from one to the next: upright where they stand above each other. */
function between(from, to) {
  const upright = Math.abs(to.y - from.y) > Math.abs(to.x - from.x);
  return upright ? { upright, a: from.y + from.r, b: to.y - to.r, at: from.x } : { upright, a: from.x + from.r, b: to.x - to.r, at: from.y };
}
