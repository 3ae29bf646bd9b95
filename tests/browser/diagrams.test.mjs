// Diagrams are readable on a light and on a dark ground, and lie on the page's own.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launch, withPage } from "./lib/browser.mjs";
import { publish } from "./lib/pages.mjs";

const site = await publish();
const browser = await launch();

/** The contrast of each text of the page's diagrams with what is behind it, as the reader sees both. */
const contrasts = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    /** A colour as it is painted, after a filter: red, green, blue, opacity. */
    const painted = (color, filter) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.filter = filter;
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data;
    };
    const luminance = (color) => {
      const [r, g, b] = [...color].map((part) => (part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = painted(getComputedStyle(document.body).backgroundColor, "none");
    const over = (color, opacity) => [...color].map((part, at) => part * opacity + ground[at] * (1 - opacity));
    return [...document.querySelectorAll(".diagram > svg text")].map((text) => {
      text.scrollIntoView({ block: "center" });
      const { filter } = getComputedStyle(text.closest("svg"));
      const { left, top, width, height } = text.getBoundingClientRect();
      const behind = document
        .elementsFromPoint(left + width / 2, top + height / 2)
        .find((shape) => shape.closest("svg") && !shape.matches("svg, g, text, tspan") && getComputedStyle(shape).fill !== "none");
      const { fill, fillOpacity, opacity } = behind ? getComputedStyle(behind) : {};
      const back = luminance(behind ? over(painted(fill, filter), fillOpacity * opacity) : ground);
      const front = luminance(painted(getComputedStyle(text).fill, filter));
      return { text: text.textContent, contrast: (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05) };
    });
  });

describe("every text has contrast", () => {
  const LOOKS = {
    light: [{ colorScheme: "light" }, ""],
    dark: [{ colorScheme: "dark" }, ""],
    "light by choice": [{ colorScheme: "dark" }, "light"],
    "dark by choice": [{ colorScheme: "light" }, "dark"],
  };
  for (const [look, [options, chosen]] of Object.entries(LOOKS)) {
    test(look, async () => {
      await withPage(browser, site.page("formulas and diagrams"), options, async (page) => {
        if (chosen) await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), chosen);
        const found = await contrasts(page);
        assert.ok(found.length > 20, "texts are found");
        assert.deepEqual(found.filter(({ contrast }) => contrast < 4.5), []);
      });
    });
  }
});

test("no ground of their own: what is around a drawing is the page", async () => {
  await withPage(browser, site.page("formulas and diagrams"), { colorScheme: "dark" }, async (page) => {
    const drawn = await page.locator(".diagram > svg").evaluateAll((drawings) =>
      drawings.map((svg) => ({ ground: getComputedStyle(svg).backgroundColor, first: svg.querySelector("rect")?.getAttribute("width") === svg.getAttribute("width") })),
    );
    for (const { ground, first } of drawn) {
      assert.equal(ground, "rgba(0, 0, 0, 0)");
      assert.ok(!first, "no rectangle covers the drawing");
    }
  });
});
