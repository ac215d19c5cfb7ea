// What is known of the run, now and at any earlier time.
const CLOSE = 250;

const UNHURRIED = 500;
const TOLD_OFTEN = new Set(["modules", "probes", "run"]);

/** Points of a history before every other one goes, and later ones are taken half as often. */
const MOST = 1600;

function thin(history) {
  for (const [name, values] of Object.entries(history)) {
    if (Array.isArray(values)) history[name] = values.filter((_, i) => i % 2 === 0);
  }
  history.apart *= 2;
}

export class Store {
  constructor() {
    this.pipeline = null;
    this.run = null;
    this.modules = [];
    this.histories = new Map();
    this.probes = { labels: [] };
    this.skew = 0;
    this.at = null;
    this.listeners = new Set();
    this.stirred = new Set();
  }

  /** Calls back with what has changed: at the next frame where a hand changed it, else a few times a second; never while nobody looks. */
  onChange(listener) { this.listeners.add(listener); }

  stir(...what) {
    what.forEach((one) => this.stirred.add(one));
    if (document.hidden) return;
    if (what.some((one) => !TOLD_OFTEN.has(one))) {
      clearTimeout(this.later);
      this.later = undefined;
      this.tell();
    } else {
      this.later ??= setTimeout(() => { this.later = undefined; this.tell(); }, UNHURRIED);
    }
  }

  tell() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const changed = new Set(this.stirred);
      this.stirred.clear();
      this.listeners.forEach((listener) => listener(changed));
    });
  }

  now() { return Date.now() + this.skew; }

  takeRun(run) {
    this.skew = run.now - Date.now();
    this.run = run;
    this.stir("run");
  }

  takeModule(module) {
    this.modules[module.number - 1] = module;
    const newest = module.newest;
    const kept = this.histories.get(module.number);
    if (newest && kept && !(kept.step.at(-1) >= newest.step) && newest.time - (kept.time.at(-1) ?? 0) >= kept.apart) {
      kept.time.push(newest.time);
      kept.step.push(newest.step);
      kept.samples.push(newest.samples);
      kept.loss.push(newest.frozen ? NaN : newest.loss);
      kept.contrastiveAccuracy.push(newest.contrastiveAccuracy ?? NaN);
      kept.samplesPerSecond.push(module.samplesPerSecond);
      kept.queue.push(module.queue);
      kept.deadChannels.push(newest.deadChannels);
      if (kept.time.length > MOST) thin(kept);
    }
    this.stir("modules");
  }

  takeHistory(history) {
    const steps = history.time.length;
    const apart = steps > 1 ? (history.time[steps - 1] - history.time[0]) / steps / 2 : 0;
    this.histories.set(history.number, { ...history, apart: Math.max(CLOSE, apart) });
    this.stir("modules", "history");
  }

  takeProbes(probes, withHistory) {
    const earlier = new Map(this.probes.labels.map((label) => [label.label, label.history]));
    const time = this.now();
    for (const label of probes.labels) {
      if (withHistory) continue;
      label.history = earlier.get(label.label) ?? [];
      for (const row of label.rows) {
        let series = label.history.find((one) => one.depth === row.depth && one.network === row.network);
        if (!series) label.history.push((series = { depth: row.depth, network: row.network, time: [], accuracy: [], low: [], high: [] }));
        if (series.accuracy.at(-1) !== row.accuracy) {
          series.time.push(time);
          series.accuracy.push(row.accuracy);
          series.low.push(row.low);
          series.high.push(row.high);
        }
      }
    }
    this.probes = probes;
    this.stir("probes");
  }

  lookAt(time) { this.at = time; this.stir("modules", "probes", "run", "time"); }

  /** From the first to the last time that anything is known of. */
  span() {
    let first = Infinity;
    let last = -Infinity;
    for (const { time } of this.histories.values()) {
      if (time.length) { first = Math.min(first, time[0]); last = Math.max(last, time.at(-1)); }
    }
    for (const label of this.probes.labels) {
      for (const { time } of label.history) if (time.length) last = Math.max(last, time.at(-1));
    }
    return last > first ? { first, last } : null;
  }

  /** One module as it was at the time that is looked at. */
  module(number) {
    const module = this.modules[number - 1];
    if (this.at === null || !module) return module;
    const kept = this.histories.get(number);
    const i = kept ? before(kept.time, this.at) : -1;
    if (i < 0) return { ...module, newest: null, samplesPerSecond: 0, bytesInPerSecond: 0, bytesOutPerSecond: 0, queue: 0 };
    return {
      ...module,
      newest: { ...module.newest, time: kept.time[i], step: Math.round(kept.step[i]), samples: Math.round(kept.samples[i]), loss: kept.loss[i], contrastiveAccuracy: kept.contrastiveAccuracy[i], deadChannels: Math.round(kept.deadChannels[i]) },
      samplesPerSecond: kept.samplesPerSecond[i],
      queue: kept.queue[i],
    };
  }

  /** Rows of a label as they were at a time; those that have no history before it are left out. */
  rows(label, at = this.at) {
    if (!label) return [];
    if (at === null) return label.rows;
    return label.rows.flatMap((row) => {
      const series = label.history.find((one) => one.depth === row.depth && one.network === row.network);
      const i = series ? before(series.time, at) : -1;
      if (i >= 0) return [{ ...row, accuracy: series.accuracy[i], low: series.low[i], high: series.high[i] }];
      return row.network === "trained" ? [] : [row];
    });
  }
}

/** The last index whose time is not behind the one given; -1 where there is none. */
export function before(times, at) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= at) low = middle + 1; else high = middle;
  }
  return low - 1;
}
