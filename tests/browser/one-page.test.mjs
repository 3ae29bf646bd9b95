// A section and a path on one page: every link within it finds its part, and paper shows all of it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

for (const [name, path] of [
  ["section", "technologies/"],
  ["path", "paths/foundations/"],
]) {
  describe(`all of a ${name}`, () => {
    test("is reached from it, and leads back", async () => {
      await withPage(browser, site.hub + path, {}, async (page) => {
        const title = await page.locator("h1").textContent();
        await page.getByRole("link", { name: "Print or read on one page" }).click();
        await page.waitForURL("**/one-page/**");
        assert.equal(await page.locator("h1").textContent(), title);
        await page.getByRole("link", { name: "Page by page" }).click();
        await page.waitForURL((url) => url.pathname.endsWith(path));
      });
    });

    test("has every id once, and a place for every link to one", async () => {
      await withPage(browser, `${site.hub}${path}one-page/`, {}, async (page) => {
        const found = await page.evaluate(() => {
          const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
          const links = [...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute("href").slice(1));
          return {
            twice: ids.filter((id, at) => ids.indexOf(id) !== at),
            lost: links.filter((id) => !ids.includes(decodeURIComponent(id))),
            links: links.length,
            parts: document.querySelectorAll("main .part").length,
          };
        });
        assert.deepEqual([found.twice, found.lost], [[], []]);
        assert.ok(found.parts > 5 && found.links > 2 * found.parts, JSON.stringify(found));
      });
    });

    test("the contents lead to each part, by keyboard too", async () => {
      await withPage(browser, `${site.hub}${path}one-page/`, {}, async (page) => {
        const link = page.locator("main .listing li a").nth(3);
        await link.focus();
        await page.keyboard.press("Enter");
        const top = await page.locator("#part-4").evaluate((heading) => heading.getBoundingClientRect().top);
        assert.ok(top >= 0 && top < 200, `the heading is at ${top}`);
        assert.equal(await page.locator("#part-4").textContent(), await link.textContent());
      });
    });

    test("each part begins a sheet of paper, behind the contents", async () => {
      await withPage(browser, `${site.hub}${path}one-page/`, {}, async (page) => {
        await page.emulateMedia({ media: "print" });
        const { parts, breaks, contents } = await page.evaluate(() => {
          const parts = [...document.querySelectorAll("main .part")];
          return {
            parts: parts.length,
            breaks: parts.filter((part) => getComputedStyle(part).breakBefore === "page").length,
            contents: document.querySelector("#nx-contents + ol").checkVisibility(),
          };
        });
        assert.deepEqual([breaks, contents], [parts, true]);
        const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
        assert.ok(pdf.match(/\/Type\s*\/Page\b/g).length > parts, "more sheets than parts");
      });
    });
  });
}

test("the button prints", async () => {
  await withPage(browser, `${site.hub}technologies/one-page/`, {}, async (page) => {
    await page.evaluate(() => (window.print = () => (window.printed = true)));
    await page.getByRole("button", { name: "Print" }).click();
    assert.equal(await page.evaluate(() => window.printed), true);
  });
});
