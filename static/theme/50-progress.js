// What the reader has learned: marks, the progress of paths, ticked tasks. All of it stays in this browser.
(() => {
  "use strict";
  /** @type {Record<string, number>} when each page was marked, in milliseconds */
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
    link.replaceChildren(link.firstChild);
    if (isLearned(link)) link.append(nexus.element("span", { class: "visually-hidden" }, " (learned)"), ...sign);
  };

  const show = () => {
    for (const link of document.querySelectorAll(".sidebar a")) mark(link, nexus.icon("check"));
    for (const path of document.querySelectorAll("[data-progress]")) {
      const steps = [...path.querySelectorAll("ol > li")];
      for (const step of steps) {
        const link = step.querySelector("a");
        step.classList.toggle("is-learned", isLearned(link));
        mark(link);
      }
      const count = path.querySelectorAll(".is-learned").length;
      path.querySelector("progress").value = count;
      if (count) path.querySelector(".step-count").textContent = `${count} of ${steps.length} steps learned`;
    }
    const next = document.querySelector(".steps > li:not(.is-learned) a");
    if (next && document.querySelector(".is-learned")) {
      const link = document.querySelector(".path-next");
      link.href = next.href;
      link.textContent = `Continue: ${next.textContent}`;
    }
  };
  nexus.ready(show);

  nexus.each(".learned-button", (button) => {
    const page = button.dataset.entry;
    const label = () => {
      button.setAttribute("aria-pressed", String(page in learned));
      button.querySelector("span").textContent = page in learned ? "Learned" : "Mark as learned";
    };
    button.addEventListener("click", () => {
      if (page in learned) delete learned[page];
      else learned[page] = Date.now();
      nexus.remember("learned", learned);
      label();
      show();
      nexus.announce(page in learned ? "Marked as learned" : "Mark removed");
    });
    label();
    nexus.remember("last", { page, title: document.querySelector("h1").textContent });
  });

  // Tasks are told apart by their text, so that a new one in the list does not tick another.
  /** @type {Record<string, boolean>} */
  const ticks = nexus.recall(`tasks:${here}`, {});
  nexus.each(".tasks input", (box) => {
    const task = box.parentElement.textContent.trim();
    box.checked = ticks[task] ?? box.checked;
    box.disabled = false;
    box.addEventListener("change", () => {
      ticks[task] = box.checked;
      nexus.remember(`tasks:${here}`, ticks);
      const list = box.closest(".tasks");
      if (list.nextElementSibling?.className !== "tasks-note") {
        list.after(nexus.element("p", { class: "tasks-note", role: "status" }, "Ticks are kept in this browser only."));
      }
    });
  });

  nexus.each(".resume", (resume) => {
    const last = nexus.recall("last");
    if (!last) return;
    resume.href = new URL(last.page, nexus.root).href;
    resume.textContent = `Continue: ${last.title}`;
    resume.hidden = false;
  });
})();
