// Pictures and diagrams in large: as large as the window, or as large as they are.
(() => {
  "use strict";
  // The button stands beside the picture.
  nexus.enlarge = ({ parentElement: figure }) => {
    if (!figure) return;
    const picture = document.importNode(nexus.find(":scope > :is(img, svg)", figure), true);
    picture.removeAttribute("loading");
    const place = nexus.element("div", { class: "picture", tabindex: "0", role: "group", "aria-label": "Picture" }, picture);
    const actual = nexus.element("button", { class: "button button-outline", type: "button", "aria-pressed": "false" }, "Actual size");
    actual.addEventListener("click", () => {
      actual.setAttribute("aria-pressed", String(place.classList.toggle("picture-actual")));
    });
    const name = figure.querySelector("figcaption")?.textContent || picture.getAttribute("alt") || picture.getAttribute("aria-label");
    const dialog = nexus.dialog(name || "Picture", "dialog-picture", place);
    nexus.find(".dialog-head button", dialog).before(actual);
  };
})();
