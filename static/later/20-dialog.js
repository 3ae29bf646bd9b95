// What the other features of this folder show themselves in.
(() => {
  "use strict";
  /**
   * Opens a dialog. It closes with Esc, with its button, or with a click beside it; the browser gives the focus back.
   * @param {string} title
   * @param {string} className
   * @param {...(Node | string)} children
   * @returns {HTMLDialogElement}
   */
  nexus.dialog = (title, className, ...children) => {
    const close = nexus.element("button", { class: "button", type: "button" }, "Close");
    const head = nexus.element("div", { class: "dialog-head" }, nexus.element("h2", { id: "nx-dialog-title" }, title), close);
    const dialog = nexus.element("dialog", { class: `dialog ${className}`, "aria-labelledby": "nx-dialog-title" }, head, ...children);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };
})();
