// The losses of all modules over the run, and the hand that goes back in it.
import { $, el, set, svg, text } from "./dom.js";
import { nats, span as spanText } from "./format.js";
import { token, wine } from "./colours.js";
import { smoothed } from "./spark.js";

const MARGIN = { left: 40, right: 12, top: 8, bottom: 6 };
const APART = 2000;

export class Timeline {
  constructor(store, look) {
    this.store = store;
    this.canvas = $("losses");
    this.range = $("scrub");
    this.drawn = 0;
    this.range.addEventListener("input", () => {
      const span = store.span();
      const at = Number(this.range.value);
      if (span) look(at >= 1000 ? null : span.first + ((span.last - span.first) * at) / 1000);
    });
    $("live").onclick = () => look(null);
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    store.onChange((changed) => {
      if (changed.has("time") || changed.has("scheme") || changed.has("history") || (changed.has("modules") && performance.now() - this.drawn > APART)) this.draw();
    });
  }

  draw() {
    const { canvas, store } = this;
    this.drawn = performance.now();
    const span = store.span();
    this.hand(span);
    if (!span || !canvas.clientWidth) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    const depths = store.pipeline.modules.length;
    const curves = [...store.histories.values()].filter(({ loss }) => loss.length > 1).map((history) => ({ history, values: smoothed(history.loss, Math.max(2, Math.round(history.loss.length / 80))) }));
    if (!curves.length) return;
    const low = Math.min(...curves.map(({ values }) => Math.min(...values)));
    const high = Math.max(...curves.map(({ values }) => Math.max(...values)));
    const room = Math.max(1e-6, high - low);
    const x = (time) => MARGIN.left + ((time - span.first) / (span.last - span.first)) * (width - MARGIN.left - MARGIN.right);
    const y = (value) => MARGIN.top + (1 - (value - low) / room) * (height - MARGIN.top - MARGIN.bottom);
    c.font = "11px Inter, sans-serif";
    c.textAlign = "right";
    c.textBaseline = "middle";
    for (let i = 0; i <= 3; i++) {
      const value = low + (room * i) / 3;
      c.strokeStyle = token("line");
      c.beginPath();
      c.moveTo(MARGIN.left, y(value));
      c.lineTo(width - MARGIN.right, y(value));
      c.stroke();
      c.fillStyle = token("muted");
      c.fillText(nats(value), MARGIN.left - 8, y(value));
    }
    const at = store.at;
    c.lineJoin = "round";
    for (const { history, values } of curves) {
      c.strokeStyle = wine(history.number, depths);
      c.lineWidth = history.number === store.depth ? 2.6 : 1.5;
      for (const later of at === null ? [false] : [false, true]) {
        c.globalAlpha = later ? 0.25 : 1;
        c.beginPath();
        values.forEach((value, i) => { if (at === null || history.time[i] > at === later) c.lineTo(x(history.time[i]), y(value)); });
        c.stroke();
      }
    }
    c.globalAlpha = 1;
    if (at !== null) {
      c.strokeStyle = token("ink");
      c.lineWidth = 1.5;
      c.beginPath();
      c.moveTo(x(at), 0);
      c.lineTo(x(at), height);
      c.stroke();
    }
    this.key(depths);
  }

  hand(span) {
    const { store } = this;
    const live = store.at === null;
    set(this.range, { disabled: !span });
    set($("live"), { "aria-pressed": live });
    const at = live || !span ? 1000 : Math.round(1000 * Math.min(1, Math.max(0, (store.at - span.first) / (span.last - span.first))));
    if (Number(this.range.value) !== at) this.range.value = at;
    const began = store.run?.began ?? span?.first;
    const until = live ? span?.last : store.at;
    const said = span ? `${spanText(until - began)} into the run` : "";
    text($("at"), said);
    set(this.range, { "aria-valuetext": said + (live ? ", live" : "") });
  }

  key(depths) {
    const key = $("loss-key");
    const made = depths + document.documentElement.dataset.scheme;
    if (key.dataset.made === made) return;
    key.dataset.made = made;
    key.replaceChildren(...Array.from({ length: depths }, (_, i) => el("li", {},
      svg("svg", { viewBox: "0 0 24 10" }, svg("line", { x1: 1, x2: 23, y1: 5, y2: 5, stroke: wine(i + 1, depths), "stroke-width": 3 })), `module ${i + 1}`)));
  }
}
