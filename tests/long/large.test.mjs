// A hub of 10,000 entries: built in reasonable time, not built again for nothing, and no heavier for its readers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { filesOf, program, temporaryFolder } from "../browser/lib/site.mjs";

const SECTIONS = 20;
const ENTRIES = 500;
/** Bytes that the budget of a page leaves for its HTML, beside style and script. */
const LARGEST_PAGE = 11_000;

/** A site whose entries link to one another. */
function largeSite() {
  const root = temporaryFolder();
  const write = (name, text) => {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  write("site.toml", 'title = "Large"\ndescription = "Ten thousand entries."\nlanguage = "en"\n');
  write("content/index.md", "---\ntitle: Large\n---\n");
  for (let section = 0; section < SECTIONS; section++) {
    write(`content/s${section}/index.md`, `---\ntitle: Section ${section}\ndescription: One of ${SECTIONS}.\n---\n`);
    for (let entry = 0; entry < ENTRIES; entry++) {
      const next = `[the next](../s${(section + 1) % SECTIONS}/e${entry}.md#detail)`;
      const code = "```python\ndef answer(question: str) -> int:\n    return len(question)  # " + entry + "\n```";
      write(
        `content/s${section}/e${entry}.md`,
        `---\ntitle: Entry ${section}.${entry}\ndescription: About ${entry}.\ntags: [t${entry % 50}]\n---\n\n` +
          `Read ${next}.\n\n## Detail\n\n${"Some words of this entry. ".repeat(20)}\n\n${code}\n`,
      );
    }
  }
  return root;
}

describe("a hub of 10,000 entries", () => {
  const root = largeSite();
  const build = () => {
    const begin = performance.now();
    const out = execFileSync(program(), ["build", "--root", root, "--json"], { maxBuffer: 1e9 }).toString();
    return { seconds: (performance.now() - begin) / 1000, out };
  };

  test("is built within a minute, and not written again for nothing", () => {
    const first = build();
    assert.ok(first.seconds < 60, `${first.seconds} s`);
    const times = () => filesOf(path.join(root, "public")).map((name) => fs.statSync(path.join(root, "public", name)).mtimeMs);
    const before = times();
    const second = build();
    assert.ok(second.seconds < 60, `${second.seconds} s`);
    assert.deepEqual(times(), before);
  });

  test("has entries that are as light as those of a small one", () => {
    for (const name of ["s0/e0/index.html", "s19/e499/index.html", "index.html"]) {
      const size = zlib.gzipSync(fs.readFileSync(path.join(root, "public", name)), { level: 9 }).length;
      assert.ok(size <= LARGEST_PAGE, `${name}: ${size} bytes, may be ${LARGEST_PAGE}`);
    }
  });
});
