// Completes titles while one types in a search field that says where to ask: a combobox with a list, as the ARIA
// Authoring Practices have it. Without this script the field works as it is.
"use strict";

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const DELAY = 150;
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `${field.id}-offers`;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel);
  said.className = "vh";
  said.setAttribute("role", "status");
  field.form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    field.setAttribute(name, value);

  let asked = "";
  let waiting = 0;
  let chosen = -1;

  const offers = () => [...list.children];

  function choose(place) {
    chosen = place;
    offers().forEach((offer, at) => offer.setAttribute("aria-selected", String(at === place)));
    const offer = offers()[place];
    if (offer) {
      field.setAttribute("aria-activedescendant", offer.id);
      offer.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function open(is) {
    const shown = is && list.children.length > 0;
    list.style.insetBlockStart = `${field.offsetTop + field.offsetHeight}px`;
    list.hidden = !shown;
    field.setAttribute("aria-expanded", String(shown));
    choose(-1);
    said.textContent = shown ? field.dataset.suggestSaid.replace("{number}", list.children.length) : "";
  }

  function offerOf(item, place) {
    const offer = document.createElement("li");
    const title = document.createElement("span");
    const cite = document.createElement("small");
    offer.id = `${list.id}-${place}`;
    offer.setAttribute("role", "option");
    offer.dataset.url = item.url;
    title.textContent = item.title;
    if (item.language !== document.documentElement.lang) title.lang = item.language;
    cite.textContent = item.cite_name;
    offer.append(title, cite);
    return offer;
  }

  async function ask() {
    const typed = field.value.trim();
    if (typed === asked) return open(true);
    asked = typed;
    if (typed.length < 2) {
      list.replaceChildren();
      return open(false);
    }
    const query = new URLSearchParams({ search: typed.slice(0, 100), language: document.documentElement.lang });
    if (field.dataset.site !== undefined) query.set("site", location.hostname);
    const answer = await fetch(`${field.dataset.suggest}?${query}`).catch(() => null);
    const found = answer && answer.ok ? await answer.json().catch(() => null) : null;
    if (asked !== typed) return; // more was typed meanwhile
    list.replaceChildren(...(found ? found.items : []).map(offerOf));
    open(document.activeElement === field);
  }

  const step = (by) => {
    const many = list.children.length;
    // One place more than there are offers: none, the text as it was typed.
    choose(((chosen + 1 + by + many + 1) % (many + 1)) - 1);
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, DELAY);
  });
  field.addEventListener("blur", () => open(false));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.children.length) {
      event.preventDefault();
      if (list.hidden) open(true);
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // or the browser empties the field
      open(false);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      location.assign(offers()[chosen].dataset.url);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const offer = event.target.closest("[role=option]");
    if (offer) location.assign(offer.dataset.url);
  });
}
