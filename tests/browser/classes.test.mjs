// What an entry writes cannot take the place of a part of the theme.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, watchForTrouble, withPage, goto } from "./lib/browser.mjs";
import { program, temporaryFolder } from "./lib/site.mjs";

const HOOKS = ["code", "tabs", "theme-button", "learned-button", "sidebar", "entry-table", "filters", "term", "table"];

function site() {
  const root = temporaryFolder();
  fs.mkdirSync(path.join(root, "content"));
  fs.writeFileSync(path.join(root, "site.toml"), 'title = "T"\n');
  const headings = HOOKS.map((name) => `## ${name} {.${name}}\n\n<span class="${name}">${name}</span>\n`);
  const link = '<a class="find" href="https://evil.example/">x</a>';
  const code = "```sh\necho\n```\n";
  fs.writeFileSync(path.join(root, "content/index.md"), `---\ntitle: T\n---\n${link}\n\n${headings.join("\n")}\n${code}`);
  execFileSync(program(), ["build", "--root", root], { stdio: "pipe" });
  return path.join(root, "public");
}

const browser = await launch();
const page = pathToFileURL(path.join(site(), "index.html")).href;

test("an entry with the theme's classes stops no feature and leads nowhere", async () => {
  await withPage(browser, "about:blank", {}, async (tab) => {
    const trouble = watchForTrouble(tab);
    await goto(tab, page);
    assert.equal(await tab.getByRole("button", { name: /^Copy/ }).count(), 1, "code has its button");
    await tab.locator("header .theme-button").click();
    assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "dark");
    await tab.keyboard.press("Control+k");
    await tab.getByRole("combobox").waitFor();
    assert.equal(tab.url(), page);
    assert.deepEqual(trouble, []);
  });
});

test("a feature that fails stops no other", async () => {
  await withPage(browser, "about:blank", {}, async (tab) => {
    // A theme of one's own may have lost what a script looks for.
    await tab.addInitScript(() => {
      const observer = new MutationObserver(() => {
        const use = document.querySelector(".theme-button use");
        if (use) use.remove();
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    const trouble = watchForTrouble(tab);
    await goto(tab, page);
    assert.equal(trouble.length, 1, trouble.join());
    assert.equal(await tab.getByRole("button", { name: /^Copy/ }).count(), 1, "code has its button");
  });
});
