// Holds the script's tokenizer against what the Rust one gave: `node tests/search/tokens.mjs`.
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import vm from "node:vm";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
vm.runInThisContext(read("../../static/search/10-tokens.js"));
const cases = JSON.parse(read("tokens.json"));
for (const [text, tokens] of cases) assert.deepEqual(nexusSearch.tokens(text), tokens, text);
console.log(`${cases.length} texts give the same tokens`);
