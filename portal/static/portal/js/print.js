// Shows the buttons that print the page; without scripts there is none, and the browser's own menu prints as well.
"use strict";

for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
