/* Parta's own script: menus, boosted page changes, small aids for typing. Every page works without it. */
(() => {
  "use strict";
  const on = (name, run) => document.addEventListener(name, run);
  const one = (selector, inside = document) => inside.querySelector(selector);

  /* Menus: click always works; a mouse that stays opens them; Esc closes and gives the focus back. */
  const MENUS = "details.tab__more, details.who, details.mood";
  const wide = matchMedia("(width >= 48rem)");
  let hovered = null, byHover = null, intent = 0;

  function closeMenus(but = null) {
    for (const menu of document.querySelectorAll(MENUS)) if (menu !== but) menu.open = false;
  }
  function openHovered() {
    if (hovered) { closeMenus(hovered); hovered.open = true; byHover = hovered; }
    else if (byHover) { byHover.open = false; byHover = null; }
  }
  on("pointerover", (event) => {
    if (event.pointerType !== "mouse" || !wide.matches) return;
    const tab = event.target.closest?.(".tab:not(.tab--more)");
    const menu = tab ? one(".tab__more", tab) : null;
    if (menu === hovered) return;
    hovered = menu;
    clearTimeout(intent);
    intent = setTimeout(openHovered, menu ? 140 : 260);
  });
  on("click", (event) => {
    const menu = event.target.closest(MENUS);
    if (menu && menu === byHover && event.target.closest("summary")) {
      event.preventDefault();           /* the mouse has opened it already: a click keeps it */
      byHover = null;
    }
    closeMenus(menu);
  });
  on("focusin", (event) => closeMenus(event.target.closest(MENUS)));
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(MENUS)) {
      if (menu.open) { menu.open = false; one("summary", menu).focus(); }
    }
  });

  /* One tick for several forms: a label with data-follows="id" steps back and its box says what that box says. */
  function followTicks() {
    for (const label of document.querySelectorAll("[data-follows]")) {
      const leader = document.getElementById(label.dataset.follows);
      if (!leader) continue;
      const box = one("input", label);
      label.hidden = true;
      box.checked = leader.checked;
      leader.addEventListener("change", () => { box.checked = leader.checked; });
    }
  }
  followTicks();

  /* Boosted pages. What a boost cannot show becomes an ordinary navigation. */
  const ofPage = (ctx) => ctx?.select === "#main";

  on("htmx:before:response", (event) => {               /* a file: download it */
    const answer = event.detail.ctx.response.raw;
    const type = answer.headers.get("content-type") ?? "";
    if (/^text\/(html|event-stream)/.test(type) || answer.status === 204) return;
    event.preventDefault();
    location.assign(answer.url);
  });
  on("htmx:before:swap", (event) => {                   /* no #main, or the frame is another one: load it whole */
    const ctx = event.detail.ctx, answer = ctx.response?.raw;
    if (!ofPage(ctx) || !answer) return;
    const frame = `data-frame="${document.body.dataset.frame}"`;
    const isRead = ctx.request.method === "GET" || answer.redirected;
    if (ctx.text.includes('id="main"') && (!isRead || ctx.text.includes(frame))) return;
    event.preventDefault();
    location.assign(answer.url);
  });
  on("htmx:error", (event) => {                         /* a redirect to another host, or no connection */
    const ctx = event.detail.ctx, source = ctx?.sourceElement;
    if (!source?.matches?.("a[href], form")) return;
    const isLink = source.matches("a[href]") && ctx.request?.method === "GET";
    if (isLink && navigator.onLine) location.assign(source.href);
    else one("#notice")?.replaceChildren(one("#offline").content.cloneNode(true));
  });

  /* Focus: the first thing to correct, else what htmx kept focused, else the page's heading. */
  function goal(main, status) {
    if (status === 422) return one(".errors, [aria-invalid=true]", main);
    if (main.contains(document.activeElement) && document.activeElement !== main) return null;
    return one("[autofocus]", main) ?? one("h1", main);
  }
  on("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx;
    fadeNotices();
    if (!ofPage(ctx)) return;
    document.body.className = /<body class="([^"]*)"/.exec(ctx.text)?.[1] ?? "";
    closeMenus();
    requestAnimationFrame(showToday);
    const target = goal(one("#main"), ctx.response?.status);
    if (!target) return;
    if (!target.matches("input, select, textarea")) target.tabIndex = -1;
    target.focus({ preventScroll: ctx.response?.status !== 422 });
  });

  /* On a phone a week opens at today, unless the address or the way back says where. */
  const narrow = matchMedia("(width < 48rem)");
  function showToday() {
    if (!narrow.matches || location.hash || scrollY > 0) return;
    one("#week .is-today")?.scrollIntoView({ behavior: "instant" });
  }

  /* Good news leaves by itself; errors stay. */
  function fadeNotices() {
    for (const notice of document.querySelectorAll("#notice > [data-leave]")) {
      setTimeout(() => notice.remove(), 6000);
    }
  }

  /* Forms */
  on("submit", (event) => {                             /* settings come back to the page that is open now */
    const next = event.target.elements.namedItem("next");
    if (next?.dataset?.here !== undefined) next.value = location.pathname + location.search;
  });
  on("change", (event) => event.target.closest?.("form[data-autosubmit]")?.requestSubmit());

  let isCaps = false;
  function warnLayout(event) {
    const input = event.target, box = document.getElementById(input.dataset?.warnLayout ?? "");
    if (!box) return;
    if (event.getModifierState) isCaps = event.getModifierState("CapsLock");
    const said = isCaps ? box.dataset.caps : /[а-яё]/i.test(input.value) ? box.dataset.cyrillic : "";
    box.lastElementChild.textContent = said;
    box.hidden = !said;
  }
  on("keydown", warnLayout);
  on("keyup", warnLayout);
  on("input", warnLayout);                              /* pasted, or typed by a phone's keyboard */

  on("click", (event) => {
    const button = event.target.closest("[data-print], [data-eye], [data-dismiss]");
    if (button?.matches("[data-print]")) print();
    else if (button?.matches("[data-dismiss]")) button.closest(".notice__in").remove();
    else if (button) {
      const input = one("input", button.closest(".pw")), isHidden = input.type === "password";
      input.type = isHidden ? "text" : "password";
      button.textContent = isHidden ? button.dataset.hide : button.dataset.show;
    }
  });

  fadeNotices();
  showToday();
})();
