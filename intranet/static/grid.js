/* The journal's grid by keyboard. A value appears at once, the tick only after the server's answer.
   One cell is sent at a time, with the version it was read at; what is typed meanwhile waits its turn. */
(() => {
  "use strict";
  const grid = document.getElementById("jgrid");
  if (!grid || grid.dataset.ready) return;
  grid.dataset.ready = "1";
  window.journalGrid?.abort();
  const life = window.journalGrid = new AbortController();

  const byId = (id) => document.getElementById(id);
  const rows = [...grid.tBodies[0].rows], heads = [...grid.querySelectorAll("thead .les")];
  const cells = rows.map((row) => [...row.querySelectorAll("td.c")]);
  const R = rows.length, C = heads.length, url = grid.dataset.url;
  const [ABSENT, LATE, EMPTY, UNSAVED, RIVAL] = grid.dataset.words.split("|");
  const LETTERS = { "н": "Н", "о": "О", "м": "М" }, KEYS = { KeyY: "Н", KeyJ: "О" };
  if ("reasons" in grid.dataset) { Object.assign(LETTERS, { "б": "Б", "у": "У" }); Object.assign(KEYS, { Comma: "Б", KeyE: "У" }); }
  const hat = JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}")["X-Hat"] || "";
  const state = byId("jstate"), pos = byId("jpos"), wrap = byId("jwrap");
  const jobs = new Map(), waiting = [], undo = [];
  const MOST = 4;
  let cur = null, adding = false, active = 0, said = "";

  const at = (td) => { const r = rows.indexOf(td.parentElement); return [r, cells[r].indexOf(td)]; };
  const name = (r) => rows[r].cells[0].dataset.n || rows[r].cells[0].lastChild.textContent;
  const text = (td) => td.textContent.trim();
  const isClosed = (td) => td.classList.contains("future") || "ro" in heads[at(td)[1]].dataset;
  const job = (td) => {
    if (!jobs.has(td)) jobs.set(td, { saved: text(td), version: +(td.dataset.n || 0), busy: false, next: null, wish: null, rival: null, comment: null });
    return jobs.get(td);
  };

  /* Where we are */
  function label(td) {
    const [r, c] = at(td), value = text(td);
    const words = value === "Н" ? ABSENT : /^О/.test(value) ? `${LATE} ${value.slice(1)}` : value || EMPTY;
    const how = td.matches(".failed") ? `, ${UNSAVED}` : td.matches(".conflict") ? `, ${RIVAL}` : "";
    td.setAttribute("aria-label", `${name(r)}, ${heads[c].dataset.l}: ${words}${how}`);
    if (isClosed(td)) td.setAttribute("aria-readonly", "true");
  }
  function unmark() { for (const one of grid.querySelectorAll(".on, .oncol")) one.classList.remove("on", "oncol"); }
  function go(r, c) {
    r = Math.max(0, Math.min(R - 1, r)); c = Math.max(0, Math.min(C - 1, c));
    const td = cells[r][c];
    if (cur && cur !== td) cur.tabIndex = -1;
    unmark();
    cur = td; adding = false; td.tabIndex = 0; label(td);
    td.focus({ preventScroll: true });
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    rows[r].classList.add("on"); heads[c].classList.add("oncol");
    for (const line of cells) line[c].classList.add("oncol");
    pos.textContent = `${name(r)}, ${heads[c].dataset.l}`;
  }

  /* What it shows */
  function paint(td, value) {
    td.textContent = value;
    const marks = value.split(" ").filter((one) => /^[1-5]$/.test(one)), other = value && !marks.length;
    if (marks.length) td.dataset.v = Math.min(...marks); else delete td.dataset.v;
    if (other && value !== ".") td.dataset.k = "abs"; else delete td.dataset.k;
    td.classList.toggle("multi", value.length > 1);
    if (td === cur) label(td);
  }
  function show(td, kind) {
    td.classList.remove("saving", "saved", "failed", "conflict");
    if (kind) td.classList.add(kind);
    if (td === cur) label(td);
  }
  function status() {
    if (!state) return;
    const count = (kind) => grid.querySelectorAll(`td.${kind}`).length;
    const failed = count("failed"), rival = count("conflict"), saving = count("saving"), words = state.dataset;
    const bad = [failed && `${words.failed}: ${failed}`, rival && `${words.conflict}: ${rival}`].filter(Boolean).join(", ");
    state.dataset.s = bad ? "bad" : saving ? "saving" : "ok";
    state.querySelector("span").textContent = bad ? [bad, said].filter(Boolean).join(". ") : saving ? words.saving : words.saved;
    const use = state.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, bad ? "#circle-alert" : "#cloud-check"));
    byId("jretry").hidden = !failed;
  }

  /* Saving */
  function send(td, wish) {
    const one = job(td);
    show(td, "saving");
    if (one.busy) { one.next = wish; return; }
    one.busy = true; one.wish = wish;
    waiting.push(td);
    pump();
  }
  function pump() {
    while (active < MOST && waiting.length) { active += 1; post(waiting.shift()).finally(() => { active -= 1; pump(); }); }
    status();
  }
  async function post(td) {
    const one = job(td), [r, c] = at(td), { value, choice, comment } = one.wish;
    const body = new URLSearchParams({ lesson: heads[c].dataset.id, student: rows[r].dataset.s, text: value, version: one.version, choice: choice || "" });
    if (comment != null) body.set("comment", comment);
    let answer = null, page = null;
    try {
      answer = await fetch(url, { method: "POST", body, headers: { "X-Hat": hat }, redirect: "manual", signal: AbortSignal.timeout(20000) });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { answer = null; }
    one.busy = false;
    settle(td, one, answer, page);
  }
  function settle(td, one, answer, page) {
    const stands = page?.querySelector("[data-cell]"), rival = page?.querySelector("[data-rival]");
    if (stands && answer.ok) take(td, one, stands);
    else if (stands && rival) { one.rival = { ...rival.dataset, text: stands.dataset.text }; one.version = +stands.dataset.n; one.next = null; show(td, "conflict"); }
    else { said = page?.querySelector("[data-refused], h1 + p")?.textContent || state.dataset.offline; one.next ??= null; show(td, "failed"); }
    if (one.next && answer?.ok) { const wish = one.next; one.next = null; send(td, wish); }
    else if (one.next) { one.wish = one.next; one.next = null; }
    status();
  }
  function take(td, one, stands) {
    const { text: value, n, band, avg } = stands.dataset, row = td.parentElement, cell = row.querySelector(".avg");
    one.saved = value; one.version = +n; one.rival = null; said = "";
    td.dataset.n = n;
    td.classList.toggle("has-note", "note" in stands.dataset);
    cell.firstElementChild.textContent = avg;
    if (band) cell.dataset.v = band; else delete cell.dataset.v;
    if (one.next) return;
    paint(td, value);
    show(td, "saved");
    setTimeout(() => td.classList.remove("saved"), 2500);
  }

  /* Writing */
  function put(td, value, { choice = "", comment = null, quiet = false } = {}) {
    if (isClosed(td)) return;
    const old = text(td);
    if (old === value && comment == null && !choice && !td.matches(".failed")) return;
    if (!quiet) undo.push([td, old]);
    paint(td, value);
    send(td, { value, choice, comment });
  }
  function type(td, value) {
    const [r, c] = at(td), old = text(td), more = adding;
    put(td, more && old ? `${old} ${value}` : value);
    adding = false;
    if (!more) go(r + 1, c);
  }
  function takeBack() {
    const last = undo.pop();
    if (last) { go(...at(last[0])); put(last[0], last[1], { choice: "undo", quiet: true }); }
  }
  function paste(event) {
    if (!cur || !grid.contains(document.activeElement)) return;
    event.preventDefault();
    const [r, c] = at(cur);
    event.clipboardData.getData("text").replace(/\s+$/, "").split(/\r?\n/).forEach((line, i) => line.split("\t").forEach((value, j) => {
      const td = cells[r + i]?.[c + j];
      if (td) put(td, value.trim().toUpperCase());
    }));
  }

  /* Keys */
  function onKey(event) {
    const td = event.target.closest("td.c");
    if (!td) return;
    const [r, c] = at(td), k = event.key, ctrl = event.ctrlKey || event.metaKey, far = ctrl ? 9999 : 1;
    const move = { ArrowUp: [r - far, c], ArrowDown: [r + far, c], ArrowLeft: [r, c - far], ArrowRight: [r, c + far],
      Home: [ctrl ? 0 : r, 0], End: [ctrl ? R - 1 : r, C - 1], PageUp: [r - 10, c], PageDown: [r + 10, c] }[k];
    if (move) go(...move);
    else if (ctrl && event.code === "KeyZ") takeBack();
    else if (ctrl || event.altKey) return;
    else if (/^[1-5.]$/.test(k)) type(td, k);
    else if (LETTERS[k.toLowerCase()]) type(td, LETTERS[k.toLowerCase()]);
    else if (KEYS[event.code] && /^[a-z,<]$/i.test(k)) type(td, KEYS[event.code]);
    else if (k === "+" || k === "=") adding = true;
    else if (k === "Delete" || k === "Backspace") put(td, "");
    else if (k === "Enter" || k === "F2") open(td);
    else if (k === "?") byId("dlg-keys").showModal();
    else return;
    event.preventDefault();
  }

  /* Dialogs */
  const dlg = byId("dlg-cell"), conf = byId("dlg-conf"), value = byId("dcv"), note = byId("dcc"), history = byId("dch");
  async function open(td) {
    const [r, c] = at(td), one = job(td), closed = isClosed(td), where = `${name(r)}, ${heads[c].dataset.l}`;
    if (one.rival) {
      byId("dfs").textContent = where; byId("dfa").textContent = one.rival.author;
      byId("dft").textContent = one.rival.text || EMPTY; byId("dfm").textContent = one.wish.value || EMPTY;
      conf.showModal();
      return;
    }
    byId("dcs").textContent = where;
    value.value = text(td); note.value = ""; history.textContent = "";
    value.readOnly = note.readOnly = closed; note.disabled = true;
    dlg.querySelector("[value=ok]").hidden = closed;
    dlg.showModal(); value.select();
    const query = new URLSearchParams({ lesson: heads[c].dataset.id, student: rows[r].dataset.s });
    const answer = await fetch(`${url}/_cell?${query}`, { headers: { "X-Hat": hat } }).catch(() => null);
    if (!answer?.ok || td !== cur) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-cell]");
    one.comment = note.value = found.dataset.comment;
    note.disabled = false;
    history.replaceChildren(...found.childNodes);
  }
  dlg.addEventListener("close", () => {
    const one = job(cur), changed = !note.disabled && note.value.trim() !== (one.comment || "");
    if (dlg.returnValue === "ok") put(cur, value.value.trim().toUpperCase(), { comment: changed ? note.value.trim() : null });
    dlg.returnValue = ""; cur.focus();
  });
  conf.addEventListener("close", () => {
    const one = job(cur), choice = conf.returnValue;
    if (["theirs", "mine", "both"].includes(choice)) {
      const mine = one.wish.value;
      one.rival = null;
      send(cur, { value: mine, choice, comment: null });
    }
    conf.returnValue = ""; cur.focus();
  });

  grid.addEventListener("keydown", onKey);
  grid.addEventListener("click", (event) => { const td = event.target.closest("td.c"); if (td) go(...at(td)); });
  grid.addEventListener("focusin", (event) => { const td = event.target.closest("td.c"); if (td && td !== cur) go(...at(td)); });
  grid.addEventListener("focusout", (event) => { if (!grid.contains(event.relatedTarget)) unmark(); });
  grid.addEventListener("dblclick", (event) => { const td = event.target.closest("td.c"); if (td) open(td); });
  document.addEventListener("paste", paste, { signal: life.signal });
  byId("jretry")?.addEventListener("click", () => { for (const td of grid.querySelectorAll("td.failed")) send(td, { ...job(td).wish, value: text(td) }); });
  byId("jhelp")?.addEventListener("click", () => byId("dlg-keys").showModal());

  /* Nothing typed is left behind unasked */
  const isDirty = () => document.contains(grid) && grid.querySelector("td.saving, td.failed, td.conflict");
  addEventListener("beforeunload", (event) => { if (isDirty()) event.preventDefault(); }, { signal: life.signal });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && isDirty() && !confirm(state.dataset.leave)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, { capture: true, signal: life.signal });

  /* Opens at today */
  const today = grid.querySelector("th.today") || heads.filter((head, c) => !cells[0][c].classList.contains("future")).pop() || heads[0];
  wrap.scrollLeft = Math.max(0, today.offsetLeft - wrap.clientWidth * 0.7);
  cells[0][heads.indexOf(today)].tabIndex = 0;
})();
