// What has changed on a page since its reader learned it: a hint above, a list below, and a mark at each heading.
(() => {
  "use strict";
  /**
   * All that it adds has the class `changed`, by which it goes again.
   * @param {HTMLElement} button marks the page as learned
   * @param {string[]} ids of the headings of the changed parts; empty for what stands before the first one
   * @param {number} at when the page was learned, in milliseconds
   */
  nexus.showChanges = (button, ids, at) => {
    const links = ids.map((id) => {
      const heading = document.getElementById(id);
      const link = nexus.element("a", { href: `#${id || "nx-main"}` }, heading ? nexus.title(heading) : "Introduction");
      heading?.append(nexus.element("span", { class: "status changed", "data-status": "open" }, "Changed"));
      return nexus.element("li", {}, link);
    });
    const date = new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
    const list = nexus.element("ul", { class: "values", role: "list" }, ...links);
    button.parentElement?.append(nexus.element("div", { class: "changed" }, `Changed since you learned it on ${date}: `, list));
    const hint = nexus.element("a", { href: "#nx-learned" }, "Changed since you learned it");
    document.querySelector(".page-header .facts-line")?.append(nexus.element("li", { class: "changed" }, hint));
  };
})();
