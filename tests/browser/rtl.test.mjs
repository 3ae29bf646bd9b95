// A site in a language that is written from right to left is the mirror image of one that is not.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { DESKTOP, launch, MOBILE, withPage } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { build, copySources, SPECIMEN } from "./lib/site.mjs";

/** The specimen in a language: the texts are the same, only the direction differs. */
async function published(language) {
  const root = copySources(SPECIMEN);
  const file = path.join(root, "site.toml");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace('language = "en"', `language = "${language}"`));
  const server = await serve(build({ root }));
  after(() => server.close());
  return server.url;
}

const ltr = await published("en");
const rtl = await published("ar");
const browser = await launch();

/** Where the parts of the page stand: distance from the edge at which lines begin. */
const layout = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isRtl = document.documentElement.dir === "rtl";
    const parts = {};
    for (const selector of [".brand", ".theme-button", ".sidebar", ".main", "main h1", ".outline", ".body ul li", ".alert"]) {
      const element = document.querySelector(selector);
      if (!element?.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      parts[selector] = Math.round(isRtl ? width - box.right : box.left);
    }
    return {
      parts,
      overflow: document.scrollingElement.scrollWidth - width,
      code: getComputedStyle(document.querySelector("pre") ?? document.body).direction,
    };
  });

for (const [screen, viewport] of Object.entries({ "a wide screen": DESKTOP, "a small screen": MOBILE })) {
  describe(`from right to left, on ${screen}`, () => {
    for (const name of ["elements/", "", "outer/", "tags/"]) {
      test(name || "home", async () => {
        const forward = await withPage(browser, ltr + name, { viewport }, layout);
        const mirrored = await withPage(browser, rtl + name, { viewport }, layout);
        assert.equal(mirrored.overflow, 0);
        assert.deepEqual(Object.keys(mirrored.parts), Object.keys(forward.parts));
        for (const part in forward.parts) {
          const distance = Math.abs(mirrored.parts[part] - forward.parts[part]);
          assert.ok(distance <= 1, `${part}: ${forward.parts[part]} px from the edge, mirrored ${mirrored.parts[part]}`);
        }
        if (name === "elements/") assert.equal(mirrored.code, "ltr", "code is never mirrored");
      });
    }
  });
}
