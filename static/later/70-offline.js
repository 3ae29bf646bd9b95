// The page for readers without a connection: what they can read all the same, and the way to what they wanted.
nexus.listKept = async (list) => {
  const again = document.querySelector("#nx-again");
  if (location.hash) again.href = nexus.root.href + location.hash.slice(1);
  addEventListener("online", () => location.replace(again.href));

  /** @param {string} url @returns {Promise<string>} what the page calls itself */
  const title = (url) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("GET", url);
      request.responseType = "document";
      request.onloadend = () => resolve(request.responseXML?.querySelector("h1")?.textContent ?? "");
      request.send();
    });
  const cache = await caches.open(`nexus pages ${nexus.root.pathname}`);
  const pages = (await cache.keys()).map(({ url }) => url).filter((url) => nexus.page(url) !== nexus.page(location.href));
  for (const url of pages.reverse().slice(0, 50)) {
    const name = await title(url);
    if (name) list.append(nexus.element("li", {}, nexus.element("a", { href: url }, name)));
  }
  list.parentElement.hidden = !list.childElementCount;
};
