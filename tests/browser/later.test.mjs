// What is loaded when a reader is about to use it: previews of links, pictures in large, the list of keys, the reader's data.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { LOOKS, violations } from "./lib/axe.mjs";
import { goto, launch, MOBILE, open, settle, watchForTrouble, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";
import { serve, STRICT_POLICY } from "./lib/server.mjs";
import { build, temporaryFolder } from "./lib/site.mjs";

const site = await publish({ policy: STRICT_POLICY });
const browser = await launch();

const preview = (page) => page.locator("#nx-preview");
const dialog = (page) => page.getByRole("dialog");
const isModal = (page) => page.evaluate(() => Boolean(document.querySelector("dialog:modal")));
const isFocused = (locator) => locator.evaluate((element) => document.activeElement === element);

/** The requests for pages that a page sends while `use` goes on. */
async function pagesAsked(page, use) {
  const asked = [];
  const note = (request) => asked.push(new URL(request.url()).pathname);
  page.on("request", note);
  await use();
  page.off("request", note);
  return asked.filter((path) => /(\/|\.html)$/.test(path));
}

/** Says that the line is slow, or that its owner pays by the byte. */
const onLine = (page, line) =>
  page.addInitScript((line) => Object.defineProperty(navigator, "connection", { value: line, configurable: true }), line);

describe("the preview of a link", () => {
  const LINK = ".body a[href*='caching-strategies'], .prerequisites a";

  test("shows title, kind and description where the pointer rests, and stays while it is on it", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const trouble = watchForTrouble(page);
      const link = page.locator(LINK).first();
      const title = await link.innerText();
      const before = await page.evaluate(() => [scrollY, document.documentElement.scrollHeight]);
      await link.hover();
      await preview(page).waitFor();
      assert.ok((await preview(page).innerText()).includes(title));
      assert.ok((await preview(page).locator(".kind").innerText()).length > 2);
      assert.ok((await preview(page).innerText()).length > title.length + 30, "there is a description");
      assert.equal(await link.getAttribute("aria-describedby"), "nx-preview");
      assert.deepEqual(await page.evaluate(() => [scrollY, document.documentElement.scrollHeight]), before);
      const box = await preview(page).boundingBox();
      const line = await link.boundingBox();
      assert.ok(box.y >= line.y + line.height || box.y + box.height <= line.y, "it does not hide the link");
      await preview(page).hover();
      await page.waitForTimeout(500);
      assert.ok(await preview(page).isVisible());
      await page.mouse.move(5, 5);
      await preview(page).waitFor({ state: "hidden" });
      assert.equal(await link.getAttribute("aria-describedby"), null);
      assert.deepEqual(trouble, []);
    });
  });

  test("shows at the keyboard's focus, and goes with Esc, which leaves the focus", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const link = page.locator(LINK).first();
      await page.keyboard.press("Tab");
      await link.focus();
      await preview(page).waitFor();
      await page.keyboard.press("Escape");
      await preview(page).waitFor({ state: "hidden" });
      assert.ok(await isFocused(link));
    });
  });

  test("names the part of the page that the link leads to", async () => {
    await withPage(browser, `${site.specimen}elements/`, {}, async (page) => {
      const link = page.locator(".body a[href*='long']").first();
      await link.evaluate((link) => (link.hash = "#rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"));
      await link.hover();
      await preview(page).waitFor();
      assert.match(await preview(page).locator("b").innerText(), /^Donau\S+gesellschaft › Rindfleisch\S+gesetz$/);
    });
  });

  for (const [look, options] of Object.entries(LOOKS).filter(([look]) => look !== "mobile")) {
    test(`is accessible, ${look}`, async () => {
      await withPage(browser, site.page("entry"), { ...options, bypassCSP: true }, async (page) => {
        await page.locator(LINK).first().hover();
        await preview(page).waitFor();
        assert.deepEqual(await violations(page), []);
      });
    });
  }

  test("is not there on touch", async () => {
    await withPage(browser, site.page("entry"), { viewport: MOBILE, isMobile: true, hasTouch: true }, async (page) => {
      await page.locator(".body p").first().tap();
      await page.waitForTimeout(700);
      assert.equal(await preview(page).count(), 0);
    });
  });

  test("is not there from disk, and nothing is fetched", async () => {
    const folder = build();
    const page = await open(browser, "about:blank");
    const trouble = watchForTrouble(page);
    await goto(page, pathToFileURL(path.join(folder, "technologies/redis/index.html")).href);
    await page.locator(LINK).first().hover();
    await page.waitForTimeout(900);
    assert.equal(await preview(page).count(), 0);
    assert.deepEqual(trouble, []);
    await page.context().close();
  });
});

describe("the page behind a link", () => {
  test("is fetched once: when it is pointed at, and not again at the click", async () => {
    await withPage(browser, site.page("section"), {}, async (page) => {
      const link = page.locator("main .card-title a").first();
      const target = await link.evaluate((link) => new URL(link.href).pathname);
      const asked = await pagesAsked(page, async () => {
        const loaded = page.waitForResponse((response) => response.url().endsWith(target));
        await link.hover();
        await loaded;
      });
      assert.deepEqual(asked, [target]);
      await Promise.all([page.waitForEvent("load"), link.click()]);
      const sent = () => page.evaluate(() => performance.getEntriesByType("navigation")[0].transferSize);
      assert.equal(await sent(), 0, "it comes from the cache");
      // In one go: a busy machine would let a focus or a pointer rest on the link, which is enough to fetch it.
      await Promise.all([page.waitForEvent("load"), page.locator(".pager a").first().evaluate((link) => link.click())]);
      assert.ok((await sent()) > 0, "what was not pointed at comes from the server");
    });
  });

  for (const [name, line] of [
    ["slow line", { effectiveType: "3g", saveData: false }],
    ["line whose owner saves data", { effectiveType: "4g", saveData: true }],
  ]) {
    test(`is not fetched ahead on a ${name}`, async () => {
      const page = await open(browser, "about:blank");
      await onLine(page, line);
      await goto(page, site.page("entry"));
      const asked = await pagesAsked(page, async () => {
        await page.locator(".relations a").first().hover();
        await page.waitForTimeout(900);
      });
      assert.deepEqual(asked, []);
      assert.equal(await preview(page).count(), 0);
      await page.context().close();
    });
  }

  test("is not fetched where the pointer only passes", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await page.locator(".relations a").first().hover();
      await preview(page).waitFor();
      const asked = await pagesAsked(page, async () => {
        // In one go: a busy machine would let the pointer rest between two calls.
        await page.locator(".sidebar a").evaluateAll((links) => {
          for (const link of links) link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
        });
        await page.locator("h1").hover();
        await page.waitForTimeout(400);
      });
      assert.ok(asked.length <= 1, asked.join());
    });
  });
});

describe("the list of keys", () => {
  test("opens with ?, closes with Esc, and the focus is where it was", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const link = page.locator("main a").first();
      await link.focus();
      await page.keyboard.press("?");
      await dialog(page).getByText("this list").waitFor();
      assert.ok(await isModal(page));
      await page.keyboard.press("Escape");
      assert.equal(await dialog(page).count(), 0);
      assert.ok(await isFocused(link));
    });
  });

  test("opens from the footer, with a heading and a way out", async () => {
    await withPage(browser, site.page("home"), { viewport: MOBILE, isMobile: true, hasTouch: true }, async (page) => {
      await page.getByRole("button", { name: "Keys" }).tap();
      await dialog(page).getByRole("heading", { name: "Keys" }).waitFor();
      await dialog(page).getByRole("button", { name: "Close" }).tap();
      assert.equal(await dialog(page).count(), 0);
    });
  });

  test("a question mark in a field is a question mark", async () => {
    await withPage(browser, site.page("section of challenges"), {}, async (page) => {
      await page.getByLabel("Text").fill("");
      await page.getByLabel("Text").press("?");
      assert.equal(await page.getByLabel("Text").inputValue(), "?");
      assert.equal(await dialog(page).count(), 0);
    });
  });

  test("keys without Ctrl can be switched off, and stay off", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await page.keyboard.press("?");
      await dialog(page).getByRole("checkbox").press("Space");
      await page.keyboard.press("Escape");
      await goto(page, site.page("home"));
      for (const key of ["?", "/"]) await page.keyboard.press(key);
      await page.waitForTimeout(300);
      assert.equal(await dialog(page).count(), 0);
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
    });
  });
});

test("all of it works from disk, but for what is fetched", async () => {
  const page = await open(browser, "about:blank");
  const trouble = watchForTrouble(page);
  await goto(page, pathToFileURL(path.join(build(), "technologies/redis/index.html")).href);
  await page.keyboard.press("?");
  await dialog(page).getByText("this list").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Your progress" }).click();
  await dialog(page).getByText("You have learned 0 pages.").waitFor();
  assert.deepEqual(trouble, []);
  await page.context().close();
});

describe("a picture in large", () => {
  test("by keyboard: opened, at its own size, scrolled, closed, and the focus is where it was", async () => {
    await withPage(browser, site.page("formulas and diagrams"), { viewport: MOBILE }, async (page) => {
      const button = page.getByRole("button", { name: /^Enlarge: How a request/ });
      await button.focus();
      await page.keyboard.press("Enter");
      const picture = dialog(page).locator(".picture");
      await picture.locator("svg").waitFor();
      const fits = () => picture.evaluate((box) => box.scrollWidth <= box.clientWidth);
      assert.ok(await fits());
      await dialog(page).getByRole("button", { name: "Actual size" }).press("Enter");
      assert.ok(!(await fits()));
      await picture.focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.querySelector(".picture").scrollLeft > 0);
      await page.keyboard.press("Escape");
      assert.equal(await dialog(page).count(), 0);
      assert.ok(await isFocused(button));
    });
  });

  test("by a click on it; a click beside it closes", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      await page.locator(".body figure > img").click();
      await dialog(page).locator("img").waitFor();
      assert.equal(await dialog(page).getAttribute("aria-labelledby"), "nx-dialog-title");
      await page.mouse.click(3, 3);
      assert.equal(await dialog(page).count(), 0);
    });
  });
});

describe("the reader's progress", () => {
  /** Opens the dialog, and hands a file to it. */
  const importing = async (page, content) => {
    await page.getByRole("button", { name: "Your progress" }).click();
    const file = path.join(temporaryFolder(), "progress.json");
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    await dialog(page).locator("input").setInputFiles(file);
    const result = dialog(page).getByRole("status");
    await result.filter({ hasText: /import/i }).waitFor();
    return result.innerText();
  };
  const exported = (page) => ({
    format: "nexus-progress",
    version: 1,
    learned: { "technologies/redis/index.html": { at: 1_700_000_000_000, parts: { "": "abc123" } } },
    tasks: { "technologies/redis/index.html": { "read it": true } },
    ...page,
  });

  test("goes from one browser to another as a file, and adds to what is there", async () => {
    let file;
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await page.locator(".learned-button").click();
      await page.locator(".tasks input").first().check();
      await page.getByRole("button", { name: "Your progress" }).click();
      await dialog(page).getByText("You have learned 1 page. This is kept in this browser only").waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog(page).getByRole("button", { name: "Export" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "progress.json");
      file = fs.readFileSync(await download.path(), "utf8");
    });
    await withPage(browser, `${site.hub}technologies/docker/`, {}, async (page) => {
      await page.locator(".learned-button").click();
      assert.match(await importing(page, file), /^Imported: 1 page more\.$/);
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Escape")]);
      assert.equal(await page.locator(".learned-button").getAttribute("aria-pressed"), "true", "what was there stays");
      await goto(page, site.page("entry"));
      assert.equal(await page.locator(".learned-button").innerText(), "Learned");
      assert.ok(await page.locator(".tasks input").first().isChecked());
      assert.equal(await page.locator(".sidebar a .icon").count(), 2);
    });
  });

  for (const [name, content, message] of [
    ["is no JSON", "<script>alert(1)</script>", /it is not JSON/],
    ["is something else", [1, 2], /it was not exported here/],
    ["is of another version", exported({ version: 2 }), /another version/],
    ["has a mark without a date", exported({ learned: { "a/index.html": { at: "now", parts: {} } } }), /the mark of “a\/index\.html” has no date/],
    ["has a date as text", exported({ learned: { "a/index.html": { at: "1700000000000", parts: {} } } }), /the mark of “a\/index\.html” has no date/],
    ["has a number for a digest", exported({ learned: { "a/index.html": { at: 1, parts: { b: 7 } } } }), /a part of “a\/index\.html” is not a digest/],
    ["has a task that is neither", exported({ tasks: { "a/index.html": { b: "<img>" } } }), /a task of “a\/index\.html”/],
  ]) {
    test(`a file that ${name} is refused, with the reason`, async () => {
      await withPage(browser, site.page("entry"), {}, async (page) => {
        const before = await page.evaluate(() => ({ ...localStorage }));
        const result = await importing(page, content);
        assert.match(result, /^The file was not imported: /);
        assert.match(result, message);
        assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), before);
      });
    });
  }

  test("names that mean something to scripts are names", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const trouble = watchForTrouble(page);
      const content = JSON.stringify(exported()).replace('"tasks":{', '"tasks":{"__proto__":{"polluted":true},').replace('"parts":{', '"parts":{"__proto__":"abc",');
      assert.match(await importing(page, content), /^Imported/);
      assert.equal(await page.evaluate(() => ({}).polluted), undefined);
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Escape")]);
      assert.deepEqual(trouble, []);
    });
  });

  test("sites on one host do not share it", async () => {
    const folder = build();
    const server = await serve(folder, { base: "/one/" });
    after(() => server.close());
    await withPage(browser, `${server.url}technologies/redis/`, {}, async (page) => {
      await page.locator(".learned-button").click();
      const keys = await page.evaluate(() => Object.keys(localStorage));
      assert.ok(keys.length && keys.every((key) => key.startsWith("nexus:/one/:")), keys.join());
    });
  });
});

describe("accessible while open", () => {
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const [name, act] of [
      ["the keys", (page) => page.getByRole("button", { name: "Keys" }).click()],
      ["the progress", (page) => page.getByRole("button", { name: "Your progress" }).click()],
      ["a picture", (page) => page.getByRole("button", { name: /^Enlarge/ }).first().press("Enter")],
    ]) {
      test(`${name}, ${look}`, async () => {
        await withPage(browser, site.page("formulas and diagrams"), { ...options, bypassCSP: true }, async (page) => {
          await act(page);
          await dialog(page).waitFor();
          await settle(page);
          assert.deepEqual(await violations(page), []);
        });
      });
    }
  }
});
