// Keeps the pages that were read, so that they can be read again without a connection. The line before names `FILES`, what the
// page for all others needs, by addresses below the site's root.
(() => {
  "use strict";
  /** How many of each kind are kept; those that were used last. */
  const [MOST_PAGES, MOST_FILES] = [200, 300];
  /** What pages without a connection, and without a copy, are sent to. */
  const OFFLINE = FILES[0];

  const { scope } = registration;
  // Sites may share a host, and with it the names of their caches.
  const name = (what) => `nexus ${what} ${new URL(scope).pathname}`;
  const [PAGES, STATIC] = ["pages", "files"].map(name);

  /** The address below the root, with the name of its file. @param {string} url */
  const path = (url) => new URL(url).pathname.slice(new URL(scope).pathname.length).replace(/(^|\/)$/, "$1index.html");
  const isPage = (path) => path.endsWith(".html");
  /** The name of such a file changes with what is in it. @param {string} path */
  const isFixed = (path) => path.startsWith("assets/");
  /** Whatever the query is, it is the same file. @param {string} path */
  const key = (path) => scope + path;

  /** Keeps an answer as the newest, and lets the oldest go. @param {string} path @param {Response} response */
  const keep = async (path, response) => {
    const [cache, most] = isPage(path) ? [await caches.open(PAGES), MOST_PAGES] : [await caches.open(STATIC), MOST_FILES];
    await cache.delete(key(path));
    await cache.put(key(path), response);
    const keys = (await cache.keys()).filter(({ url }) => !FILES.includes(url.slice(scope.length)));
    await Promise.all(keys.slice(0, -most).map((old) => cache.delete(old)));
  };
  const kept = async (path) => (await caches.match(key(path), { cacheName: isPage(path) ? PAGES : STATIC })) ?? null;
  /** Whether an answer is a file itself, and all of it. @param {Response} response */
  const isWhole = ({ status, type, redirected }) => status === 200 && type === "basic" && !redirected;

  /** Where the site no longer wants this script, its file is gone; then all that was kept goes, and the script with it. */
  const ask = async () => {
    const { status } = await fetch(location.href, { cache: "no-store" });
    if (status !== 404 && status !== 410) return true;
    await Promise.all([PAGES, STATIC].map((name) => caches.delete(name)));
    await registration.unregister();
    return false;
  };
  /** @type {Promise<boolean> | undefined} */
  let asked;
  /** Whether the site wants this script still; asked once in its life, which ends soon after the last page has loaded. */
  const isWanted = () => (asked ??= ask().catch(() => true));

  addEventListener("install", (event) => {
    const load = async (file) => {
      const response = await fetch(key(file), { cache: isFixed(file) ? "default" : "no-cache" });
      if (!isWhole(response)) throw new Error(`${file}: ${response.status}`);
      await keep(file, response);
    };
    // The worker before may go at once: pages do not depend on which of them answers.
    event.waitUntil(Promise.all(FILES.map(load)).then(() => skipWaiting()));
  });

  addEventListener("activate", (event) => {
    const take = async () => {
      await clients.claim();
      // What is open was loaded before anybody could keep it.
      for (const { url } of await clients.matchAll({ type: "window" })) {
        const response = await fetch(url).catch(() => null);
        if (response && isWhole(response) && isPage(path(url))) await keep(path(url), response);
      }
    };
    event.waitUntil(take());
  });

  /** @param {FetchEvent} event @param {string} path */
  const answer = async (event, path) => {
    const old = isFixed(path) ? await kept(path) : null;
    if (old) return old;
    const isRead = event.request.mode === "navigate";
    try {
      const response = await fetch(event.request);
      // A page that is only looked at, in a preview of a link, was not read.
      const copy = isWhole(response) && (isRead || !isPage(path)) ? response.clone() : null;
      event.waitUntil(isWanted().then((isWanted) => isWanted && copy && keep(path, copy)));
      return response;
    } catch (error) {
      const copy = await kept(path);
      if (copy) return copy;
      if (isRead) return Response.redirect(`${key(OFFLINE)}#${event.request.url.slice(scope.length)}`);
      throw error;
    }
  };

  addEventListener("fetch", (event) => {
    const { url, method } = event.request;
    if (method === "GET" && url.startsWith(scope)) event.respondWith(answer(event, path(url)));
  });
})();
