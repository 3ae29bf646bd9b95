// The way on: those who came along a learning path are led along it, and not through the section.
(() => {
  "use strict";
  // It is a matter of this tab: another one may follow another path, or none.
  const key = `nexus:${nexus.root.pathname}:path`;

  addEventListener("click", ({ target }) => {
    const path = target?.closest?.("a[href]")?.closest("[data-path]")?.getAttribute("data-path");
    if (!path) return;
    try {
      sessionStorage.setItem(key, path);
    } catch {
      // The next page goes by where its reader comes from.
    }
  });

  /** The path that a link was followed on, in this tab or to open it. @type {(string | null)[]} */
  const paths = [document.referrer && nexus.page(document.referrer)];
  try {
    paths.push(sessionStorage.getItem(key));
  } catch {
    // No storage.
  }

  nexus.ready(() => {
    /** @type {NodeListOf<HTMLElement>} */
    const pagers = document.querySelectorAll(".pager");
    const path = paths.find((path) => path && [...pagers].some((pager) => pager.dataset.path === path));
    if (path) for (const pager of pagers) pager.hidden = pager.dataset.path !== path;
  });
})();
