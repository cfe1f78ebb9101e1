/* The week of a draft by keyboard: arrows go from cell to cell, Home and End to the ends of a day's row.
   Every lesson and every free place is a link, so Enter opens it and nothing is lost without this file. */
(() => {
  "use strict";
  if (window.parta_cells) return;
  window.parta_cells = true;

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const links = (td) => [...td.querySelectorAll("a")];

  function open(table, r, c, isLast) {
    const row = table.tBodies[0].rows[r];
    const td = row && row.cells[c];
    const found = td && c > 0 ? links(td) : [];
    if (!found.length) return false;
    found[isLast ? found.length - 1 : 0].focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest && event.target.closest("[data-cells] td a");
    if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const td = link.closest("td"), table = td.closest("table"), row = td.parentElement;
    const r = [...table.tBodies[0].rows].indexOf(row), c = [...row.cells].indexOf(td);
    const mine = links(td), at = mine.indexOf(link);
    let done = false;
    if (event.key === "Home") done = open(table, r, 1);
    else if (event.key === "End") done = open(table, r, row.cells.length - 1);
    else if (event.key in STEPS) {
      const [down, right] = STEPS[event.key];
      const inside = down ? mine[at + down] : null; // lessons side by side stand one below the other
      if (inside) { inside.focus(); done = true; }
      for (let n = 1; !done && n < 20; n += 1) done = open(table, r + down * n, c + right * n, down < 0);
    }
    if (done) event.preventDefault();
  });
})();
