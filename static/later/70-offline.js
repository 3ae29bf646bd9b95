// The page for readers without a connection: what they can read all the same, and the way to what they wanted.
nexus.listKept = async (list) => {
  /** @type {HTMLAnchorElement} */
  const again = nexus.find("#nx-again");
  if (location.hash) again.href = nexus.root.href + location.hash.slice(1);
  addEventListener("online", () => location.replace(again.href));

  const cache = await caches.open(`nexus pages ${nexus.root.pathname}`);
  const pages = (await cache.keys()).map(({ url }) => url).filter((url) => nexus.page(url) !== nexus.page(location.href));
  for (const url of pages.reverse().slice(0, 50)) {
    const page = await nexus.about(url);
    if (page?.title) list.append(nexus.element("li", {}, nexus.element("a", { href: url }, page.title)));
  }
  list.parentElement?.toggleAttribute("hidden", !list.childElementCount);
};
