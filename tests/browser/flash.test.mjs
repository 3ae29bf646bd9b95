// A reader of the dark theme sees no white frame between two pages, however slow the line. Real painted frames are looked at.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PNG } from "pngjs";
import { launch, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

/** The mean lightness of an image, from 0 to 255. */
function lightness(image) {
  const { width, height, data } = PNG.sync.read(image);
  let [sum, count] = [0, 0];
  for (let y = 2; y < height; y += 17) {
    for (let x = 2; x < width; x += 17, count++) {
      const at = (y * width + x) * 4;
      sum += 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2];
    }
  }
  return Math.round(sum / count);
}

/** The lightness of each frame painted while the page goes to `url`, on a slow line and a slow processor. */
async function framesOf(page, url) {
  const session = await page.context().newCDPSession(page);
  const frames = [];
  session.on("Page.screencastFrame", ({ data, sessionId }) => {
    frames.push(Buffer.from(data, "base64"));
    session.send("Page.screencastFrameAck", { sessionId }).catch(() => {});
  });
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const line = { offline: false, latency: 60, downloadThroughput: 400_000, uploadThroughput: 400_000 };
  await session.send("Network.emulateNetworkConditions", line);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Page.startScreencast", { format: "png", maxWidth: 400, everyNthFrame: 1 });
  await page.goto(url, { waitUntil: "load" });
  await page.waitForTimeout(1000);
  await session.send("Page.stopScreencast");
  return frames.map(lightness);
}

const LOOKS = {
  "the system is dark": { colorScheme: "dark" },
  "the reader chose dark, the system is light": { colorScheme: "light", chooses: true },
};

describe("no white frame", () => {
  for (const [look, { colorScheme, chooses }] of Object.entries(LOOKS)) {
    test(look, async () => {
      const viewport = { width: 800, height: 600 };
      await withPage(browser, site.page("entry"), { colorScheme, viewport }, async (page) => {
        if (chooses) await page.locator(".theme-button").click();
        await page.mouse.move(400, 500);
        await page.waitForTimeout(300);
        const frames = await framesOf(page, site.page("challenge"));
        assert.ok(frames.length >= 2, `only ${frames.length} frames`);
        assert.ok(frames.at(-1) < 100, `the page ends at a lightness of ${frames.at(-1)}`);
        assert.ok(Math.max(...frames) < 100, `frames of the lightness ${frames.join(" ")}`);
      });
    });
  }

  test("the choice stands before the first paint", async () => {
    await withPage(browser, site.page("entry"), { colorScheme: "light" }, async (page) => {
      await page.locator(".theme-button").click();
      await page.addInitScript(() => {
        // The body is there only after the script of the head has run.
        new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.themeAtBody = document.documentElement.dataset.theme;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
      });
      await page.goto(site.page("challenge"));
      assert.equal(await page.evaluate(() => window.themeAtBody), "dark");
    });
  });
});
