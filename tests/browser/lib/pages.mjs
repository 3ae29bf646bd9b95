// One page of every kind, for the checks that all of them must pass.
import { after } from "node:test";
import { serve } from "./server.mjs";
import { build, SPECIMEN } from "./site.mjs";

/** Of the hub. The last is answered by `404.html`. */
const HUB = {
  home: "",
  section: "technologies/",
  "section of challenges": "challenges/",
  comparison: "technologies/compare/",
  "section of paths": "paths/",
  entry: "technologies/redis/",
  challenge: "challenges/duplicate-data-entries/",
  practice: "practices/git-branching/",
  path: "paths/foundations/",
  "one page": "practices/one-page/",
  "plain page": "about/author/",
  tags: "tags/",
  tag: "tags/caching/",
  glossary: "glossary/",
  changes: "changes/",
  search: "search/",
  offline: "offline/",
  missing: "no/such/page",
};

/** Of the specimen: what the hub's own entries do not use. */
const SPECIMEN_PAGES = {
  "every element": "elements/",
  "formulas and diagrams": "drawn/",
  "long words": "long/",
  "nested section": "outer/inner/leaf/",
  people: "people/",
  person: "people/ada/",
};

/**
 * Builds the hub and the specimen, and serves both until the file's last test is done.
 * @param {{ policy?: string }} [options] passed to the server
 * @returns {Promise<{ hub: string, specimen: string, pages: { name: string, url: string }[],
 *   page: (name: string) => string }>} `hub` and `specimen` are the addresses of the sites
 */
export async function publish(options = {}) {
  const hub = await serve(build(), options);
  const specimen = await serve(build({ root: SPECIMEN }), options);
  after(() => Promise.all([hub.close(), specimen.close()]));
  const list = (site, pages) => Object.entries(pages).map(([name, path]) => ({ name, url: site.url + path }));
  const pages = [...list(hub, HUB), ...list(specimen, SPECIMEN_PAGES)];
  return {
    hub: hub.url,
    specimen: specimen.url,
    pages,
    page: (name) => {
      const found = pages.find((page) => page.name === name);
      if (!found) throw new Error(`no page is called ${name}`);
      return found.url;
    },
  };
}
