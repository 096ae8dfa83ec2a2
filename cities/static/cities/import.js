// Shows how far an import is while one watches; without it the page's own link does.
"use strict";

const place = document.querySelector("[data-import-status]");
if (place) {
  const words = place.querySelector("[data-import-words]");
  const bar = place.querySelector("progress");
  const ask = async () => {
    const answer = await fetch(place.dataset.importStatus, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.ok) {
      const said = await answer.json();
      if (!said.running) {
        location.reload();
        return;
      }
      if (words.textContent !== said.text) words.textContent = said.text;
      if (said.total) {
        bar.max = said.total;
        bar.value = said.done;
      }
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
}
