// Paper cannot unfold anything, so details open while the page is printed.
(() => {
  "use strict";
  nexus.each("[data-print]", (button) => button.addEventListener("click", () => print()));

  /** @type {Iterable<HTMLDetailsElement>} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = document.querySelectorAll("main details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
