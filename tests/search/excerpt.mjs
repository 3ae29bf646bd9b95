// What results show of texts: `node tests/search/excerpt.mjs`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

for (const name of ["10-tokens.js", "50-excerpt.js"]) {
  vm.runInThisContext(readFileSync(new URL(`../../static/search/${name}`, import.meta.url), "utf8"));
}
const { excerpt, fragment, marks } = nexusSearch;
const show = ({ text, marks }) =>
  [...marks].reverse().reduce((all, { start, end }) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`, text);

const long = `${"Nothing of note stands here. ".repeat(9)}A cache stampede begins when max_age ends. ${"More text. ".repeat(30)}`;
assert.equal(
  show(excerpt(long, new Set(["cache", "maxage"]))).slice(0, 84),
  "…here. Nothing of note stands here. A [cache] stampede begins when [max_age] ends. M",
  "the part with most terms, cut at words",
);
assert.equal(show(excerpt("创建请求体参数", new Set(["请求"]))), "创建[请求]体参数");
assert.equal(show(excerpt("使用Redis缓存数据", new Set(["redis"]))), "使用[Redis]缓存数据", "words of two scripts");
assert.equal(show(excerpt("𠮷野家で", new Set(["𠮷野", "野家"]))), "[𠮷野家]で", "letters of two units");
const hits = "cache it ".repeat(30_000);
assert.equal(excerpt(hits, new Set(["cache"])).words, 1, "in no more time than so many hits need");
assert.deepEqual(marks("Caché!", new Set(["cache"])), [{ start: 0, end: 6 }]);
assert.equal(fragment("First line\nuse the Redis cache here now\nlast", new Set(["cache"])), "the Redis cache here now");
assert.equal(show(excerpt("<img src=x onerror=alert(1)>", new Set(["img"]))), "<[img] src=x onerror=alert(1)>", "text stays text");
console.log("excerpts are right");
