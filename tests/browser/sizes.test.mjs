// The budget of a page: few requests, few bytes, nothing from elsewhere, nothing that moves while it loads.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { goto, launch, MOBILE, open, watchForTrouble } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";
import { build } from "./lib/site.mjs";

/** Bytes are those of gzip at its strongest, as a host would send them. */
const BUDGET = { requests: 6, total: 24_000, css: 8_200, js: 8_000, font: 0 };
/** What the search may add when it is opened. */
const SEARCH = { requests: 16, total: 40_000, css: 2_000, js: 40_000, font: 0 };
/** Its script and stylesheet alone, without the index. */
const SEARCH_ITSELF = 12_000;
/** A font and its style, on pages with formulas. */
const FORMULAS = { requests: 2, total: 46_000, css: 0, js: 0, font: 45_000 };
/** All texts of a section on one page: as many bytes as the texts have, and the same style and script. */
const ONE_PAGE = { requests: 0, total: 20_000, css: 0, js: 0, font: 0 };
/** The page for readers without a connection uses at once what others load later; where it is needed, it is at hand. */
const OFFLINE = { requests: 2, total: 5_000, css: 1_000, js: 4_000, font: 0 };
const LARGEST_SHIFT = 0.01;

const site = await publish();
const browser = await launch();

const kindOf = (type) =>
  type.includes("css") ? "css" : type.includes("javascript") ? "js" : type.includes("font") ? "font" : "other";

/** Loads a page with an empty cache, does what `use` does, and counts. */
async function measure(url, use = async () => {}) {
  const page = await open(browser, "about:blank", { viewport: MOBILE });
  const trouble = watchForTrouble(page);
  const sizes = { requests: 0, total: 0, css: 0, js: 0, font: 0 };
  const elsewhere = [];
  const pending = [];
  page.on("response", (response) => {
    pending.push(
      response.body().then((body) => {
        const size = zlib.gzipSync(body, { level: 9 }).length;
        const kind = kindOf(response.headers()["content-type"] ?? "");
        sizes.requests++;
        sizes.total += size;
        if (kind in sizes) sizes[kind] += size;
        if (new URL(response.url()).origin !== new URL(url).origin) elsewhere.push(response.url());
      }),
    );
  });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await goto(page, url);
  await use(page);
  await page.waitForLoadState("networkidle");
  await Promise.all(pending);
  const shift = await page.evaluate(() => window.shift);
  const inline = await page.evaluate(() => ({
    scripts: [...document.scripts].filter((script) => !script.src && !/json|speculationrules/.test(script.type)).length,
    styles: document.querySelectorAll("style").length,
    attributes: document.querySelectorAll("main [style], header [style], footer [style]").length,
  }));
  await page.context().close();
  return { sizes, elsewhere, shift, inline, trouble };
}

describe("within the budget", () => {
  for (const { name, url } of site.pages) {
    test(name, async () => {
      const { sizes, elsewhere, shift, inline, trouble } = await measure(url);
      for (const [what, budget] of Object.entries(BUDGET)) {
        const more = { "formulas and diagrams": FORMULAS, "one page": ONE_PAGE, offline: OFFLINE }[name];
        const most = budget + (more?.[what] ?? 0);
        assert.ok(sizes[what] <= most, `${what}: ${sizes[what]}, may be ${most}`);
      }
      assert.ok(sizes.css > 0 && sizes.js > 0, "style and script were counted");
      assert.deepEqual(elsewhere, []);
      assert.deepEqual(inline, { scripts: 0, styles: 0, attributes: 0 });
      assert.ok(shift <= LARGEST_SHIFT, `the layout shifts by ${shift}`);
      // Chromium reports the answer that was asked for.
      assert.deepEqual(name === "missing" ? trouble.filter((line) => !/status of 404/.test(line)) : trouble, []);
    });
  }
});

test("the search's own script and stylesheet", () => {
  const assets = path.join(build(), "assets");
  const files = fs.readdirSync(assets).filter((name) => /^search\.\w+\.(js|css)$/.test(name));
  assert.equal(files.length, 2);
  const sizes = files.map((name) => zlib.gzipSync(fs.readFileSync(path.join(assets, name)), { level: 9 }).length);
  const total = sizes.reduce((a, b) => a + b);
  assert.ok(total <= SEARCH_ITSELF, `${total}, may be ${SEARCH_ITSELF}`);
});

test("the search costs no more than its share", async () => {
  const { sizes: closed } = await measure(site.page("entry"));
  const { sizes: open } = await measure(site.page("entry"), async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("cache");
    await page.getByRole("option").first().waitFor();
  });
  for (const [what, most] of Object.entries(SEARCH)) {
    const extra = open[what] - closed[what];
    assert.ok(extra <= most, `${what}: ${extra} more, may be ${most}`);
  }
});

test("the font for formulas is loaded when the reader comes near one", async () => {
  const isFont = (response) => response.url().endsWith(".woff2");
  const url = `${site.hub}concepts/caching-strategies/`;
  const { sizes } = await measure(url);
  assert.equal(sizes.font, 0, "the page's formulas are far below");
  const { sizes: near } = await measure(url, async (page) => {
    const font = page.waitForResponse(isFont);
    await page.locator("math").first().scrollIntoViewIfNeeded();
    await font;
  });
  assert.ok(near.font > 0);
});
