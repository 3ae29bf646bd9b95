// What the first query costs: `node tests/search/cost.mjs OUT_DIR QUERIES.json [MOST.json]`.
//
// Every query is the first one of a reader: nothing is loaded. What is asked for is what the dialog shows at first. Bytes are those of gzip, as hosts send them; times are
// those of a network with 150 ms to an answer and 1.6 Mbit/s for all of them ("slow 4G"), counted rather than
// measured, so that they are the same on any machine: what the processor takes is not in them. "opened" is from the moment
// when script and root are there. MOST.json holds what the median and the 95th percentile may be.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { load, parse } from "./site.mjs";

const LATENCY = 150;
/** Requests at a time, as browsers have them where a host speaks HTTP/1.1. */
const AT_A_TIME = 6;
/** Results that the dialog shows at first. */
const SHOWN = 6;
const BYTES_PER_MS = 200;
/** Of a request and an answer's head. */
const HEAD = 300;

/** A network whose clock only runs while nothing else is left to do. */
class Network {
  clock = 0;
  free = 0;
  bytes = 0;
  /** @type {{ at: number, done: () => void }[]} */
  pending = [];
  /** @type {(() => void)[]} */
  waiting = [];
  requests = 0;

  /** @param {number} bytes */
  answer(bytes) {
    this.requests++;
    this.bytes += bytes;
    return new Promise((done) => {
      const ask = () => {
        this.free = Math.max(this.clock + LATENCY, this.free) + (bytes + HEAD) / BYTES_PER_MS;
        this.pending.push({ at: this.free, done });
      };
      if (this.pending.length < AT_A_TIME) ask();
      else this.waiting.push(ask);
    });
  }

  /** @template T @param {Promise<T>} work */
  async run(work) {
    let runs = true;
    work.finally(() => (runs = false)).catch(() => {});
    for (;;) {
      await turn();
      if (!runs) return work;
      const next = this.pending.shift();
      if (!next) throw new Error("waits for nothing");
      this.clock = next.at;
      this.waiting.shift()?.();
      next.done();
    }
  }
}

const [folder, file, limits] = process.argv.slice(2);
const search = load(folder);
const sizes = new Map();
const texts = new Map();
/** @param {string} path */
const read = (path) => {
  if (!texts.has(path)) {
    const text = readFileSync(join(folder, "search", path), "utf8");
    texts.set(path, parse(text));
    sizes.set(path, gzipSync(text, { level: 6 }).length);
  }
  return texts.get(path);
};
const assets = readdirSync(join(folder, "assets")).filter((name) => /^search\.\w+\.(js|css)$/.test(name));
const runtime = assets.map((name) => gzipSync(readFileSync(join(folder, "assets", name)), { level: 6 }).length);

/** @param {string} query */
const cost = async (query) => {
  const network = new Network();
  const get = async (path) => {
    const data = read(path);
    await network.answer(sizes.get(path));
    return data;
  };
  await network.run(Promise.all([get("root.js"), ...runtime.map((bytes) => network.answer(bytes))]));
  const opened = network.clock;
  await network.run(search.search(new search.Index(read("root.js"), (name) => get(`${name}.js`)), query, SHOWN));
  return { bytes: network.bytes, requests: network.requests, time: network.clock, opened: network.clock - opened };
};

const queries = JSON.parse(readFileSync(file, "utf8")).filter(({ expect }) => expect.length);
const columns = { bytes: [], requests: [], time: [], opened: [] };
for (const { query } of queries) {
  for (const [name, value] of Object.entries(await cost(query))) columns[name].push(value);
}
const most = limits ? JSON.parse(readFileSync(limits, "utf8")) : {};
console.log("              p50     p95     max");
for (const [name, values] of Object.entries(columns)) {
  values.sort((a, b) => a - b);
  const reached = [0.5, 0.95, 1].map((share) => Math.round(values[Math.min(values.length - 1, Math.floor(values.length * share))]));
  console.log(name.padEnd(9), ...reached.map((value) => String(value).padStart(7)));
  (most[name] ?? []).forEach((limit, at) => {
    if (reached[at] <= limit) return;
    console.error(`too much: ${name} ${["p50", "p95"][at]} is ${reached[at]}, may be ${limit}`);
    process.exitCode = 1;
  });
}
