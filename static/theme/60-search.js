// The way to the search: its link and keys. The search itself is loaded when a reader is about to use it.
(() => {
  "use strict";
  /** @type {HTMLAnchorElement | null} */
  const first = document.querySelector(".find");
  if (!first) return;
  let link = first;

  // What files of the index call; it is only ever run from disk.
  globalThis.nexusIndex = (data) => Object.assign(document.currentScript ?? {}, { data });

  /**
   * Loads a file of the index: as text, or as a script from disk, where no text can be loaded.
   * @template File
   * @param {string} path below `search/`
   * @param {RequestCache} [cache]
   * @returns {Promise<File>}
   */
  nexus.index = async (path, cache) => {
    const address = new URL(`search/${path}`, nexus.root).href;
    if (nexus.fromDisk) return /** @type {File} */ ((await nexus.run(address)).data);
    const response = await fetch(address, { cache });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    const text = await response.text();
    return JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
  };

  /** The page of all pages has a field of its own. Until the search is there, a plain one stands in its place. */
  /** @type {HTMLInputElement | null} */
  const field = document.querySelector("#nx-search-place input");
  let isComposing = false;
  const giveWay = () => {
    if (!field?.isConnected || isComposing) return;
    /** @type {HTMLInputElement} */
    const input = nexus.find("#nx-search-place [role=combobox]");
    const focused = document.activeElement === field;
    field.form?.remove();
    if (focused) input.focus();
    type(input, field.value);
  };

  /** @param {HTMLInputElement} input @param {string} text what was typed before it was there */
  const type = (input, text) => {
    if (!text) return;
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };

  const load = () => {
    nexus.indexRoot ??= nexus.index("root.js");
    // Whoever uses it hears of it; the search asks once more.
    nexus.indexRoot.catch(() => {});
    return nexus.load(link).then(giveWay);
  };

  const open = async () => {
    let typed = "";
    const keep = (/** @type {KeyboardEvent} */ event) => {
      if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      typed += event.key;
    };
    addEventListener("keydown", keep, true);
    try {
      await load();
      nexusSearch.open();
      type(/** @type {HTMLInputElement} */ (document.activeElement), typed);
    } catch {
      // Without its script there is no search, but the list of all pages; without a connection not even that.
      if (navigator.onLine) location.href = link.href;
      else nexus.announce("This could not be loaded");
    } finally {
      removeEventListener("keydown", keep, true);
    }
  };

  // What fails here is tried again, and told, when the search opens.
  const prepare = () =>
    load().catch(() => {
      if (field) field.value ||= new URLSearchParams(location.search).get("q") ?? "";
    });
  nexus.each(".find", (/** @type {HTMLAnchorElement} */ found) => {
    link = found;
    for (const sign of ["pointerenter", "focus"]) link.addEventListener(sign, prepare, { once: true });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open();
    });
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-keyshortcuts", "Control+K Meta+K /");
    const keys = link.querySelector("kbd");
    if (!keys) return;
    if (/Mac|iP/.test(navigator.platform)) keys.textContent = "⌘K";
    keys.hidden = false;
  });
  addEventListener("keydown", (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!(command && event.key.toLowerCase() === "k") && !(event.key === "/" && nexus.isForPage(event))) return;
    event.preventDefault();
    open();
  });

  if (field) {
    field.form?.addEventListener("submit", (event) => event.preventDefault());
    // Once it is there, this field is not; until then it is tried again.
    for (const sign of ["focus", "input"]) field.addEventListener(sign, prepare);
    field.addEventListener("compositionstart", () => (isComposing = true));
    field.addEventListener("compositionend", () => {
      isComposing = false;
      prepare();
    });
    // An address may ask for something.
    if (location.search) prepare();
  }

  // The page for addresses that do not exist suggests others, as soon as somebody is there.
  const suggestions = document.getElementById("nx-suggestions");
  if (suggestions) {
    let begun = false;
    const suggest = () => {
      if (begun) return;
      begun = true;
      load().then(() => nexus.later("suggest", suggestions)).catch(() => {});
    };
    for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) addEventListener(sign, suggest, { once: true });
  }
})();
