// Under the strictest policy a host can send, with Trusted Types, nothing is blocked and everything works.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { goto, launch, open, settle, watchForTrouble } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";
import { STRICT_POLICY } from "./lib/server.mjs";

const site = await publish({ policy: STRICT_POLICY });
const browser = await launch();

/** Opens a page and records each violation of its policy from the first byte on. */
async function openWatched(url) {
  const page = await open(browser, "about:blank", { permissions: ["clipboard-read", "clipboard-write"] });
  const violations = [];
  await page.exposeFunction("reportViolation", (violation) => violations.push(violation));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}`),
    );
  });
  const trouble = watchForTrouble(page);
  await goto(page, url);
  return { page, violations, trouble };
}

describe("no violation of a strict policy", () => {
  for (const { name, url } of site.pages) {
    test(name, async () => {
      const { page, violations, trouble } = await openWatched(url);
      assert.deepEqual(violations, []);
      const own = name === "missing" ? [/status of 404/] : [];
      assert.deepEqual(trouble.filter((line) => !own.some((expected) => expected.test(line))), []);
      await page.context().close();
    });
  }
});

test("the page looks and works as without the policy", async () => {
  const { page, violations } = await openWatched(site.page("every element"));
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".site-header")).position), "sticky");
  await page.locator(".theme-button").click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.locator(".code").first().getByRole("button", { name: /Copy/ }).click();
  await page.locator(".learned-button").click();
  assert.equal(await page.locator(".learned-button").getAttribute("aria-pressed"), "true");
  await goto(page, site.page("section of challenges"));
  await page.getByLabel("Text").fill("concurrent");
  assert.equal(await page.locator("tbody tr:visible").count(), 1);
  await page.getByRole("button", { name: "Challenge" }).click();
  await settle(page);
  assert.deepEqual(violations, []);
  await page.context().close();
});

test("the page's own policy stops an inline script", async () => {
  // Without a policy from the host: the one in the page's head.
  const bare = await publish();
  const { page, violations } = await openWatched(bare.page("entry"));
  assert.deepEqual(violations, []);
  await page.evaluate(() => {
    const script = document.createElement("script");
    try {
      script.textContent = "window.ran = true";
    } catch {
      // Trusted Types refuse already here.
    }
    document.body.append(script);
  });
  await settle(page);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.notDeepEqual(violations, []);
  await page.context().close();
});
