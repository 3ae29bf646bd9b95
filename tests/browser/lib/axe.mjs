// axe, with all rules for WCAG 2.2 AA and its best practices.
import fs from "node:fs";
import { createRequire } from "node:module";
import { MOBILE } from "./browser.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** How pages are looked at. */
export const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  mobile: { colorScheme: "light", viewport: MOBILE, isMobile: true, hasTouch: true },
};

/**
 * What axe has against the page, one line for each element.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  // axe brings an inline script, which the page's own policy forbids; evaluating it does not ask the policy.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    // Rules for WCAG 2.2 that axe leaves off by itself: the smallest size of a target.
    (rules) => axe.run(document, { runOnly: rules, rules: { "target-size": { enabled: true } } }),
    RULES,
  );
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.html}`));
}
