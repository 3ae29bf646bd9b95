// The way on: those who came along a learning path are led along it, and not through the section.
(() => {
  "use strict";
  // It is a matter of this tab: another one may follow another path, or none.
  const key = `nexus:${nexus.root.pathname}:path`;

  addEventListener("click", ({ target }) => {
    const path = target.closest?.("a[href]")?.closest("[data-path]")?.dataset.path;
    if (!path) return;
    try {
      sessionStorage.setItem(key, path);
    } catch {
      // The next page goes by where its reader comes from.
    }
  });

  /** The path that a link was followed on, in this tab or to open it. */
  const paths = [document.referrer && nexus.page(document.referrer)];
  try {
    paths.push(sessionStorage.getItem(key));
  } catch {
    // No storage.
  }

  nexus.ready(() => {
    const pagers = [...document.querySelectorAll(".pager")];
    const pager = paths.map((path) => path && pagers.find((pager) => pager.dataset.path === path)).find(Boolean);
    if (pager) for (const other of pagers) other.hidden = other !== pager;
  });
})();
