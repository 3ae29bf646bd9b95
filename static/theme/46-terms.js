// A definition goes away by Escape, though the pointer or the focus stays where it is (WCAG 1.4.13).
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
    term.classList.add("term-quiet");
    const wake = () => term.classList.remove("term-quiet");
    term.addEventListener("mouseleave", wake, { once: true });
    term.addEventListener("focusout", wake, { once: true });
  }
});
