// The colour theme: as the system has it, dark, or light.
(() => {
  "use strict";
  const html = document.documentElement;
  const button = document.querySelector(".theme-button");
  if (!button) return;

  const themes = ["system", "dark", "light"];
  let current = html.dataset.theme ?? "system";

  const show = () => {
    const label = `Colour theme: ${current}`;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.querySelector("use").setAttribute("href", `#i-${current}`);
    return label;
  };

  button.addEventListener("click", () => {
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
    nexus.announce(show());
  });
  show();
})();
