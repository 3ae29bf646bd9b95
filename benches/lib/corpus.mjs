// A hub of any size, made of real text: sentences and code that somebody wrote, in a new order.
//
// Takes folders that hold Markdown and sources; writes entries below `content/`, the same bytes for the same folders, size
// and seed. No two code blocks are equal, for identifiers are given numbers; so remembering blocks cannot flatter anybody.
import fs from "node:fs";
import path from "node:path";
import { random } from "./random.mjs";

/** Of each kind of file, how many in a hundred code blocks are made of it, and the name of its language. */
const CODE = [
  { share: 28, language: "python", endings: [".py"] },
  { share: 22, language: "yaml", endings: [".yml", ".yaml"] },
  { share: 6, language: "rust", endings: [".rs"] },
  { share: 12, language: "bash", endings: [".sh"] },
  { share: 14, language: "javascript", endings: [".js", ".mjs"] },
  { share: 8, language: "json", endings: [".json"] },
  { share: 6, language: "toml", endings: [".toml"] },
  { share: 4, language: "c", endings: [".c", ".h"] },
];
/** Entries of a section. */
const SECTION = 100;
/** Sentences of the longest paragraph, but for two. */
const SENTENCES = 4;
/** Bytes; larger files are generated, as a rule. */
const LARGEST_SOURCE = 200_000;
/** Pieces that one file gives; generated tables would outweigh what people write. */
const PIECES = 8;
const SKIPPED = new Set(["node_modules", "target", ".git", "tests", "testdata", "public"]);

function* files(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* files(file);
    else if (entry.isFile() && fs.statSync(file).size <= LARGEST_SOURCE) yield file;
  }
}

/** Sentences without markup other than code and emphasis, of all paragraphs that consist of such. */
function sentencesOf(text) {
  const plain = text.replace(/^---\n[^]*?\n---\n/, "").replace(/^(```|~~~)[^]*?^\1.*$/gm, "");
  const unlinked = plain.replace(/\[([^\][]*)\](\([^()\s]*\)|\[[^\][]*\])?/g, "$1");
  const paragraphs = unlinked.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim());
  return paragraphs
    .filter((paragraph) => /^[A-Z][^<>{}[\]|\\$~#@=]{60,}[.!?]$/.test(paragraph) && !/:\/\/|:\w|_\w+_/.test(paragraph))
    .flatMap((paragraph) => paragraph.match(/[A-Z][^.!?]{20,240}[.!?](?= |$)/g) ?? [])
    .filter((sentence) => sentence.split("`").length % 2 && sentence.split("*").length % 2);
}

/** What ends a code block, is not ASCII, or is a shortcode or template to one of the peers. */
const UNFIT = /```|~~~|[^\t\n\x20-\x7e]|\{[{%]/;

/** Pieces of 6 to 24 lines that begin at the margin. */
function piecesOf(text) {
  const lines = text.split("\n");
  const pieces = [];
  for (let at = 0; at < lines.length; ) {
    let end = at + 1;
    while (end < lines.length && end - at < 24 && !(end - at >= 6 && /^\S/.test(lines[end]))) end++;
    const piece = lines.slice(at, end).join("\n").trimEnd();
    if (end - at >= 6 && !UNFIT.test(piece) && piece.length < 1600) pieces.push(piece);
    at = end;
  }
  const step = Math.ceil(pieces.length / PIECES);
  return pieces.filter((_, index) => index % step === 0);
}

/** What entries are made of. */
export function readSources(folders) {
  const sentences = new Set();
  const code = new Map(CODE.map(({ language }) => [language, new Set()]));
  for (const folder of folders) {
    for (const file of files(folder)) {
      const ending = path.extname(file);
      const kind = CODE.find(({ endings }) => endings.includes(ending));
      if (ending === ".md") for (const sentence of sentencesOf(fs.readFileSync(file, "utf8"))) sentences.add(sentence);
      if (kind) for (const piece of piecesOf(fs.readFileSync(file, "utf8"))) code.get(kind.language).add(piece);
    }
  }
  if (sentences.size < 200) throw new Error(`too little prose: ${sentences.size} sentences in ${folders.join(", ")}`);
  return { sentences: [...sentences], code: new Map([...code].map(([language, pieces]) => [language, [...pieces]])) };
}

/** The text with its longest identifiers numbered, so that no other block is like it. */
function numbered(piece, number) {
  const words = [...new Set(piece.match(/\b[a-z_][a-z_]{4,}\b/gi) ?? [])].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const chosen = new Set(words.slice(0, 2));
  if (chosen.size === 0) return `${piece}\n${number}`;
  return piece.replace(/\b[a-z_][a-z_]{4,}\b/gi, (word) => (chosen.has(word) ? `${word}_${number}` : word));
}

/**
 * Entries of a hub.
 * @returns {{section: string, name: string, title: string, description: string, tags: string[], date: string, body: string}[]}
 */
export function entriesOf(size, sources, seed = 1) {
  const next = random(seed);
  const below = (limit) => Math.floor(next() * limit);
  const pick = (list) => list[below(list.length)];
  const paragraph = (count) => Array.from({ length: count }, () => pick(sources.sentences)).join(" ");
  const wordsOf = (sentence, count) => sentence.replace(/[^A-Za-z ]/g, " ").split(/ +/).filter((word) => word.length > 2).slice(0, count).join(" ");
  const languages = CODE.filter(({ language }) => sources.code.get(language).length > 0);
  const total = languages.reduce((sum, { share }) => sum + share, 0);
  const language = () => {
    let at = below(total);
    return languages.find(({ share }) => (at -= share) < 0).language;
  };
  const place = (index) => ({ section: `s${String(Math.floor(index / SECTION)).padStart(3, "0")}`, name: `e${String(index).padStart(6, "0")}` });
  let blocks = 0;
  const block = () => {
    const name = language();
    return `\`\`\`${name}\n${numbered(pick(sources.code.get(name)), (blocks++).toString(36))}\n\`\`\``;
  };
  const link = () => {
    const { section, name } = place(below(size));
    return `See [${wordsOf(pick(sources.sentences), 3)}](../${section}/${name}.md) as well.`;
  };
  return Array.from({ length: size }, (_, index) => {
    const body = [paragraph(3)];
    const parts = 4 + below(4);
    for (let part = 0; part < parts; part++) {
      body.push(`## ${wordsOf(pick(sources.sentences), 4)} ${part + 1}`);
      for (let count = 1 + below(3); count > 0; count--) body.push(paragraph(2 + below(SENTENCES)));
      if (next() < 0.3) body.push(Array.from({ length: 4 }, () => `- ${pick(sources.sentences)}`).join("\n"));
      if (next() < 0.1) {
        const rows = Array.from({ length: 4 }, () => `| ${wordsOf(pick(sources.sentences), 2)} | ${wordsOf(pick(sources.sentences), 8)} |`);
        body.push(["| Name | What it is |", "| --- | --- |", ...rows].join("\n"));
      }
      if (next() < 0.1) body.push(`> [!NOTE]\n> ${paragraph(2)}`);
      if (next() < 0.78) body.push(block());
      if (next() < 0.4) body.push(link());
    }
    return {
      ...place(index),
      title: `${wordsOf(pick(sources.sentences), 4)} ${index}`,
      description: wordsOf(pick(sources.sentences), 12),
      tags: [`topic-${below(40)}`, `level-${below(6)}`],
      date: `20${10 + below(15)}-${String(1 + below(12)).padStart(2, "0")}-${String(1 + below(28)).padStart(2, "0")}`,
      body: `${body.join("\n\n")}\n`,
    };
  });
}
