// What few readers use on a page is loaded when one of them is about to: `static/later/`.
(() => {
  "use strict";
  /**
   * @param {string} name of a function of `nexus` that comes with the features
   * @param {...any} subject
   */
  const later = (nexus.later = (name, ...subject) =>
    nexus.load(document.body).then(
      () => nexus[name](...subject),
      () => nexus.announce("This could not be loaded"),
    ));

  addEventListener("click", ({ target }) => {
    const control = target.closest?.("[data-later]");
    if (control) later(control.dataset.later, control);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || !nexus.isForPage(event)) return;
    event.preventDefault();
    later("showKeys");
  });

  nexus.each(".body figure:has(> img, > svg)", (figure) => {
    const picture = figure.querySelector("img, svg");
    const name = picture.getAttribute("alt") || picture.getAttribute("aria-label") || "picture";
    const button = nexus.tool("Enlarge", name, "enlarge");
    button.dataset.later = "enlarge";
    picture.addEventListener("click", () => button.click());
    figure.append(button);
  });

  /** Whether pages may be fetched that nobody has asked for yet. */
  nexus.isFast = () => {
    const line = navigator.connection;
    return !nexus.fromDisk && !(line && (line.saveData || line.effectiveType !== "4g"));
  };
  const begin = ({ target, pointerType, clientY }) => {
    const link = target.closest?.("main a[href]");
    if (!link || pointerType === "touch" || !nexus.isFast()) return;
    for (const sign of ["pointerover", "focusin"]) removeEventListener(sign, begin);
    nexus.load(document.body).then(() => link.matches(":hover, :focus-visible") && nexus.pointAt(link, clientY), () => {});
  };
  for (const sign of ["pointerover", "focusin"]) addEventListener(sign, begin);
})();
