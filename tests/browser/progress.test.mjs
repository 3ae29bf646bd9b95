// What a reader has learned, and the way on along a path: kept in this browser, and true to the texts.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { goto, launch, open, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";
import { serve } from "./lib/server.mjs";
import { build, copySources, REPOSITORY } from "./lib/site.mjs";

const site = await publish();
const browser = await launch();

describe("the way on", () => {
  const pager = (page) => page.locator(".pager:visible");

  test("in the section, for those who come from elsewhere", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      assert.equal(await pager(page).getAttribute("aria-label"), "Previous and next");
    });
  });

  for (const [place, start, choose] of [
    ["its page", "paths/scale/", (page) => page.locator(".steps").getByRole("link", { name: "Redis" })],
    ["its start", "paths/scale/", (page) => page.locator(".path-next")],
    ["its card", "", (page) => page.locator(".path-card").getByRole("link", { name: "Redis" })],
  ]) {
    test(`in the path that was followed on ${place}, step by step`, async () => {
      await withPage(browser, site.hub + start, {}, async (page) => {
        await choose(page).first().click();
        await page.waitForURL(/(technologies|concepts|challenges|practices)\//);
        await page.getByText(/^Step \d+ of \d+ in Scale$/).waitFor();
        assert.equal(await pager(page).count(), 1);
        const next = pager(page).locator("[rel=next]");
        const title = (await next.innerText()).replace(/^Next step\s*/, "");
        await next.click();
        await page.getByRole("heading", { level: 1, name: title }).waitFor();
        await page.getByText(/^Step \d+ of \d+ in Scale$/).waitFor();
      });
    });
  }

  test("in a tab that was opened from the path's page", async () => {
    await withPage(browser, `${site.hub}paths/scale/`, {}, async (page) => {
      const link = page.locator(".steps").getByRole("link", { name: "Redis" });
      const [tab] = await Promise.all([page.context().waitForEvent("page"), link.click({ modifiers: ["ControlOrMeta"] })]);
      await tab.getByText(/^Step \d+ of \d+ in Scale$/).waitFor();
    });
  });
});

describe("what has changed since it was learned", () => {
  const root = copySources(REPOSITORY);
  const file = path.join(root, "content/technologies/redis.md");
  const folder = build({ root });
  const edit = (change) => {
    fs.writeFileSync(file, change(fs.readFileSync(file, "utf8")));
    fs.cpSync(build({ root }), folder, { recursive: true });
  };

  test("is told by part, until it is learned again", async () => {
    const server = await serve(folder);
    after(() => server.close());
    const page = await open(browser, `${server.url}technologies/redis/`);
    const changed = page.locator(".learned .changed").getByRole("link");
    const button = page.locator(".learned-button");
    await button.click();
    await goto(page, page.url());
    assert.equal(await button.innerText(), "Learned");
    assert.equal(await page.locator(".changed").count(), 0);

    edit((text) => `${text}\nA sentence at the end.\n\n## A new part\n\nIts text.\n`);
    await page.reload({ waitUntil: "networkidle" });
    await changed.first().waitFor();
    assert.deepEqual(await changed.allInnerTexts(), ["Check yourself", "A new part"]);
    assert.match(await page.locator(".learned .changed").innerText(), /^Changed since you learned it on .*\d/);
    assert.equal(await page.locator(".page-header").getByText("Changed since you learned it").count(), 1);
    assert.equal(await page.locator("h2 .changed").count(), 2);
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    await changed.last().press("Enter");
    await page.waitForURL(/#a-new-part$/);

    await button.press("Enter");
    assert.equal(await button.innerText(), "Learned");
    assert.equal(await page.locator(".changed").count(), 0);
    await goto(page, page.url());
    assert.equal(await page.locator(".changed").count(), 0);
    await button.press("Enter");
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    await page.context().close();
  });
});
