// A file of one's own: what the newest snapshot takes it for, and what was held out that is most like it.
import { $, el, show, text } from "./dom.js";
import { percent } from "./format.js";
import { answers, post } from "./api.js";

const TYPES = { wav: "audio/wav", flac: "audio/flac", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg" };
const SHOWN = 5;

export class Ask {
  constructor(store, place) {
    this.store = store;
    this.place = place;
    const drop = $("drop");
    const file = $("file");
    file.onchange = () => { if (file.files.length) this.classify(file.files[0]); file.value = ""; };
    for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
    drop.addEventListener("drop", ({ dataTransfer }) => { if (dataTransfer.files.length) this.classify(dataTransfer.files[0]); });
    store.onChange((changed) => { if (changed.has("pipeline")) { this.kinds(); this.offer(); } });
  }

  /** Shown where the gateway classifies files. */
  async offer() { show($("ask"), await answers("/api/classify")); }

  kinds() {
    const sound = this.store.pipeline.input.definition.kind === "audio";
    text($("drop-kinds"), sound ? "wav or flac" : "png or jpeg");
  }

  async classify(file) {
    const answer = $("answer");
    const asked = (this.asked = Symbol());
    answer.replaceChildren(el("p", {}, `Asking about ${file.name} …`));
    const type = TYPES[file.name.split(".").pop().toLowerCase()] ?? file.type;
    const query = new URLSearchParams();
    if (this.store.depth) query.set("depth", this.store.depth);
    if (this.store.label) query.set("label", this.store.label);
    try {
      const said = await post("/api/classify?" + query, file, { "Content-Type": type || "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) });
      if (asked === this.asked) this.tell(file, said);
    } catch (refusal) {
      if (asked !== this.asked) return;
      const none = refusal.status === 404 || refusal.status === 503;
      answer.replaceChildren(el("p", { class: "chip warn" }, none ? `Not yet: ${refusal.message}` : refusal.message));
    }
  }

  tell(file, said) {
    const parts = [el("p", { class: "sub" }, file.name)];
    for (const label of said.labels ?? []) {
      const best = label.classes?.[0];
      parts.push(el("h3", {}, label.label), el("p", { class: "said" }, best ? String(best.class) : "–"));
      parts.push(el("ul", { class: "bars" }, ...(label.classes ?? []).slice(0, SHOWN).map((one) => {
        const fill = el("i");
        fill.style.transform = `scaleX(${one.probability})`;
        return el("li", {}, el("span", {}, String(one.class)), el("div", { class: "meter" }, fill), el("span", {}, percent(one.probability, 0)));
      })));
    }
    if (said.neighbours?.length) {
      parts.push(el("h3", {}, "Most like it, held out"));
      parts.push(el("ol", { class: "near" }, ...said.neighbours.slice(0, SHOWN).map((one) => el("li", {}, [one.class ?? Object.values(one.labels ?? {}).join(", "), one.id].filter((part) => part !== undefined && part !== "").join(" · ")))));
    }
    $("answer").replaceChildren(...parts);
    this.place(said.place ?? null);
  }
}
