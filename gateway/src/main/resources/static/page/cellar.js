// The stack as what it is: barrels from the input to the top, and what flows from one into the next.
import { $, el, set, show, svg, text } from "./dom.js";
import { bytes, count, nats, percent, rate } from "./format.js";
import { Flow } from "./flow.js";
import { wine } from "./colours.js";
import { Spark } from "./spark.js";

const DEAD_WARNING = 0.1;
const ENDED = new Set(["FINISHED", "FAILED"]);

export class Cellar {
  /** @param choose called with a depth; @param command called with a service and what it is asked for */
  constructor(store, choose, command) {
    this.store = store;
    this.choose = choose;
    this.command = command;
    this.stages = [];
    this.flow = new Flow($("flow"), $("rest"), $("cellar"));
    store.onChange((changed) => {
      if (changed.has("pipeline") || changed.has("scheme")) this.build();
      if (["modules", "run", "time", "probes", "choice", "line"].some((one) => changed.has(one))) this.update();
    });
  }

  build() {
    const { modules, input } = this.store.pipeline;
    const line = $("line");
    line.replaceChildren();
    line.style.setProperty("--modules", modules.length);
    this.start = end("start", "Input", kindOf(input), input.definition.kind === "audio" ? WAVE : GRID);
    line.append(this.start.item);
    this.stages = modules.map((module) => this.stage(module, modules.length));
    this.stages.forEach(({ item }) => line.append(item));
    this.end = end("end", "Probes", "linear", TARGET);
    line.append(this.end.item);
    this.flow.place([this.start.vessel, ...this.stages.map((stage) => stage.barrel), this.end.vessel], modules.length);
  }

  stage(module, depths) {
    const number = module.number;
    const barrel = el("button", { type: "button", class: "barrel", "aria-pressed": "false", "aria-label": `Module ${number}: look at its latent space` });
    barrel.onclick = () => this.choose(number);
    const parts = {
      accuracy: el("b"), state: el("span", { class: "chip" }), loss: el("dd"), step: el("dd"), speed: el("dd"), queue: el("dd"),
      fill: el("i"), dead: el("span", { class: "chip warn" }), edge: el("span", { class: "edge" }),
      pause: el("button", { type: "button", class: "small" }, "Pause"),
    };
    const canvas = el("canvas", { class: "spark", role: "img", "aria-label": `Loss of module ${number} over its steps` });
    parts.pause.onclick = () => this.command(module.service, parts.pause.dataset.ask);
    const queue = el("div", { class: "meter", role: "meter", "aria-label": "Queue", "aria-valuemin": 0 }, parts.fill);
    const card = el("div", { class: "card" },
      el("div", { class: "figure" }, parts.accuracy, el("small", {}, "contrastive")),
      canvas,
      el("dl", { class: "facts" }, ...fact("loss", parts.loss), ...fact("step", parts.step), ...fact("rate", parts.speed), ...fact("queue", parts.queue)),
      queue, el("div", { class: "health" }, parts.state, parts.pause), parts.dead);
    const item = el("li", { class: "stage", "aria-label": `Module ${number}` },
      el("div", { class: "stage-head" }, el("span", { class: "number" }, String(number)), el("span", { class: "kind" }, kindOfModule(module))),
      el("div", { class: "vessel" }, parts.edge, barrel), card);
    return { number, item, barrel, queue, parts, module, colour: wine(number, depths), spark: new Spark(canvas) };
  }

  update() {
    const { store } = this;
    if (!store.pipeline || !this.stages.length) return;
    const live = store.at === null;
    const ended = ENDED.has(store.run?.state);
    const flows = [];
    this.stages.forEach((stage) => {
      const module = store.module(stage.number);
      if (module) flows.push(this.fill(stage, module, live && !ended && store.connected));
      set(stage.barrel, { "aria-pressed": stage.number === store.depth });
      stage.item.classList.toggle("chosen", stage.number === store.depth);
    });
    const top = store.modules.at(-1);
    flows.push({ bytes: live && !ended && store.connected ? top?.bytesOutPerSecond ?? 0 : 0 });
    text(this.end.edge, flows.at(-1).bytes > 0 ? bytes(flows.at(-1).bytes) + "/s" : "");
    this.ends();
    this.flow.show(flows, live && store.connected);
  }

  fill(stage, module, moving) {
    const { parts } = stage;
    const newest = module.newest;
    const known = newest && Number.isFinite(newest.contrastiveAccuracy ?? NaN);
    text(parts.accuracy, !newest ? "–" : newest.frozen ? "frozen" : known ? percent(newest.contrastiveAccuracy) : "–");
    text(parts.loss, newest && !newest.frozen ? nats(newest.loss) : "–");
    text(parts.step, newest ? count(newest.step) : "–");
    text(parts.speed, (moving || this.store.at !== null) && module.samplesPerSecond > 0 ? rate(module.samplesPerSecond) + " /s" : "–");
    text(parts.queue, stage.module.topicIn ? `${count(module.queue)} of ${count(module.queueBound)}` : "in memory");
    parts.fill.style.transform = `scaleX(${Math.min(1, module.queue / module.queueBound)})`;
    set(stage.queue, { "aria-valuenow": Math.round(module.queue), "aria-valuemax": module.queueBound });
    text(parts.edge, moving && module.bytesInPerSecond > 0 ? bytes(module.bytesInPerSecond) + "/s" : "");
    const dead = newest ? newest.deadChannels / module.channels : 0;
    show(parts.dead, dead >= DEAD_WARNING);
    if (dead >= DEAD_WARNING) text(parts.dead, `${newest.deadChannels} of ${module.channels} channels dead`);
    this.health(parts, module);
    const history = this.store.histories.get(stage.number);
    if (history) stage.spark.show(history, stage.colour, this.store.at);
    return { level: newest?.frozen ? 1 : known ? newest.contrastiveAccuracy : 0, colour: stage.colour, bytes: moving ? module.bytesInPerSecond : 0, busy: moving ? module.samplesPerSecond : 0, queue: module.queue / module.queueBound };
  }

  health(parts, module) {
    const chips = { WORKING: ["good", "working"], FINISHED: ["good", "finished"], SILENT: ["", "not heard yet"], PAUSED: ["warn", "paused"], WAITING: ["warn", "waiting: " + module.cause], FAILED: ["bad", "failed: " + module.cause], STALE: ["warn", module.paused ? "paused, gone quiet" : "gone quiet"] };
    const [kind, said] = this.store.connected ? chips[module.state] : ["", "last heard: " + module.state.toLowerCase()];
    parts.state.className = "chip " + kind;
    text(parts.state, said);
    parts.pause.dataset.ask = module.paused ? "resume" : "pause";
    text(parts.pause, module.paused ? "Resume" : "Pause");
    set(parts.pause, { "aria-label": `${module.paused ? "Resume" : "Pause"} ${module.service}` });
    const shares = this.store.modules.find((one) => one.service === module.service).number !== module.number;
    show(parts.pause, !shares && this.store.commands && ["WORKING", "PAUSED", "WAITING", "SILENT", "STALE"].includes(module.state) && !ENDED.has(this.store.run?.state));
  }

  /** Whether records come, where there is a topic that they come from. */
  supply(topic) {
    const { state } = this.start;
    show(state, !!topic);
    if (!topic) return;
    const [kind, said] = { FLOWING: ["good", "records come"], IDLE: ["", "nothing new"], AWAY: ["warn", "away, waited for"] }[topic.supply];
    state.className = "chip " + kind;
    text(state, said);
  }

  ends() {
    const { run, probes } = this.store;
    const gone = this.store.connected && !!run && run.services.find(({ name }) => name === "probe")?.state === "STALE";
    show(this.end.state, gone);
    if (gone) {
      this.end.state.className = "chip warn";
      text(this.end.state, "gone quiet");
    }
    const source = run?.source;
    text(this.start.title, source ? source.origin.replace(/^.*\/(?=[^/]+\/?$)/, "").replace(":", " ") : "–");
    text(this.start.note, source ? amount(source) : "");
    this.supply(ENDED.has(run?.state) ? null : source?.topic);
    const best = probes.labels.map((label) => this.store.rows(label).filter((row) => row.network === "trained").sort((a, b) => b.accuracy - a.accuracy)[0]);
    const chosen = probes.labels.findIndex((label) => label.label === this.store.label);
    const row = best[chosen];
    text(this.end.title, row ? percent(row.accuracy) : "–");
    text(this.end.note, row ? `${this.store.label}, best at depth ${row.depth}` : "no accuracy yet");
  }
}

/** Nobody knows how many recordings a topic will have. */
function amount({ topic, recordings, heldOut, origin }) {
  if (topic) return `${count(topic.lag)} records behind`;
  return origin.startsWith("kafka:") ? "" : `${count(recordings)} recordings, ${count(heldOut)} held out`;
}

const fact = (name, value) => [el("dt", {}, name), value];

function end(kind, name, what, paths) {
  const title = el("b");
  const note = el("span");
  const state = el("span", { class: "chip", hidden: "" });
  const edge = el("span", { class: "edge" });
  const icon = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, ...paths.map((d) => svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round" })));
  const vessel = el("span", { class: "spout" }, icon);
  const item = el("li", { class: "stage " + kind },
    el("div", { class: "stage-head" }, el("span", { class: "number" }, name), el("span", { class: "kind" }, what)),
    el("div", { class: "vessel" }, edge, vessel), el("div", { class: "card" }, title, note, state));
  return { item, vessel, title, note, state, edge };
}

const WAVE = ["M2 12h2l2-5 3 12 3-16 3 14 2.5-8 1.5 3h3"];
const GRID = ["M4 4h16v16H4zM4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16"];
const TARGET = ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 12h.01"];

function kindOf(input) {
  const { kind } = input.definition;
  return kind === "audio" ? `${count(input.definition["sample-rate"] ?? input.definition.sampleRate ?? 0)} Hz` : kind;
}

function kindOfModule({ definition, shape }) {
  const first = definition.encoder?.[0] ?? {};
  const kind = { conv1d: "conv", conv2d: "conv" }[first.layer] ?? first.layer ?? "encoder";
  const name = definition.context?.layer ?? (first.kernel ? `${kind} ${first.kernel}/${first.stride ?? 1}` : kind);
  return `${name} · ${count(shape.channels)} ch`;
}
