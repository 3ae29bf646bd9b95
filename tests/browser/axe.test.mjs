// WCAG 2.2 AA and axe's best practices, on every kind of page: light, dark, and on a small screen.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { launch, MOBILE, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  mobile: { colorScheme: "light", viewport: MOBILE, isMobile: true, hasTouch: true },
};

const site = await publish();
const browser = await launch();

/** What axe has against the page, one line for each element. */
async function violations(page) {
  // axe brings an inline script, which the page's own policy forbids; evaluating it does not ask the policy.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    // Rules for WCAG 2.2 that axe leaves off by itself: the smallest size of a target.
    (rules) => axe.run(document, { runOnly: rules, rules: { "target-size": { enabled: true } } }),
    RULES,
  );
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.html}`));
}

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
