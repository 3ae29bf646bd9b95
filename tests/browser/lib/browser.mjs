// One Chromium for each test file, and pages that are watched for trouble.
import fs from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";

export const DESKTOP = { width: 1440, height: 900 };
export const MOBILE = { width: 390, height: 844 };

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The system's Chromium: what CHROMIUM names, else the first in PATH. */
export function executable() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = [
    process.env.CHROMIUM,
    ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...PLACES,
  ].find((file) => file && fs.existsSync(file));
  if (!found) throw new Error("no Chromium found: install it, or name it in the variable CHROMIUM");
  return found;
}

export const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Chromium's sandbox refuses to run as root, as in a container.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Starts the browser of a test file; it ends with the file's last test. */
export async function launch() {
  const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
  after(() => browser.close());
  return browser;
}

/**
 * Opens a page in a context of its own (own storage, own cache) and waits until it has settled.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @returns {Promise<import("playwright-core").Page>} close it with `page.context().close()`
 */
export async function open(browser, url, options = {}) {
  // Or a copy of a page, kept for reading without a connection, might answer for the server.
  const context = await browser.newContext({ viewport: DESKTOP, serviceWorkers: "block", ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  // Without script there is nothing to wait for, and no clock in the page to wait by.
  if (options.javaScriptEnabled === false) await page.goto(url, { waitUntil: "load" });
  else await goto(page, url);
  return page;
}

/**
 * As `open`, and closes the page when `use` is done with it.
 * @template T
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} options
 * @param {(page: import("playwright-core").Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withPage(browser, url, options, use) {
  const page = await open(browser, url, options);
  try {
    return await use(page);
  } finally {
    await page.context().close();
  }
}

/** Loads a page, and waits for what its scripts do at once. */
export async function goto(page, url) {
  await page.goto(url, { waitUntil: "load" });
  await settle(page);
}

/** Waits two frames and for what goes on in them: observers, styles, layout. */
export const settle = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/**
 * Lays a stylesheet over the page as a reader's own would lie, whatever the page's policy says.
 * @param {import("playwright-core").Page} page
 * @param {string} css
 */
export async function addStyle(page, css) {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }, css);
  await settle(page);
}

/**
 * Collects what goes wrong on a page: script errors, console errors, failed requests, violations of a policy.
 * Call it before the page loads.
 * @param {import("playwright-core").Page} page
 * @returns {string[]} filled as things happen
 */
export function watchForTrouble(page) {
  const trouble = [];
  page.on("pageerror", (error) => {
    // Chromium's own word on a transition that a style sheet asks for and that was ready after the page was shown: on a busy
    // machine. No script starts one.
    if (/^Transition was aborted .* Page already revealed$/.test(error.message)) return;
    trouble.push(`script: ${error.message}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // What a page loads on demand is given up when the reader leaves it. What fails by itself has another name.
    if (why === "net::ERR_ABORTED") return;
    trouble.push(`request: ${request.url()} ${why}`);
  });
  page.on("console", (message) => {
    // Chromium reports a policy's violations and answers of 400 and more here, too.
    if (message.type() === "error") trouble.push(`console: ${message.text()}`);
  });
  return trouble;
}
