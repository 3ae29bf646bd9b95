// The table of a section: the filters that the template offers, sortable columns, and both kept in the address.
(() => {
  "use strict";
  /** @type {HTMLTableElement} */
  let table;
  /** @type {HTMLFormElement} */
  let form;
  /** @type {HTMLInputElement} */
  let field;
  /** @type {HTMLTableRowElement[]} */
  let rows = [];
  /** @type {HTMLTableCellElement[]} */
  let heads = [];
  /** @type {{ select: HTMLSelectElement, cells: string[][] }[]} each choice, and what it is compared with in each row */
  let choices = [];

  /** @param {Element | null} cell */
  const values = (cell) => {
    const items = cell?.querySelectorAll("li") ?? [];
    return (items.length ? [...items] : [cell]).map((item) => item?.textContent.trim() ?? "");
  };

  /** A head's name in the address; behind a minus for descending order. */
  let sorted = "";
  /** @param {Element} head */
  const name = (head) => head.textContent.trim().toLowerCase().replace(/\s+/g, "-");

  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    let count = 0;
    rows.forEach((row, index) => {
      const text = row.textContent.toLowerCase();
      const shown =
        words.every((word) => text.includes(word)) &&
        choices.every(({ select, cells }) => !select.value || cells[index].includes(select.value));
      row.hidden = !shown;
      if (shown) count += 1;
    });
    nexus.find("output", form).textContent = `${count} of ${rows.length}`;
  };

  const sort = () => {
    const descending = sorted.startsWith("-");
    const wanted = sorted.replace(/^-/, "");
    const column = heads.findIndex((head) => name(head) === wanted);
    for (const head of heads) head.removeAttribute("aria-sort");
    if (column < 0) return;
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    /** @param {HTMLTableRowElement} row */
    const key = ({ cells }) => cells[column].dataset.sort ?? values(cells[column]).join();
    const order = [...rows].sort((a, b) => key(a).localeCompare(key(b), undefined, { numeric: true }));
    table.tBodies[0].append(...(descending ? order.reverse() : order));
  };

  const keep = () => {
    const state = new URLSearchParams();
    for (const [key, value] of new FormData(form)) if (value) state.append(key, String(value));
    if (sorted) state.set("sort", sorted);
    try {
      history.replaceState(history.state, "", (state.size ? `?${state}` : location.pathname) + location.hash);
    } catch {
      // A page opened from disk may not change its address.
    }
  };

  /** Makes a column sortable. @param {HTMLTableCellElement} head */
  const addButton = (head) => {
    const label = `Sort by ${head.textContent}`;
    const button = nexus.element("button", { class: "sort", type: "button", "aria-label": label });
    button.addEventListener("click", () => {
      sorted = sorted === name(head) ? `-${sorted}` : name(head);
      sort();
      keep();
    });
    head.append(button);
  };

  nexus.each(".filters:has(output)", (form) => {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      filter();
      keep();
    });
  });

  nexus.ready(() => {
    if (table?.isConnected && form?.isConnected) return;
    if (!document.querySelector(".entry-table") || !document.querySelector(".filters:has(output)")) return;
    table = nexus.find(".entry-table");
    form = nexus.find(".filters:has(output)");
    field = nexus.find("input", form);
    rows = [...table.tBodies[0].rows];
    heads = [...table.rows[0].cells];
    heads.filter((head) => !head.querySelector("button")).forEach(addButton);
    // An address with a state in it shows that state.
    const parameters = new URLSearchParams(location.search);
    sorted = parameters.get("sort") ?? "";
    field.value = parameters.get("q") ?? "";
    choices = [...form.querySelectorAll("select")].map((select) => {
      select.value = parameters.get(select.name) ?? "";
      if (select.selectedIndex < 0) select.value = "";
      return { select, cells: rows.map((row) => values(row.querySelector(`[data-facet="${select.name}"]`))) };
    });
    filter();
    sort();
  });
})();
