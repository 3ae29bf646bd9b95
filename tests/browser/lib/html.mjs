// Reads built pages with an HTML parser, for the checks that need no browser.
import fs from "node:fs";
import { parse } from "parse5";

/** Attributes that hold an address, per element. Any element's are listed under `*`. */
const ADDRESSES = {
  a: ["href"],
  area: ["href"],
  audio: ["src"],
  form: ["action"],
  iframe: ["src"],
  img: ["src", "srcset"],
  image: ["href"],
  link: ["href"],
  script: ["src"],
  source: ["src", "srcset"],
  track: ["src"],
  use: ["href"],
  video: ["src", "poster"],
};

/** References to ids in the same page. */
const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "headers"];

/**
 * @typedef {{ element: string, rel: string, address: string }} Link
 * @typedef {{ ids: string[], links: Link[], references: string[], headings: string[], title: string[],
 *   meta: Record<string, string>, base: boolean, text: string }} Page
 *
 * @param {string} file
 * @returns {Page}
 */
export function readPage(file) {
  const page = { ids: [], links: [], references: [], headings: [], title: [], meta: {}, base: false, text: "" };
  walk(parse(fs.readFileSync(file, "utf8")), page);
  return page;
}

function walk(node, page) {
  if (node.attrs) element(node, page);
  for (const child of node.childNodes ?? []) walk(child, page);
}

function element(node, page) {
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  if ("id" in attributes) page.ids.push(attributes.id);
  for (const name of REFERENCES) page.references.push(...(attributes[name]?.split(/\s+/) ?? []));
  for (const name of ADDRESSES[node.tagName] ?? []) {
    if (!(name in attributes)) continue;
    const addresses = name === "srcset" ? candidates(attributes[name]) : [attributes[name]];
    for (const address of addresses) page.links.push({ element: node.tagName, rel: attributes.rel ?? "", address });
  }
  if (node.tagName === "base") page.base = true;
  if (node.tagName === "h1") page.headings.push(textOf(node));
  if (node.tagName === "title" && node.parentNode.tagName === "head") page.title.push(textOf(node));
  if (node.tagName === "meta") meta(attributes, page);
}

function meta({ name, property, "http-equiv": equivalent, content = "" }, page) {
  page.meta[name ?? property ?? equivalent] = content;
  const target = equivalent?.toLowerCase() === "refresh" && content.match(/url=(.*)/i);
  if (target) page.links.push({ element: "meta", rel: "refresh", address: target[1].trim() });
}

const candidates = (srcset) => srcset.split(",").map((candidate) => candidate.trim().split(/\s+/)[0]);

const textOf = (node) => (node.value ?? (node.childNodes ?? []).map(textOf).join("")).trim();
