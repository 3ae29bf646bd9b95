// What few readers use on a page is loaded when one of them is about to: `static/later/`.
(() => {
  "use strict";
  /** @type {Later} */
  const features = nexus;
  /**
   * @template {keyof Subjects} Name
   * @param {Name} name of a function of `nexus` that comes with the features
   * @param {Subjects[Name]} subject
   */
  const later = (nexus.later = (name, ...subject) =>
    nexus.load(document.body).then(
      () => features[name](...subject),
      () => nexus.announce("This could not be loaded"),
    ));

  addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null | undefined} */
    const control = target?.closest?.("[data-later]");
    if (control) later(control.dataset.later, control);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || !nexus.isForPage(event)) return;
    event.preventDefault();
    later("showKeys");
  });

  nexus.each(".body figure:has(> img, > svg)", (figure) => {
    const picture = nexus.find("img, svg", figure);
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
  let begun = false;
  /** The first link that somebody points at brings what the later ones need. @param {EventTarget | null} target @param {number} [y] */
  const begin = (target, y) => {
    if (begun) return;
    /** @type {HTMLAnchorElement | null | undefined} */
    const link = target?.closest?.("main a[href]");
    if (!link || !nexus.isFast()) return;
    begun = true;
    nexus.load(document.body).then(() => link.matches(":hover, :focus-visible") && nexus.pointAt(link, y), () => {});
  };
  addEventListener("pointerover", ({ target, pointerType, clientY }) => pointerType === "touch" || begin(target, clientY));
  addEventListener("focusin", ({ target }) => begin(target));
})();
