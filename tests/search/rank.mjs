// Ranks queries with a built site's own files: `node tests/search/rank.mjs OUT_DIR QUERIES.json > RUN.json`.
//
// A query is `{ id, query }`; the answer to each is `{ id, paths, anchor, n }`: at most ten addresses without slashes at
// their ends, best first; the section of the first; how many there are.
import { readFileSync } from "node:fs";
import { open } from "./site.mjs";

const [folder, file] = process.argv.slice(2);
const { search, index } = open(folder);
const address = (url) => decodeURI(url).replace(/(^|\/)index\.html$/, "");
const run = [];
for (const { id, query } of JSON.parse(readFileSync(file, "utf8"))) {
  const { results, count } = await search.search(index, query);
  const paths = results.map((result) => address(result.file[0]));
  const anchor = results.length ? `${paths[0]}#${results[0].found[0].section[0] || "top"}` : undefined;
  run.push({ id, paths: paths.slice(0, 10), anchor, n: count });
}
console.log(JSON.stringify(run));
