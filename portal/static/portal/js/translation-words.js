/* wagtail-localize's editor writes some words in English whatever the language of the admin; see docs/languages.md. */
document.addEventListener("DOMContentLoaded", () => {
  const words = document.querySelector("[data-translation-words]");
  const editor = document.querySelector(".js-translation-editor");
  if (!words || !editor) return;
  const say = () => {
    const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!parent || parent.closest("textarea, input")) continue;
      if (node.data === words.dataset.englishHeading) node.data = words.dataset.heading;
      if (node.data === "More actions" && parent.classList.contains("w-sr-only")) node.data = words.dataset.more;
    }
  };
  new MutationObserver(say).observe(editor, { childList: true, subtree: true });
  say();
});
