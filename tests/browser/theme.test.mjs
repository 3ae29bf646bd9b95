// What a site makes of the theme: `[theme]` in site.toml, and the second theme of the handbook.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { LOOKS, violations } from "./lib/axe.mjs";
import { launch, MOBILE, withPage, watchForTrouble, open, goto } from "./lib/browser.mjs";
import { serve, STRICT_POLICY } from "./lib/server.mjs";
import { build, copySources, REPOSITORY } from "./lib/site.mjs";

const SETTINGS = `
[theme]
accent = "#7a1fa2"
accent_dark = "#e1b6f5"
logo = "light.svg"
logo_dark = "dark.svg"
favicon = "light.svg"
links = [{ text = "Chat", url = "https://chat.example.org/" }]

[theme.fonts]
text = "fonts/text.woff2"

[theme.footer]
text = "Free to use."
links = [{ text = "Licence", url = "https://example.org/licence" }]
`;
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>';
const FONT = "static/theme-math/stix-two-math-subset.woff2";

/** A copy of the hub with other settings and further files. */
function hub(settings, files) {
  const root = copySources(REPOSITORY);
  // The program's own templates and files are the theme; a site has none of them.
  for (const folder of ["templates", "static"]) fs.rmSync(path.join(root, folder), { recursive: true, force: true });
  fs.appendFileSync(path.join(root, "site.toml"), settings);
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  }
  return build({ root });
}

/** The files that a page of the handbook shows. */
function filesOfTheHandbook() {
  const text = fs.readFileSync(path.join(REPOSITORY, "docs/content/themes/second-theme.md"), "utf8");
  return Object.fromEntries(
    [...text.matchAll(/\n```\w+ title="([^"]+)"\n([\s\S]*?\n)```/g)].map(([, name, code]) => [name, code]),
  );
}

const themed = hub(SETTINGS, {
  "static/light.svg": PICTURE,
  "static/dark.svg": PICTURE,
  "static/fonts/text.woff2": fs.readFileSync(path.join(REPOSITORY, FONT)),
});
const sites = {
  "set in site.toml": await serve(themed, { policy: STRICT_POLICY }),
  "the handbook's second theme": await serve(hub("", filesOfTheHandbook()), { policy: STRICT_POLICY }),
  "without navigation": await serve(hub('\n[theme]\nnavigation = "none"\n', {}), { policy: STRICT_POLICY }),
};
after(() => Promise.all(Object.values(sites).map((site) => site.close())));
const browser = await launch();

const PAGES = ["", "technologies/redis/", "challenges/", "paths/foundations/", "search/"];

for (const [name, site] of Object.entries(sites)) {
  describe(`accessible and sound, ${name}`, () => {
    for (const [look, options] of Object.entries(LOOKS)) {
      for (const address of PAGES) {
        test(`/${address}, ${look}`, async () => {
          await withPage(browser, site.url + address, options, async (page) => {
            assert.deepEqual(await violations(page), []);
            assert.ok(
              await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
              "nothing sticks out",
            );
          });
        });
      }
    }

    test("nothing is blocked", async () => {
      for (const address of PAGES) {
        const page = await open(browser, "about:blank");
        const trouble = watchForTrouble(page);
        await goto(page, site.url + address);
        assert.deepEqual(trouble, []);
        await page.context().close();
      }
    });
  });
}

describe("what is set", () => {
  const url = `${sites["set in site.toml"].url}technologies/redis/`;
  const look = (page) =>
    page.evaluate(() => ({
      link: getComputedStyle(document.querySelector(".facts a")).color,
      logos: [...document.querySelectorAll(".logo")]
        .filter((logo) => logo.checkVisibility())
        .map((logo) => logo.getAttribute("src")),
    }));
  const LIGHT = { link: "rgb(122, 31, 162)", logos: ["../../light.svg"] };
  const DARK = { link: "rgb(225, 182, 245)", logos: ["../../dark.svg"] };

  test("the system's theme, and the reader's", async () => {
    for (const [colorScheme, first, second] of [
      ["light", LIGHT, DARK],
      ["dark", DARK, LIGHT],
    ]) {
      await withPage(browser, url, { colorScheme }, async (page) => {
        assert.deepEqual(await look(page), first);
        const wanted = colorScheme === "light" ? "dark" : "light";
        await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), wanted);
        assert.deepEqual(await look(page), second);
      });
    }
  });

  test("the font is loaded once, and early", async () => {
    const page = await open(browser, "about:blank", { viewport: MOBILE });
    const loaded = [];
    page.on("response", (response) => response.url().includes("/fonts/") && loaded.push(response.url()));
    await goto(page, url);
    assert.equal(loaded.length, 1, String(loaded));
    assert.ok(await page.evaluate(() => document.fonts.check('1rem "Site Text"')));
    assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /^"Site Text", system-ui/);
    await page.context().close();
  });

  test("opened from disk, it looks the same", async () => {
    const file = pathToFileURL(path.join(themed, "technologies/redis/index.html")).href;
    await withPage(browser, file, { colorScheme: "light" }, async (page) => assert.deepEqual(await look(page), LIGHT));
  });
});
