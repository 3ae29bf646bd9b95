// What the other scripts share. The files of this folder are joined, in the order of their names, into one script.

/** The theme's own object; each feature is a file that uses it. */
var nexus = (() => {
  "use strict";
  const root = new URL(document.documentElement.dataset.root || ".", location.href);

  /** Announces messages to screen readers. */
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  return {
    /** The address of the site's root, with a closing slash. */
    root,

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
     * @template T
     * @param {string} key
     * @param {T} [fallback]
     * @returns {T}
     */
    recall(key, fallback) {
      try {
        return JSON.parse(localStorage.getItem(`nexus:${root.pathname}:${key}`)) ?? fallback;
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

    /** @param {string} message */
    announce(message) {
      // Emptied first, or saying the same thing twice would be heard once.
      status.textContent = "";
      setTimeout(() => (status.textContent = message), 60);
    },
  };
})();
