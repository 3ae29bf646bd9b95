// Nothing moves for a reader who asked for less motion.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

/** Elements that would move or fade for longer than a frame, each with the property that says so. */
const moving = (page) =>
  page.evaluate(() => {
    const longest = (durations) =>
      Math.max(...durations.split(",").map((text) => parseFloat(text) * (/ms\s*$/.test(text) ? 1 : 1000)));
    const found = [];
    for (const element of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        const what = `${element.localName}.${[...element.classList].join(".")}${part ?? ""}`;
        if (style.transitionProperty !== "none" && longest(style.transitionDuration) > 20) found.push(`${what} transition`);
        if (style.animationName !== "none" && longest(style.animationDuration) > 20) found.push(`${what} animation`);
        if (style.scrollBehavior === "smooth") found.push(`${what} smooth scrolling`);
      }
    }
    return found;
  });

/** Whether the way from one page to the next is a transition. */
const changesSmoothly = (options) =>
  withPage(browser, site.page("section"), options, async (page) => {
    await page.addInitScript(() =>
      addEventListener("pagereveal", (event) => (window.transition = Boolean(event.viewTransition))),
    );
    await page.locator("main").getByRole("link", { name: "Redis", exact: true }).click();
    await page.waitForURL(/redis/);
    await page.waitForFunction(() => window.transition !== undefined);
    return page.evaluate(() => window.transition);
  });

test("with motion, pages change with a transition", async () => {
  assert.equal(await changesSmoothly({ reducedMotion: "no-preference" }), true);
});

describe("with reduced motion", () => {
  for (const { name, url } of site.pages) {
    test(`${name} is still`, async () => {
      await withPage(browser, url, { reducedMotion: "reduce" }, async (page) => assert.deepEqual(await moving(page), []));
    });
  }

  test("pages change without a transition", async () => {
    assert.equal(await changesSmoothly({ reducedMotion: "reduce" }), false);
  });

  test("a link to a heading goes there at once", async () => {
    await withPage(browser, site.page("entry"), { reducedMotion: "reduce" }, async (page) => {
      await page.locator(".outline a").last().click();
      const first = await page.evaluate(() => scrollY);
      await page.waitForTimeout(200);
      assert.ok(first > 0);
      assert.equal(await page.evaluate(() => scrollY), first);
    });
  });
});
