// One artifact, any address: every link of every page leads somewhere, opened from disk, at the root of a host, and
// below a path.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, open, watchForTrouble, goto } from "./lib/browser.mjs";
import { readPage } from "./lib/html.mjs";
import { serve } from "./lib/server.mjs";
import { build, filesOf, SPECIMEN } from "./lib/site.mjs";

const BASE = "/alx-project-nexus/";
const ADDRESS = `https://example.org${BASE}`;

const hub = build();
const published = build({ baseUrl: ADDRESS });
const specimen = build({ root: SPECIMEN });

/** The pages of a built site, each with its path. */
const pagesOf = (folder) =>
  filesOf(folder)
    .filter((name) => name.endsWith(".html"))
    .map((name) => ({ name, ...readPage(path.join(folder, name)) }));

/** Where a page stands: without the name of its file, as a server shows it. */
const addressOf = (name) => name.replace(/(^|\/)index\.html$/, "$1");

/** Whether an address is of this site, or leaves it (`mailto:`, another host). */
const isInside = (url, root) => url.href.startsWith(root.href) || (url.protocol === root.protocol && url.host === root.host);

/**
 * Every link of every page, resolved as a browser would.
 * @param {string} folder
 * @param {URL} root the address of the site
 * @param {(name: string) => string[]} placesOf the addresses, relative to `root`, at which a page is shown
 * @returns {{ from: string, link: import("./lib/html.mjs").Link, url: URL, own?: string }[]} `own` is the page's own
 *   file, if the link stays on it
 */
function linksOf(folder, root, placesOf) {
  return pagesOf(folder).flatMap((page) =>
    placesOf(page.name).flatMap((place) =>
      page.links
        .filter((link) => link.rel !== "canonical")
        .map((link) => ({
          from: place,
          link,
          url: new URL(link.address, new URL(place, root)),
          // A link of a fragment alone stays on its page, whatever the address that the page is shown at.
          own: link.address.startsWith("#") ? path.join(folder, page.name) : undefined,
        }))
        .filter(({ url }) => isInside(url, root)),
    ),
  );
}

/** The addresses in a site's stylesheets. */
function styleLinksOf(folder, root) {
  return filesOf(folder)
    .filter((name) => name.endsWith(".css"))
    .flatMap((name) => {
      const css = fs.readFileSync(path.join(folder, name), "utf8");
      return [...css.matchAll(/url\(\s*["']?([^"')]+)/g)].map(([, address]) => ({
        from: name,
        link: { element: "css", rel: "", address },
        url: new URL(address, new URL(name, root)),
      }));
    })
    .filter(({ url }) => isInside(url, root));
}

/** Broken links, one line each. `fileOf` finds the file behind an address, `read` the page in a file. */
function broken(links, fileOf) {
  const pages = new Map();
  const read = (file) => {
    if (!pages.has(file)) pages.set(file, new Set(readPage(file).ids));
    return pages.get(file);
  };
  const problems = [];
  for (const { from, link, url, own } of links) {
    const file = own ?? fileOf(url);
    const anchor = decodeURIComponent(url.hash.slice(1));
    if (!file) problems.push(`${from}: <${link.element}> ${link.address}: nothing is there`);
    else if (anchor && file.endsWith(".html") && !read(file).has(anchor)) {
      problems.push(`${from}: <${link.element}> ${link.address}: no id ${anchor} in ${file}`);
    }
  }
  return problems;
}

/** Asks a server for each address once; the answer must come at once and be no redirect. */
async function unanswered(links) {
  const addresses = [...new Set(links.filter(({ own }) => !own).map(({ url }) => url.href.split("#")[0]))];
  const problems = [];
  for (const address of addresses) {
    const answer = await fetch(address, { method: "HEAD", redirect: "manual" });
    if (answer.status !== 200) problems.push(`${address}: ${answer.status}`);
  }
  return problems;
}

/** The file that a server shows for an address. */
const servedFile = (folder, root) => (url) => {
  if (!url.href.startsWith(root.href)) return null;
  const name = decodeURIComponent(url.href.split(/[?#]/)[0].slice(root.href.length));
  const file = path.join(folder, name, name === "" || name.endsWith("/") ? "index.html" : "");
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
};

/** At a server, a page is shown with and without the name of its file; `404.html` at addresses of any depth. */
const servedPlaces = (name) =>
  name === "404.html" ? ["gone", "a/b/gone/"] : [...new Set([name, addressOf(name)])];

for (const [title, folder] of Object.entries({ hub, specimen })) {
  describe(`links of the ${title}`, () => {
    test("opened from disk", () => {
      const root = pathToFileURL(folder + path.sep);
      // `404.html` is for servers only: from disk, nobody sees it.
      const links = linksOf(folder, root, (name) => (name === "404.html" ? [] : [name]));
      assert.ok(links.length > 100, `only ${links.length} links found`);
      const file = (url) => {
        const file = decodeURIComponent(url.pathname);
        return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
      };
      assert.deepEqual(broken([...links, ...styleLinksOf(folder, root)], file), []);
    });

    test("served at the root of a host", async () => {
      const server = await serve(folder);
      after(() => server.close());
      const root = new URL(server.url);
      const links = [...linksOf(folder, root, servedPlaces), ...styleLinksOf(folder, root)];
      assert.deepEqual(broken(links, servedFile(folder, root)), []);
      assert.deepEqual(await unanswered(links), []);
    });

    test("the same files, served below a path", async () => {
      const server = await serve(folder, { base: BASE });
      after(() => server.close());
      const root = new URL(server.url);
      // Only `404.html` has to know where it stands: see the next suite.
      const links = linksOf(folder, root, (name) => (name === "404.html" ? [] : servedPlaces(name)));
      links.push(...styleLinksOf(folder, root));
      assert.deepEqual(broken(links, servedFile(folder, root)), []);
      assert.deepEqual(await unanswered(links), []);
    });
  });
}

describe("links of the hub, built for the address it is served at", () => {
  test("every page, also the one for what is missing", async () => {
    const server = await serve(published, { base: BASE });
    after(() => server.close());
    const root = new URL(server.url);
    const links = linksOf(published, root, servedPlaces);
    assert.deepEqual(broken(links, servedFile(published, root)), []);
    assert.deepEqual(await unanswered(links), []);
  });

  test("the address changes nothing but 404.html, canonical links, the feed and the sitemap", () => {
    const added = filesOf(published).filter((name) => !filesOf(hub).includes(name));
    assert.deepEqual(added, ["feed.xml", "sitemap.xml"]);
    const OWN = [/<link rel="(canonical|alternate)"[^>]*>/, /<meta property="og:url"[^>]*>/, /<p class="facts-line"><a href="[./]*feed\.xml".*<\/p>/];
    const own = new RegExp(`\\s*(${OWN.map((part) => part.source).join("|")})`, "g");
    const withoutAddress = (text) => text.replace(own, "");
    for (const name of filesOf(hub)) {
      if (name === "404.html" || name === "robots.txt") continue;
      const [here, there] = [hub, published].map((folder) => fs.readFileSync(path.join(folder, name), "utf8"));
      assert.equal(withoutAddress(there), withoutAddress(here), name);
    }
  });

  test("the sitemap and canonical links name pages that exist", () => {
    const root = new URL(ADDRESS);
    const sitemap = fs.readFileSync(path.join(published, "sitemap.xml"), "utf8");
    const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
    assert.ok(listed.length > 40, `only ${listed.length} pages in the sitemap`);
    for (const address of listed) assert.ok(servedFile(published, root)(new URL(address)), address);
    for (const page of pagesOf(published)) {
      for (const link of page.links.filter((link) => link.rel === "canonical")) {
        // All of a section on one page is the section, to search engines.
        assert.equal(link.address, ADDRESS + addressOf(page.name).replace(/one-page\/$/, ""));
      }
    }
    assert.match(fs.readFileSync(path.join(published, "robots.txt"), "utf8"), new RegExp(`${ADDRESS}sitemap.xml`));
  });
});

describe("every page", () => {
  const pages = [...pagesOf(published), ...pagesOf(specimen)];

  test("has one heading of the first level, a title and a description", () => {
    for (const page of pages) {
      assert.equal(page.headings.length, 1, `${page.name}: ${page.headings.length} h1`);
      assert.notEqual(page.headings[0], "", `${page.name}: empty h1`);
      assert.equal(page.title.length, 1, `${page.name}: ${page.title.length} titles`);
      assert.notEqual(page.title[0], "", `${page.name}: empty title`);
      assert.ok(page.meta.description?.trim(), `${page.name}: no description`);
    }
  });

  test("has a title that no other page of its site has", () => {
    const titles = pagesOf(hub).map((page) => page.title[0]);
    assert.deepEqual(titles.filter((title, index) => titles.indexOf(title) !== index), []);
  });

  test("names each id once and refers to ids that exist", () => {
    for (const page of pages) {
      assert.deepEqual(page.ids.filter((id, index) => page.ids.indexOf(id) !== index), [], `${page.name}: ids`);
      assert.deepEqual(page.references.filter((id) => !page.ids.includes(id)), [], `${page.name}: references`);
    }
  });

  test("links to its own site by relative addresses only", () => {
    for (const page of pages.filter((page) => page.name !== "404.html")) {
      assert.ok(!page.base, `${page.name}: <base>`);
      const absolute = page.links.filter(
        ({ address, rel }) => rel !== "canonical" && (address.startsWith("/") || address.startsWith(ADDRESS)),
      );
      assert.deepEqual(absolute, [], page.name);
    }
  });
});

describe("in a browser", async () => {
  const browser = await launch();
  const places = [
    ["from disk", async () => pathToFileURL(hub + path.sep).href],
    ["below a path", async () => {
      const server = await serve(published, { base: BASE });
      after(() => server.close());
      return server.url;
    }],
  ];
  for (const [title, start] of places) {
    test(`a visitor ${title} gets from page to page, with style and script`, async () => {
      const root = await start();
      const page = await open(browser, "about:blank");
      const trouble = watchForTrouble(page);
      await goto(page, `${root}index.html`);
      await page.locator("main").getByRole("link", { name: "Technologies", exact: true }).click();
      await page.waitForURL(/technologies\/(index\.html)?$/);
      await page.locator("main").getByRole("link", { name: "Redis", exact: true }).click();
      await page.waitForURL(/technologies\/redis\/(index\.html)?$/);
      await page.locator(".outline a").first().click();
      assert.match(page.url(), /#.+/);
      assert.equal(await page.evaluate(() => document.documentElement.classList.contains("js")), true);
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--color-line")), "");
      await page.locator(".breadcrumbs a").first().click();
      assert.equal(await page.locator("h1").innerText(), "ALX Project Nexus");
      assert.deepEqual(trouble, []);
      await page.context().close();
    });
  }
});
