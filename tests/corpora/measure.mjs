// Builds documentation sets by others with `--lenient`, and compares each page with its source.
//
//   node measure.mjs CORPORA [NAME …]
//
// Of each set: whether there is a site, entries without a page, the share of the words of all sources that their pages do not
// have, pages with marks of another tool outside code, and findings by code. `bounds.json` has the most that each may be.
// $UPDATE_BOUNDS writes it anew: read the difference.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { pageText, sourceText, words } from "./text.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [corpora, ...wanted] = process.argv.slice(2);
const nexus = process.env.NEXUS;
const REPOSITORY = "https://forge.example/o/r";

/** Marks that a page shows as text when its tool is not read: what they are, and how they look. */
const MARKS = {
  container: /^\s*:::/m,
  "admonition": /^\s*(!!!|\?\?\?\+?) \w/m,
  shortcode: /\{\{[<%].*?[>%]\}\}/,
  template: /\{%.*?%\}/,
  "import": /^\s*(import|export) .* from ["']/m,
  component: /<\/?[A-Z][A-Za-z]+[\s/>]/,
  element: /<\/?(div|p|span|a|img|table|td|br|details|summary|center)\b[^>]*>/,
  wiki: /!?\[\[[^\]]+\]\]/,
  alert: /\[![A-Za-z]+\][+-]?/,
  attributes: /\{[:#.][^}\n]*\}/,
  "front matter": /^(\+\+\+|---)$/m,
  link: /\]\([^)\s]+\)/,
  tab: /^\s*===? "/m,
};

/** @param {string} folder @param {(file: string) => void} visit */
function walk(folder, visit) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path, visit);
    else visit(path);
  }
}

/** Pages by the source that their edit link names. @param {string} out @returns {Map<string, string>} */
function pagesBySource(out) {
  const pages = new Map();
  walk(out, (file) => {
    if (!file.endsWith(".html")) return;
    const html = readFileSync(file, "utf8");
    const edit = html.match(/href="https:\/\/forge\.example\/o\/r\/edit\/main\/content\/([^"]+)"/);
    if (!edit) return;
    const source = decodeURIComponent(edit[1].replaceAll("&amp;", "&").replaceAll("&#39;", "'"));
    // Further pages of a long section name the same source.
    if (!/\/page\/\d+\/index\.html$/.test(file)) pages.set(source, html);
  });
  return pages;
}

/** How many words of the source the page does not have, of how many. @param {string} source @param {string} html */
function lost(source, html) {
  const have = new Map();
  for (const word of words(pageText(html, { attributes: true }))) have.set(word, (have.get(word) ?? 0) + 1);
  const want = words(sourceText(source));
  const missing = [];
  for (const word of want) {
    const left = have.get(word) ?? 0;
    if (left > 0) have.set(word, left - 1);
    else missing.push(word);
  }
  return { count: want.length, missing };
}

/** @param {string} archive */
function measure(archive) {
  const site = mkdtempSync(join(tmpdir(), "corpus-"));
  try {
    mkdirSync(join(site, "content"));
    execFileSync("tar", ["xzf", archive, "-C", join(site, "content")]);
    writeFileSync(join(site, "site.toml"), `title = "Corpus"\nrepository = "${REPOSITORY}"\n`);
    const began = performance.now();
    const run = spawnSync(nexus, ["build", "--lenient", "--format", "json", "--root", site, "--out", "out"], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    const seconds = (performance.now() - began) / 1000;
    const figures = { exit: run.status, entries: 0, withoutPage: 0, lostPerMille: 0, marked: 0, findings: {} };
    if (run.status !== 0) return { figures, seconds, notes: [run.stderr.slice(0, 2000) || run.stdout.slice(0, 2000)] };
    for (const { code } of JSON.parse(run.stdout).diagnostics) {
      figures.findings[code] = (figures.findings[code] ?? 0) + 1;
    }
    const pages = pagesBySource(join(site, "out"));
    const home = readFileSync(join(site, "out", "index.html"), "utf8");
    /** The home page has no link to edit it: a file in the top folder may be its source. */
    const atTop = (path, html) => (path.includes("/") ? undefined : html);
    const notes = [];
    let [all, missing, marked] = [0, 0, 0];
    walk(join(site, "content"), (file) => {
      const path = relative(join(site, "content"), file);
      // A file of this name says what is in the repository, a folder that begins with a dot is nobody's page.
      if (!/\.(md|mdx|markdown)$/i.test(path) || path.split("/").some((part) => part.startsWith("."))) return;
      figures.entries += 1;
      const html = pages.get(path) ?? atTop(path, home);
      if (html === undefined) {
        figures.withoutPage += 1;
        notes.push(`${path}: no page`);
        return;
      }
      const source = readFileSync(file, "utf8");
      const loss = lost(source, html);
      all += loss.count;
      missing += loss.missing.length;
      if (loss.missing.length > 5 && loss.missing.length / loss.count > 0.01) {
        notes.push(`${path}: ${loss.missing.length} of ${loss.count} words lost: ${loss.missing.slice(0, 12).join(" ")}`);
      }
      const prose = pageText(html, { attributes: false, code: false });
      const marks = Object.entries(MARKS).flatMap(([name, mark]) => {
        const found = prose.match(mark);
        return found ? [`${name} \`${found[0].trim().slice(0, 60)}\``] : [];
      });
      if (marks.length > 0) {
        marked += 1;
        notes.push(`${path}: ${marks.join(", ")}`);
      }
    });
    figures.lostPerMille = Math.round((missing / Math.max(all, 1)) * 10000) / 10;
    figures.marked = marked;
    return { figures, seconds, notes };
  } finally {
    rmSync(site, { recursive: true, force: true });
  }
}

if (!corpora || !existsSync(corpora)) {
  console.log("documentation sets by others are not at hand: nothing is compared");
  process.exit(0);
}
const boundsFile = join(here, "bounds.json");
const bounds = existsSync(boundsFile) ? JSON.parse(readFileSync(boundsFile, "utf8")) : {};
let failed = false;
for (const archive of readdirSync(corpora).filter((name) => name.endsWith(".tar.gz")).sort()) {
  const name = archive.replace(/\.tar\.gz$/, "");
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { figures, seconds, notes } = measure(join(corpora, archive));
  const { findings, ...rest } = figures;
  console.log(`== ${name}: ${JSON.stringify(rest)} in ${seconds.toFixed(1)} s`);
  console.log(`   ${Object.entries(findings).sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`).join(", ")}`);
  if (process.env.NOTES) for (const note of notes) console.log(`   ${note}`);
  if (process.env.UPDATE_BOUNDS) {
    bounds[name] = figures;
    continue;
  }
  const bound = bounds[name];
  if (!bound) continue;
  const over = ["exit", "withoutPage", "lostPerMille", "marked"].filter((key) => rest[key] > bound[key]);
  const more = Object.keys(findings).filter((code) => findings[code] > (bound.findings[code] ?? 0));
  for (const key of over) console.log(`   ${key}: ${rest[key]}, at most ${bound[key]}`);
  for (const code of more) console.log(`   ${code}: ${findings[code]} findings, at most ${bound.findings[code] ?? 0}`);
  if (over.length > 0 || more.length > 0 || rest.entries !== bound.entries) {
    failed = true;
    for (const note of notes.slice(0, 20)) console.log(`   ${note}`);
  }
}
if (process.env.UPDATE_BOUNDS) writeFileSync(boundsFile, `${JSON.stringify(bounds, null, 2)}\n`);
process.exit(failed ? 1 : 0);
