// Without script a reader misses comforts, but no text, no link and no colour theme, and meets no dead control.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launch, MOBILE, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

const textOf = (page, selector) =>
  page.evaluate((selector) => [...document.querySelectorAll(selector)].map((element) => element.innerText.trim()), selector);

/** Where the links go that show, but for what the search suggests. */
const linksOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main a[href]")]
      .filter((link) => link.checkVisibility({ visibilityProperty: true }) && !link.closest(".suggestions"))
      .map((link) => link.getAttribute("href")),
  );

/** Controls that show, and would do nothing without script. */
const deadControls = (page) =>
  page.evaluate(() => {
    const works = (control) =>
      // What the browser does by itself: popovers, forms that go somewhere. A disabled control says that it does nothing.
      // The answers of a quiz show by style whether they are right, and why.
      control.hasAttribute("popovertarget") || control.disabled || control.form?.hasAttribute("action") || control.closest(".list-quiz");
    const controls = document.querySelectorAll("button, input, select, textarea, progress, [role=button], [role=tab], kbd[hidden]");
    return [...controls]
      .filter((control) => control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !works(control))
      .map((control) => control.outerHTML.slice(0, 120));
  });

describe("without script", () => {
  for (const { name, url } of site.pages) {
    test(`${name}: the same text and links, no dead controls`, async () => {
      const look = (page) =>
        Promise.all([textOf(page, ".body"), textOf(page, ["h1", "h2", "h3", "p", "td", "dd"].map((name) => `main :not(.suggestions) > ${name}`).join())])
          .then(async ([body, parts]) => ({ body, parts, links: await linksOf(page) }));
      const plain = await withPage(browser, url, { javaScriptEnabled: false }, async (page) => {
        assert.deepEqual(await deadControls(page), []);
        const seen = await look(page);
        await page.setViewportSize(MOBILE);
        assert.deepEqual(await deadControls(page), [], "on a small screen");
        return seen;
      });
      const scripted = await withPage(browser, url, {}, look);
      // What tabs and folded lines hide from readers with script is all there; the buttons that show it are not.
      const lines = (body) => body.join("\n").split("\n").filter((line) => line && !/^Show \d+ folded/.test(line));
      const isFolded = name === "formulas and diagrams";
      if (isFolded) assert.deepEqual(lines(scripted.body).filter((line) => !lines(plain.body).includes(line)), []);
      else assert.deepEqual(plain.body, scripted.body);
      if (isFolded) assert.ok(lines(plain.body).includes("uv add nexus") && lines(plain.body).join().includes("b = 2"));
      const missing = scripted.parts.filter((text) => text && !plain.parts.includes(text) && !/this browser only/.test(text));
      assert.deepEqual(missing, []);
      assert.deepEqual(scripted.links.filter((link) => !plain.links.includes(link)), []);
    });
  }

  test("dark follows the system", async () => {
    const background = (colorScheme) =>
      withPage(browser, site.page("entry"), { javaScriptEnabled: false, colorScheme }, (page) =>
        page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)),
      );
    assert.ok((await background("light")).every((part) => part > 230));
    assert.ok((await background("dark")).every((part) => part < 40));
  });

  test("the menu of a small screen opens and closes", async () => {
    const options = { javaScriptEnabled: false, viewport: MOBILE };
    await withPage(browser, site.page("entry"), options, async (page) => {
      const menu = page.locator(".sidebar");
      assert.ok(!(await menu.isVisible()));
      await page.locator(".menu-button").click();
      assert.ok(await menu.isVisible());
      await menu.getByRole("link", { name: "PostgreSQL" }).click();
      await page.waitForURL(/postgresql/);
      assert.ok(!(await menu.isVisible()));
    });
  });

  test("details unfold", async () => {
    await withPage(browser, site.page("every element"), { javaScriptEnabled: false }, async (page) => {
      const folded = page.getByText("Text that is folded");
      assert.ok(!(await folded.isVisible()));
      await page.getByText("More", { exact: true }).click();
      assert.ok(await folded.isVisible());
    });
  });

  test("the page for what is missing leads home", async () => {
    await withPage(browser, site.page("missing"), { javaScriptEnabled: false }, async (page) => {
      await page.getByRole("link", { name: "home page" }).click();
      assert.equal(await page.locator("h1").innerText(), "ALX Project Nexus");
    });
  });
});
