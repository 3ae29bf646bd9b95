// The way to the search: its link and keys. The search itself is loaded when a reader is about to use it.
(() => {
  "use strict";
  /** @type {HTMLAnchorElement} */
  const link = document.querySelector(".find");
  if (!link) return;
  const fromDisk = location.protocol === "file:";

  /** @type {{ createScriptURL(url: string): string } | undefined} */
  let policy;

  /**
   * Runs a script of this site, the only ones that the policy lets through.
   * @param {string} address
   * @returns {Promise<any>} what the script handed to `nexusIndex`, if it did
   */
  const run = (address) =>
    new Promise((resolve, reject) => {
      policy ??= globalThis.trustedTypes?.createPolicy("nexus", {
        createScriptURL(url) {
          if (!url.startsWith(nexus.root.href)) throw new TypeError(`not a script of this site: ${url}`);
          return url;
        },
      }) ?? { createScriptURL: (url) => url };
      const script = document.createElement("script");
      script.src = policy.createScriptURL(address);
      script.onload = () => resolve(script.data);
      script.onerror = () => reject(new Error(address));
      document.head.append(script);
    });

  /** What files of the index call; it is only ever run from disk. @param {any} data */
  globalThis.nexusIndex = (data) => (document.currentScript.data = data);

  /**
   * Loads a file of the index: as text, or as a script from disk, where no text can be loaded.
   * @param {string} path below `search/`
   * @param {RequestCache} [cache]
   */
  nexus.index = async (path, cache) => {
    const address = new URL(`search/${path}`, nexus.root).href;
    if (fromDisk) return run(address);
    const response = await fetch(address, { cache });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    const text = await response.text();
    return JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
  };

  /** @type {Promise<any> | undefined} */
  let loading;
  const load = () => {
    loading ??= (async () => {
      nexus.indexRoot = nexus.index("root.js");
      nexus.indexRoot.catch(() => {});
      const script = new URL(link.dataset.script, location.href).href;
      const style = nexus.element("link", { rel: "stylesheet", href: link.dataset.style });
      const styled = new Promise((resolve) => (style.onload = style.onerror = resolve));
      document.head.append(style);
      await Promise.all([styled, fromDisk ? run(script) : import(script)]);
    })();
    loading.catch(() => (loading = undefined));
    return loading;
  };

  const open = async () => {
    try {
      await load();
    } catch {
      // Without its script there is no search, but the list of all pages.
      location.href = link.href;
      return;
    }
    nexusSearch.open();
  };

  link.addEventListener("pointerenter", load, { once: true });
  link.addEventListener("focus", load, { once: true });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  link.setAttribute("aria-haspopup", "dialog");
  link.setAttribute("aria-keyshortcuts", "Control+K Meta+K /");
  const keys = link.querySelector("kbd");
  if (keys) {
    if (/Mac|iP/.test(navigator.platform)) keys.textContent = "⌘K";
    keys.hidden = false;
  }

  addEventListener("keydown", (event) => {
    if (event.altKey || event.shiftKey) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
    if (command ? event.key.toLowerCase() !== "k" : event.key !== "/" || typing) return;
    event.preventDefault();
    open();
  });

  // Pages that have a place for results of their own.
  if (document.querySelector("#nx-search-place, #nx-suggestions")) load().catch(() => {});
})();
