// Completes titles while one types in a search field that says where to ask; without it the field works as it is.
"use strict";

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-suggestions`;
  field.after(list);
  field.setAttribute("list", list.id);
  let asked = "";
  let waiting = 0;

  const ask = async () => {
    const typed = field.value.trim();
    if (typed.length < 2 || typed === asked) return;
    asked = typed;
    const query = new URLSearchParams({ search: typed.slice(0, 100), language: document.documentElement.lang });
    if (field.dataset.site !== undefined) query.set("site", location.hostname);
    const answer = await fetch(`${field.dataset.suggest}?${query}`).catch(() => null);
    if (!answer || !answer.ok || asked !== typed) return;
    const titles = (await answer.json()).items.map((item) => item.title);
    list.replaceChildren(...titles.map((title) => Object.assign(document.createElement("option"), { value: title })));
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
}
