// What was read can be read again without a connection, where the site wants that: `static/offline/worker.js` keeps it.
(() => {
  "use strict";
  const { worker } = document.body.dataset;
  const container = navigator.serviceWorker;
  if (!worker || !container || nexus.fromDisk) return;
  // Behind everything that the page itself needs.
  addEventListener("load", () => container.register(nexus.trust(new URL(worker, location.href).href)).catch(() => {}));
  nexus.each("#nx-kept", (list) => nexus.later("listKept", list));
})();
