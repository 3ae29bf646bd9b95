// The list of keys, and the switch for those without Ctrl, which get in the way of speech input and some screen readers.
(() => {
  "use strict";
  const command = /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl";
  /** What each is for, and its keys: one way or several. @type {[string, ...string[][]][]} */
  const KEYS = [
    ["search", [command, "K"], ["/"]],
    ["this list", ["?"]],
    ["close what is open", ["Esc"]],
    ["move between results, and between tabs", ["↑", "↓", "←", "→"]],
    ["scroll what is wider than the page", ["←", "→"]],
  ];

  nexus.showKeys = () => {
    if (document.querySelector("dialog[open]")) return;
    const list = nexus.element("dl", { class: "keys" });
    for (const [what, ...ways] of KEYS) {
      const keys = ways.flatMap((way, at) => [at ? " or " : "", ...way.flatMap((key) => [" ", nexus.element("kbd", {}, key)])]);
      list.append(nexus.element("div", {}, nexus.element("dt", {}, ...keys), nexus.element("dd", {}, what)));
    }
    const single = nexus.element("input", { type: "checkbox" });
    single.checked = nexus.recall("keys", true);
    single.addEventListener("change", () => nexus.remember("keys", single.checked));
    const choice = nexus.element("label", {}, single, `Use keys without ${command}: / and ?`);
    nexus.dialog("Keys", "dialog-keys", list, nexus.element("p", {}, choice));
  };
})();
