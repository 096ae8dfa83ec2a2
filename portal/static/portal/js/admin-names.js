/* Names that Wagtail's controls lack for who doesn't see them. Upstream: Draftail's editor isn't tied to its label
   (draftail.js), and the name of the filters' button hides the number shown on it (drilldown). */
(() => {
  let serial = 0;
  const nameEditor = (editor) => {
    const field = editor.closest("[data-field-input]");
    const input = field && field.querySelector("input[type=hidden][id]");
    const label = input && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    if (!label) return;
    if (!label.id) label.id = `name-of-editor-${(serial += 1)}`;
    editor.setAttribute("aria-labelledby", label.id);
  };
  const nameCount = (button) => {
    const shown = button.textContent.trim();
    const name = button.getAttribute("aria-label");
    if (/^\d+$/.test(shown) && !name.endsWith(`(${shown})`)) {
      button.setAttribute("aria-label", `${name.replace(/ \(\d+\)$/, "")} (${shown})`);
    }
  };
  const name = () => {
    document.querySelectorAll(".public-DraftEditor-content:not([aria-labelledby])").forEach(nameEditor);
    document.querySelectorAll("button.w-slim-header-action-button[aria-label]").forEach(nameCount);
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
    name();
  });
})();
