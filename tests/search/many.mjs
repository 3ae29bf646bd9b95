// What a small site does not show: `node tests/search/many.mjs`, on a site of 2,600 pages that it makes. $NEXUS is the program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./site.mjs";

const program = process.env.NEXUS ?? new URL("../../target/release/nexus", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "nexus-many-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
const write = (path, text) => writeFileSync(join(root, path), text);
for (const folder of ["technologies", "concepts"]) mkdirSync(join(root, "content", folder), { recursive: true });
write("site.toml", 'title = "Many"\n[kinds."Field Note"]\nlabel = "Field note"\n');
for (let at = 0; at < 2600; at++) {
  // Every tenth has a phrase; all have a common word that begins with a rarer one.
  const phrase = at % 10 ? "the store of things" : "a common cache of things";
  write(`content/concepts/x${at}.md`, `---\ntitle: Entry ${at}\n---\n\n${phrase}. Each database has term${at}.\n`);
}
for (let at = 0; at < 20; at++) write(`content/concepts/apple${at}.md`, `# Apple ${at}\n\nAn apple, data ${at}.\n`);
write("content/technologies/Big Tech.md", "---\ntitle: Big Tech\nstatus: In Review\nslug: bigger\n---\n\nA banana.\n");
write("content/concepts/note.md", "---\ntitle: A note\nkind: Field Note\n---\n\nA banana, 﨑津 and 𠮷野家.\n");
for (const at of [1, 2]) write(`content/concepts/member${at}.md`, `# Member ${at}\n\nA member has a selection, and a variable to help.\n`);
execFileSync(program, ["build", "--lenient", "--root", root, "--out", join(root, "out")], { stdio: "pipe" });

const site = () => open(join(root, "out")).index;
const ask = (index, query, most) => nexusSearch.search(index, query, most);
const files = ({ results }) => results.map(({ file }) => file[0]);

// Whatever was asked before, an answer is the same.
const warm = site();
await ask(warm, "database");
const [cold, after] = [await ask(site(), "apple data"), await ask(warm, "apple data")];
const scores = ({ results }) => results.map(({ file, score }) => [file[0], score]);
assert.deepEqual(scores(after), scores(cold));
assert.match(files(cold)[0], /apple/);

// More is offered as long as there is more.
const index = site();
for (const query of ["common", '"common cache"']) {
  let shown = 0;
  for (let most = 6; ; most += 6) {
    const { results, more, count } = await ask(index, query, most);
    assert.ok(results.length > shown || !more, `${query}: ${most} brings nothing new`);
    assert.ok(count >= results.length);
    shown = results.length;
    if (!more || shown > 66) break;
  }
  assert.ok(shown > 66, `${query}: only ${shown}`);
}
const few = await ask(index, "banana", 6);
assert.deepEqual([few.results.length, few.count, few.more], [2, 2, false]);

// Filters have one word in lower case, whatever they are named after; what no filter is called is text.
for (const filter of ["status:in-review", "technology:bigger", "technology:Bigger"]) {
  assert.deepEqual(files(await ask(site(), `${filter} banana`)), ["technologies/bigger/index.html"], filter);
}
assert.deepEqual(files(await ask(site(), "kind:field-note banana")), ["concepts/note/index.html"]);
assert.deepEqual((await ask(site(), "constructor:x banana")).parsed.filters, []);
for (const word of ["﨑津", "𠮷野家"]) assert.deepEqual(files(await ask(site(), word)), ["concepts/note/index.html"], word);

// A word is corrected where it stands.
assert.equal((await ask(site(), "maples aple")).parsed.fixed, "maples apple");
// Other words are left alone: those of which the first letter would be wrong, and short ones with another letter.
for (const other of ["ember", "electron", "helm"]) assert.equal((await ask(site(), `${other} banana`)).parsed.corrected, false, other);
for (const [slip, word] of Object.entries({ mmeber: "member", selecton: "selection" })) {
  assert.equal((await ask(site(), slip)).parsed.fixed, word);
}

// Forms and families of words have one stem, in the plural too.
for (const [word, other] of Object.entries({ variable: "variables", mutable: "mutability", initial: "initializing" })) {
  assert.equal(nexusSearch.stem(word), nexusSearch.stem(other), word);
}
console.log("many pages are searched as few");
