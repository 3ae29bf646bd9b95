// The search where something is wrong: the site was replaced, files are missing, titles and queries mean harm.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { build, copySources, REPOSITORY, SPECIMEN } from "./lib/site.mjs";

const browser = await launch();

/** Serves a folder of its own, which a test may change. */
async function publishAlone(root = REPOSITORY) {
  const folder = build({ root });
  const server = await serve(folder);
  after(() => server.close());
  return { url: server.url, index: path.join(folder, "search") };
}

const results = (page) => page.getByRole("option");

/** Asks, and waits until there is an answer. */
async function ask(page, query) {
  if (!(await page.locator("dialog[open]").count())) await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(query);
  // Texts are asked for when a reader has stopped typing.
  await page.waitForTimeout(300);
  await page.locator(".search-list:not([aria-busy])").waitFor({ state: "attached" });
}

test("a site that was replaced while the page is open", async () => {
  const site = await publishAlone();
  await withPage(browser, site.url, {}, async (page) => {
    await ask(page, "redis");
    assert.match(await results(page).first().getAttribute("href"), /redis/);
    const edited = copySources(REPOSITORY);
    fs.appendFileSync(path.join(edited, "content/practices/git-branching.md"), "\nEven a quokka can branch.\n");
    fs.rmSync(site.index, { recursive: true });
    fs.cpSync(path.join(build({ root: edited }), "search"), site.index, { recursive: true });
    await ask(page, "quokka");
    await results(page).first().waitFor();
    assert.match(await results(page).first().getAttribute("href"), /git-branching/);
  });
});

test("files that are missing, until they are back", async () => {
  const site = await publishAlone();
  await withPage(browser, site.url, {}, async (page) => {
    fs.renameSync(path.join(site.index, "t"), path.join(site.index, "gone"));
    await ask(page, "docker");
    await page.getByText("The search index could not be loaded").first().waitFor();
    assert.equal(await page.getByRole("dialog").getByRole("link", { name: "All pages" }).count(), 1);
    fs.renameSync(path.join(site.index, "gone"), path.join(site.index, "t"));
    await ask(page, "docker compose");
    await results(page).first().waitFor();
    fs.rmSync(site.index, { recursive: true });
    await page.keyboard.press("Escape");
    await page.locator("h1").click();
    assert.equal(await page.locator("dialog[open]").count(), 0);
  });
});

test("an index of another format", async () => {
  const site = await publishAlone();
  const root = path.join(site.index, "root.js");
  fs.writeFileSync(root, fs.readFileSync(root, "utf8").replace(/"format":\d+/, '"format":1'));
  await withPage(browser, site.url, {}, async (page) => {
    await ask(page, "docker");
    await page.getByText("The search index could not be loaded").first().waitFor();
  });
});

describe("harm", () => {
  const HOSTILE = "<img src=x onerror=alert(1)>";
  /** Opens a page and counts what was executed in it. */
  const withWatchedPage = (url, use) =>
    withPage(browser, url, {}, async (page) => {
      const executed = [];
      page.on("dialog", (dialog) => {
        executed.push(dialog.message());
        dialog.dismiss();
      });
      page.on("pageerror", (error) => executed.push(error.message));
      await use(page);
      assert.equal(await page.locator("dialog :is(img, script, iframe, svg[onload])").count(), 0);
      assert.deepEqual(executed, []);
    });

  test("in titles, headings and texts", async () => {
    const root = copySources(SPECIMEN);
    const entry = `---\ntitle: "${HOSTILE} hostile"\ndescription: "Means harm."\n---\n\n## \\${HOSTILE} heading\n\nA hostile \\${HOSTILE} text.\n`;
    fs.writeFileSync(path.join(root, "content/hostile.md"), entry);
    const site = await publishAlone(root);
    await withWatchedPage(site.url, async (page) => {
      await ask(page, "hostile");
      await results(page).first().waitFor();
      assert.ok((await page.locator(".search-page").first().innerText()).includes(HOSTILE), "text stays text");
      assert.ok((await page.locator(".search-list").innerText()).includes(`${HOSTILE} heading`));
      await ask(page, "kind:hostile hostile");
    });
  });

  test("in queries", async () => {
    const site = await publishAlone();
    const queries = [
      HOSTILE,
      '"><script>alert(1)</script>',
      "javascript:alert(1)",
      "__proto__ constructor",
      "kind:__proto__ x",
      "((((",
      "\\",
      "a".repeat(5000),
      "\ud800 😀 \u0000",
    ];
    await withWatchedPage(site.url, async (page) => {
      for (const query of queries) {
        await ask(page, query);
        assert.equal(await page.getByText("could not be loaded").count(), 0, query);
      }
    });
    for (const query of queries) {
      await withWatchedPage(`${site.url}search/?q=${encodeURIComponent(query.toWellFormed?.() ?? query)}`, async (page) => {
        await page.locator("#nx-search-place .search-note:not([hidden]), #nx-search-place [role=option]").first().waitFor();
      });
    }
  });
});
