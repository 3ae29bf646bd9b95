// The search, as a reader uses it: opened by key or link, everywhere the site may stand, operated without a mouse.
import assert from "node:assert/strict";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { LOOKS, violations } from "./lib/axe.mjs";
import { goto, launch, open, watchForTrouble, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";
import { serve, STRICT_POLICY } from "./lib/server.mjs";
import { build } from "./lib/site.mjs";

const site = await publish();
const folder = build();
const browser = await launch();

/** Opens the search with a key and asks for something. */
async function ask(page, query) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(query);
  await page.getByRole("option").first().waitFor();
}

describe("opened", () => {
  const WAYS = {
    "with Ctrl and K": (page) => page.keyboard.press("Control+k"),
    "with a slash": (page) => page.keyboard.press("/"),
    "by its link": (page) => page.locator(".find").click(),
  };
  for (const [way, act] of Object.entries(WAYS)) {
    test(way, async () => {
      await withPage(browser, site.page("entry"), {}, async (page) => {
        await act(page);
        const input = page.getByRole("dialog").getByRole("combobox");
        await input.waitFor();
        assert.ok(await input.evaluate((input) => document.activeElement === input));
        assert.ok(await page.evaluate(() => Boolean(document.querySelector("dialog:modal"))));
      });
    });
  }
});

describe("finds", () => {
  const places = {
    "at the root of a host, under a strict policy": () => serve(folder, { policy: STRICT_POLICY }),
    "below a path": () => serve(folder, { base: "/alx-project-nexus/" }),
    "from disk": async () => ({ url: pathToFileURL(folder + path.sep).href, close: async () => {} }),
  };
  for (const [place, start] of Object.entries(places)) {
    test(place, async () => {
      const server = await start();
      after(() => server.close());
      const page = await open(browser, "about:blank");
      const trouble = watchForTrouble(page);
      await goto(page, `${server.url}concepts/database-design/index.html`);
      await ask(page, "redis");
      assert.match(await page.getByRole("option").first().innerText(), /Redis/);
      await page.keyboard.press("Enter");
      await page.waitForURL(/technologies\/redis\//);
      assert.equal(await page.locator("h1").innerText(), "Redis");
      assert.deepEqual(trouble, []);
      await page.context().close();
    });
  }

  test("what an address asks for, on the search page", async () => {
    await withPage(browser, `${site.page("search")}?q=duplicate`, {}, async (page) => {
      const first = page.getByRole("option").first();
      await first.waitFor();
      assert.match(await page.locator("#nx-search-place").innerText(), /Duplicate data entries/);
    });
  });

  test("what is typed into the field of the search page, on which the dialog opens as well", async () => {
    await withPage(browser, site.page("search"), {}, async (page) => {
      assert.equal(await page.getByRole("combobox").count(), 0, "nothing is loaded before it is used");
      await page.getByRole("searchbox").click();
      await page.keyboard.type("dup");
      await page.getByRole("combobox").waitFor();
      await page.keyboard.type("licate");
      await page.locator("#nx-search-place").getByText("Duplicate data entries").first().waitFor();
      assert.equal(await page.locator("#nx-search-place input").count(), 1);
      await page.waitForURL(/[?&]q=duplicate$/);
      await page.keyboard.press("Control+k");
      assert.ok(await page.locator("dialog:modal [role=combobox]").evaluate((input) => document.activeElement === input));
    });
  });

  test("nothing that a reader typed on the way to a word", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
      const asked = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      // The page's clock goes from key to key, so that a slow machine does not look like a reader at rest.
      await page.clock.install();
      await page.clock.pauseAt(Date.now() + 60_000);
      const index = page.waitForRequest((request) => request.url().includes("/search/t/"));
      for (const letter of "duplicate") {
        await page.keyboard.press(letter);
        await page.clock.runFor(30);
      }
      await index;
      assert.equal(asked.filter((path) => path.includes("/search/p/")).length, 0, "texts wait");
      await page.clock.resume();
      await page.getByRole("option").first().waitFor();
      const texts = asked.filter((path) => path.includes("/search/p/"));
      assert.ok(texts.length > 0 && texts.length <= 8, texts.join(" "));
      assert.equal(new Set(asked).size, asked.length, "nothing is loaded twice");
    });
  });

  test("what a mistyped address may have meant", async () => {
    await withPage(browser, `${site.hub}technologies/postgres-sql/`, {}, async (page) => {
      const suggestions = page.locator("#nx-suggestions");
      await page.mouse.move(200, 200);
      await suggestions.waitFor();
      assert.ok((await suggestions.getByRole("link").allInnerTexts()).includes("PostgreSQL"));
    });
  });
});

describe("narrows results down", () => {
  const NARROWED = {
    "by kind": ["Kind", /^Challenge/, "kind:challenge deploy", "Deployment issues"],
    "by technology": ["Technology", /^Redis/, "technology:redis deploy", "Security and scalability"],
    "by time": ["Time", /^1h/, "time:1h deploy", "Deployment issues"],
  };
  for (const [way, [facet, choice, query, title]] of Object.entries(NARROWED)) {
    test(way, async () => {
      await withPage(browser, site.page("entry"), {}, async (page) => {
        await ask(page, "deploy");
        const pages = page.locator(".search-page");
        const before = await pages.allInnerTexts();
        await page.locator("summary", { hasText: facet }).press("Enter");
        await page.getByRole("button", { name: choice }).press("Enter");
        const input = page.getByRole("combobox");
        assert.equal(await input.inputValue(), query);
        assert.ok(await input.evaluate((input) => document.activeElement === input), "the reader can type on");
        const chosen = page.locator("summary", { hasText: choice });
        await chosen.waitFor();
        const after = await pages.allInnerTexts();
        assert.notDeepEqual(after, before);
        assert.ok(after.some((text) => text.includes(title)), after.join());
        await chosen.click();
        await page.getByRole("button", { name: choice, pressed: true }).click();
        assert.equal(await input.inputValue(), "deploy", "once more takes it back");
      });
    });
  }

  test("in a dialog that is accessible meanwhile", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, "redis");
      await page.locator("summary", { hasText: "Tag" }).click();
      assert.ok(await page.getByRole("dialog").getByRole("button", { name: /^Caching/ }).isVisible());
      assert.deepEqual(await violations(page), []);
    });
  });
});

describe("by keyboard", () => {
  test("arrows move, Enter goes, Esc closes and gives the focus back", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const link = page.locator("main a").first();
      await link.focus();
      await ask(page, "cache");
      const input = page.getByRole("combobox");
      const active = () => input.getAttribute("aria-activedescendant");
      const first = await active();
      await page.keyboard.press("ArrowDown");
      const second = await active();
      assert.ok(second && second !== first, `${first}, then ${second}`);
      assert.equal(await page.locator(`[id="${second}"]`).getAttribute("aria-selected"), "true");
      assert.equal(await page.locator("[aria-selected=true]").count(), 1);
      await page.keyboard.press("Escape");
      if (await page.locator("dialog[open]").count()) await page.keyboard.press("Escape");
      assert.equal(await page.locator("dialog[open]").count(), 0);
      assert.ok(await link.evaluate((link) => document.activeElement === link), "the focus is where it was");
    });
  });

  test("Ctrl and Enter opens a tab, and what was looked for is offered again", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, "cache");
      const [tab] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
      assert.match(tab.url(), /caching/);
      await tab.close();
      assert.ok(await page.getByRole("combobox").evaluate((input) => document.activeElement === input), "the search stays");
      await page.getByRole("combobox").fill("");
      await page.getByRole("option", { name: "cache", exact: true }).click();
      await page.getByRole("option").filter({ hasText: "Cache-aside" }).first().waitFor();
    });
  });

  test("more results follow those that are there", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, "django");
      const pages = page.locator(".search-page");
      const before = await pages.allInnerTexts();
      const shown = await page.getByRole("option").count();
      await page.getByRole("button", { name: "More results" }).press("Enter");
      await pages.nth(before.length).waitFor();
      assert.deepEqual((await pages.allInnerTexts()).slice(0, before.length), before);
      const input = page.getByRole("combobox");
      assert.ok(await input.evaluate((input) => document.activeElement === input));
      const active = page.locator(`[id="${await input.getAttribute("aria-activedescendant")}"]`);
      assert.ok(await active.evaluate((option, at) => [...document.querySelectorAll("[role=option]")].indexOf(option) === at, shown));
      await input.fill("redis");
      await page.getByRole("option").first().filter({ hasText: /redis/i }).waitFor();
      assert.ok((await pages.count()) <= before.length, "another query begins anew");
    });
  });

  test("Enter opens what is asked for now, and nothing once the reader has gone on or away", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const url = page.url();
      await ask(page, "redis");
      const input = page.getByRole("combobox");
      /** Answers come when this is called. */
      let answer = () => {};
      const held = new Promise((resolve) => (answer = resolve));
      await page.route("**/search/**", (route) => held.then(() => route.continue()));
      await input.fill("docker");
      await page.keyboard.press("Enter");
      await page.keyboard.type(" swarm");
      answer();
      await page.getByRole("option").first().filter({ hasText: /docker/i }).waitFor();
      assert.equal(page.url(), url);
      await input.fill("celery");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      await page.waitForTimeout(400);
      assert.equal(page.url(), url);
      await page.keyboard.press("Control+k");
      await input.fill("redis");
      await page.keyboard.press("Enter");
      await page.waitForURL(/technologies\/redis\//);
    });
  });

  test("what is typed before the field is there is typed into it", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await page.route("**/assets/search.*", async (route) => {
        await new Promise((done) => setTimeout(done, 300));
        await route.continue();
      });
      await page.keyboard.press("Control+k");
      await page.keyboard.type("redis");
      await page.getByRole("option").first().filter({ hasText: /redis/i }).waitFor();
      assert.equal(await page.getByRole("combobox").inputValue(), "redis");
    });
  });

  test("the choices of a filter make way for the field", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, "deploy");
      await page.locator("summary", { hasText: "Tag" }).click();
      assert.equal(await page.locator(".search-facets [open]").count(), 1);
      await page.getByRole("combobox").click();
      assert.equal(await page.locator(".search-facets [open]").count(), 0);
    });
  });

  test("the number of results is announced", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, "cache");
      // Besides a modal dialog nothing is heard.
      await page.locator("dialog:modal [role=status]").filter({ hasText: /\d+ pages/ }).waitFor({ state: "attached" });
      await page.getByRole("combobox").fill("zzxqj");
      await page.locator("dialog:modal [role=status]").filter({ hasText: "Nothing was found" }).waitFor({ state: "attached" });
    });
  });
});

describe("where there is none", () => {
  test("with a filter, the nearest are those without it", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, "time:30m redis");
      await page.locator(".search-note", { hasText: "Nothing was found for" }).waitFor();
      assert.match(await page.getByRole("option").first().innerText(), /Redis/);
    });
  });

  test("of a phrase, that is said, and its words are looked for", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await ask(page, '"redis aside banana"');
      await page.locator(".search-note", { hasText: "Nothing has these very words" }).waitFor();
      await page.getByRole("combobox").fill('"cache stampede"');
      await page.locator(".search-note", { hasText: "Nothing has these very words" }).waitFor({ state: "hidden" });
    });
  });
});

test("text can be selected with a pointer that leaves the dialog", async () => {
  await withPage(browser, site.page("entry"), {}, async (page) => {
    await ask(page, "redis");
    const box = await page.getByRole("combobox").boundingBox();
    const dialog = await page.getByRole("dialog").boundingBox();
    await page.mouse.move(box.x + 60, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(dialog.x - 40, box.y + box.height / 2);
    await page.mouse.up();
    assert.equal(await page.locator("dialog:modal").count(), 1);
    await page.mouse.click(dialog.x - 40, dialog.y + 40);
    assert.equal(await page.locator("dialog:modal").count(), 0);
  });
});

describe("accessible while open", () => {
  for (const [look, options] of Object.entries(LOOKS)) {
    test(`${look}, with results`, async () => {
      await withPage(browser, site.page("entry"), options, async (page) => {
        await ask(page, "cache");
        assert.deepEqual(await violations(page), []);
      });
    });

    test(`${look}, without any`, async () => {
      await withPage(browser, site.page("entry"), options, async (page) => {
        await page.keyboard.press("Control+k");
        await page.getByRole("combobox").fill("xqzwvk");
        await page.getByRole("dialog").getByText(/nothing/i).first().waitFor();
        assert.deepEqual(await violations(page), []);
      });
    });
  }
});
