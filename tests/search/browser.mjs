// The search in Chromium: `node tests/search/browser.mjs OUT_DIR`, with the hub built into OUT_DIR.
//
// Needs playwright-core (`NODE_PATH` or a `node_modules` above) and a Chromium at $CHROMIUM or /usr/bin/chromium.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

const { chromium } = createRequire(join(process.cwd(), "x.js"))("playwright-core");
const folder = mkdtempSync(join(tmpdir(), "nexus-search-"));
cpSync(process.argv[2], folder, { recursive: true });

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
/** Serves the site below `/repo/`, as project pages are. */
const server = http.createServer((request, response) => {
  const path = decodeURIComponent(request.url.split("?")[0]).replace(/^\/repo/, "").replace(/\/$/, "/index.html");
  try {
    const bytes = readFileSync(join(folder, path));
    const headers = { "content-type": types[extname(path)] ?? "application/octet-stream", "cache-control": "max-age=600" };
    if (strict) headers["content-security-policy"] = "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
    response.writeHead(200, headers).end(bytes);
  } catch {
    response.writeHead(404, { "content-type": "text/html" }).end(readFileSync(join(folder, "404.html")));
  }
});
let strict = false;
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/repo/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** @param {string} name @param {string} url @param {(page: any) => Promise<void>} check @param {object} [options] */
const test = async (name, url, check, options = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("dialog", (dialog) => errors.push(`executed: ${dialog.message()}`) && dialog.dismiss());
  await page.goto(url);
  await check(page, context);
  assert.deepEqual(errors, [], name);
  await context.close();
  console.log(`ok ${name}`);
};
const ask = async (page, query) => {
  await page.locator(".search input").fill(query);
  await page.waitForFunction(() => !document.querySelector(".search [aria-busy]") && document.querySelector(".search [role=option], .search-note:not([hidden])"));
  await page.waitForTimeout(500);
};
const open = async (page, key = "Control+k") => {
  await page.keyboard.press(key);
  await page.waitForSelector("dialog.search[open]");
};
const options = (page) => page.locator(".search [role=option]");

await test("keys, roles and focus", `${base}concepts/caching-strategies/`, async (page, context) => {
  await page.locator(".find").focus();
  await open(page, "/");
  const input = page.locator(".search input");
  await ask(page, "redis");
  assert.equal(await input.getAttribute("role"), "combobox");
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  const list = page.locator(`#${await input.getAttribute("aria-controls")}`);
  assert.equal(await list.getAttribute("role"), "listbox");
  const first = await input.getAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowDown");
  const second = await input.getAttribute("aria-activedescendant");
  assert.notEqual(first, second);
  assert.equal(await page.locator(`#${second}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("ArrowUp");
  assert.equal(await input.getAttribute("aria-activedescendant"), first);
  const [tab] = await Promise.all([context.waitForEvent("page"), page.keyboard.press("Control+Enter")]);
  assert.match(tab.url(), /\/repo\/technologies\/redis\//);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog.search[open]").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("find")), true, "focus is back");
  await open(page);
  await ask(page, "cache stampede");
  await page.keyboard.press("Enter");
  await page.waitForURL(/caching-strategies\/#many-visitors/);
  await open(page);
  assert.match(await options(page).first().innerText(), /cache stampede/, "recent searches");
});

await test("facets and nothing found", base, async (page) => {
  await open(page);
  await ask(page, "redis");
  await page.locator(".search-facet", { hasText: "Challenge" }).click();
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".search input").inputValue(), "kind:challenge redis");
  assert.deepEqual([...new Set(await page.locator(".search .kind").allInnerTexts())], ["Challenge"]);
  await ask(page, "zzqqxv");
  assert.equal(await options(page).count(), 0);
  assert.match(await page.locator(".search-note").innerText(), /Nothing was found for zzqqxv/);
});

await test("search page from its address", `${base}search/?q=celery+retry`, async (page) => {
  await page.waitForSelector("#nx-search-place [role=option]");
  assert.match(await page.locator("[role=option]").first().getAttribute("href"), /asynchronous-task-failures/);
});

await test("address that does not exist", `${base}technologies/redsi/`, async (page) => {
  await page.waitForSelector("#nx-suggestions:not([hidden])");
  assert.equal(await page.locator("#nx-suggestions a").first().innerText(), "Redis");
});

await test("hostile queries", base, async (page) => {
  await open(page);
  for (const query of ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "javascript:alert(1)", "__proto__ constructor", "((((", "\\", "a".repeat(5000), "kind:__proto__ x", "\ud800 😀 \u0000"]) {
    await ask(page, query);
  }
  assert.equal(await page.locator(".search img, .search script").count(), 0);
});

strict = true;
await test("strict policy from the server", base, async (page) => {
  await open(page);
  await ask(page, "postgres");
  assert.match(await options(page).first().getAttribute("href"), /postgresql/);
});
strict = false;

await test("from disk", `file://${folder}/concepts/index.html`, async (page) => {
  await open(page);
  await ask(page, "select_for_update");
  assert.match(await options(page).first().getAttribute("href"), /^file:.*duplicate-data-entries\/index\.html/);
});

await test("without script", base, async (page) => {
  await page.locator(".find").click();
  await page.waitForURL(/search\//);
  assert.ok((await page.locator(".all-pages a").count()) > 40);
}, { javaScriptEnabled: false });

const shards = join(folder, "search", "t");
const another = (name) => [...name].reverse().join("");
await test("index replaced under an open page", base, async (page) => {
  await open(page);
  await ask(page, "redis");
  const root = join(folder, "search", "root.js");
  const text = readFileSync(root, "utf8");
  const names = /"terms":\{[^}]*"names":"(\w+)"/.exec(text)[1];
  for (const file of readdirSync(shards)) renameSync(join(shards, file), join(shards, `${another(file.slice(0, -3))}.js`));
  writeFileSync(root, text.replace(names, names.replace(/.{5}/g, another)));
  await ask(page, "git branching");
  assert.match(await options(page).first().getAttribute("href"), /git-branching/);
});

await test("files of the index are missing", base, async (page) => {
  for (const file of readdirSync(shards)) rmSync(join(shards, file));
  await open(page);
  await ask(page, "docker");
  assert.match(await page.locator(".search-note").innerText(), /could not be loaded/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("h1").isVisible(), true);
});

await browser.close();
server.close();
rmSync(folder, { recursive: true });
