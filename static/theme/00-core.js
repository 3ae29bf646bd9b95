// What the other scripts share. The files of this folder are joined, in the order of their names, into one script.

/** The theme's own object; each feature is a file that uses it, and adds what others use of it. */
var nexus = /** @type {Nexus} */ ((() => {
  "use strict";
  const root = new URL(document.documentElement.dataset.root || ".", location.href);

  const fromDisk = location.protocol === "file:";

  /** @type {{ createScriptURL(url: string): string } | undefined} */
  let policy;
  /** @type {Map<string, Promise<unknown>>} */
  const parts = new Map();

  /** Announces messages to screen readers. */
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  // The files after this one add the rest.
  /** @type {Core} */
  const core = {
    /** The address of the site's root, with a closing slash. */
    root,
    fromDisk,

    /**
     * The address of a script of this site, the only ones that the policy lets through.
     * @param {string} address
     */
    trust(address) {
      policy ??= globalThis.trustedTypes?.createPolicy("nexus", {
        createScriptURL(url) {
          if (!url.startsWith(root.href)) throw new TypeError(`not a script of this site: ${url}`);
          return url;
        },
      }) ?? { createScriptURL: (url) => url };
      return policy.createScriptURL(address);
    },

    /**
     * Runs a script of this site.
     * @param {string} address
     * @returns {Promise<HTMLScriptElement>} when it has run
     */
    run: (address) =>
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = nexus.trust(address);
        script.onload = () => resolve(script);
        script.onerror = () => reject(new Error(address));
        document.head.append(script);
      }),

    /**
     * Loads a part of the theme that a page does not begin with; once, however often it is asked for.
     * @param {HTMLElement} element names the part: its script in `data-script`, its stylesheet in `data-style`
     * @returns {Promise<unknown>} when the script has run and the stylesheet holds
     */
    load(element) {
      const script = new URL(element.dataset.script, location.href).href;
      let part = parts.get(script);
      if (!part) {
        const style = nexus.element("link", { rel: "stylesheet", href: element.dataset.style });
        const styled = new Promise((resolve) => (style.onload = style.onerror = resolve));
        document.head.append(style);
        part = Promise.all([fromDisk ? nexus.run(script) : import(script), styled]);
        part.catch(() => parts.delete(script));
        parts.set(script, part);
      }
      return part;
    },

    /**
     * Runs `prepare` now, and whenever the live preview has changed the page. What goes wrong in it is reported, and stops no
     * other feature.
     * @param {() => void} prepare
     */
    ready(prepare) {
      const attempt = () => {
        try {
          prepare();
        } catch (error) {
          reportError(error);
        }
      };
      attempt();
      document.addEventListener("nexus:update", attempt);
    },

    /**
     * Prepares each element that matches, once: those of the page, and those that the live preview brings.
     * @template {Element} E
     * @param {string} selector
     * @param {(element: E) => void} prepare
     */
    each(selector, prepare) {
      const prepared = new WeakSet();
      nexus.ready(() => {
        /** @type {NodeListOf<E>} */
        const elements = document.querySelectorAll(selector);
        for (const element of elements) {
          if (prepared.has(element)) continue;
          prepared.add(element);
          prepare(element);
        }
      });
    },

    /**
     * The first element that matches, where the templates promise one.
     * @template {Element} E
     * @param {string} selector
     * @param {ParentNode} [within]
     */
    find: (selector, within = document) => /** @type {E} */ (within.querySelector(selector)),

    /**
     * The name under which a page is remembered: its address below the root (`concepts/caching/index.html`).
     * @param {string} url
     * @returns {string} empty for an address outside the site
     */
    page(url) {
      const { origin, pathname } = new URL(url, root);
      if (origin !== root.origin || !pathname.startsWith(root.pathname)) return "";
      return pathname.slice(root.pathname.length).replace(/(^|\/)$/, "$1index.html");
    },

    /**
     * What this browser remembers for this site. Keys carry the site's path, since sites may share a host.
     * @param {string} key
     * @param {unknown} [fallback]
     */
    recall(key, fallback) {
      try {
        return JSON.parse(localStorage.getItem(`nexus:${root.pathname}:${key}`) ?? "null") ?? fallback;
      } catch {
        return fallback;
      }
    },

    /**
     * @param {string} key
     * @param {unknown} value
     */
    remember(key, value) {
      try {
        localStorage.setItem(`nexus:${root.pathname}:${key}`, JSON.stringify(value));
      } catch {
        // Storage is full or forbidden: the page works, it only forgets.
      }
    },

    /**
     * @template {keyof HTMLElementTagNameMap} N
     * @param {N} name
     * @param {Record<string, string>} [attributes]
     * @param {...(Node | string)} children
     * @returns {HTMLElementTagNameMap[N]}
     */
    element(name, attributes = {}, ...children) {
      const element = document.createElement(name);
      for (const key in attributes) element.setAttribute(key, attributes[key]);
      element.append(...children);
      return element;
    },

    /**
     * @param {string} name of a symbol in the page's sprite
     * @returns {SVGElement}
     */
    icon(name) {
      const namespace = "http://www.w3.org/2000/svg";
      const svg = document.createElementNS(namespace, "svg");
      const use = document.createElementNS(namespace, "use");
      svg.setAttribute("class", "icon");
      svg.setAttribute("aria-hidden", "true");
      use.setAttribute("href", `#i-${name}`);
      svg.append(use);
      return svg;
    },

    /**
     * Whether a key is meant for the page: pressed without Ctrl, outside of fields, and not switched off.
     * @param {KeyboardEvent} event
     */
    isForPage: ({ target, ctrlKey, altKey, metaKey }) =>
      !(ctrlKey || altKey || metaKey || target?.closest?.("input, textarea, select, [contenteditable]")) &&
      nexus.recall("keys", true),

    /** @param {string} message */
    announce(message) {
      // Besides an open dialog nothing of the page is heard.
      (document.querySelector("dialog:modal") ?? document.body).append(status);
      // Emptied first, or saying the same thing twice would be heard once.
      status.textContent = "";
      setTimeout(() => (status.textContent = message), 60);
    },
  };
  return core;
})());
