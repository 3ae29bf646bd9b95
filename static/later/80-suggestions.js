// On the page for addresses that do not exist: pages whose words are in the address.
nexus.suggest = async (section) => {
  const words = location.pathname.replace(/.*\/(?=.)|\.\w+$|%..|[^\p{L}\p{N}]+/gu, " ");
  const answer = await nexusSearch.ask(words.trim());
  for (const { file } of answer?.results ?? []) {
    const link = nexus.element("a", { href: new URL(`./${nexusSearch.short(file[0])}`, nexus.root).href }, file[1]);
    nexus.find("ul", section).append(nexus.element("li", {}, link));
    section.hidden = false;
  }
};
