// Scores runs: `node tests/search/score.mjs QUERIES.json RUN.json [LEAST.json]`.
//
// A query is answered if its first result is one of the expected pages, or if nothing was expected and nothing found.
// `LEAST.json` holds the least percentages by class, for the first result and the first five; falling below is an error.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const [queries, run, least] = process.argv.slice(2);
const answers = new Map(read(run).map((answer) => [answer.id, answer]));
const classes = new Map();
for (const { id, class: name, expect } of read(queries)) {
  const { paths } = answers.get(id);
  const first = (count) => (expect.length ? paths.slice(0, count).some((path) => expect.includes(path)) : !paths.length);
  const score = classes.get(name) ?? { count: 0, at1: 0, at5: 0 };
  classes.set(name, score);
  score.count++;
  score.at1 += first(1);
  score.at5 += first(5);
}

const percent = (part, whole) => Math.round((1000 * part) / whole) / 10;
const guards = least ? read(least) : {};
const missed = [];
let sum = 0;
console.log("class              n     @1     @5");
for (const [name, { count, at1, at5 }] of classes) {
  const reached = [percent(at1, count), percent(at5, count)];
  sum += reached[0];
  console.log(name.padEnd(15), String(count).padStart(4), ...reached.map((value) => value.toFixed(1).padStart(6)));
  (guards[name] ?? []).forEach((wanted, at) => {
    if (reached[at] < wanted) missed.push(`${name} @${at ? 5 : 1}: ${reached[at]} %, was ${wanted} %`);
  });
}
console.log("mean".padEnd(20), (sum / classes.size).toFixed(1).padStart(6));
for (const line of missed) console.error(`worse than before: ${line}`);
process.exitCode = missed.length ? 1 : 0;
