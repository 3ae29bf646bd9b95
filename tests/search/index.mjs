// An index of another format is refused, whatever it holds: `node tests/search/index.mjs`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

for (const name of ["10-tokens.js", "20-index.js"]) {
  vm.runInThisContext(readFileSync(new URL(`../../static/search/${name}`, import.meta.url), "utf8"));
}
const table = { starts: "aé ", names: "aaaaa" };
const root = { terms: table, common: table, words: table, reversed: table, texts: "aaaaaé" };
const own = Number(/FORMAT: u32 = (\d+)/.exec(readFileSync(new URL("../../src/search.rs", import.meta.url), "utf8"))[1]);
new nexusSearch.Index({ ...root, format: own }, () => Promise.resolve(""));
for (const other of [{ ...root, format: own + 1 }, { ...root, format: undefined }, {}, undefined]) {
  assert.throws(() => new nexusSearch.Index(other), /the index has format .*: build the site anew/);
}
console.log("other formats are refused");
