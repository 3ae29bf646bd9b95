// Without a connection: what was read is there, what was not says so, and a site that no longer wants it leaves nothing behind.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { goto, launch, open, watchForTrouble } from "./lib/browser.mjs";
import { serve, STRICT_POLICY } from "./lib/server.mjs";
import { build, filesOf } from "./lib/site.mjs";

const browser = await launch();

/** Serves a copy of the hub at `base`, and opens a page of it that service workers may serve. */
async function visit(base, change = () => {}) {
  const folder = build();
  change(folder);
  const server = await serve(folder, { base, policy: STRICT_POLICY });
  const page = await open(browser, "about:blank", { serviceWorkers: "allow" });
  const trouble = watchForTrouble(page);
  const close = async () => {
    await page.context().close();
    await server.close().catch(() => {});
  };
  return { folder, server, page, trouble, close };
}

/** Asks the page until it says yes. @param {() => Promise<boolean>} question */
async function until(page, question) {
  for (let round = 0; round < 200; round++) {
    if (await page.evaluate(question)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${question}`);
}

/** Waits until the page is kept: its first visit is noticed only when the worker has come to work. */
const isKept = (page) =>
  until(page, async () => {
    if (!navigator.serviceWorker.controller) return false;
    return Boolean(await caches.match(location.href.replace(/[^/]*$/, "index.html")));
  });

const heading = (page) => page.locator("h1").textContent();

for (const base of ["/", "/repo/"]) {
  describe(`at ${base}`, () => {
    test("pages that were read are read again when the server is gone", async () => {
      const { server, page, trouble, close } = await visit(base);
      for (const path of ["technologies/redis/", "concepts/caching-strategies/"]) {
        await goto(page, server.url + path);
        await isKept(page);
      }
      assert.deepEqual(trouble, []);
      await server.close();
      await goto(page, `${server.url}technologies/redis/`);
      assert.equal(await heading(page), "Redis");
      // With style and script, and whatever the address says besides.
      await goto(page, `${server.url}concepts/caching-strategies/index.html?x=1`);
      assert.equal(await heading(page), "Caching strategies");
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".site-header")).position), "sticky");
      await page.locator(".theme-button").click();
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
      await close();
    });

    test("a page that was not read says so, and what is there", async () => {
      const { server, page, close } = await visit(base);
      await goto(page, `${server.url}technologies/redis/`);
      await isKept(page);
      await server.close();
      await goto(page, `${server.url}technologies/docker/?x=1`);
      assert.equal(await heading(page), "You are offline");
      const kept = page.locator("#nx-kept a");
      await kept.first().waitFor();
      assert.deepEqual(await kept.allTextContents(), ["Redis"]);
      const again = page.getByRole("link", { name: "Try again" });
      assert.equal(await again.evaluate((link) => link.href), `${server.url}technologies/docker/?x=1`);
      await kept.first().click();
      await page.waitForURL("**/technologies/redis/**");
      assert.equal(await heading(page), "Redis");
      await close();
    });
  });
}

test("with a connection, a page is the one that the server has", async () => {
  const { folder, server, page, close } = await visit("/");
  const file = path.join(folder, "technologies/redis/index.html");
  await goto(page, `${server.url}technologies/redis/`);
  await isKept(page);
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("<h1>Redis", "<h1>Redis, newer"));
  await page.evaluate(() => fetch(location.href, { cache: "reload" }));
  await goto(page, `${server.url}technologies/redis/`);
  assert.equal(await heading(page), "Redis, newer");
  await server.close();
  await goto(page, `${server.url}technologies/redis/`);
  assert.equal(await heading(page), "Redis, newer", "the copy is the one that was read last");
  await close();
});

test("no more is kept than a number of pages, those that were read last", async () => {
  const { server, page, close } = await visit("/", (folder) => {
    const file = path.join(folder, "worker.js");
    const script = fs.readFileSync(file, "utf8");
    const small = script.replace(/\[200,\s*300\]/, "[2,300]");
    assert.notEqual(small, script);
    fs.writeFileSync(file, small);
  });
  for (const name of ["redis", "docker", "graphql", "redis"]) {
    await goto(page, `${server.url}technologies/${name}/`);
    await isKept(page);
  }
  await until(page, async () => {
    const cache = await caches.open("nexus pages /");
    const names = (await cache.keys()).map(({ url }) => new URL(url).pathname.split("/").at(-2));
    return names.sort().join() === "graphql,offline,redis";
  });
  await close();
});

test("a site that no longer wants it takes everything back", async () => {
  const { folder, server, page, close } = await visit("/");
  await goto(page, `${server.url}technologies/redis/`);
  await isKept(page);
  fs.rmSync(path.join(folder, "worker.js"));
  for (const file of filesOf(folder).filter((file) => file.endsWith(".html"))) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    fs.writeFileSync(path.join(folder, file), text.replace(/ data-worker="[^"]*"/, ""));
  }
  // The worker asks once in its life; the next one asks again.
  const session = await page.context().newCDPSession(page);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await goto(page, `${server.url}technologies/docker/`);
  await until(page, async () => {
    const left = await navigator.serviceWorker.getRegistrations();
    return left.length === 0 && (await caches.keys()).length === 0;
  });
  await close();
});
