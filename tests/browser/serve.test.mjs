// `nexus serve`, as its user meets it: an editor on the one side, a browser on the other, no hand on the browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { goto, launch, open, watchForTrouble } from "./lib/browser.mjs";
import { copySources, program, REPOSITORY } from "./lib/site.mjs";

const browser = await launch();

/** Starts the preview of a site on a free port; it ends with the file's last test. */
async function preview(root, ...options) {
  const server = spawn(program(), ["serve", "--root", root, "--port", "0", ...options], { stdio: "pipe" });
  after(() => server.kill("SIGKILL"));
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => (output += data));
  const url = await new Promise((resolve, reject) => {
    server.on("exit", (code) => reject(new Error(`nexus serve ended with ${code}:\n${output}`)));
    server.stdout.on("data", () => {
      const line = output.match(/^serving (http:\S+)$/m);
      if (line) resolve(line[1]);
    });
  });
  return { server, url };
}

/** A copy of the hub under preview, and a file of it as an editor has it. */
async function editing(name, ...options) {
  const root = copySources(REPOSITORY);
  const file = path.join(root, name);
  const { server, url } = await preview(root, ...options);
  const edit = (change) => fs.writeFileSync(file, change(fs.readFileSync(file, "utf8")));
  return { root, server, url, edit };
}

describe("the preview", () => {
  test("shows an edit, a mistake in its place, and the mended page, without a touch of the browser", async () => {
    const { url, edit } = await editing("content/technologies/redis.md");
    const page = await open(browser, "about:blank");
    const violations = [];
    await page.exposeFunction("reportViolation", (violation) => violations.push(violation));
    await page.addInitScript(() =>
      addEventListener("securitypolicyviolation", (event) =>
        window.reportViolation(`${event.effectiveDirective}: ${event.blockedURI}`),
      ),
    );
    const trouble = watchForTrouble(page);
    let loads = 0;
    page.on("load", () => loads++);
    await goto(page, `${url}technologies/redis/`);
    await page.evaluate(() => scrollTo(0, 600));
    const alert = page.getByRole("alert");

    edit((text) => `${text}\nA sentence that was not there before.\n`);
    await page.getByText("A sentence that was not there before.").waitFor();
    assert.equal(await page.evaluate(() => scrollY), 600, "the place in the text is kept");
    assert.equal(loads, 1, "the page changes where it stands");

    edit((text) => text.replace("title: Redis", "title: [Redis"));
    await alert.waitFor();
    const place = page.getByText(/content\/technologies\/redis\.md:\d+:\d+/);
    await place.waitFor();
    assert.match(await place.innerText(), /redis\.md:[1-9]\d*:[1-9]\d*/);
    assert.ok(await page.getByText("A sentence that was not there before.").count(), "the last good page stays");

    edit((text) => text.replace("title: [Redis", "title: Redis 8"));
    await alert.waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1, name: "Redis 8" }).waitFor();
    assert.deepEqual(violations, []);
    assert.deepEqual(trouble, []);
    await page.context().close();
  });

  test("searches what an edit has just brought", async () => {
    const { url, edit } = await editing("content/technologies/redis.md");
    const page = await open(browser, `${url}technologies/redis/`);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("quokka");
    await page.locator(".search-note", { hasText: "Nothing was found for" }).waitFor();
    edit((text) => `${text}\nEven a quokka can cache.\n`);
    await page.getByText("Even a quokka can cache.").waitFor();
    await page.getByRole("combobox").fill("quokka cache");
    await page.getByRole("option").first().filter({ hasText: "quokka" }).waitFor();
    await page.context().close();
  });

  test("says line and column of the mistake", async () => {
    const { url, edit } = await editing("content/technologies/redis.md");
    const page = await open(browser, `${url}technologies/redis/`);
    edit((text) => text.replace(/^difficulty: .*$/m, "difficulty: impossible"));
    const line = fs
      .readFileSync(path.join(REPOSITORY, "content/technologies/redis.md"), "utf8")
      .split("\n")
      .findIndex((line) => line.startsWith("difficulty:"));
    await page.getByText(`content/technologies/redis.md:${line + 1}:13`).waitFor();
    await page.context().close();
  });

  test("shows a mistake that is there when the page is opened, on any page, until Esc sends it away", async () => {
    const { url, edit } = await editing("content/technologies/redis.md");
    edit((text) => text.replace("title: Redis", "title: [Redis"));
    const page = await open(browser, `${url}concepts/database-design/`);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await page.keyboard.press("Escape");
    await alert.waitFor({ state: "detached" });
    edit((text) => text.replace("title: [Redis", "title: Redis"));
    edit((text) => text.replace("title: Redis", "titel: Redis\ntitle: {"));
    await alert.waitFor();
    await page.context().close();
  });

  test("a new entry, a renamed one, a changed stylesheet", async () => {
    const { root, url } = await editing("content/technologies/redis.md");
    const page = await open(browser, `${url}technologies/`);
    const entry = (name) => path.join(root, "content/technologies", name);
    const link = page.locator("main").getByRole("link", { name: "Kafka" });
    fs.writeFileSync(entry("kafka.md"), "---\ntitle: Kafka\ndescription: A log.\n---\n\nText.\n");
    await link.waitFor();
    fs.renameSync(entry("kafka.md"), entry("apache-kafka.md"));
    await page.locator("main a[href*=apache-kafka]").waitFor();
    fs.mkdirSync(path.join(root, "static/theme"), { recursive: true });
    fs.writeFileSync(path.join(root, "static/theme/99-own.css"), "h1 { letter-spacing: 7px }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
    await page.context().close();
  });

  test("what scripts add to a page, they add to its new parts", async () => {
    const text = `
## Installation

\`\`\`console tab="pip"
$ pip install redis
\`\`\`

\`\`\`console tab="uv"
$ uv add redis
\`\`\`

\`\`\`python title="later.py"
print("before")
\`\`\`

- [ ] a task
`;
    const { url, edit } = await editing("content/technologies/redis.md");
    edit((old) => old + text);
    const page = await open(browser, `${url}technologies/redis/`, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("tab", { name: "uv" }).click();
    await page.getByRole("button", { name: "Mark as learned" }).click();

    edit((old) =>
      old
        .replace('print("before")', 'print("after")')
        .replace("$ pip install redis", "$ pip install redis[hiredis]")
        .replace("- [ ] a task", "- [ ] a task\n- [ ] another task\n\n## A new heading\n\nText."),
    );
    await page.getByText('print("after")').waitFor();
    await page.getByRole("button", { name: /^Copy.*later\.py/ }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'print("after")');
    assert.equal(await page.getByRole("tab", { name: "uv" }).getAttribute("aria-selected"), "true");
    assert.equal(await page.getByRole("tab").count(), 2);
    assert.ok(!(await page.getByText("pip install redis[hiredis]").isVisible()));
    assert.ok(await page.getByRole("checkbox", { name: "another task" }).isEnabled());
    await page.getByRole("button", { name: "Mark as learned again" }).waitFor();
    assert.ok(await page.locator(".learned .changed").getByRole("link", { name: "A new heading" }).isVisible());
    await page.getByRole("heading", { name: "A new heading" }).scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.locator(".outline a[aria-current]", { hasText: "A new heading" }).waitFor();
    await page.context().close();
  });

  test("a table whose rows change is filtered as before", async () => {
    const { url, edit } = await editing("content/challenges/deployment-issues.md");
    const page = await open(browser, `${url}challenges/`);
    await page.getByLabel("Text").fill("deployment");
    await page.getByRole("button", { name: "Sort by Challenge" }).click();
    edit((old) => old.replace(/^title: .*$/m, "title: Deployment issues, again"));
    await page.getByRole("link", { name: "Deployment issues, again" }).first().waitFor();
    const count = page.locator("tbody tr:visible");
    assert.equal(await page.locator(".filters output").innerText(), `${await count.count()} of 5`);
    assert.ok((await count.count()) < 5);
    assert.equal(await page.locator("thead th").first().getAttribute("aria-sort"), "ascending");
    await page.context().close();
  });

  test("stands below the path of base_url", async () => {
    const { url } = await editing("content/index.md", "--base-url", "https://example.org/hub/");
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/hub\/$/);
    const page = await open(browser, url);
    assert.equal(await page.locator("h1").innerText(), "ALX Project Nexus");
    const missing = await page.goto(`${url}no/such/page`);
    assert.equal(missing.status(), 404);
    await page.getByRole("link", { name: "home page" }).click();
    await page.waitForURL(/\/hub\/(index\.html)?$/);
    await page.context().close();
  });

  test("is back by itself when the server is started again", async () => {
    const { root, server, url, edit } = await editing("content/technologies/redis.md");
    const page = await open(browser, `${url}technologies/redis/`);
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.removeAllListeners("exit");
    server.once("exit", () => {});
    server.kill("SIGTERM");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 500))]);
    edit((text) => `${text}\nWritten while the server was away.\n`);
    const again = spawn(program(), ["serve", "--root", root, "--port", new URL(url).port], { stdio: "ignore" });
    after(() => again.kill("SIGKILL"));
    await page.getByText("Written while the server was away.").waitFor({ timeout: 15_000 });
    await page.context().close();
  });
});
