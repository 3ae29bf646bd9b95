// Links, before they are followed: the page is fetched when somebody points at one, so that it is there at a click, and told in
// a small box when they stay. Speculation rules would need an inline script, which the pages' policy forbids.
(() => {
  "use strict";
  /** Links that say little of where they lead; cards and lists of pages say it themselves, and a term shows its definition. */
  const TERSE = ".body a:not(.term > a), .relations a, .prerequisites a, .facts a";
  /** Milliseconds on a link: before its page is fetched, before it is told; and behind it, before the box goes. */
  const [FETCH, SHOW, HIDE] = [80, 500, 250];

  /** @type {Map<string, Promise<About | null>>} by address */
  const pages = new Map();

  /** What a heading says, without its link and marks. @param {Element} heading */
  nexus.title = (heading) => heading.textContent.replace(/\s*#$/, "").trim();

  /** @param {Document} page @returns {About} */
  const about = (page) => ({
    title: page.querySelector("h1")?.textContent ?? "",
    description: page.querySelector("meta[name=description]")?.getAttribute("content") ?? "",
    kind: page.querySelector(".page-header .kind"),
    headings: new Map([...page.querySelectorAll(".body :is(h2, h3, h4)[id]")].map((heading) => [heading.id, nexus.title(heading)])),
  });

  /** What a page tells about itself; it is loaded once. @param {string} url */
  const load = (nexus.about = (url) => {
    const address = url.replace(/#.*/, "");
    let loaded = pages.get(address);
    if (!loaded) {
      loaded = new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open("GET", address);
        request.responseType = "document";
        request.onloadend = () => resolve(request.status === 200 && request.responseXML ? about(request.responseXML) : null);
        request.send();
      });
      pages.set(address, loaded);
    }
    return loaded;
  });

  const box = nexus.element("div", { class: "preview", id: "nx-preview", role: "tooltip", popover: "manual" });
  nexus.find("main").append(box);
  /** @type {HTMLAnchorElement | null} what somebody points at */
  let current = null;
  /** @type {number[]} */
  let timers = [];
  const cancel = () => {
    timers.forEach(clearTimeout);
    timers = [];
  };

  const hide = () => {
    cancel();
    // A term's link has a description of its own.
    if (current?.getAttribute("aria-describedby") === box.id) current.removeAttribute("aria-describedby");
    current = null;
    if (box.matches(":popover-open")) box.hidePopover();
  };

  /** Below the line of the link that the pointer is at, or above it where there is no room. @param {HTMLAnchorElement} link @param {number} y */
  const place = (link, y) => {
    const lines = [...link.getClientRects()];
    const line = lines.find(({ top, bottom }) => top <= y && y <= bottom) ?? lines[0];
    const below = line.bottom + 6;
    const top = below + box.offsetHeight < innerHeight ? below : line.top - box.offsetHeight - 6;
    const isRtl = getComputedStyle(link).direction === "rtl";
    const left = isRtl ? line.right - box.offsetWidth : line.left;
    box.style.top = `${Math.max(8, top)}px`;
    box.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - box.offsetWidth - 8))}px`;
  };

  /** @param {HTMLAnchorElement} link @param {number} y where the pointer is */
  const show = async (link, y) => {
    const page = await load(link.href);
    if (current !== link || !page?.title) return;
    const heading = page.headings.get(decodeURIComponent(link.hash.slice(1)));
    const title = nexus.element("b", {}, heading ? `${page.title} › ${heading}` : page.title);
    box.replaceChildren(title, nexus.element("span", {}, page.description));
    if (page.kind) box.prepend(document.importNode(page.kind, true));
    box.showPopover();
    place(link, y);
    link.setAttribute("aria-describedby", box.id);
  };

  /** @param {HTMLAnchorElement} link @param {number} [y] */
  nexus.pointAt = (link, y = NaN) => {
    if (link === current) return cancel();
    hide();
    const path = nexus.page(link.href);
    if (!/\.html$/.test(path) || path === nexus.page(location.href) || link.hasAttribute("download") || !nexus.isFast()) return;
    current = link;
    timers.push(setTimeout(load, FETCH, link.href));
    if (link.matches(TERSE)) timers.push(setTimeout(show, SHOW, link, y));
  };

  addEventListener("pointerover", ({ target, pointerType, clientY }) => {
    if (pointerType === "touch") return;
    /** @type {HTMLAnchorElement | null | undefined} */
    const link = target?.closest?.("a[href]");
    if (link) nexus.pointAt(link, clientY);
    else if (target?.closest?.("#nx-preview")) cancel();
    else if (current && !current.matches(":focus-visible") && !timers.includes(hiding)) timers.push((hiding = setTimeout(hide, HIDE)));
  });
  let hiding = 0;
  addEventListener("focusin", ({ target }) => {
    /** @type {HTMLAnchorElement | null | undefined} */
    const link = target?.closest?.("a[href]:focus-visible");
    if (link) nexus.pointAt(link);
    else hide();
  });
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", hide, { passive: true });
  addEventListener("pointerdown", hide);
})();
