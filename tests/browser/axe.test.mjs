// WCAG 2.2 AA and axe's best practices, on every kind of page: light, dark, and on a small screen.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LOOKS, violations } from "./lib/axe.mjs";
import { launch, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

for (const [look, options] of Object.entries(LOOKS)) {
  describe(`accessible, ${look}`, () => {
    for (const { name, url } of site.pages) {
      test(name, async () => {
        await withPage(browser, url, options, async (page) => assert.deepEqual(await violations(page), []));
      });
    }
  });
}

describe("accessible while in use", () => {
  test("the menu of a small screen, open", async () => {
    await withPage(browser, site.page("entry"), LOOKS.mobile, async (page) => {
      await page.locator(".menu-button").click();
      assert.ok(await page.locator(".sidebar").isVisible());
      assert.deepEqual(await violations(page), []);
    });
  });

  test("details, open, and the whole page scrolled through", async () => {
    await withPage(browser, site.page("every element"), LOOKS.mobile, async (page) => {
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      assert.deepEqual(await violations(page), []);
    });
  });

  test("a table, filtered down to nothing", async () => {
    await withPage(browser, site.page("section of challenges"), LOOKS.light, async (page) => {
      await page.getByLabel("Text").fill("nothing has these words");
      assert.deepEqual(await violations(page), []);
    });
  });

  test("an entry, learned", async () => {
    await withPage(browser, site.page("entry"), LOOKS.dark, async (page) => {
      await page.locator(".learned-button").click();
      assert.deepEqual(await violations(page), []);
    });
  });
});
