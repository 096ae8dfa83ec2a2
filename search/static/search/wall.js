// The wall turns: as many cards as fit on one screen, then the next ones, and news from the server now and then.
// Without this script, or after Escape, all the cards are on the page. When the network is lost it goes on with
// what it has and says so.
"use strict";

(() => {
  const wall = document.querySelector("[data-wall]");
  if (!wall) return;
  const part = (name) => wall.querySelector(`[data-${name}]`);
  const button = (name) => wall.querySelector(`[data-do="${name}"]`);
  const list = part("cards");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

  const PAUSE_AFTER_MOVE = 60_000; // a mouse left lying on the cards doesn't stop them for ever
  const SWIPE = 50;
  // Which of so many cards on a screen are wide; the style sheet sets the rest.
  const WIDE = { 1: [0], 2: [0, 1], 3: [0], 4: [0, 1, 2, 3], 5: [0, 3, 4], 6: [0, 5] };
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const sizes = [
    [matchMedia("(min-width: 64rem) and (min-height: 38rem)"), 6],
    [matchMedia("(min-width: 40rem) and (orientation: portrait) and (min-height: 75rem)"), 6],
    [matchMedia("(min-width: 40rem) and (min-height: 38rem)"), 4],
    [matchMedia("(min-width: 40rem)"), 2],
  ];

  let turning = true; // one screen at a time, not all the cards
  let stopped = reduced.matches;
  let focused = false;
  let moved = -Infinity;
  let page = 0;
  let timer = 0;
  let known = "";
  let fresh = new Date();

  // -- What is shown ----------------------------------------------------------------------------------------

  const cards = () => [...list.children];
  const size = () => Math.min(cards().length, sizes.find(([query]) => query.matches)?.[1] ?? 1);
  const pages = () => Math.max(1, Math.ceil(cards().length / Math.max(1, size())));

  function show({ said = false } = {}) {
    const all = cards();
    const many = turning ? size() : all.length;
    const first = turning ? Math.min(page * many, all.length - many) : 0;
    const wide = (turning && WIDE[many]) || [];
    all.forEach((card, place) => {
      card.hidden = place < first || place >= first + many;
      card.classList.toggle("poster--wide", wide.includes(place - first));
    });
    list.dataset.shown = turning ? many : "all";
    wall.classList.toggle("is-turning", turning);
    place(first, many, all.length, said);
    controls();
    fit();
  }

  // Teasers show whole lines: as many as their card has room for, at most what the style sheet says.
  function fit() {
    for (const text of list.querySelectorAll(":scope > :not([hidden]) .poster__said")) {
      text.style.cssText = "";
      if (!turning) continue;
      const lines = Math.floor((text.clientHeight + 1) / Number.parseFloat(getComputedStyle(text).lineHeight));
      if (lines < 1) text.style.display = "none";
      else if (text.scrollHeight > text.clientHeight + 1) text.style.webkitLineClamp = lines;
    }
  }

  function place(first, many, total, said) {
    const where = part("place");
    where.hidden = !turning;
    // Only who turns the cards by hand is told aloud where they are.
    where.setAttribute("aria-live", said ? "polite" : "off");
    where.textContent = fill(many > 1 ? where.dataset.many : where.dataset.one, {
      first: first + 1,
      last: first + many,
      total,
    });
    const dots = part("dots");
    dots.hidden = !turning || pages() < 2 || pages() > 12;
    dots.replaceChildren(
      ...Array.from({ length: pages() }, (_none, number) => {
        const dot = document.createElement("i");
        dot.classList.toggle("is-here", number === page);
        return dot;
      }),
    );
  }

  function controls() {
    const pause = button("pause");
    const going = turning && !stopped;
    pause.hidden = turning && pages() < 2;
    pause.querySelector("[data-when=turning]").hidden = !going;
    pause.querySelector("[data-when=paused]").hidden = going;
    pause.querySelector("[data-label]").textContent = going ? pause.dataset.pause : pause.dataset.play;
    for (const name of ["back", "next"]) button(name).hidden = !turning || pages() < 2;
    button("list").hidden = !turning || pages() < 2;
    part("keys").hidden = !turning || pages() < 2;
  }

  // -- Turning ----------------------------------------------------------------------------------------------

  function turn(step, { by = "hand" } = {}) {
    const inside = list.contains(document.activeElement);
    page = (page + step + pages()) % pages();
    show({ said: by === "hand" });
    if (inside) cards().find((card) => !card.hidden)?.querySelector("a")?.focus();
    wait();
  }

  function rests() {
    const hovered = Date.now() - moved < PAUSE_AFTER_MOVE;
    return !turning || stopped || focused || hovered || document.hidden || pages() < 2 || part("choice")?.contains(document.activeElement);
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(() => (rests() ? wait() : turn(1, { by: "clock" })), Number(wall.dataset.seconds) * 1000);
  }

  function pause(now) {
    stopped = now;
    if (!stopped) turning = true;
    show();
    wait();
  }

  function listAll() {
    turning = false;
    stopped = true;
    show();
    scrollTo(0, 0);
    list.focus({ preventScroll: true });
  }

  const doing = {
    back: () => turn(-1),
    next: () => turn(1),
    pause: () => pause(turning && !stopped),
    list: listAll,
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  };

  wall.addEventListener("click", (event) => {
    const name = event.target.closest("[data-do]")?.dataset.do;
    if (name) Promise.resolve(doing[name]()).catch(() => {});
  });

  document.addEventListener("keydown", (event) => {
    if (!turning || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select")) return;
    const onward = getComputedStyle(wall).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") turn(event.key === onward ? 1 : -1);
    else if (event.key === " " && !event.target.closest("button, summary")) pause(!stopped);
    else if (event.key === "Escape") listAll();
    else return;
    event.preventDefault();
  });

  list.addEventListener("focusin", () => { focused = true; });
  list.addEventListener("focusout", () => { focused = false; wait(); });
  list.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") moved = Date.now(); });
  list.addEventListener("pointerleave", () => { moved = -Infinity; wait(); });

  let from = null;
  list.addEventListener("touchstart", (event) => { from = event.touches.length === 1 ? event.touches[0] : null; }, { passive: true });
  list.addEventListener("touchend", (event) => {
    if (!from || !turning) return;
    const [across, down] = [event.changedTouches[0].clientX - from.clientX, event.changedTouches[0].clientY - from.clientY];
    from = null;
    if (Math.abs(across) < SWIPE || Math.abs(across) < 2 * Math.abs(down)) return;
    const rightToLeft = getComputedStyle(wall).direction === "rtl";
    turn(across < 0 !== rightToLeft ? 1 : -1);
  });

  reduced.addEventListener("change", () => { if (reduced.matches) pause(true); });
  document.addEventListener("visibilitychange", wait);
  window.addEventListener("resize", fit);
  document.fonts.ready.then(fit);
  for (const [query] of sizes) query.addEventListener("change", () => { page = 0; show(); });

  // -- News -------------------------------------------------------------------------------------------------

  function lost() {
    const net = part("net");
    if (!net) return;
    const time = fresh.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    net.textContent = fill(net.dataset.lost, { time });
    net.hidden = false;
  }

  async function ask() {
    const address = new URL(location.href);
    address.searchParams.set("part", "cards");
    let found = null;
    try {
      const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(20_000) });
      const text = answer.ok ? await answer.text() : "";
      found = new DOMParser().parseFromString(text, "text/html").querySelector("[data-cards]");
    } catch {
      found = null; // no connection, or a server that starts again
    }
    if (found) take(found);
    else lost();
  }

  function take(found) {
    fresh = new Date();
    if (part("net")) part("net").hidden = true;
    // Another release of the page, or cards where there were none: the page itself is asked for again.
    if (found.dataset.madeBy !== list.dataset.madeBy || found.tagName !== list.tagName) {
      location.reload();
      return;
    }
    if (found.outerHTML === known || found.tagName !== "UL" || list.contains(document.activeElement)) return;
    known = found.outerHTML;
    wall.querySelector(".screen__count").textContent = found.dataset.count;
    list.replaceChildren(...found.children);
    page = Math.min(page, pages() - 1);
    show();
  }

  setInterval(ask, Number(wall.dataset.minutes) * 60_000);
  window.addEventListener("online", ask);
  window.addEventListener("offline", lost);

  if (list.tagName !== "UL") return;
  list.tabIndex = -1;
  part("controls").hidden = false;
  button("full").hidden = !document.fullscreenEnabled;
  show();
  wait();
})();
