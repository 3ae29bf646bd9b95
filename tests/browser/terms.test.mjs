// Terms of the glossary explain themselves: to the pointer, to the keyboard, to those who listen; without script, too.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { launch, MOBILE, settle, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();
const NARROW = { width: 320, height: 640 };

const parts = (page) => ({ term: page.locator(".term > a"), definition: page.getByRole("tooltip") });

/** Whether the definition lies in the window, below or above the line of its term. */
const lies = (page) =>
  page.evaluate(() => {
    const [term, definition] = [".term > a", ".definition"].map((name) => document.querySelector(name).getBoundingClientRect());
    return {
      inside: definition.left >= 0 && definition.right <= innerWidth && definition.top >= 0 && definition.bottom <= innerHeight,
      near: Math.min(Math.abs(definition.top - term.bottom), Math.abs(term.top - definition.bottom)) < 8,
    };
  });

describe("a term", () => {
  test("is explained where a page uses it first, and nowhere else", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      assert.deepEqual(await page.locator(".term > a").allInnerTexts(), ["edge case"]);
      assert.equal(await page.locator(".term > a").getAttribute("href"), "../outer/term/index.html");
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`shows its definition to pointer and focus, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
      await withPage(browser, site.page("every element"), { javaScriptEnabled }, async (page) => {
        const { term, definition } = parts(page);
        assert.equal(await definition.count(), 0);
        await term.hover();
        assert.match(await definition.innerText(), /^Boundary condition\s+What a program/);
        await definition.hover();
        assert.ok(await definition.isVisible(), "the pointer may go there");
        await page.mouse.move(0, 0);
        assert.equal(await definition.count(), 0);
        await term.focus();
        assert.ok(await definition.isVisible());
      });
    });
  }

  test("shows its definition and no preview of the page, and stays described", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      const { term } = parts(page);
      const described = await term.getAttribute("aria-describedby");
      assert.ok(described);
      const fetched = page.waitForResponse(/outer\/term\/index\.html$/);
      await term.hover();
      await fetched;
      // A preview comes half a second after the pointer.
      await page.waitForTimeout(1000);
      assert.equal(await page.getByRole("tooltip").count(), 1);
      await page.mouse.move(0, 0);
      await page.waitForTimeout(500);
      assert.equal(await term.getAttribute("aria-describedby"), described);
    });
  });

  test("is described to those who listen", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      const id = await page.locator(".term > a").getAttribute("aria-describedby");
      assert.match(await page.locator(`#${id}`).evaluate((definition) => definition.textContent), /What a program has to get right/);
      await parts(page).term.focus();
      assert.deepEqual(await violations(page), []);
    });
  });

  test("puts its definition away by Escape, until it is reached again", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      const { term, definition } = parts(page);
      await term.focus();
      await page.keyboard.press("Escape");
      assert.equal(await definition.count(), 0);
      assert.ok(await term.evaluate((link) => link === document.activeElement));
      await page.keyboard.press("Tab");
      await page.keyboard.press("Shift+Tab");
      assert.ok(await definition.isVisible());
    });
  });

  for (const [look, viewport] of Object.entries({ "320 px": NARROW, mobile: MOBILE, desktop: { width: 1280, height: 900 } })) {
    for (const dir of ["ltr", "rtl"]) {
      test(`has its definition in the window: ${look}, ${dir}`, async () => {
        await withPage(browser, site.page("every element"), { viewport }, async (page) => {
          await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
          await parts(page).term.focus();
          await settle(page);
          assert.deepEqual(await lies(page), { inside: true, near: true });
          assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth), 0);
        });
      });
    }
  }

  test("is plain text on paper", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      await parts(page).term.focus();
      await page.emulateMedia({ media: "print" });
      assert.equal(await parts(page).definition.count(), 0);
    });
  });
});
