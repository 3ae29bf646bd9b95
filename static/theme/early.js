// Runs before the first paint, so it stays tiny: nothing here may wait or fail.
((html) => {
  "use strict";
  // Controls that need script may show now.
  html.classList.add("js");

  try {
    const home = new URL(html.dataset.root || ".", location.href).pathname;
    const theme = localStorage.getItem(`nexus:${home}:theme`);
    if (theme === "dark" || theme === "light") html.dataset.theme = theme;
  } catch {
    // No storage: the page follows the system.
  }

  // Links name the file, so that they work from disk; a server does not need the name.
  const short = location.pathname.replace(/\/index\.html$/, "/");
  const isServed = location.protocol.startsWith("http");
  if (isServed && short !== location.pathname) {
    history.replaceState(history.state, "", short + location.search + location.hash);
  }

  // Pages opened from disk are strangers to one another; a transition between strangers is an error in the console.
  if (isServed && document.adoptedStyleSheets) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("@media (prefers-reduced-motion: no-preference) { @view-transition { navigation: auto } }");
    document.adoptedStyleSheets.push(sheet);
  }
})(document.documentElement);
