// Scores runs: `node tests/search/score.mjs QUERIES.json RUN.json [LEAST.json]`.
//
// A query is answered if its first result is one of the expected pages, or if nothing was expected and nothing found. Where a
// query says which sections are right (`anchors`), the first result must lead to one of them to count under "section".
// `LEAST.json` holds the least percentages by class: first result, first five, section; falling below is an error.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const [queries, run, least] = process.argv.slice(2);
const answers = new Map(read(run).map((answer) => [answer.id, answer]));
const classes = new Map();
for (const { id, class: name, expect, anchors } of read(queries)) {
  const { paths, anchor } = answers.get(id);
  const first = (count) => (expect.length ? paths.slice(0, count).some((path) => expect.includes(path)) : !paths.length);
  const score = classes.get(name) ?? { count: 0, at1: 0, at5: 0, placed: 0, section: 0 };
  classes.set(name, score);
  score.count++;
  score.at1 += first(1);
  score.at5 += first(5);
  if (!anchors?.length) continue;
  score.placed++;
  score.section += anchors.includes(anchor);
}

const percent = (part, whole) => Math.round((1000 * part) / whole) / 10;
const guards = least ? read(least) : {};
const missed = [];
let sum = 0;
console.log("class              n     @1     @5  section");
for (const [name, { count, at1, at5, placed, section }] of classes) {
  const reached = [percent(at1, count), percent(at5, count)];
  if (placed) reached.push(percent(section, placed));
  sum += reached[0];
  console.log(name.padEnd(15), String(count).padStart(4), ...reached.map((value) => value.toFixed(1).padStart(6)));
  (guards[name] ?? []).forEach((wanted, at) => {
    if (reached[at] < wanted) missed.push(`${name} ${["@1", "@5", "section"][at]}: ${reached[at]} %, was ${wanted} %`);
  });
}
console.log("mean".padEnd(20), (sum / classes.size).toFixed(1).padStart(6));
for (const line of missed) console.error(`worse than before: ${line}`);
process.exitCode = missed.length ? 1 : 0;
