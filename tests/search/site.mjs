// Opens the index of a built site under Node, with the scripts that the site has for its readers.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

/**
 * Runs the search's script of a built site.
 * @param {string} folder
 */
export function load(folder) {
  const script = readdirSync(join(folder, "assets")).find((name) => /^search\.\w+\.js$/.test(name));
  vm.runInThisContext(readFileSync(join(folder, "assets", script), "utf8"), { filename: script });
  return nexusSearch;
}

/** The data of a file of the index. @param {string} text */
export const parse = (text) => JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));

/**
 * @param {string} folder of a built site
 * @returns the site's own `nexusSearch`, its index, and what was read so far
 */
export function open(folder) {
  const search = load(folder);
  const read = new Map();
  const get = (path) => {
    const text = readFileSync(join(folder, "search", path), "utf8");
    read.set(path, text);
    return parse(text);
  };
  const root = get("root.js");
  const index = new nexusSearch.Index(root, async (name) => get(`${name}.js`));
  return { search, index, read };
}

/**
 * Answers a query. It stands alone, so that it can be sent to a browser.
 * @param {any} index
 * @param {{ id: string, query: string }} query
 * @returns `paths`: at most ten addresses without slashes at their ends, best first; `anchor`: the section of the first;
 *   `n`: how many there are
 */
export async function answer(index, { id, query }) {
  const { results, count } = await nexusSearch.search(index, query);
  const paths = results.map(({ file }) => decodeURI(file[0]).replace(/(^|\/)index\.html$/, ""));
  const anchor = results.length ? `${paths[0]}#${results[0].found[0].section[0] || "top"}` : undefined;
  return { id, paths: paths.slice(0, 10), anchor, n: count };
}
