// What Chromium answers is what Node answers, where the ranking is measured (tests/search/run): 200 queries at most over the
// hub, and over each corpus in the folder that NEXUS_CORPORA names.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { answer, open as openUnderNode } from "../search/site.mjs";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { build, program, REPOSITORY, temporaryFolder } from "./lib/site.mjs";

const MOST = 200;
const browser = await launch();

/** Texts of other people are not ours to mend, so nothing that is said of them is an error. */
function buildCorpus(content) {
  const root = temporaryFolder();
  fs.cpSync(content, path.join(root, "content"), { recursive: true });
  fs.writeFileSync(path.join(root, "site.toml"), 'title = "Corpus"\n');
  const out = path.join(root, "public");
  execFileSync(program(), ["build", "--lenient", "--root", root, "--out", out], { stdio: "ignore" });
  return out;
}

const suites = [{ name: "hub", make: build, queries: path.join(REPOSITORY, "tests/search/hub.queries.json") }];
const corpora = process.env.NEXUS_CORPORA;
for (const file of corpora ? fs.readdirSync(path.join(corpora, "queries")) : []) {
  const content = path.join(corpora, file.split(".")[0]);
  const queries = path.join(corpora, "queries", file);
  if (fs.existsSync(content)) suites.push({ name: file, make: () => buildCorpus(content), queries });
}

for (const { name, make, queries: file } of suites) {
  test(name, async () => {
    const folder = make();
    const all = JSON.parse(fs.readFileSync(file, "utf8"));
    const every = Math.ceil(all.length / MOST);
    const queries = all.filter((_, at) => at % every === 0);
    const { index } = openUnderNode(folder);
    const expected = [];
    for (const query of queries) expected.push(JSON.stringify(await answer(index, query)));
    const server = await serve(folder);
    after(() => server.close());
    await withPage(browser, server.url, {}, async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
      await page.evaluate(`globalThis.answer = ${answer}`);
      const answers = await page.evaluate(async (queries) => {
        const index = new nexusSearch.Index(await nexus.index("root.js"), (name) => nexus.index(`${name}.js`));
        const answers = [];
        for (const query of queries) answers.push(JSON.stringify(await answer(index, query)));
        return answers;
      }, queries);
      assert.deepEqual(answers.filter((one, at) => one !== expected[at]), []);
      assert.equal(answers.length, expected.length);
    });
  });
}
