// Ranks queries with a built site's own files: `node tests/search/rank.mjs OUT_DIR QUERIES.json > RUN.json`.
//
// A query is `{ id, query }`; `answer` tells what is answered.
import { readFileSync } from "node:fs";
import { answer, open } from "./site.mjs";

const [folder, file] = process.argv.slice(2);
const { index } = open(folder);
const run = [];
for (const query of JSON.parse(readFileSync(file, "utf8"))) run.push(await answer(index, query));
console.log(JSON.stringify(run));
