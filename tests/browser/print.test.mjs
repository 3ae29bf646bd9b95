// On paper: light, whatever the screen is; nothing to press, nothing folded, addresses behind links.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launch, settle, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

describe("printed from a dark screen", () => {
  for (const { name, url } of site.pages) {
    test(`${name}: light, without controls, nothing cut off`, async () => {
      await withPage(browser, url, { colorScheme: "dark", viewport: { width: 700, height: 900 } }, async (page) => {
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        await settle(page);
        const paper = await page.evaluate(() => {
          const shows = (element) => element.checkVisibility({ visibilityProperty: true });
          const lightness = (colour) => Math.max(...colour.match(/[\d.]+/g).slice(0, 3).map(Number));
          const style = (element) => getComputedStyle(element);
          const transparent = (colour) => colour === "rgba(0, 0, 0, 0)";
          const backgrounds = [document.documentElement, document.body].map((element) => style(element).backgroundColor);
          return {
            dark: backgrounds.filter((colour) => !transparent(colour) && lightness(colour) < 255),
            text: lightness(style(document.querySelector("h1")).color),
            // Boxes of tasks and answers of questions are there to be marked with a pen.
            controls: [...document.querySelectorAll("button, select, input:not([type=checkbox], [type=radio]), nav:not(.breadcrumbs)")]
              .filter(shows)
              .map((element) => element.outerHTML.slice(0, 100)),
            cut: [...document.querySelectorAll("main pre, main .table")]
              .filter((element) => shows(element) && element.scrollWidth > element.clientWidth + 1)
              .map((element) => element.outerHTML.slice(0, 100)),
          };
        });
        assert.deepEqual(paper.dark, []);
        assert.ok(paper.text < 100, `the text is light: ${paper.text}`);
        assert.deepEqual(paper.controls, []);
        assert.deepEqual(paper.cut, []);
      });
    });
  }
});

describe("printed", () => {
  test("addresses stand behind links that leave the site", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      const after = await page.evaluate(
        () => getComputedStyle(document.querySelector(".body a[href^=http]"), "::after").content,
      );
      assert.match(after, /https:\/\/example\.org/);
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`details show what they hold, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
      await withPage(browser, site.page("every element"), { javaScriptEnabled }, async (page) => {
        await page.emulateMedia({ media: "print" });
        const boxOf = (selector) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().toJSON());
        const [details, text] = [await boxOf(".body details"), await boxOf(".body details p")];
        assert.ok(text.height > 10, "the text takes room");
        assert.ok(text.top >= details.top && text.bottom <= details.bottom, "the text is within the box");
      });
    });
  }

  test("details are open while the browser prints, and folded again after", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      await page.evaluate(() => {
        const open = () => [...document.querySelectorAll("main details")].every((details) => details.open);
        addEventListener("beforeprint", () => (window.openInPrint = open()));
      });
      await page.pdf({ format: "A4" });
      assert.equal(await page.evaluate(() => window.openInPrint), true);
      assert.equal(await page.evaluate(() => document.querySelector(".body details").open), false);
    });
  });
});
