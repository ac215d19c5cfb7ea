// A file of one's own: what the newest snapshot takes it for, what was held out that is most like it, and where it lies among that.
import { $, el, set, show, text } from "./dom.js";
import { percent } from "./format.js";
import { answers, post } from "./api.js";

const SHOWN = 5;
const LONGEST_NAME = 40;
const TAKEN = {
  audio: { kinds: "wav, flac, mp3 or ogg", accept: "audio/*,.wav,.flac,.mp3,.ogg,.opus,.m4a,.aac,.aiff,.au,.sph" },
  image: { kinds: "png, jpeg, gif or bmp", accept: "image/png,image/jpeg,image/gif,image/bmp" },
};

export class Ask {
  /** @param mark shows a place, and samples that are like it, in the latent space */
  constructor(store, mark) {
    this.store = store;
    this.mark = mark;
    const file = $("file");
    file.onchange = () => { if (file.files.length) this.take(file.files[0]); file.value = ""; };
    // A file that misses the zone would else take the page's place.
    addEventListener("dragover", (event) => { event.preventDefault(); this.over(!$("ask").hidden); });
    addEventListener("dragleave", ({ relatedTarget }) => { if (!relatedTarget) this.over(false); });
    addEventListener("drop", (event) => {
      event.preventDefault();
      this.over(false);
      const [dropped] = event.dataTransfer.files;
      if (dropped && !$("ask").hidden) this.take(dropped);
    });
    $("ask-clear").onclick = () => this.clear();
    store.onChange((changed) => {
      if (changed.has("pipeline")) { this.kinds(); this.offer(); }
      if (this.file && (changed.has("choice") || changed.has("snapshot"))) this.classify();
    });
  }

  over(is) { $("drop").classList.toggle("over", is); }

  /** Shown where the gateway classifies files. */
  async offer() { show($("ask"), await answers("/api/classify")); }

  kinds() {
    const taken = TAKEN[this.store.pipeline.input.definition.kind] ?? TAKEN.audio;
    text($("drop-kinds"), taken.kinds);
    set($("file"), { accept: taken.accept });
  }

  take(file) {
    this.file = file;
    this.said = "";
    const { name } = file;
    this.name = name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME - 8) + "…" + name.slice(-7) : name;
    this.status(`Asking about ${this.name} …`);
    $("answer").replaceChildren();
    show($("ask-clear"), true);
    this.mark(null);
    this.classify();
  }

  clear() {
    this.file = null;
    this.asked = null;
    this.status("");
    $("answer").replaceChildren();
    show($("ask-clear"), false);
    this.mark(null);
    $("file").focus();
  }

  status(what, refused = false) {
    text($("answer-status"), what);
    set($("answer-status"), { class: refused ? "refusal" : "sub" });
    show($("answer-status"), what !== "");
  }

  async classify() {
    const asked = (this.asked = Symbol());
    const query = new URLSearchParams();
    if (this.store.depth) query.set("depth", this.store.depth);
    try {
      const said = await post("/api/classify?" + query, this.file);
      if (asked === this.asked) this.tell(said);
    } catch (refusal) {
      if (asked !== this.asked) return;
      this.said = "";
      $("answer").replaceChildren();
      this.mark(null);
      this.status(refusal.status === 503 ? `Not yet: ${refusal.message}.` : refusal.status ? sentence(refusal.message) : "The gateway does not answer.", true);
    }
  }

  /** What is shown stays as it is where the newer answer says the same, so that nobody is told it twice. */
  tell(said) {
    this.mark(said);
    const labels = [...said.labels].sort((one, other) => (other.label === this.store.label) - (one.label === this.store.label));
    const shown = JSON.stringify([labels.map(({ label, classes }) => [label, classes.slice(0, SHOWN).map((one) => [one.class, percent(one.probability, 0)])]), said.neighbours.map(({ id, similarity }) => [id, percent(similarity, 0)])]);
    if (shown === this.said) return;
    this.said = shown;
    const [first] = labels;
    this.status(first ? `${this.name}: ${first.label} ${first.classes[0].class}` : this.name);
    const parts = labels.map((label) => this.label(label));
    if (!labels.length) parts.push(el("p", { class: "sub" }, "No label can be told: none of the training samples seen so far has one."));
    if (said.neighbours.length) parts.push(el("h3", {}, "Most like it, held out"), this.neighbours(said.neighbours));
    parts.push(el("p", { class: "sub" }, footing(said)));
    $("answer").replaceChildren(...parts);
  }

  label({ label, classes }) {
    const [best] = classes;
    return el("div", { class: "told" },
      el("h3", {}, label),
      el("p", { class: "said" }, String(best.class), el("small", {}, percent(best.probability, 0))),
      el("ul", { class: "bars" }, ...classes.slice(0, SHOWN).map((one) => {
        const fill = el("i");
        fill.style.transform = `scaleX(${one.probability})`;
        return el("li", {}, el("span", { title: String(one.class) }, String(one.class)), el("div", { class: "meter" }, fill), el("span", {}, percent(one.probability, 0)));
      })));
  }

  neighbours(all) {
    return el("ol", { class: "near" }, ...all.slice(0, SHOWN).map(({ id, labels, similarity }) =>
      el("li", {}, el("b", { title: Object.keys(labels).join(", ") }, Object.values(labels).join(" · ") || "no label"), el("span", {}, `no. ${id}`), el("span", { title: "Cosine of both embeddings" }, similarity.toFixed(2)))));
  }
}

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1) + ".";

function footing({ depth, samples, windows, labels }) {
  const by = labels.some(({ classifier }) => classifier === "probe") ? "the run's final probes" : labels.length ? "a ridge regression on training samples" : "";
  return [`Depth ${depth}, after ${samples.toLocaleString("en")} samples`, windows > 1 ? `${windows} windows` : "", by && `told by ${by}`].filter(Boolean).join("; ") + ".";
}
