"use strict";
// Rows are sorted by data-v, a number or else a text, with what is missing last whichever way.
(() => {
  const order = new Intl.Collator("en", { numeric: true });

  function compare(left, right) {
    const [one, other] = [Number(left), Number(right)];
    return Number.isFinite(one) && Number.isFinite(other) ? one - other : order.compare(left, right);
  }

  function value(row, place) {
    const cell = row.cells[place];
    return cell.dataset.v ?? (cell.classList.contains("number") ? "" : cell.textContent.trim());
  }

  function sort(table, place, sign) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => ({ row, value: value(row, place) }));
    const known = rows.filter((entry) => entry.value !== "");
    const missing = rows.filter((entry) => entry.value === "");
    known.sort((one, other) => sign * compare(one.value, other.value));
    body.append(...known.concat(missing).map((entry) => entry.row));
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const current = head.getAttribute("aria-sort");
        const first = head.classList.contains("number") ? "descending" : "ascending";
        const other = first === "descending" ? "ascending" : "descending";
        const next = current === first ? other : first;
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", next);
        sort(table, place, next === "ascending" ? 1 : -1);
      });
    });
  }

  const field = document.getElementById("find");
  const found = document.getElementById("found");
  if (field === null || found === null) return;
  field.parentElement.hidden = false;
  field.addEventListener("input", () => {
    const sought = field.value.trim().toLowerCase();
    let count = 0;
    document.querySelectorAll("table.sortable").forEach((table, place) => {
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.cells[0].textContent.toLowerCase().includes(sought);
        if (place === 0 && !row.hidden) count += 1;
      }
      // The totals are those of all rows.
      if (table.tFoot !== null) table.tFoot.hidden = sought !== "";
    });
    found.textContent = sought === "" ? "" : count === 0 ? "No tenant matches" : count + " found";
  });
})();
