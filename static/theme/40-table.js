// The table of a section: filters made from its columns, sortable columns, and both kept in the address.
(() => {
  "use strict";
  const table = document.querySelector(".entry-table");
  const form = document.querySelector(".filters");
  if (!table || !form) return;

  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  const search = form.querySelector("input");
  const output = form.querySelector("output");
  const parameters = new URLSearchParams(location.search);

  /** @param {string} label */
  const parameter = (label) => label.trim().toLowerCase().replace(/\s+/g, "-");

  /** @param {Element} cell */
  const values = (cell) => {
    const items = cell.querySelectorAll("li");
    return (items.length ? [...items] : [cell]).map((item) => item.textContent.trim()).filter(Boolean);
  };

  // What rows can be filtered by: what the template marked, and columns of short values.
  /** @type {Map<string, string[][]>} per label the values of each row */
  const facets = new Map();
  rows.forEach((row, index) => {
    for (const element of row.querySelectorAll("[data-facet]")) {
      const { facet } = element.dataset;
      if (!facets.has(facet)) facets.set(facet, rows.map(() => []));
      facets.get(facet)[index] = values(element);
    }
  });
  heads.forEach((head, column) => {
    const cells = rows.map((row) => values(row.cells[column]));
    const short = cells.flat().every((value) => value.length <= 24);
    if (column && short) facets.set(head.textContent, cells);
  });

  /** @type {HTMLSelectElement[]} */
  const selects = [];
  for (const [label, cells] of facets) {
    const options = [...new Set(cells.flat())].sort((a, b) => a.localeCompare(b));
    if (!options.length) continue;
    const select = nexus.element("select", { name: parameter(label) }, new Option("All", ""));
    select.append(...options.map((option) => new Option(option)));
    select.value = parameters.get(select.name) ?? "";
    if (select.selectedIndex < 0) select.value = "";
    output.before(nexus.element("label", {}, `${label} `, select));
    selects.push(select);
    select.cells = cells;
  }
  search.value = parameters.get("q") ?? "";

  let sorted = parameters.get("sort") ?? "";

  const keep = () => {
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    if (sorted) state.set("sort", sorted);
    const query = state.size ? `?${state}` : location.pathname;
    try {
      history.replaceState(history.state, "", query + location.hash);
    } catch {
      // Pages opened from disk may not change their address.
    }
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let count = 0;
    rows.forEach((row, index) => {
      const content = row.textContent.toLowerCase();
      const shown =
        words.every((word) => content.includes(word)) &&
        selects.every((select) => !select.value || select.cells[index].includes(select.value));
      row.hidden = !shown;
      count += shown;
    });
    output.textContent = `${count} of ${rows.length}`;
  };

  const sort = () => {
    const descending = sorted.startsWith("-");
    const column = heads.findIndex((head) => parameter(head.textContent) === sorted.slice(descending));
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    if (column < 0) return;
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    const key = (row) => values(row.cells[column]).join();
    const order = [...rows].sort((a, b) => key(a).localeCompare(key(b), undefined, { numeric: true }));
    table.tBodies[0].append(...(descending ? order.reverse() : order));
  };

  for (const head of heads) {
    const button = nexus.element("button", { class: "sort", type: "button" }, head.textContent);
    button.addEventListener("click", () => {
      const name = parameter(head.textContent);
      sorted = sorted === name ? `-${name}` : name;
      sort();
      keep();
    });
    head.replaceChildren(button);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    filter();
    keep();
  });
  filter();
  sort();
})();
