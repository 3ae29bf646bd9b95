// Makes the tables sortable by each of their columns.
for (const table of document.querySelectorAll("table")) {
  const heads = [...table.querySelectorAll("th")];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      // Numbers begin with the largest, names with the first.
      const isNumber = head.classList.contains("number");
      const before = head.getAttribute("aria-sort");
      const order = before ? (before === "ascending" ? "descending" : "ascending") : isNumber ? "descending" : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const compare = (a, b) => {
        const [left, right] = [a.cells[column], b.cells[column]];
        if (isNumber) return Number(left.dataset.sort ?? 0) - Number(right.dataset.sort ?? 0);
        return left.textContent < right.textContent ? -1 : left.textContent > right.textContent ? 1 : 0;
      };
      body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
    });
  });
}
