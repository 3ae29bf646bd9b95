// The browser's side of `nexus serve`: brings the page up to date when the site changes, and shows what is wrong with it.
// It runs under the pages' own policy: no markup from strings, no inline style.
(() => {
  "use strict";

  /**
   * @typedef {{ code: string, message: string, file?: string, line?: number, column?: number, end_line?: number,
   *   end_column?: number, label?: string, help?: string, source?: string }} Problem
   * @typedef {{ version: string, base: string, kept: boolean, errors: Problem[], warnings: number, files: Record<string, number> }} State
   *   `kept`: whether the page is an older one, without errors; `files`: in which edition a file other than a page changed last
   */

  const OWN = "/_nexus/";
  const NAME = "nexus-live";
  /** Between two questions to the server where it cannot tell by itself, in milliseconds. */
  const PAUSE = 1500;

  // ---- The page: what the server sent, and what stands in the document now

  /**
   * The element in the document for each element that the server sent. Other scripts change the document, so what changed
   * on disk is found by comparing what was sent before with what is sent now.
   * @type {WeakMap<Element, Element>}
   */
  const twins = new WeakMap();

  /** @param {Element} sent @param {Element} live */
  const pair = (sent, live) => {
    twins.set(sent, live);
    for (let i = 0; i < sent.children.length; i++) pair(sent.children[i], live.children[i]);
  };

  /** @param {Element} sent what is equal to `before`, and takes its place @param {Element} before */
  const inherit = (sent, before) => {
    twins.set(sent, twins.get(before));
    for (let i = 0; i < sent.children.length; i++) inherit(sent.children[i], before.children[i]);
  };

  /** @param {Element} sent */
  const copy = (sent) => {
    const live = document.importNode(sent, true);
    pair(sent, live);
    return live;
  };

  const CONTAINERS =
    "body, div, main, article, section, nav, aside, header, footer, ul, ol, dl, details, blockquote, li:not(.tasks li)";

  /**
   * Whether an element's children can be changed one by one: it is made of elements, and they are where they were sent to.
   * @param {Element} sent
   */
  const isContainer = (sent) => {
    const live = twins.get(sent);
    return (
      sent.matches(CONTAINERS) &&
      [...sent.childNodes].every((node) => node.nodeType !== Node.TEXT_NODE || !node.textContent.trim()) &&
      (!live || [...sent.children].every((child) => twins.get(child)?.parentNode === live))
    );
  };

  /** Turns `before` into `sent` in the document. @param {Element} before @param {Element} sent */
  const patch = (before, sent) => {
    const live = twins.get(before);
    if (before.isEqualNode(sent)) return inherit(sent, before);
    if (!isContainer(before) || !isContainer(sent)) return live.replaceWith(copy(sent));
    for (const { name, value } of sent.attributes) {
      if (before.getAttribute(name) !== value) live.setAttribute(name, value);
    }
    for (const { name } of before.attributes) {
      if (!sent.hasAttribute(name)) live.removeAttribute(name);
    }
    twins.set(sent, live);
    patchChildren(live, [...before.children], [...sent.children]);
  };

  /**
   * Equal children stay; between two of those, the others are paired by position.
   * @param {Element} live @param {Element[]} before @param {Element[]} sent
   */
  const patchChildren = (live, before, sent) => {
    /** @type {Element | null} the last child that is in its place */
    let last = null;
    /** @param {Element[]} olds @param {Element[]} news */
    const change = (olds, news) => {
      for (let i = 0; i < Math.max(olds.length, news.length); i++) {
        const [old, fresh] = [olds[i], news[i]];
        if (old && fresh && old.localName === fresh.localName) patch(old, fresh);
        else {
          if (old) twins.get(old).remove();
          if (fresh) live.insertBefore(copy(fresh), last ? last.nextSibling : live.firstChild);
        }
        if (fresh) last = twins.get(fresh);
      }
    };

    let [from, start] = [0, 0];
    for (const [at, fresh] of sent.entries()) {
      // From the end on, equal children belong together even if there are others like them further up.
      const fromEnd = before.length - (sent.length - at);
      const isTail = fromEnd >= from && sent.slice(at).every((child, i) => child.isEqualNode(before[fromEnd + i]));
      const found = isTail ? fromEnd : before.findIndex((old, i) => i >= from && old.isEqualNode(fresh));
      if (found < 0) continue;
      change(before.slice(from, found), sent.slice(start, at));
      inherit(fresh, before[found]);
      last = twins.get(fresh);
      [from, start] = [found + 1, at + 1];
    }
    change(before.slice(from), sent.slice(start));
  };

  /** @param {ParentNode} page @param {string} selector @param {string} attribute */
  const list = (page, selector, attribute) =>
    [...page.querySelectorAll(selector)].map((element) => element.getAttribute(attribute));

  /** Swaps a stylesheet without a moment in which there is none. @param {Element} old @param {string} href */
  const swap = (old, href) => {
    const link = /** @type {HTMLLinkElement} */ (old.cloneNode());
    link.href = href;
    for (const end of ["load", "error"]) link.addEventListener(end, () => old.remove());
    old.after(link);
  };

  const STYLES = "head link[rel~=stylesheet]";

  /** @param {Document} sent */
  const patchStyles = (sent) => {
    const hrefs = list(sent, STYLES, "href");
    if (String(hrefs) === String(list(page, STYLES, "href"))) return;
    const links = [...document.querySelectorAll(STYLES)];
    links.slice(hrefs.length).forEach((link) => link.remove());
    hrefs.forEach((href, i) => {
      if (!links[i]) document.head.append(document.importNode(sent.querySelectorAll(STYLES)[i]));
      else if (links[i].getAttribute("href") !== href) swap(links[i], href);
    });
  };

  // This script runs before the theme's, so this is what the server sent.
  let page = /** @type {Element} */ (document.documentElement.cloneNode(true));
  pair(page, document.documentElement);

  /** Brings the document to what is sent now. @param {Document} sent */
  const show = (sent) => {
    if (String(list(sent, "script[src]", "src")) !== String(list(page, "script[src]", "src"))) return location.reload();
    const focused = document.activeElement;
    document.title = sent.title;
    for (const name of ["lang", "dir"]) document.documentElement[name] = sent.documentElement[name];
    patchStyles(sent);
    const isChanged = !page.querySelector("body").isEqualNode(sent.body);
    patch(page.querySelector("body"), sent.body);
    page = sent.documentElement;
    if (focused?.id && !focused.isConnected) document.getElementById(focused.id)?.focus({ preventScroll: true });
    // Scripts that add to the page can add to its new parts now.
    if (isChanged) document.dispatchEvent(new CustomEvent("nexus:update"));
  };

  // ---- The server: which edition it has, and what is in it

  /** @param {readonly PerformanceServerTiming[] | undefined} timings */
  const timing = (timings) => timings?.find(({ name }) => name === "nexus")?.description ?? "";

  /** The edition that the page is from; empty where the browser does not tell. */
  let version = timing(performance.getEntriesByType("navigation")[0]?.serverTiming);
  /** An edition's number, without the run of the server that counts it. @param {string} version */
  const number = (version) => Number(version.split(".")[1]);

  /** @returns {Promise<State>} */
  const ask = async () =>
    (await fetch(`${OWN}state?page=${encodeURIComponent(location.pathname)}`, { cache: "no-store" })).json();

  /** The page as the server has it now. @returns {Promise<XMLHttpRequest>} */
  const load = () =>
    new Promise((resolve, reject) => {
      // It parses the answer by itself, which the policy would not let a script do.
      const request = new XMLHttpRequest();
      request.responseType = "document";
      request.onload = () => resolve(request);
      request.onerror = reject;
      request.open("GET", location.pathname + location.search);
      request.send();
    });

  /** Has files that changed under the same name loaded again. @param {State} state @param {number} since */
  const refreshFiles = (state, since) => {
    for (const element of document.querySelectorAll(`img[src], ${STYLES}`)) {
      const attribute = element.localName === "img" ? "src" : "href";
      const url = new URL(element.getAttribute(attribute), location.href);
      const { origin, pathname } = url;
      if (origin !== location.origin || !pathname.startsWith(state.base)) continue;
      if (!(state.files[decodeURIComponent(pathname.slice(state.base.length))] > since)) continue;
      url.searchParams.set("edition", state.version);
      if (attribute === "href") swap(element, url.href);
      else element.setAttribute(attribute, url.href);
    }
  };

  const catchUp = async () => {
    let state = await ask();
    version ||= state.version;
    if (state.version !== version) {
      // Another run of the server counts anew.
      if (version.split(".")[0] !== state.version.split(".")[0]) return location.reload();
      const since = number(version);
      const request = await load();
      if (new URL(request.responseURL).pathname !== location.pathname) return location.replace(request.responseURL);
      version = request.getResponseHeader("Server-Timing")?.match(/desc="([^"]*)"/)?.[1] ?? state.version;
      document.dispatchEvent(new CustomEvent("nexus:edition"));
      show(request.responseXML ?? request.response);
      // Asked again, since a template may have failed only now.
      state = await ask();
      refreshFiles(state, since);
    }
    report(state);
  };

  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  /** Catches up with the server: at once, or once more after the time that is under way. */
  const update = () => {
    again = Boolean(running);
    running ??= catchUp()
      // The server is gone, or is just starting: whoever listens to it will hear of it again.
      .catch(() => {})
      .then(() => {
        running = null;
        if (again) update();
      });
  };

  // One tab listens for all: browsers open only six connections to a server, however many tabs there are.
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = update;

  const listen = () => {
    const events = new EventSource(`${OWN}events`);
    events.onmessage = () => {
      channel.postMessage("changed");
      update();
    };
    events.onerror = () => {
      if (events.readyState !== EventSource.CLOSED) return;
      update();
      setTimeout(listen, PAUSE);
    };
  };

  // The lock is held until the tab goes; then the next one listens. Browsers have locks only where nobody listens in.
  if (navigator.locks) navigator.locks.request(NAME, () => new Promise(listen));
  else setInterval(() => document.hidden || update(), PAUSE);
  document.addEventListener("visibilitychange", () => document.hidden || update());
  addEventListener("pageshow", ({ persisted }) => persisted && update());

  // ---- The report: errors over the page, until they are mended

  /**
   * @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} children
   */
  const element = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };

  const host = element("div", { id: NAME });
  const overlay = host.attachShadow({ mode: "open" });
  /** The errors that were sent away; others, or these another time, are shown again. */
  let dismissed = "";

  /** The source line with the mistake underlined. @param {Problem} problem */
  const frame = ({ source, line, column, end_line, end_column, label }) => {
    const characters = [...source];
    const from = Math.min(column - 1, characters.length);
    const to = end_line === line ? end_column - 1 : characters.length;
    // Tabs stay, so that the marks stand below what they mark.
    const indent = characters.slice(0, from).map((character) => (character === "\t" ? "\t" : " "));
    const marks = "^".repeat(Math.max(1, Math.min(to, characters.length) - from));
    const gutter = String(line);
    const text = [` ${gutter} │ `, source, `\n ${" ".repeat(gutter.length)} │ ${indent.join("")}`];
    const mark = element("strong", {}, label ? `${marks} ${label}` : marks);
    return element("pre", { tabindex: "0", role: "group", "aria-label": `line ${line}` }, ...text, mark);
  };

  /** @param {Problem} problem */
  const item = (problem) => {
    const { code, message, file, line, column, help, source } = problem;
    const place = [file, line, column].filter((part) => part !== undefined).join(":");
    const item = element("li", {}, element("p", { class: "message" }, element("b", {}, `error[${code}]`), `: ${message}`));
    if (place) item.append(element("p", { class: "place" }, place));
    if (source !== undefined) item.append(frame(problem));
    if (help) item.append(element("p", { class: "help" }, element("b", {}, "help"), `: ${help}`));
    return item;
  };

  /** @param {number} count @param {string} name */
  const plural = (count, name) => `${count} ${name}${count === 1 ? "" : "s"}`;

  const dismiss = () => {
    dismissed = host.dataset.errors;
    host.remove();
  };

  /** @param {State} state */
  const report = ({ errors, warnings, kept }) => {
    const errorsText = JSON.stringify(errors);
    if (errors.length === 0 || errorsText === dismissed) {
      if (errors.length === 0) dismissed = "";
      host.remove();
      return;
    }
    if (host.isConnected && host.dataset.errors === errorsText) return;
    dismissed = "";
    host.dataset.errors = errorsText;
    const notes = kept && !document.body.matches(".stand-in") ? ["The last good version of the page stays up."] : [];
    if (warnings) notes.push(`The terminal shows ${plural(warnings, "warning")} besides.`);
    const title = element("h2", { id: "title" }, plural(errors.length, "error"));
    const close = element("button", { type: "button", "aria-label": "Dismiss", title: "Dismiss (Esc)" }, "✕");
    close.addEventListener("click", dismiss);
    const note = element("p", {}, notes.join(" "));
    const region = element(
      "section",
      { "aria-labelledby": "title" },
      element("header", {}, element("div", { role: "alert" }, title), note, close),
      element("ul", { role: "list", tabindex: "0", "aria-labelledby": "title" }, ...errors.map(item)),
    );
    overlay.replaceChildren(element("link", { rel: "stylesheet", href: `${OWN}live.css` }), region);
    document.documentElement.append(host);
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && host.isConnected) dismiss();
  });

  update();
})();
