// One event stream over fetch, which can bring a token where EventSource cannot: it comes back by itself, behind the last event.
const SILENCE = 15000;
const SHORTEST = 400;
const LONGEST = 8000;

export class EventReader {
  /** @param tell called with {kind: "open" | "closed" | "refused" | "event", ...} */
  constructor(url, tell) {
    this.url = url;
    this.tell = tell;
    this.token = "";
    this.last = "";
    this.pause = SHORTEST;
    this.running = false;
    this.waking = () => {};
  }

  /** Starts, or starts again with another token. */
  start(token) {
    if (this.running && token === this.token) return this.wake();
    this.token = token;
    this.controller?.abort();
    this.wake();
    if (!this.running) { this.running = true; this.run(); }
  }

  /** Ends for good. */
  stop() {
    this.running = false;
    this.controller?.abort();
    this.wake();
  }

  /** Tries again at once where it waits to. */
  wake() { this.pause = SHORTEST; this.waking(); }

  async run() {
    while (this.running) {
      const token = this.token;
      try {
        await this.read(token);
      } catch (failure) {
        if (failure.refused) {
          this.tell({ kind: "refused" });
          if (token === this.token) { this.running = false; return; }
          continue;
        }
      }
      if (!this.running) return;
      this.tell({ kind: "closed" });
      await this.rest();
    }
  }

  rest() {
    const pause = this.pause * (0.7 + 0.6 * Math.random());
    this.pause = Math.min(LONGEST, this.pause * 1.7);
    return new Promise((go) => { this.waking = go; setTimeout(go, pause); });
  }

  async read(token) {
    this.controller = new AbortController();
    const { signal } = this.controller;
    const headers = { Accept: "text/event-stream" };
    if (token) headers.Authorization = "Bearer " + token;
    if (this.last) headers["Last-Event-ID"] = this.last;
    let watch = setTimeout(() => this.controller.abort(), SILENCE);
    try {
      const answer = await fetch(this.url, { headers, signal, cache: "no-store" });
      if (answer.status === 401) throw Object.assign(new Error("refused"), { refused: true });
      if (!answer.ok) throw new Error(answer.statusText);
      this.pause = SHORTEST;
      this.tell({ kind: "open" });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = setTimeout(() => this.controller.abort(), SILENCE);
        const parts = (rest + value).split("\n\n");
        rest = parts.pop();
        parts.forEach((part) => this.event(part));
      }
    } finally {
      clearTimeout(watch);
      this.controller.abort();
    }
  }

  event(text) {
    let type = "message";
    let data = "";
    for (const line of text.split("\n")) {
      if (line.startsWith("id:")) this.last = line.slice(3).trim();
      else if (line.startsWith("event:")) type = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5);
    }
    if (data) this.tell({ kind: "event", type, data: JSON.parse(data) });
  }
}
