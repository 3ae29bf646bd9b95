// The colour theme: as the system has it, dark, or light.
(() => {
  "use strict";
  const html = document.documentElement;
  const themes = ["system", "dark", "light"];
  let current = html.dataset.theme ?? "system";

  /** @param {HTMLElement} button */
  const show = (button) => {
    const label = `Colour theme: ${current}`;
    button.setAttribute("aria-label", label);
    button.title = label;
    nexus.find("use", button).setAttribute("href", `#i-${current}`);
    return label;
  };

  const choose = () => {
    current = themes[(themes.indexOf(current) + 1) % themes.length];
    const key = `nexus:${nexus.root.pathname}:theme`;
    try {
      if (current === "system") localStorage.removeItem(key);
      else localStorage.setItem(key, current);
    } catch {
      // The choice holds for this page.
    }
    if (current === "system") delete html.dataset.theme;
    else html.dataset.theme = current;
  };

  nexus.each(".theme-button", (button) => {
    button.addEventListener("click", () => {
      choose();
      nexus.announce(show(button));
    });
    show(button);
  });
})();
