// The live page: asks the gateway for what there is, listens to what changes, and shows both.
import { $, set, show, text } from "./dom.js";
import { get, keepToken, onRefused, post, Refusal, token } from "./api.js";
import { look, looked } from "./address.js";
import { openStream } from "./stream.js";
import { Store } from "./store.js";
import { Cellar } from "./cellar.js";
import { Accuracy } from "./accuracy.js";
import { Timeline } from "./timeline.js";
import { Latent } from "./latent.js";
import { Ask } from "./ask.js";
import { count, span } from "./format.js";

const STATES = { SILENT: "Nothing heard yet", FEEDING: "Feeding", TRAINING: "Training", PAUSED: "Paused", WAITING: "Waiting", EVALUATING: "Evaluating", FINISHED: "Finished", FAILED: "Failed", STALE: "Gone quiet" };
const POINTS = 400;
const SECOND = 1000;
const NONE = Symbol("no token was brought");

const store = new Store();
Object.assign(store, { depth: null, label: looked("label"), connected: false, commands: true });
const cellar = new Cellar(store, chooseDepth, command);
new Accuracy(store, chooseLabel);
new Timeline(store, lookAt);
const latent = new Latent(store, chooseDepth);
new Ask(store, (answer) => latent.mark(answer));
onRefused(() => askForToken(token() !== ""));

function chooseDepth(depth) {
  if (!store.pipeline || depth < 1 || depth > store.pipeline.modules.length) return;
  store.depth = depth;
  look("depth", depth);
  store.stir("choice");
}

function chooseLabel(label) {
  store.label = label;
  look("label", label);
  store.stir("choice");
}

function lookAt(time) {
  store.lookAt(time);
  look("at", time === null ? null : Math.round(time));
}

function turn() {
  const next = document.documentElement.dataset.scheme === "dark" ? "light" : "dark";
  document.documentElement.dataset.scheme = next;
  try { localStorage.setItem("solera-theme", next); } catch { /* it is in the address too */ }
  look("theme", next);
  store.stir("scheme", "modules", "time");
}

// What there is

async function load() {
  const [pipeline, run, modules, probes] = await Promise.all([get("/api/pipeline"), get("/api/run"), get("/api/modules"), get("/api/probes?points=" + POINTS)]);
  const first = !store.pipeline || JSON.stringify(store.pipeline) !== JSON.stringify(pipeline);
  store.pipeline = pipeline;
  store.takeRun(run);
  modules.forEach((module) => store.takeModule(module));
  store.takeProbes(probes, true);
  if (first) {
    const depth = Number(looked("depth"));
    store.depth = depth >= 1 && depth <= modules.length ? depth : modules.length;
    store.stir("pipeline");
  }
  chooseFirstLabel();
  store.stir("choice", "snapshot");
  await Promise.all(modules.map(async ({ number }) => store.takeHistory(await get(`/api/modules/${number}/history?points=${POINTS}`))));
  if (first && Number(looked("at"))) store.lookAt(Number(looked("at")));
}

function chooseFirstLabel() {
  const names = [...store.probes.labels.map(({ label }) => label), ...(store.run?.source?.labels ?? []).map(({ name }) => name)];
  if (names.length && !names.includes(store.label)) {
    store.label = names[0];
    store.stir("choice");
  }
}

// What changes

const stream = openStream((message) => {
  if (message.kind === "open") connect();
  else if (message.kind === "closed") disconnect();
  else if (message.kind === "refused") askForToken(token() !== "");
  else if (store.pipeline) hear(message.type, message.data);
});

function hear(type, data) {
  store.heard = Date.now();
  if (type === "module") store.takeModule(data);
  else if (type === "run") { store.takeRun(data); chooseFirstLabel(); }
  else if (type === "probes") { store.takeProbes(data, false); chooseFirstLabel(); }
  else if (type === "snapshot") store.stir("snapshot");
  else if (type === "reset") refresh();
}

let loading = null;
function refresh() {
  loading ??= load()
    .then(() => { store.connected = true; store.heard = Date.now(); store.stir("line", "modules", "run", "choice"); })
    .catch((failure) => {
      if (!(failure instanceof Refusal && failure.status === 401)) setTimeout(() => { if (!store.connected) refresh(); }, 2 * SECOND);
    })
    .finally(() => { loading = null; });
}

function connect() { refresh(); }

function disconnect() {
  if (store.connected) store.lost = Date.now();
  store.connected = false;
  store.lost ??= Date.now();
  store.stir("line", "run", "modules");
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  stream.wake();
  store.stir("modules", "run", "probes", "time");
});
addEventListener("online", () => stream.wake());

// What is asked for

async function command(service, what) {
  try {
    await post(`/api/services/${encodeURIComponent(service)}/${what}`);
  } catch (refusal) {
    complain(`${service} was not asked to ${what}`, refusal);
  }
}

$("pause").onclick = () => command("ingest", $("pause").dataset.ask);
$("snapshot").onclick = async () => {
  try {
    const { samples } = await post("/api/snapshots");
    say(`A snapshot is asked for, after ${count(samples)} samples.`);
  } catch (refusal) {
    complain("No snapshot was asked for", refusal);
  }
};
$("scheme").onclick = turn;

function complain(what, refusal) {
  if (refusal.status !== 401) say(`${what}: ${refusal.message}`);
}

let said = null;
function say(what) {
  clearTimeout(said?.timer);
  said = { what, timer: setTimeout(() => { said = null; store.stir("run"); }, 8 * SECOND) };
  store.stir("run");
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input:not([type=range]), textarea") || $("token-dialog").open) return;
  const key = event.key.toLowerCase();
  if (key === "l") lookAt(null);
  else if (key === "t") turn();
  else if (/^[1-9]$/.test(key)) chooseDepth(Number(key));
});

// The token

/** Asks once for every token that is refused; who does not want to say another one finds the button. */
function askForToken(wrong) {
  const asked = store.refused === (token() || NONE);
  show($("token-wrong"), wrong);
  store.refused = wrong ? token() : NONE;
  store.connected = false;
  store.stir("run", "line");
  if (!$("token-dialog").open && !asked) $("token-dialog").showModal();
}
$("token-open").onclick = () => $("token-dialog").showModal();
$("token-form").onsubmit = (event) => {
  event.preventDefault();
  keepToken($("token").value.trim());
  $("token").value = "";
  $("token-dialog").close();
  store.refused = null;
  store.stir("run");
  stream.start(token());
  refresh();
};
$("token-cancel").onclick = () => $("token-dialog").close();

// Where the run stands

function head() {
  const { run } = store;
  const refused = !!store.refused;
  const offline = !refused && !store.connected && store.lost !== undefined;
  const shown = refused ? "refused" : offline ? "disconnected" : run ? run.state : "connecting";
  const ended = run && (run.state === "FINISHED" || run.state === "FAILED");
  set($("state"), { "data-state": shown });
  show($("token-open"), refused);
  text($("state-text"), refused ? (store.refused === NONE ? "Token needed" : "Token refused") : offline ? "Disconnected" : run ? STATES[run.state] : "Connecting");
  if (run) {
    text($("what"), `${run.pipeline} · ${run.run}`);
    document.title = `${refused ? "Token refused" : offline ? "Disconnected" : STATES[run.state]} · ${run.pipeline} · Solera`;
    progress(run);
  }
  const ingest = run?.services.find(({ name }) => name === "ingest");
  $("pause").dataset.ask = ingest?.paused ? "resume" : "pause";
  text($("pause"), ingest?.paused ? "Resume" : "Pause");
  const open = store.connected && run && !ended;
  $("pause").disabled = !open || ingest?.state === "FINISHED";
  $("snapshot").disabled = !open;
  notice(run, offline, refused);
}

function progress(run) {
  const top = Math.max(0, ...store.modules.map((module) => module?.newest?.samples ?? 0));
  const planned = run.source?.trainSamples;
  const took = run.began === null ? "" : " · " + span((run.heard ?? run.now) - run.began);
  const state = run.state === "EVALUATING" ? "modules are frozen; probes listen" : planned ? `${count(top)} of ${count(planned)} samples` : top ? `${count(top)} samples` : "";
  text($("progress-text"), state + (state ? took : ""));
  show($("progress"), !!planned && run.state !== "FINISHED");
  if (planned) $("progress").value = Math.min(1, top / planned);
}

function notice(run, offline, refused) {
  const silent = run?.heard ? span(store.now() - run.heard) : "";
  const what = said?.what
    ?? (refused && run ? "The gateway refused the token: what is shown is what was heard before."
      : offline && run ? `The gateway does not answer: what is shown was heard ${span(Date.now() - store.lost)} ago. Trying again.`
      : offline ? "The gateway does not answer. Trying again."
      : run?.state === "STALE" && run.cause ? `Nothing is heard of ${run.cause} any more. All of the run goes on once every service is back.`
        : run?.state === "STALE" ? `Nothing was heard of the run for ${silent}; what is shown is what was heard last.`
          : run?.state === "FAILED" ? `The run cannot go on. ${run.cause}`
            : run?.state === "WAITING" ? run.cause
              : run?.state === "PAUSED" ? `Paused: ${run.cause}. What is learned does not depend on it.`
                : store.at !== null ? "This is an earlier time of the run; latent space and what flows are shown live." : "");
  text($("notice"), what);
  show($("notice"), what !== "");
  text($("heard"), store.connected ? "" : silent && `last heard ${silent} ago`);
}

store.onChange((changed) => { if (["run", "time", "line", "modules"].some((one) => changed.has(one))) head(); });
setInterval(() => { if (!document.hidden) head(); }, SECOND);
stream.start(token());
