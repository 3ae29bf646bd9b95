// All that a mouse can do, a keyboard can: reach, see where one is, operate, leave.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addStyle, DESKTOP, goto, launch, MOBILE, settle, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

/** More stops than any page has: a trap that alternates between elements still ends. */
const MOST_STOPS = 400;

/** Installs `look`, which describes the focused element, and `controls`, which lists what must be reachable. */
const instrument = (page) =>
  page.evaluate(() => {
    const WATCHED = [
      "outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderBottomColor", "color",
      "textDecorationLine", "opacity", "transform", "top",
    ];
    const styles = (element) =>
      [element, element.parentElement]
        .flatMap((node) => [null, "::before", "::after"].map((part) => getComputedStyle(node, part)))
        .map((style) => WATCHED.map((name) => style[name]).join())
        .join(";");
    const describe = (element) => {
      const label = element.getAttribute("aria-label") ?? element.innerText ?? "";
      return `${element.localName} ${label.trim().replace(/\s+/g, " ").slice(0, 40)} ${element.getAttribute("href") ?? ""}`;
    };
    /** Whether some of the element can be seen: in the window, and under nothing else. */
    const isFree = (element) =>
      [...element.getClientRects()].some((box) => {
        const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
        const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
        if (right <= left || bottom <= top) return false;
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return Boolean(hit) && (element.contains(hit) || hit.contains(element));
      });

    window.look = () => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const seen = element.stop !== undefined;
      element.stop ??= window.stops = (window.stops ?? 0) + 1;
      const free = isFree(element);
      const focused = styles(element);
      element.blur();
      const indicated = styles(element) !== focused;
      element.focus({ preventScroll: true });
      return { what: describe(element), seen, first: element.stop === 1, free, indicated };
    };
    window.unreached = () => {
      const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
      // Behind the chosen tab come the others by the arrow keys, and so do the answers of a question behind the first.
      const group = (element) => [...all].filter((other) => other.type === "radio" && other.name === element.name);
      return [...all]
        .filter((element) => element.role !== "tab" || element.tabIndex === 0)
        .filter((element) => element.type !== "radio" || group(element).every((other) => other.stop === undefined))
        .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled)
        .filter((element) => element.stop === undefined)
        .map(describe);
    };
  });

/** Presses Tab from the top of the page until it has gone round. */
async function walk(page) {
  await addStyle(page, "*, ::before, ::after { transition: none !important; animation: none !important }");
  // Focus loads the search, which takes the place of a plain field: a quick walk is past it by then.
  if (await page.locator("#nx-search-place").count()) {
    await page.locator(".find").first().dispatchEvent("pointerenter");
    await page.locator("#nx-search-place summary").last().waitFor();
  }
  await instrument(page);
  const stops = [];
  for (let count = 0; count < MOST_STOPS; count++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => window.look());
    // Behind the last element the browser's own controls come; there is nothing of the page in focus.
    if (!stop) break;
    if (stop.seen) {
      assert.ok(stop.first, `the focus is trapped at ${stop.what}`);
      break;
    }
    stops.push(stop);
  }
  return { stops, unreached: await page.evaluate(() => window.unreached()) };
}

for (const [screen, viewport] of Object.entries({ "a wide screen": DESKTOP, "a small screen": MOBILE })) {
  describe(`by Tab through the page, on ${screen}`, () => {
    for (const { name, url } of site.pages) {
      test(name, async () => {
        await withPage(browser, url, { viewport }, async (page) => {
          const { stops, unreached } = await walk(page);
          assert.match(stops[0].what, /Skip to content/, "the first stop");
          assert.deepEqual(unreached, [], "not reached");
          assert.deepEqual(stops.filter((stop) => !stop.indicated).map((stop) => stop.what), [], "focus not visible");
          assert.deepEqual(stops.filter((stop) => !stop.free).map((stop) => stop.what), [], "focus hidden");
        });
      });
    }
  });
}

/** Tabs until an element is in focus. */
async function tabTo(page, selector) {
  for (let count = 0; count < MOST_STOPS; count++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

/** What a screen reader was told last. */
const announced = (page, text) => page.locator("[role=status]").filter({ hasText: text }).waitFor({ state: "attached" });

const focused = (page) => page.evaluate(() => document.activeElement.className);

describe("operated by keyboard", () => {
  test("the skip link goes to the text", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await page.keyboard.press("Tab");
      assert.ok(await page.locator(".skip-link").isVisible());
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "nx-main");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest("main"))));
    });
  });

  test("the theme button: dark, light, as the system has it; kept on the next page", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
      await tabTo(page, ".theme-button");
      assert.match(await page.locator(".theme-button").getAttribute("aria-label"), /system/);
      await page.keyboard.press("Enter");
      assert.equal(await theme(), "dark");
      assert.equal(await scheme(), "dark");
      await announced(page, "Colour theme: dark");
      await goto(page, site.page("home"));
      assert.equal(await theme(), "dark");
      await tabTo(page, ".theme-button");
      await page.keyboard.press("Space");
      assert.equal(await scheme(), "light");
      await page.keyboard.press("Space");
      assert.equal(await theme(), undefined);
      assert.equal(await scheme(), "light dark");
    });
  });

  test("copy: the code without prompts, said aloud", async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    await withPage(browser, site.page("every element"), { permissions }, async (page) => {
      const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
      await tabTo(page, ".code-tool[title=Copy][aria-label*='app/models.py']");
      await page.keyboard.press("Enter");
      await announced(page, "Copied");
      assert.match(await clipboard(), /^class Book\(models\.Model\):\n    title = .*\n    pages = .*\n\n    def __str__/);
      await tabTo(page, ".code[data-lang=console] .code-tool[title=Copy]");
      await page.keyboard.press("Space");
      await page.waitForTimeout(100);
      assert.equal(await clipboard(), 'python -m pip install django\necho "two \\\n  lines"');
    });
  });

  test("a wide code block scrolls, and its lines wrap", async () => {
    await withPage(browser, site.page("every element"), { viewport: MOBILE }, async (page) => {
      const block = page.locator(".code[data-lang=python]");
      await tabTo(page, ".code-tool[title='Wrap lines']");
      await page.keyboard.press("Enter");
      assert.equal(await block.getByRole("button", { name: /Wrap/ }).getAttribute("aria-pressed"), "true");
      assert.ok(await block.locator("pre").evaluate((pre) => pre.scrollWidth <= pre.clientWidth));
      await page.keyboard.press("Enter");
      await tabTo(page, "[data-lang=python] pre");
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.querySelector("[data-lang=python] pre").scrollLeft > 0);
    });
  });

  test("tabs: the arrows choose, and the choice is kept", async () => {
    await withPage(browser, site.page("formulas and diagrams"), {}, async (page) => {
      await tabTo(page, "[role=tab]");
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "uv");
      assert.ok(await page.getByText("uv add nexus").isVisible());
      await page.keyboard.press("Home");
      assert.ok(await page.getByText("pip install nexus").isVisible());
      await page.keyboard.press("End");
      await goto(page, page.url());
      assert.equal(await page.getByRole("tab", { selected: true }).innerText(), "uv");
      await tabTo(page, ".code-unfold");
      await page.keyboard.press("Enter");
      assert.ok(await page.getByText("b = 2").isVisible());
    });
  });

  test("all that is in the footer: the progress and the keys open, and give the focus back", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      for (const name of ["showProgress", "showKeys"]) {
        await tabTo(page, `[data-later=${name}]`);
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        for (let stop = 0; stop < 8; stop++) {
          await page.keyboard.press("Tab");
          const where = await page.evaluate(() => document.activeElement.closest("dialog, body").localName);
          assert.ok(where === "dialog" || (await page.evaluate(() => document.activeElement === document.body)), "the focus stays");
        }
        await page.keyboard.press("Escape");
        assert.equal(await page.evaluate(() => document.activeElement.dataset.later), name);
      }
    });
  });

  test("the menu: Enter opens, Tab goes in, Esc closes and gives the focus back", async () => {
    await withPage(browser, site.page("entry"), { viewport: MOBILE }, async (page) => {
      const menu = page.locator(".sidebar");
      await tabTo(page, ".menu-button");
      await page.keyboard.press("Enter");
      assert.ok(await menu.isVisible());
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest(".sidebar"))));
      await page.keyboard.press("Escape");
      assert.ok(!(await menu.isVisible()));
      assert.match(await focused(page), /menu-button/);
      await page.keyboard.press("Space");
      await tabTo(page, ".sidebar a[href*=postgresql]");
      await page.keyboard.press("Enter");
      await page.waitForURL(/postgresql/);
    });
  });

  test("the table: filtered and sorted, and the same after a reload", async () => {
    await withPage(browser, site.page("section of challenges"), {}, async (page) => {
      const rows = () => page.locator("tbody tr:visible th a").allInnerTexts();
      const all = await rows();
      assert.equal(all.length, 5);
      await tabTo(page, ".filters input");
      await page.keyboard.type("concurrent");
      assert.deepEqual(await rows(), ["Duplicate data entries"]);
      assert.equal(await page.locator(".filters output").innerText(), "1 of 5");
      assert.match(page.url(), /[?&]q=concurrent/);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("Delete");
      assert.deepEqual(await rows(), all);

      await tabTo(page, ".filters select");
      await page.keyboard.press("ArrowDown");
      await settle(page);
      const filtered = await rows();
      assert.ok(filtered.length < all.length, "the select filters");

      await tabTo(page, "thead button");
      await page.keyboard.press("Enter");
      const head = page.locator("thead th").first();
      assert.equal(await head.getAttribute("aria-sort"), "ascending");
      await page.keyboard.press("Enter");
      assert.equal(await head.getAttribute("aria-sort"), "descending");
      const sorted = await rows();
      assert.deepEqual(sorted, [...filtered].sort().reverse());
      await goto(page, page.url());
      assert.deepEqual(await rows(), sorted);
    });
  });

  test("a column of difficulties is sorted from easy to hard", async () => {
    await withPage(browser, site.page("comparison"), {}, async (page) => {
      const head = page.locator("thead th", { hasText: "Difficulty" });
      await head.getByRole("button").press("Enter");
      const column = await head.evaluate((cell) => cell.cellIndex);
      const found = await page.locator(`tbody tr > :nth-child(${column + 1})`).allInnerTexts();
      const order = ["Beginner", "Intermediate", "Advanced"].filter((name) => found.includes(name));
      assert.equal(order.length, 3);
      assert.deepEqual([...new Set(found)], order);
    });
  });

  test("learned marks, the progress of a path, tasks: kept in this browser", async () => {
    await withPage(browser, site.page("entry"), {}, async (page) => {
      await tabTo(page, ".learned-button");
      await page.keyboard.press("Enter");
      await announced(page, "Marked as learned");
      await goto(page, page.url());
      assert.equal(await page.locator(".learned-button").getAttribute("aria-pressed"), "true");
      const steps = page.locator(".step-count");
      await goto(page, `${site.hub}paths/scale/`);
      assert.match(await steps.innerText(), /^1 of \d+ steps learned$/);
      await goto(page, site.page("every element"));
      await tabTo(page, ".tasks input:not(:checked)");
      await page.keyboard.press("Space");
      await goto(page, page.url());
      assert.ok(await page.locator(".tasks input").first().isChecked());
    });
  });

  test("details unfold with Enter", async () => {
    await withPage(browser, site.page("every element"), {}, async (page) => {
      await tabTo(page, "main .body summary");
      await page.keyboard.press("Enter");
      assert.ok(await page.getByText("Text that is folded").isVisible());
    });
  });
});
