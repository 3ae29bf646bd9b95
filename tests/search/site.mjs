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
