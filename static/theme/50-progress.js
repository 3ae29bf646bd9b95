// What the reader has learned: marks, the progress of paths, ticked tasks. All of it stays in this browser.
(() => {
  "use strict";
  const learned = nexus.recall("learned", {});
  const here = nexus.page(location.href);

  /** @param {HTMLAnchorElement} link */
  const isLearned = (link) => Boolean(learned[nexus.page(link.href)]);

  /**
   * Says behind a link whether its page is learned.
   * @param {HTMLAnchorElement} link
   * @param {...Node} sign for those who see
   */
  const mark = (link, ...sign) => {
    link.replaceChildren(link.firstChild ?? "");
    if (isLearned(link)) link.append(nexus.element("span", { class: "visually-hidden" }, " (learned)"), ...sign);
  };

  const show = () => {
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const pages = document.querySelectorAll(".sidebar a");
    for (const link of pages) mark(link, nexus.icon("check"));
    for (const path of document.querySelectorAll("[data-progress]")) {
      const steps = [...path.querySelectorAll("ol > li")];
      for (const step of steps) {
        /** @type {HTMLAnchorElement} */
        const link = nexus.find("a", step);
        step.classList.toggle("is-learned", isLearned(link));
        mark(link);
      }
      const count = path.querySelectorAll(".is-learned").length;
      nexus.find("progress", path).setAttribute("value", String(count));
      if (count) nexus.find(".step-count", path).textContent = `${count} of ${steps.length} steps learned`;
    }
    /** @type {HTMLAnchorElement | null} */
    const next = document.querySelector(".steps > li:not(.is-learned) a");
    if (next && document.querySelector(".is-learned")) {
      /** @type {HTMLAnchorElement} */
      const link = nexus.find(".path-next");
      link.href = next.href;
      link.textContent = `Continue: ${next.textContent}`;
    }
  };
  nexus.ready(show);

  nexus.each(".learned-button", (button) => {
    const page = button.dataset.entry;
    /** @type {Record<string, string>} */
    const parts = Object.fromEntries(button.dataset.parts.split(" ").map((part) => part.split("=")));
    /** The parts of the page that are not as they were when it was marked. */
    const changes = () => {
      const known = learned[page]?.parts ?? parts;
      return Object.keys(parts).filter((id) => parts[id] !== known[id]);
    };

    const label = () => {
      const changed = changes();
      const isChanged = changed.length > 0;
      const isDone = page in learned && !isChanged;
      for (const mark of document.querySelectorAll(".changed")) mark.remove();
      if (isChanged) nexus.later("showChanges", button, changed, learned[page].at);
      button.setAttribute("aria-pressed", String(isDone));
      nexus.find("span", button).textContent = isChanged ? "Mark as learned again" : isDone ? "Learned" : "Mark as learned";
      return isDone;
    };
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-pressed") === "true") delete learned[page];
      else learned[page] = { at: Date.now(), parts };
      nexus.remember("learned", learned);
      nexus.announce(label() ? "Marked as learned" : "Mark removed");
      show();
    });
    label();
    nexus.remember("last", { page, title: nexus.find("h1").textContent });
  });

  // Tasks are told apart by their text, so that a new one in the list does not tick another.
  const ticks = nexus.recall(`tasks:${here}`, {});
  nexus.each(".tasks input", (/** @type {HTMLInputElement} */ box) => {
    const task = box.parentElement?.textContent.trim() ?? "";
    box.checked = ticks[task] ?? box.checked;
    box.disabled = false;
    box.addEventListener("change", () => {
      ticks[task] = box.checked;
      nexus.remember(`tasks:${here}`, ticks);
      const list = box.closest(".tasks");
      if (list?.nextElementSibling?.className !== "tasks-note") {
        list?.after(nexus.element("p", { class: "tasks-note", role: "status" }, "Ticks are kept in this browser only."));
      }
    });
  });

  nexus.each(".resume", (/** @type {HTMLAnchorElement} */ resume) => {
    const last = nexus.recall("last");
    if (!last) return;
    resume.href = new URL(last.page, nexus.root).href;
    resume.textContent = `Continue: ${last.title}`;
    resume.hidden = false;
  });
})();
