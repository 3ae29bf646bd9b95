// Text fits: on the narrowest screen, at twice the size, with the spacing that a reader sets. WCAG 1.4.4, 1.4.10, 1.4.12.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { addStyle, DESKTOP, launch, MOBILE, settle, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";
import { serve } from "./lib/server.mjs";
import { build, copySources, SPECIMEN } from "./lib/site.mjs";

const site = await publish();
const browser = await launch();

const LARGE_TEXT = "html { font-size: 200% !important }";
const SPACED_TEXT = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;
const STRAINS = {
  "320 px wide": { viewport: { width: 320, height: 640 } },
  "1280 px at 200 % zoom": { viewport: { width: 640, height: 512 } },
  "text at 200 %": { viewport: { width: 1280, height: 900 }, css: LARGE_TEXT },
  "text at 150 % on a small screen": { viewport: MOBILE, css: "html { font-size: 150% !important }" },
  "text spaced out": { viewport: { width: 1280, height: 900 }, css: SPACED_TEXT },
  "text spaced out on a small screen": { viewport: MOBILE, css: SPACED_TEXT },
};

/** What sticks out of the window, and text that its own element cuts off. */
const misfits = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const name = (element) => `${element.localName}.${[...element.classList].join(".")} "${element.innerText?.slice(0, 30)}"`;
    const shows = (element) => element.checkVisibility({ visibilityProperty: true });
    const ancestors = function* (element) {
      for (let node = element.parentElement; node && node !== document.body; node = node.parentElement) yield node;
    };
    // Boxes that scroll by themselves (code, tables) may hold more than fits.
    const scrolls = (element) => [...ancestors(element)].some((node) => /auto|scroll/.test(getComputedStyle(node).overflowX));
    const hidden = (element) =>
      [element, ...ancestors(element)].some((node) => node.matches(".visually-hidden, .skip-link"));
    const texts = [...document.querySelectorAll("body *")].filter(
      (element) => shows(element) && !hidden(element) && element.getBoundingClientRect().width > 1,
    );
    const out = texts.filter((element) => {
      const box = element.getBoundingClientRect();
      return (box.right > width + 1 || box.left < -1) && !scrolls(element);
    });
    const clipped = texts.filter(
      (element) =>
        element instanceof HTMLElement &&
        element.innerText.trim() &&
        /hidden|clip/.test(getComputedStyle(element).overflow) &&
        (element.scrollHeight > element.clientHeight + 3 || element.scrollWidth > element.clientWidth + 3),
    );
    return {
      overflow: document.scrollingElement.scrollWidth - width,
      out: out.map(name),
      clipped: clipped.map(name),
    };
  });

for (const [strain, { viewport, css }] of Object.entries(STRAINS)) {
  describe(strain, () => {
    for (const { name, url } of site.pages) {
      test(name, async () => {
        await withPage(browser, url, { viewport }, async (page) => {
          if (css) await addStyle(page, css);
          assert.deepEqual(await misfits(page), { overflow: 0, out: [], clipped: [] });
        });
      });
    }
  });
}

test("a site whose templates leave the sidebar out has its text in the middle, and no button for a menu", async () => {
  const root = copySources(SPECIMEN);
  fs.mkdirSync(path.join(root, "templates"));
  const template = '{% extends "nexus/base.html" %}{% block sidebar %}{% endblock sidebar %}';
  fs.writeFileSync(path.join(root, "templates/base.html"), template);
  const server = await serve(build({ root }));
  after(() => server.close());
  for (const [viewport, address] of [
    [DESKTOP, "long/"],
    [DESKTOP, "elements/"],
    [MOBILE, "elements/"],
  ]) {
    await withPage(browser, server.url + address, { viewport }, async (page) => {
      assert.deepEqual(await misfits(page), { overflow: 0, out: [], clipped: [] });
      assert.ok(!(await page.locator(".menu-button").isVisible()));
      const main = await page.locator(".main").boundingBox();
      const outline = page.locator(".outline:visible");
      const right = (await outline.count()) ? (await outline.boundingBox()).x : viewport.width;
      assert.ok(main.width >= Math.min(600, viewport.width - 40), `the text is ${main.width} px wide`);
      assert.ok(Math.abs(main.x - (right - main.x - main.width)) < 80, `${main.x} px to the left, ${right - main.x - main.width} to the right`);
    });
  }
});

test("running text is 16 px or more on a small screen, and lines are no longer than 90 characters", async () => {
  await withPage(browser, site.page("entry"), { viewport: MOBILE, isMobile: true }, async (page) => {
    const size = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector(".body p")).fontSize));
    assert.ok(size >= 16, `${size} px`);
  });
  await withPage(browser, site.page("entry"), { viewport: { width: 1920, height: 1000 } }, async (page) => {
    await settle(page);
    const length = await page.evaluate(() => {
      const paragraphs = [...document.querySelectorAll(".body > p")];
      const longest = paragraphs.sort((a, b) => b.innerText.length - a.innerText.length)[0];
      const range = document.createRange();
      range.selectNodeContents(longest);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8))).size;
      return longest.innerText.length / lines;
    });
    assert.ok(length <= 90, `${length} characters`);
  });
});
