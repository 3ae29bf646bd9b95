// What a reader's queries cost on hubs of two sizes: with nexus, and with Pagefind and MiniSearch over the same pages.
//
//   benches/search --peers DIR [SIZE]... [--from DIR]... [--queries N]
//
// DIR is a folder in which `npm install pagefind minisearch` was run. Hubs have SIZE entries (800 and 8000), made of text as
// for benches/compare. Each query is asked in a fresh Chromium, over a network with 150 ms to an answer and 1.6 Mbit/s; its
// time ends when the texts of the first results are there. "Warm" is the third time that a query is asked where all it needs is
// loaded. Of 100 titles of entries, it is counted how many lead to their entry first, as they are and with a letter missing. Needs
// what the browser tests need.
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

/** Serves a folder, as over a slow network where `isSlow`, and counts what it sends. */
async function serve(folder, isSlow) {
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
    setTimeout(() => response.writeHead(200, headers).end(body), isSlow ? free - now : 0);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, sent, close: () => server.close() };
}

/**
 * What each does in the page: loads what it begins with, and leaves a function that gives the title of the first result
 * when the texts of the first results are there.
 */
const TOOLS = {
  nexus: async ({ script, style }) => {
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
    const index = new nexusSearch.Index(root, (name) => get(`${name}.js`));
    globalThis.ask = async (query) => (await nexusSearch.search(index, query, 6)).results[0]?.file[1];
  },
  Pagefind: async () => {
    const pagefind = await import("/pagefind/pagefind.js");
    await pagefind.init();
    globalThis.ask = async (query) => {
      const { results } = await pagefind.search(query);
      const [first] = await Promise.all(results.slice(0, 5).map((result) => result.data()));
      return first?.meta.title;
    };
  },
  MiniSearch: async () => {
    const script = document.createElement("script");
    const [index] = await Promise.all([
      fetch("/minisearch.json").then((answer) => answer.text()),
      new Promise((done) => ((script.onload = () => done()), (script.src = "/minisearch.js"), document.head.append(script))),
    ]);
    const search = MiniSearch.loadJSON(index, { fields: ["title", "text"], storeFields: ["title", "text"] });
    const options = { prefix: true, fuzzy: 0.2, boost: { title: 2 } };
    globalThis.ask = async (query) => search.search(query, options)[0]?.title;
  },
};

/** Two to four words that titles and headings begin with; in every third query a letter is missing. */
function queriesOf(entries, count) {
  const step = Math.floor(entries.length / count);
  return Array.from({ length: count }, (_, at) => {
    const { title, body } = entries[at * step];
    const words = (at % 2 ? title : /^## (.*)/m.exec(body)[1]).replace(/ \d+$/, "").split(" ").slice(0, 2 + (at % 3));
    return at % 3 === 2 ? slip(words.join(" ")) : words.join(" ");
  });
}

/** A text whose longest word lacks its third letter. */
function slip(text) {
  const longest = text.split(" ").reduce((longest, word) => (word.length > longest.length ? word : longest));
  return text.replace(longest, longest.slice(0, 2) + longest.slice(3));
}

/** Whole titles that one entry has alone: as they are, and with a slip. */
function titlesOf(entries, count) {
  const titles = [...new Set(entries.map(({ title }) => title))];
  const step = Math.floor(titles.length / count);
  return Array.from({ length: count }, (_, at) => ({ title: titles[at * step], slipped: at % 2 === 1 }));
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
/** Opens a search in a fresh browser. */
async function openIn(browser, server, name, assets) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(`${server.url}cold.html`);
  Object.assign(server.sent, { bytes: 0, requests: 0 });
  return { page, open: () => page.evaluate(TOOLS[name], assets) };
}

/** What a first query costs: bytes, requests, milliseconds. */
async function cold(browser, server, name, assets, query) {
  const { page, open } = await openIn(browser, server, name, assets);
  const begin = performance.now();
  await open();
  await page.evaluate((query) => ask(query), query);
  const time = performance.now() - begin;
  await page.context().close();
  return { ...server.sent, time };
}

/** What queries cost when all that they need is loaded: milliseconds of each, and the titles of the first results. */
async function warm(browser, server, name, assets, queries) {
  const { page, open } = await openIn(browser, server, name, assets);
  await open();
  const answers = await page.evaluate(async (queries) => {
    const answers = [];
    for (let round = 0; round < 3; round++) {
      answers.length = 0;
      for (const query of queries) {
        const begin = performance.now();
        const title = await ask(query);
        answers.push({ title, time: performance.now() - begin });
      }
    }
    return answers;
  }, queries);
  await page.context().close();
  return answers;
}

console.log("| entries | search | indexing, processor | first query, p50 | p95 | requests | slow 4G, p50 | p95 | warm, p95 | title found first | with a slip |");
console.log("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
for (const size of positionals.length ? positionals.map(Number) : [800, 8000]) {
  const site = path.join(scratch, String(size));
  const entries = entriesOf(size, sources);
  writeSite(site, NEXUS, entries);
  execFileSync(program, NEXUS.build(site), { stdio: ["ignore", "ignore", "pipe"] });
  const seconds = makeIndexes(site, entries);
  const out = path.join(site, NEXUS.out);
  const asset = (ending) => `/assets/${fs.readdirSync(path.join(out, "assets")).find((name) => new RegExp(`^search\\..*${ending}$`).test(name))}`;
  const assets = { script: asset("js"), style: asset("css") };
  const [slow, fast] = [await serve(out, true), await serve(out, false)];
  const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
  for (const name of Object.keys(TOOLS)) {
    const queries = queriesOf(entries, Number(options.queries));
    const costs = [];
    // One that loads all it has costs the same for every query.
    for (const query of name === "MiniSearch" ? queries.slice(0, 2) : queries) {
      costs.push(await cold(browser, slow, name, assets, query));
    }
    const answers = await warm(browser, fast, name, assets, queries);
    const titles = titlesOf(entries, 100);
    const found = await warm(browser, fast, name, assets, titles.map(({ title, slipped }) => (slipped ? slip(title) : title)));
    const success = (slipped) => {
      const asked = titles.flatMap((query, at) => (query.slipped === slipped ? [query.title === found[at].title] : []));
      return `${Math.round((100 * asked.filter(Boolean).length) / asked.length)} %`;
    };
    const at = (key, share) => percentile(costs.map((cost) => cost[key]), share);
    const kilobytes = (share) => `${(at("bytes", share) / 1000).toFixed(0)} KB`;
    const time = (share) => `${(at("time", share) / 1000).toFixed(2)} s`;
    const own = seconds[name] === undefined ? "part of the build" : `${seconds[name].toFixed(1)} s`;
    const slowest = percentile(answers.map(({ time }) => time), 0.95).toFixed(1);
    const row = [size, name, own, kilobytes(0.5), kilobytes(0.95), at("requests", 0.5), time(0.5), time(0.95), `${slowest} ms`, success(false), success(true)];
    console.log(`| ${row.join(" | ")} |`);
  }
  await browser.close();
  slow.close();
  fast.close();
}
