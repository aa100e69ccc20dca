// Tables: named, with headers that say what they head.
const tables = all("table").filter(one => isExposed(one) && !one.matches("[role=presentation], [role=none]"));
const cells = (table, selector) => all(selector, table).filter(one => one.closest("table") === table);

rule("table-name", function* () { for (const one of tables) if (!nameOf(one)) yield [one, "has no caption and no label"]; });
rule("table-duplicate-name", function* () {
  for (const one of tables) {
    const caption = squeeze(one.caption?.textContent);
    if (caption && caption === squeeze(one.getAttribute("summary") ?? one.getAttribute("aria-label"))) yield [one, "is named twice"];
  }
});
rule("scope-attr-valid", function* () {
  for (const one of all("[scope]")) {
    if (!one.matches("th") || !/^(row|col|rowgroup|colgroup)$/.test(one.getAttribute("scope"))) yield [one, `scope ${one.getAttribute("scope")}`];
  }
});
rule("th-scope", function* () {
  for (const table of tables) for (const one of cells(table, "th:not([scope])")) yield [one, "heads neither column nor row"];
});
rule("empty-table-header", function* () {
  for (const table of tables) for (const one of cells(table, "th")) if (isExposed(one) && !nameOf(one)) yield [one, "is empty"];
});
rule("th-has-data-cells", function* () {
  for (const table of tables) if (cells(table, "th").length && !cells(table, "td").length) yield [table, "has headers and no cells"];
});
rule("td-has-header", function* () {
  for (const table of tables) {
    const hasTop = cells(table, "thead th[scope=col], tr:first-child > th").length > 0;
    for (const one of cells(table, "td")) {
      if (!hasTop && !one.parentElement.querySelector(":scope > th") && !one.headers) yield [one, "has no header"];
    }
  }
});
rule("td-headers-attr", function* () {
  for (const one of all("[headers]")) {
    for (const id of one.headers.split(/\s+/)) {
      const header = document.getElementById(id);
      if (!header?.matches("th") || header.closest("table") !== one.closest("table")) yield [one, `headers ${id}`];
    }
  }
});
rule("table-columns", function* () {
  for (const table of tables) {
    const width = row => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
    const rows = [...table.rows].filter(row => ![...row.cells].some(cell => cell.rowSpan > 1));
    if (all("[rowspan]", table).length) continue;
    for (const row of rows) if (width(row) !== width(rows[0])) yield [row, `has ${width(row)} columns of ${width(rows[0])}`];
  }
});
return faults;
