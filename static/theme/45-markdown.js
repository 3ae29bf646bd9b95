// Folded lines and tabs. Without script all of it is there, one thing below the other.
(() => {
  "use strict";

  nexus.each(".code:has(.folded)", (figure) => {
    const count = figure.querySelectorAll(".folded").length;
    const unfold = nexus.element(
      "button",
      { class: "button code-unfold", type: "button" },
      count === 1 ? "Show 1 folded line" : `Show ${count} folded lines`,
    );
    unfold.addEventListener("click", () => {
      figure.classList.remove("code-folded");
      unfold.remove();
      nexus.find("pre", figure).focus();
    });
    figure.classList.add("code-folded");
    figure.append(unfold);
  });

  /** @type {Map<Element, (name: string) => void>} for each group what shows the tab of a name, where there is one */
  const groups = new Map();
  /** @type {Map<Element, () => void>} for each panel what shows it */
  const panelsToShow = new Map();
  let count = 0;

  /** @param {Element} group */
  const prepare = (group) => {
    const old = group.querySelector(":scope > [role=tablist]");
    /** @type {NodeListOf<HTMLElement>} */
    const children = group.querySelectorAll(":scope > :not([role=tablist])");
    const panels = [...children];
    // All is as this function left it.
    if (old?.children.length === panels.length && !group.querySelector(".tab-name:not([hidden])")) return;
    old?.remove();
    const at = count++;
    const names = panels.map((panel) => nexus.find(".tab-name", panel));
    const tabs = names.map((name, index) => {
      const [id, panel] = [`nx-tab-${at}-${index}`, panels[index]];
      const attributes = { type: "button", role: "tab", id, "aria-controls": `${id}-panel` };
      panel.id = `${id}-panel`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", id);
      name.hidden = true;
      return nexus.element("button", attributes, name.textContent);
    });
    /** @param {number} chosen */
    const show = (chosen) =>
      tabs.forEach((tab, index) => {
        tab.setAttribute("aria-selected", String(index === chosen));
        tab.tabIndex = index === chosen ? 0 : -1;
        panels[index].hidden = index !== chosen;
      });
    /** @param {number} index what the reader wants here is likely wanted in the other groups, and on other pages */
    const choose = (index) => {
      const name = tabs[index].textContent;
      // The groups above may change their height; what was chosen stays under the pointer.
      const before = group.getBoundingClientRect().top;
      show(index);
      for (const follow of groups.values()) follow(name);
      scrollBy(0, group.getBoundingClientRect().top - before);
      nexus.remember("tab", name);
    };
    const list = nexus.element("div", { role: "tablist", "aria-label": names.map((name) => name.textContent).join(", ") }, ...tabs);
    tabs.forEach((tab, index) => tab.addEventListener("click", () => choose(index)));
    list.addEventListener("keydown", (event) => {
      const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      const at = tabs.findIndex((tab) => tab === document.activeElement);
      /** @type {Record<string, number | undefined>} */
      const ways = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 };
      const to = ways[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const index = (to + tabs.length) % tabs.length;
      choose(index);
      tabs[index].focus();
    });
    /** @param {string} name */
    const follow = (name) => {
      const index = tabs.findIndex((tab) => tab.textContent === name);
      if (index >= 0) show(index);
    };
    group.prepend(list);
    show(0);
    follow(nexus.recall("tab", ""));
    groups.set(group, follow);
    panels.forEach((panel, index) => panelsToShow.set(panel, () => show(index)));
  };
  nexus.ready(() => document.querySelectorAll(".tabs").forEach(prepare));

  /** Shows the tabs that hold what the address leads to. */
  const reveal = () => {
    const target = document.querySelector(".tabs :target");
    for (let at = target; at; at = at.parentElement) panelsToShow.get(at)?.();
    target?.scrollIntoView();
  };
  addEventListener("load", reveal);
  addEventListener("hashchange", reveal);
})();
