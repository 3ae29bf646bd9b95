// Where the reader is: the outline follows the text, the sidebar shows its current page.
(() => {
  "use strict";
  const sidebar = document.querySelector(".sidebar");
  const current = sidebar?.querySelector("[aria-current]");
  if (current) {
    const reveal = () => {
      const offset = current.getBoundingClientRect().top - sidebar.getBoundingClientRect().top;
      if (offset > sidebar.clientHeight - 60) sidebar.scrollTop += offset - sidebar.clientHeight / 2;
    };
    sidebar.addEventListener("toggle", reveal);
    reveal();
  }

  /** @type {Map<Element, HTMLAnchorElement>} each heading's link */
  const links = new Map();
  for (const link of document.querySelectorAll(".outline a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  if (!links.size) return;

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
      links.get(heading)?.setAttribute("aria-current", "true");
    },
    { rootMargin: "1000000px 0px -65%" },
  );
  for (const heading of links.keys()) observer.observe(heading);
})();
