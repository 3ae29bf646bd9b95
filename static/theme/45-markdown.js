// Folded lines and tabs. Without script all of it is there, one thing below the other.
(() => {
  "use strict";

  for (const figure of document.querySelectorAll(".code:has(.folded)")) {
    const count = figure.querySelectorAll(".folded").length;
    const unfold = nexus.element(
      "button",
      { class: "button code-unfold", type: "button" },
      count === 1 ? "Show 1 folded line" : `Show ${count} folded lines`,
    );
    unfold.addEventListener("click", () => {
      figure.classList.remove("code-folded");
      unfold.remove();
      figure.querySelector("pre").focus();
    });
    figure.classList.add("code-folded");
    figure.append(unfold);
  }
})();
