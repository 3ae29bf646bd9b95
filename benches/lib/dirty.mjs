// A documentation set of any size as others have them: not written for nexus, and not spotless.
//
// Its words are made of syllables, so nobody's text is in it; the same seed gives the same bytes. It has sections in five
// scripts, pages of one paragraph and of a hundred, fields of other tools, and a broken link or reference in every second entry.
import { codeBlock } from "./code.mjs";
import { random } from "./random.mjs";

/** Entries of a section. */
const SECTION = 100;
/** Different words of a script. Frequent ones are short. */
const WORDS = 30_000;

const SCRIPTS = [
  { name: "latin", share: 60, starts: "b c d f g h k l m n p r s st t tr v w", middles: "a e i o u ai ea io", ends: ["", "n", "r", "l", "s", "nd"], stop: ". " },
  { name: "cyrillic", share: 12, starts: "б в г д ж з к л м н п р с т ф х ц ш", middles: "а е и о у ы ю я", ends: ["", "й", "н", "т", "ль", "сть"], stop: ". " },
  { name: "arabic", share: 8, starts: "ب ت ج ح د ر س ش ع ف ق ك ل م ن ه و", middles: "ا و ي", ends: ["", "ة", "ن", "ات", "ل"], stop: ". " },
  { name: "han", share: 12, starts: "", middles: "", ends: [], stop: "。" },
  { name: "devanagari", share: 8, starts: "क ख ग च ज ट त द न प ब म य र ल व स ह", middles: "ा ि ी ु े ो ं", ends: ["", "न", "र", "ना", "्य"], stop: "। " },
];

/** A word by its rank, from 0. */
function wordOf(script, rank) {
  if (script.name === "han") {
    const character = (number) => String.fromCodePoint(0x4e00 + ((number * 7919) % 4000));
    return rank < 800 ? character(rank) : character(rank) + character(rank * 31 + 7);
  }
  const [starts, middles] = [script.starts.split(" "), script.middles.split(" ")];
  const { ends } = script;
  let text = "";
  let left = rank;
  do {
    text += starts[left % starts.length];
    left = Math.floor(left / starts.length);
    text += middles[left % middles.length];
    left = Math.floor(left / middles.length);
  } while (left > 0);
  return text + ends[rank % ends.length];
}

/** Fields of other tools, of which an entry has some. */
const FOREIGN = [
  (below) => ["sidebar_position", below(40)],
  (below) => ["sidebar_label", `Part ${below(40)}`],
  (below) => ["weight", below(100) * 10],
  () => ["hide_table_of_contents", false],
  () => ["layout", "doc"],
  (below) => ["ms.date", `0${1 + below(9)}/1${below(9)}/2024`],
  (below) => ["keywords", [`k${below(90)}`, `k${below(90)}`]],
  (below) => ["categories", [`area-${below(12)}`]],
  (below) => ["contributors", [`person${below(50)}`, `person${below(50)}`]],
  (below) => ["last_reviewed", `2023-0${1 + below(9)}-1${below(9)}`],
];

/** A picture of one dot, which every section has. */
const PICTURE = { name: "figure.png", bytes: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") };

/** Sentences, names and headings in one script. */
class Writer {
  constructor(script, next) {
    Object.assign(this, { script, next, latin: SCRIPTS[0] });
    this.joint = script.name === "han" ? "" : " ";
  }

  below = (limit) => Math.floor(this.next() * limit);
  pick = (list) => list[this.below(list.length)];
  /** A word as often as Zipf's law has it. */
  word = (script = this.script) => wordOf(script, Math.floor(WORDS ** this.next()) - 1);
  name = () => this.word(this.latin);
  words = (count) => Array.from({ length: count }, () => this.word()).join(this.joint);

  title = () => {
    const text = this.words(2 + this.below(4));
    return text[0].toUpperCase() + text.slice(1);
  };

  sentence() {
    const words = Array.from({ length: 6 + this.below(18) }, () => {
      const kind = this.next();
      if (kind < 0.03) return `\`${this.name()}.${this.name()}\``;
      if (kind < 0.045) return `**${this.word()}**`;
      if (kind < 0.055) return `*${this.word()}*`;
      return this.word();
    });
    const text = words.join(this.joint);
    return text[0].toUpperCase() + text.slice(1) + this.script.stop;
  }

  paragraph = () => Array.from({ length: 1 + this.below(6) }, () => this.sentence()).join("").trimEnd();
  list = (mark) => Array.from({ length: 2 + this.below(6) }, (_, at) => `${mark === "1" ? `${at + 1}.` : mark} ${this.sentence().trimEnd()}`).join("\n");

  table() {
    const columns = 2 + this.below(3);
    const line = (cell) => `| ${Array.from({ length: columns }, cell).join(" | ")} |`;
    const rows = Array.from({ length: 2 + this.below(12) }, () => line(() => this.words(1 + this.below(6))));
    return [line(() => this.title()), line(() => "---"), ...rows].join("\n");
  }
}

/** Links that lead nowhere, as people leave them: their kinds in turn. */
const BROKEN = [
  (writer, target) => `[${writer.title()}](../${target.section}/${target.name.slice(0, 2)}${target.name.slice(3)}.md)`,
  (writer) => `[${writer.title()}](../${writer.name()}/${writer.name()}-${writer.name()}.md)`,
  (writer, target) => `[${writer.title()}](../${target.section}/${target.name}.md#${writer.name()}-${writer.name()})`,
  (writer) => `[[${writer.title()}]]`,
  (writer) => `[${writer.title()}](/docs/${writer.name()}/${writer.name()})`,
  (writer) => `![${writer.title()}](img/${writer.name()}.png)`,
  (writer) => `[${writer.title()}][${writer.name()}]`,
];

/** One part of a page below its heading. */
function part(writer, level) {
  const { next } = writer;
  const blocks = [`${"#".repeat(level)} ${writer.title()}`, writer.paragraph()];
  if (next() < 0.5) blocks.push(writer.paragraph());
  if (next() < 0.3) blocks.push(writer.list(writer.pick(["-", "*", "1"])));
  if (next() < 0.08) blocks.push(writer.table());
  if (next() < 0.05) blocks.push(`![${writer.title()}](${PICTURE.name})`);
  if (next() < 0.05) blocks.push(`> [!${writer.pick(["NOTE", "TIP", "WARNING"])}]\n> ${writer.paragraph()}`);
  if (next() < 0.02) blocks.push(`<center>${writer.sentence().trimEnd()}</center>`);
  if (next() < 0.02) blocks.push(`:::${writer.pick(["note", "tip"])}\n\n${writer.paragraph()}\n\n:::`);
  if (next() < 0.62) blocks.push(codeBlock(next, writer.name));
  return blocks;
}

/** How many parts a page has: three of ten are short, one of ten is long. */
function length(writer) {
  const kind = writer.next();
  if (kind < 0.3) return writer.below(2);
  return kind < 0.9 ? 2 + writer.below(7) : 15 + writer.below(35);
}

/**
 * Entries of the set, in the shape of those of `corpus.mjs`, with `extra` fields and the files beside them.
 */
export function dirtyEntriesOf(size, seed = 1) {
  const next = random(seed);
  const sections = Array.from({ length: Math.ceil(size / SECTION) }, () => {
    let at = next() * 100;
    return SCRIPTS.find(({ share }) => (at -= share) < 0) ?? SCRIPTS[0];
  });
  const writers = sections.map((script) => new Writer(script, next));
  const places = Array.from({ length: size }, (_, index) => {
    const section = Math.floor(index / SECTION);
    const writer = writers[section];
    return { section: `s${String(section).padStart(3, "0")}`, name: `${writer.name()}-${writer.name()}-${index}` };
  });
  return places.map((place, index) => {
    const writer = writers[Math.floor(index / SECTION)];
    const target = () => places[writer.below(size)];
    const body = [writer.paragraph()];
    let level = 1;
    for (let left = length(writer); left > 0; left--) {
      const wanted = writer.pick([2, 2, 2, 3, 3, 4]);
      // Most people leave no level out.
      level = next() < 0.95 ? Math.min(wanted, level + 1) : wanted;
      body.push(...part(writer, level));
      if (next() < 0.3) {
        const { section, name } = target();
        body.push(`${writer.sentence()}[${writer.title()}](../${section}/${name}.md).`);
      }
    }
    if (index % 2 === 0) body.push(`${writer.sentence()}${BROKEN[(index / 2) % BROKEN.length](writer, target())}`);
    return {
      ...place,
      title: writer.title(),
      description: writer.sentence().replace(/[`*]/g, "").trimEnd(),
      tags: [`topic-${writer.below(40)}`, `level-${writer.below(6)}`],
      date: `20${10 + writer.below(15)}-${String(1 + writer.below(12)).padStart(2, "0")}-${String(1 + writer.below(28)).padStart(2, "0")}`,
      extra: Object.fromEntries(FOREIGN.filter(() => next() < 0.25).map((field) => field(writer.below))),
      beside: PICTURE,
      body: `${body.join("\n\n")}\n`,
    };
  });
}
