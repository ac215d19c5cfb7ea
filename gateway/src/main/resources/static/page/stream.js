// What the gateway tells, from the worker that all tabs share; by a connection of its own where a browser has no such workers.
import { EventReader } from "./sse.js";

export function openStream(tell) {
  if (typeof SharedWorker === "function") {
    try {
      return shared(tell);
    } catch { /* refused by the browser: alone, then */ }
  }
  const reader = new EventReader("/api/events", tell);
  return { start: (token) => reader.start(token), wake: () => reader.wake() };
}

function shared(tell) {
  const worker = new SharedWorker(new URL("stream-worker.js", import.meta.url), { type: "module", name: "solera" });
  let token = "";
  worker.port.onmessage = ({ data }) => tell(data);
  worker.port.start();
  const start = (brought) => { token = brought; worker.port.postMessage({ kind: "start", token }); };
  addEventListener("pagehide", () => worker.port.postMessage({ kind: "leave" }));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) start(token); });
  return { start, wake: () => worker.port.postMessage({ kind: "wake" }) };
}
