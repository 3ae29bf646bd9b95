// Code blocks: copy, wrap; and what scrolls can be reached by keyboard, if they do.
(() => {
  "use strict";

  /**
   * The code as one would type it: without prompts and removed lines; of a terminal session only the commands.
   * @param {HTMLElement} figure
   */
  const text = (figure) => {
    const diff = figure.dataset.lang === "diff";
    const session = figure.querySelector(".prompt");
    let continued = false;
    const lines = [];
    for (const line of figure.querySelectorAll(".line:not(.del)")) {
      const prompt = line.querySelector(".prompt")?.textContent ?? "";
      const code = line.textContent.slice(prompt.length).replace(/\n$/, "");
      if (session && !prompt && !continued) continue;
      if (diff && /^(-|@@|\+\+\+)/.test(code)) continue;
      lines.push(diff ? code.slice(1) : code);
      continued = code.endsWith("\\");
    }
    return lines.join("\n");
  };

  /**
   * A button of a block or a figure.
   * @param {string} label
   * @param {string} name what the button is about, for those who do not see the block
   * @param {string} icon
   */
  const tool = (nexus.tool = (label, name, icon) =>
    nexus.element(
      "button",
      { class: "button code-tool", type: "button", "aria-label": `${label}: ${name}`, title: label },
      nexus.icon(icon),
    ));

  /** @type {WeakMap<Element, HTMLButtonElement>} the wrap button of each block that has one */
  const wraps = new WeakMap();

  nexus.each(".code", (figure) => {
    const pre = nexus.find("pre", figure);
    const name = pre.getAttribute("aria-label") ?? "code";
    const place = figure.querySelector("figcaption") ?? figure;

    if (place !== figure) {
      const wrap = tool("Wrap lines", name, "wrap");
      wrap.setAttribute("aria-pressed", "false");
      wrap.addEventListener("click", () => {
        wrap.setAttribute("aria-pressed", String(figure.classList.toggle("code-wrapped")));
      });
      place.append(wrap);
      wraps.set(pre, wrap);
    }

    // Browsers have no clipboard for pages that came over an insecure line.
    if (!navigator.clipboard) return;
    const copy = tool("Copy", name, "copy");
    copy.addEventListener("click", async () => {
      let message = "Copied";
      try {
        await navigator.clipboard.writeText(text(figure));
      } catch {
        message = "Could not copy";
      }
      nexus.announce(message);
      copy.replaceChildren(nexus.icon(message === "Copied" ? "check" : "caution"));
      setTimeout(() => copy.replaceChildren(nexus.icon("copy")), 2000);
    });
    place.append(copy);
  });

  const sizes = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const scrolls = target.scrollWidth > target.clientWidth + 1;
      if (scrolls) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
      const wrap = wraps.get(target);
      if (wrap) wrap.hidden = !scrolls && wrap.getAttribute("aria-pressed") === "false";
    }
  });
  nexus.each("pre[role], .table", (region) => sizes.observe(region));
})();
