// The loss of one module over all its steps, small.
import { token } from "./colours.js";
import { before } from "./store.js";

const APART = 1000;

/** A running mean that is short where a curve is steep, at its beginning, and longer where it is flat. */
export function smoothed(values, reach) {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, i) => { sums[i + 1] = sums[i] + (Number.isFinite(value) ? value : 0); });
  return values.map((_, i) => {
    const width = Math.min(reach, i);
    const [from, to] = [i - width, Math.min(values.length, i + width + 1)];
    return (sums[to] - sums[from]) / (to - from);
  });
}

export class Spark {
  constructor(canvas) {
    this.canvas = canvas;
    this.drawn = 0;
    new ResizeObserver(() => { this.drawn = 0; this.draw(); }).observe(canvas);
  }

  show(history, colour, at) {
    const looked = at !== this.at;
    Object.assign(this, { history, colour, at });
    if (looked || performance.now() - this.drawn > APART) this.draw();
  }

  draw() {
    const { canvas, history } = this;
    if (!history || !canvas.clientWidth) return;
    this.drawn = performance.now();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    const values = smoothed(history.loss, Math.max(2, Math.round(history.loss.length / 60)));
    if (values.length < 2) return;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const steps = history.step;
    const x = (i) => 1 + ((steps[i] - steps[0]) / Math.max(1, steps.at(-1) - steps[0])) * (width - 5);
    const y = (value) => 3 + (1 - (value - low) / Math.max(1e-9, high - low)) * (height - 7);
    c.beginPath();
    values.forEach((value, i) => c.lineTo(x(i), y(value)));
    c.lineWidth = 1.7;
    c.lineJoin = "round";
    c.strokeStyle = this.colour;
    c.stroke();
    c.lineTo(x(values.length - 1), height);
    c.lineTo(x(0), height);
    c.globalAlpha = 0.13;
    c.fillStyle = this.colour;
    c.fill();
    c.globalAlpha = 1;
    const now = this.at === null || this.at === undefined ? values.length - 1 : before(history.time, this.at);
    if (now < 0) return;
    c.beginPath();
    c.arc(x(now), y(values[now]), 2.6, 0, 7);
    c.fillStyle = token("ink");
    c.fill();
  }
}
