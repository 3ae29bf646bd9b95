// For readers whose search finds nothing: the repository's form for an issue, filled in.
nexus.requestEntry = (place, repository, query) => {
  const issue = new URL(`${repository}/issues/new`);
  issue.searchParams.set("title", `Request: ${query}`);
  issue.searchParams.set("body", `I searched for “${query}” and found no entry.\n\nWhat I wanted to know:\n`);
  const link = { class: "button button-outline", href: issue.href, rel: "noopener" };
  place.append(nexus.element("a", link, "Request this entry", nexus.icon("external")));
};
