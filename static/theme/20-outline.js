// Where the reader is: the outline follows the text, the sidebar shows its current page.
(() => {
  "use strict";
  nexus.each(".sidebar", (sidebar) => {
    const reveal = () => {
      const current = sidebar.querySelector("[aria-current]");
      if (!current) return;
      const offset = current.getBoundingClientRect().top - sidebar.getBoundingClientRect().top;
      if (offset > sidebar.clientHeight - 60) sidebar.scrollTop += offset - sidebar.clientHeight / 2;
    };
    sidebar.addEventListener("toggle", reveal);
    reveal();
  });

  /** @type {Map<Element, HTMLAnchorElement>} each heading's link */
  const links = new Map();
  // A heading is passed when it is above the line that lies a third down the screen; the last one passed is current.
  const passed = new Set();
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) passed.add(target);
        else passed.delete(target);
      }
      const heading = [...links.keys()].findLast((heading) => passed.has(heading));
      for (const link of links.values()) link.removeAttribute("aria-current");
      if (heading) links.get(heading)?.setAttribute("aria-current", "true");
    },
    { rootMargin: "1000000px 0px -65%" },
  );

  nexus.ready(() => {
    observer.disconnect();
    links.clear();
    passed.clear();
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const outline = document.querySelectorAll(".outline a");
    for (const link of outline) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!heading) continue;
      links.set(heading, link);
      observer.observe(heading);
    }
  });
})();
