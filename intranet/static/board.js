/* The board in a hall: listens for changes, turns its pages, keeps the school's time, says when the line is lost. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const board = byId("tv-board"), stale = byId("tv-stale"), clock = byId("tv-clock");
  if (!board) return;
  const TURN = 12_000, LATE = 25_000, SILENT = 40_000, FIRST = 1_000, LONGEST = 60_000;
  let page = 0, delay = FIRST, source = null, heard = Date.now(), tried = 0, retry = 0, ahead = 0;

  /* The school's clock: what the server said, and how long ago that was. */
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const setClock = (text) => { ahead = seconds(text) * 1000 - Date.now(); };
  function tick() {
    const at = new Date(Date.now() + ahead);
    const words = `${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
    if (clock.textContent !== words) clock.textContent = words;
    if (Date.now() - heard > LATE) age();
    if (source && Date.now() - Math.max(heard, tried) > SILENT) again();
  }

  function turn(step) {
    const pages = [...board.querySelectorAll(".tvcols")];
    page = pages.length ? (page + step) % pages.length : 0;
    pages.forEach((one, index) => { one.hidden = index !== page; });
    const words = board.firstElementChild?.dataset.page ?? "";
    byId("tv-page").textContent = pages.length > 1
      ? words.replace("%(n)s", page + 1).replace("%(all)s", pages.length) : "";
  }
  function show() {
    const of = board.firstElementChild.dataset;
    byId("tv-title").textContent = of.title;
    byId("tv-message").textContent = of.message;
    page = 0;
    turn(0);
  }

  /* Beats come every 15 seconds. Without them the board says how old it is; a short break passes unseen. */
  function age() {
    stale.textContent = stale.dataset.words.replace("%(time)s", stale.dataset.read);
    stale.hidden = false;
    byId("tv-said").hidden = true;      /* what the bells say is not known any more */
  }
  function again() {
    if (source) { source.close(); source = null; }
    if (retry) return;
    retry = setTimeout(() => { retry = 0; listen(); }, delay * (0.5 + Math.random()));
    delay = Math.min(delay * 2, LONGEST);
  }
  function alive() {
    heard = Date.now();
    delay = FIRST;
    stale.hidden = true;
    byId("tv-said").hidden = false;
  }
  function listen() {
    tried = Date.now();
    const line = source = new EventSource(board.dataset.events);
    line.addEventListener("board", (event) => {
      alive();
      board.innerHTML = event.data;     /* our own page's part, escaped by the server */
      show();
    });
    line.addEventListener("beat", (event) => {
      const told = JSON.parse(event.data);
      alive();
      if (told.build !== document.body.dataset.build) location.reload();   /* the server has another version */
      setClock(told.now);
      stale.dataset.read = told.now.replace(/^0/, "").slice(0, -3);
      byId("tv-said").textContent = told.said;
    });
    line.addEventListener("error", () => { if (line === source) again(); });
  }

  setClock(clock.dataset.now);
  show();
  listen();
  setInterval(tick, 1_000);
  setInterval(() => turn(1), TURN);
})();
