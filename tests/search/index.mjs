// What is asked of an index is found in its files: `node tests/search/index.mjs`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

for (const name of ["10-tokens.js", "20-index.js"]) {
  vm.runInThisContext(readFileSync(new URL(`../../static/search/${name}`, import.meta.url), "utf8"));
}
const table = { starts: "#é ", names: "aaaaa" };
const own = Number(/FORMAT: u32 = (\d+)/.exec(readFileSync(new URL("../../src/search.rs", import.meta.url), "utf8"))[1]);
const root = { format: own, terms: table, common: table, words: table, reversed: table, texts: "aaaaaé" };
const nothing = () => Promise.resolve("");
new nexusSearch.Index(root, nothing);
for (const other of [{ ...root, format: own + 1 }, { ...root, format: undefined }, {}, undefined]) {
  assert.throws(() => new nexusSearch.Index(other, nothing), /the index has format .*: build the site anew/);
}
console.log("other formats are refused");

// Two lists of two shards each, of two words each; "#" is the digit zero, and data of a word. A list may begin before its first shard does.
const files = {
  "dt/lists": "#be shar1 #ca shar2 ",
  "dt/listt": "#ma shar3 #t shar4 ",
  "t/shar1": "#ber 1 #by 2 ",
  "t/shar2": "#cat 3 #hard 4 ",
  "t/shar3": "#map 5 #now 6 ",
  "t/shar4": "#table 7 #zone `commo ",
};
const asked = [];
const load = (path) => {
  asked.push(path);
  return Promise.resolve(files[path]);
};
const listed = { starts: "#b #l ", names: "listslistt", lists: true };
const open = () => new nexusSearch.Index({ ...root, terms: listed }, load);
const ask = async (index, question) => {
  for (;;) {
    const answer = question();
    if (!index.waits) return answer;
    await Promise.all([index.fetch(), index.fetch()]);
  }
};
for (const [word, data] of Object.entries({ ber: "1", by: "2", cat: "3", hard: "4", map: "5", now: "6", table: "7", a: undefined, lz: undefined })) {
  const index = open();
  assert.equal(await ask(index, () => index.terms.get(word)), data, word);
}
const index = open();
asked.length = 0;
assert.deepEqual(await ask(index, () => index.terms.beginning("b")), [["ber", "1"], ["by", "2"]]);
assert.deepEqual(asked, ["dt/lists", "t/shar1"]);
// Two that ask for the same list at once, and go on once it is there.
const [first, second] = [ask(index, () => index.terms.get("map")), ask(index, () => index.terms.get("zone"))];
assert.deepEqual(await Promise.all([first, second]), ["5", "`commo"]);
assert.deepEqual(index.terms.starts, ["be", "ca", "ma", "t"]);
index.postings("zone");
assert.deepEqual([...index.missing.values()].map(([path]) => path), ["b/commo"]);
index.terms.take("t/short", "#cut");
assert.deepEqual(index.terms.shards.get("t/short").words, ["cut"], "a shard without an end has one");
console.log("words are found by way of lists of files");

// Two terms have the same postings, in one file. To whom it does not matter if a term is common, it is not there, even if it is.
const twins = { ...root, terms: { starts: "#a ", names: "first" } };
const common = new nexusSearch.Index(twins, (path) => Promise.resolve({ "t/first": "#as `commo #by `commo ", "b/commo": ",-& " }[path]));
await ask(common, () => [common.postings("as"), common.postings("by")]);
assert.ok(common.postings("as") && common.postings("by") && !common.postings("by", true));
assert.deepEqual([...common.files.keys()], ["t/first", "b/commo"]);
console.log("a file is loaded for all that ask for it");

// Page 1 has the term, and no more is known; section 0 of page 3 has it at level 3. Heads are 1 * 5 + 4 and 2 * 5.
const brief = new nexusSearch.Index({ ...root, terms: { ...listed, lists: undefined } }, () => Promise.resolve("#t ,-& "));
const { most, ...found } = await ask(brief, () => brief.postings("t"));
assert.deepEqual(found, { pages: [1, 3], whole: [-1, -1], from: [0, 0, 1], sections: [0], values: [3], count: 5 });
assert.ok(most[0] > 0 && most[0] < most[1]);
console.log("a page is found of which no more is known than that it has a term");
