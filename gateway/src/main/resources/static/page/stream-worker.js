// Shared by all tabs of a browser: one connection to the gateway for each token, however many tabs look through it.
import { EventReader } from "./sse.js";

const lines = new Map();

class Line {
  constructor(token) {
    this.ports = new Set();
    this.isOpen = false;
    this.reader = new EventReader("/api/events", (message) => {
      if (message.kind !== "event") this.isOpen = message.kind === "open";
      this.ports.forEach((port) => port.postMessage(message));
    });
    this.token = token;
  }

  join(port) {
    this.ports.add(port);
    if (this.isOpen) port.postMessage({ kind: "open" });
    else this.reader.start(this.token);
  }

  leave(port) {
    this.ports.delete(port);
    if (!this.ports.size) {
      this.reader.stop();
      lines.delete(this.token);
    }
  }
}

self.onconnect = ({ ports: [port] }) => {
  let line = null;
  port.onmessage = ({ data }) => {
    if (data.kind === "start") {
      line?.leave(port);
      if (!lines.has(data.token)) lines.set(data.token, new Line(data.token));
      line = lines.get(data.token);
      line.join(port);
    } else if (data.kind === "wake") {
      line?.reader.wake();
    } else if (data.kind === "leave") {
      line?.leave(port);
      line = null;
    }
  };
  port.start();
};
