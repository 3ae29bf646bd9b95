// Opens the index of a built site under Node, with the scripts that the site has for its readers.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

/**
 * @param {string} folder of a built site
 * @returns the site's own `nexusSearch`, its index, and what was read so far
 */
export function open(folder) {
  const script = readdirSync(join(folder, "assets")).find((name) => /^search\.\w+\.js$/.test(name));
  vm.runInThisContext(readFileSync(join(folder, "assets", script), "utf8"), { filename: script });
  const read = new Map();
  const load = (path) => {
    const text = readFileSync(join(folder, "search", path), "utf8");
    read.set(path, text);
    return JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
  };
  const root = load("root.js");
  const index = new nexusSearch.Index(root, async (name) => load(`${name}.js`));
  return { search: nexusSearch, index, read };
}
