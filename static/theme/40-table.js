// The table of a section: the filters that the template offers, sortable columns, and both kept in the address.
(() => {
  "use strict";
  const table = document.querySelector(".entry-table");
  const form = document.querySelector(".filters");
  if (!table || !form) return;

  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const search = form.querySelector("input");
  const output = form.querySelector("output");
  const parameters = new URLSearchParams(location.search);

  /** @param {Element | null} cell */
  const values = (cell) => {
    const items = cell?.querySelectorAll("li") ?? [];
    return (items.length ? [...items] : [cell]).map((item) => item?.textContent.trim());
  };

  // Each choice, and what it is compared with in each row.
  const choices = [...form.querySelectorAll("select")].map((select) => ({
    select,
    cells: rows.map((row) => values(row.querySelector(`[data-facet="${select.name}"]`))),
  }));

  /** A head's name in the address; behind a minus for descending order. */
  let sorted = parameters.get("sort") ?? "";
  /** @param {Element} head */
  const name = (head) => head.firstChild.textContent.trim().toLowerCase().replace(/\s+/g, "-");

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let count = 0;
    rows.forEach((row, index) => {
      const text = row.textContent.toLowerCase();
      const shown =
        words.every((word) => text.includes(word)) &&
        choices.every(({ select, cells }) => !select.value || cells[index].includes(select.value));
      row.hidden = !shown;
      if (shown) count += 1;
    });
    output.textContent = `${count} of ${rows.length}`;
  };

  const sort = () => {
    const descending = sorted.startsWith("-");
    const wanted = sorted.replace(/^-/, "");
    const column = heads.findIndex((head) => name(head) === wanted);
    for (const head of heads) head.removeAttribute("aria-sort");
    if (column < 0) return;
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    const key = (row) => values(row.cells[column]).join();
    const order = [...rows].sort((a, b) => key(a).localeCompare(key(b), undefined, { numeric: true }));
    body.append(...(descending ? order.reverse() : order));
  };

  const keep = () => {
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    if (sorted) state.set("sort", sorted);
    try {
      history.replaceState(history.state, "", (state.size ? `?${state}` : location.pathname) + location.hash);
    } catch {
      // A page opened from disk may not change its address.
    }
  };

  for (const head of heads) {
    const button = nexus.element("button", {
      class: "sort",
      type: "button",
      "aria-label": `Sort by ${head.textContent}`,
    });
    button.addEventListener("click", () => {
      sorted = sorted === name(head) ? `-${sorted}` : name(head);
      sort();
      keep();
    });
    head.append(button);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    filter();
    keep();
  });

  // An address with a state in it shows that state.
  search.value = parameters.get("q") ?? "";
  for (const { select } of choices) {
    select.value = parameters.get(select.name) ?? "";
    if (select.selectedIndex < 0) select.value = "";
  }
  filter();
  sort();
})();
