// What a reader's first query costs on hubs of two sizes: with nexus, and with Pagefind and MiniSearch over the same pages.
//
//   benches/search --peers DIR [SIZE]... [--from DIR]... [--queries N]
//
// DIR is a folder in which `npm install pagefind minisearch` was run. Hubs have SIZE entries (800 and 8000), made of text as
// for benches/compare. Each query is asked in a fresh Chromium, over a network with 150 ms to an answer and 1.6 Mbit/s; its
// time ends when the texts of the first results are there. Needs what the browser tests need.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import zlib from "node:zlib";
import { executable, FLAGS } from "../tests/browser/lib/browser.mjs";
import { entriesOf, readSources } from "./lib/corpus.mjs";
import { percentile, run } from "./lib/measure.mjs";
import { NEXUS, writeSite } from "./lib/sites.mjs";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: "string" },
    from: { type: "string", multiple: true },
    queries: { type: "string", default: "24" },
  },
});
if (!options.peers) {
  console.error("usage: benches/search --peers DIR [SIZE]... [--from DIR]... [--queries N]");
  process.exit(2);
}
const peers = createRequire(path.resolve(options.peers, "package.json"));
const { chromium } = createRequire(path.join(repository, "tests/browser/package.json"))("playwright-core");
const program = process.env.NEXUS ?? path.join(repository, "target/release/nexus");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "nexus-search-bench-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

const LATENCY = 150;
const BYTES_PER_MS = 200;
const HEAD = 300;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };

/** Serves a folder as over a slow network, and counts what it sends. */
async function serve(folder) {
  const sent = { bytes: 0, requests: 0 };
  let free = 0;
  const server = http.createServer((request, response) => {
    const file = path.join(folder, decodeURIComponent(request.url.split("?")[0]));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[path.extname(file)];
    const body = type ? zlib.gzipSync(fs.readFileSync(file), { level: 6 }) : fs.readFileSync(file);
    const headers = { "content-type": type ?? "application/octet-stream", "content-length": body.length };
    if (type) headers["content-encoding"] = "gzip";
    const now = performance.now();
    free = Math.max(now + LATENCY, free) + (body.length + HEAD) / BYTES_PER_MS;
    sent.bytes += body.length;
    sent.requests++;
    setTimeout(() => response.writeHead(200, headers).end(body), free - now);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, sent, close: () => server.close() };
}

/** What each does in the page, from nothing to the texts of its first results. */
const TOOLS = {
  nexus: async ({ query, script, style }) => {
    const load = (element) => new Promise((done) => ((element.onload = () => done()), document.head.append(element)));
    const get = async (name) => {
      const text = await (await fetch(`/search/${name}`)).text();
      return JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
    };
    globalThis.nexus = { each() {} };
    const [root] = await Promise.all([
      get("root.js"),
      load(Object.assign(document.createElement("script"), { src: script })),
      load(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })),
    ]);
    const { results } = await nexusSearch.search(new nexusSearch.Index(root, (name) => get(`${name}.js`)), query, 6);
    return results.length;
  },
  Pagefind: async ({ query }) => {
    const pagefind = await import("/pagefind/pagefind.js");
    await pagefind.init();
    const { results } = await pagefind.search(query);
    await Promise.all(results.slice(0, 5).map((result) => result.data()));
    return results.length;
  },
  MiniSearch: async ({ query }) => {
    const script = document.createElement("script");
    const [index] = await Promise.all([
      fetch("/minisearch.json").then((answer) => answer.text()),
      new Promise((done) => ((script.onload = () => done()), (script.src = "/minisearch.js"), document.head.append(script))),
    ]);
    const search = MiniSearch.loadJSON(index, { fields: ["title", "text"], storeFields: ["title", "text"] });
    return search.search(query, { prefix: true, fuzzy: 0.2 }).length;
  },
};

/** Beginnings of titles and headings, and every third with a letter missing. */
function queriesOf(entries, count) {
  const step = Math.floor(entries.length / count);
  return Array.from({ length: count }, (_, at) => {
    const { title, body } = entries[at * step];
    const words = (at % 2 ? title : /^## (.*)/m.exec(body)[1]).replace(/ \d+$/, "").split(" ").slice(0, 2 + (at % 3));
    if (at % 3 === 2) words[0] = words[0].slice(0, 2) + words[0].slice(3);
    return words.join(" ");
  });
}

/** @returns the seconds that each index takes */
function makeIndexes(site, entries) {
  const out = path.join(site, NEXUS.out);
  const pagefind = path.resolve(options.peers, "node_modules/pagefind/lib/runner/bin.cjs");
  const seconds = { nexus: undefined, Pagefind: run(process.execPath, [pagefind, "--site", out, "--silent"]).cpu };
  const MiniSearch = peers("minisearch");
  const begin = process.cpuUsage();
  const index = new MiniSearch({ fields: ["title", "text"], storeFields: ["title", "text"] });
  index.addAll(entries.map(({ title, body }, id) => ({ id, title, text: body })));
  fs.writeFileSync(path.join(out, "minisearch.json"), JSON.stringify(index));
  seconds.MiniSearch = process.cpuUsage(begin).user / 1e6;
  fs.copyFileSync(path.resolve(options.peers, "node_modules/minisearch/dist/umd/index.js"), path.join(out, "minisearch.js"));
  fs.writeFileSync(path.join(out, "cold.html"), '<!doctype html><html lang="en"><link rel="icon" href="data:,"></html>');
  return seconds;
}

const sources = readSources(options.from ?? [
  ...["content", "docs", "src", "static", "tests/browser"].map((name) => path.join(repository, name)),
  path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "registry/src"),
]);
console.log("| entries | search | indexing, processor | bytes p50 | p95 | requests p50 | first results on slow 4G, p50 | p95 |");
console.log("|---:|---|---:|---:|---:|---:|---:|---:|");
for (const size of positionals.length ? positionals.map(Number) : [800, 8000]) {
  const site = path.join(scratch, String(size));
  const entries = entriesOf(size, sources);
  writeSite(site, NEXUS, entries);
  execFileSync(program, NEXUS.build(site), { stdio: ["ignore", "ignore", "pipe"] });
  const seconds = makeIndexes(site, entries);
  const out = path.join(site, NEXUS.out);
  const asset = (ending) => `/assets/${fs.readdirSync(path.join(out, "assets")).find((name) => new RegExp(`^search\\..*${ending}$`).test(name))}`;
  const server = await serve(out);
  const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
  for (const [name, ask] of Object.entries(TOOLS)) {
    // One that loads all it has costs the same for every query.
    const queries = queriesOf(entries, name === "MiniSearch" ? 2 : Number(options.queries));
    const costs = [];
    for (const query of queries) {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(300_000);
      await page.goto(`${server.url}cold.html`);
      Object.assign(server.sent, { bytes: 0, requests: 0 });
      const begin = performance.now();
      await page.evaluate(ask, { query, script: asset("js"), style: asset("css") });
      costs.push({ ...server.sent, time: performance.now() - begin });
      await context.close();
    }
    const at = (key, share) => percentile(costs.map((cost) => cost[key]), share);
    const kilobytes = (value) => `${(value / 1000).toFixed(0)} KB`;
    const time = (share) => `${(at("time", share) / 1000).toFixed(2)} s`;
    const own = seconds[name] === undefined ? "part of the build" : `${seconds[name].toFixed(1)} s`;
    console.log(`| ${size} | ${name} | ${own} | ${kilobytes(at("bytes", 0.5))} | ${kilobytes(at("bytes", 0.95))} | ${at("requests", 0.5)} | ${time(0.5)} | ${time(0.95)} |`);
  }
  await browser.close();
  server.close();
}
