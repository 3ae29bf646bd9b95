// The words of a Markdown source that a reader should find on its page, and the words of a page.

// Letters with an accent, as HTML names them: `eacute`.
const ACCENTS = { acute: "\u0301", grave: "\u0300", circ: "\u0302", tilde: "\u0303", uml: "\u0308", cedil: "\u0327", ring: "\u030a" };
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", iquest: "¿", iexcl: "¡" };

/** @param {string} text */
function decoded(text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+\d*);/gi, (all, name) => {
    if (name in ENTITIES) return ENTITIES[name];
    const accented = name.match(/^([a-z])(acute|grave|circ|tilde|uml|cedil|ring)$/i);
    if (accented) return (accented[1] + ACCENTS[accented[2].toLowerCase()]).normalize("NFC");
    if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (/^#\d/.test(name)) return String.fromCodePoint(parseInt(name.slice(1), 10));
    // The others that texts have are signs and spaces: no words.
    return /^[a-z]+\d*$/i.test(name) ? " " : all;
  });
}

/**
 * Runs of letters, marks and digits, in small letters and composed. Chinese and Japanese put no space between words, so there each
 * letter is one.
 *
 * @param {string} text @returns {string[]}
 */
export function words(text) {
  const letter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー])[\p{L}\p{N}\p{M}])+/gu;
  return text.normalize("NFKC").toLowerCase().match(letter) ?? [];
}

/**
 * The text of a page's main part.
 *
 * @param {string} html
 * @param {{ attributes?: boolean, code?: boolean }} want attributes: with what titles, labels, addresses and picture texts say;
 *   code: with code, `true` unless said
 */
export function pageText(html, { attributes = false, code = true } = {}) {
  let main = html.match(/<title>[\s\S]*<\/html>|<main[\s\S]*<\/main>/)?.[0] ?? html;
  // An outline, and what other pages say of this one, have the words of code without its look.
  if (!code) main = html.match(/<div class="body"[\s\S]*?(?=<\/article>|<footer|<section class|<\/main>)/)?.[0] ?? "";
  if (!code) main = main.replace(/<(pre|code|svg|math|script|style)\b[\s\S]*?<\/\1>/g, " ");
  const blocks = /<\/?(p|div|li|ul|ol|h[1-6]|table|tr|td|th|section|details|summary|figure|figcaption|blockquote|dl|dt|dd|br|hr|pre|header|nav)\b[^>]*>/g;
  // Inside a word an element separates nothing: `<b>un</b>done`.
  const values = attributes
    ? [...main.matchAll(/\b(?:href|src|alt|title|aria-label|content|id|data-[\w-]+)="([^"]*)"/g)].map((found) => decodeSafely(decoded(found[1])))
    : [];
  return `${decoded(main.replace(blocks, "\n").replace(/<wbr>/g, "").replace(/<[^>]*>/g, ""))}\n${values.join("\n")}`;
}

/** @param {string} text */
function decodeSafely(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What of a source is the reader's: without front matter, comments, and what only a tool reads. @param {string} source */
export function sourceText(source) {
  let text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  text = text.replace(/^\s*(---|\+\+\+)[ \t]*\n[\s\S]*?\n\1[ \t]*(\n|$)/, "\n");
  const parts = text.split(/^((?: *>)*[ \t]*(?:```|~~~).*)$/m);
  // Between fences everything is code; its words count, the words behind the fence do not.
  let fence = "";
  const kept = parts.map((part) => {
    const opens = part.match(/^((?: *>)*[ \t]*)(`{3,}|~{3,})(.*)$/);
    if (opens) {
      if (fence === "") fence = opens[2];
      else if (opens[2].startsWith(fence) && opens[3].trim() === "") fence = "";
      return " ";
    }
    return fence === "" ? prose(part) : part.replace(/\/[/*]\s*(highlight-\S+|\[!code[^\]]*\])/g, " ");
  });
  return decoded(kept.join("\n").replace(/&(shy|zwnj|zwj);/g, ""));
}

/** @param {string} text */
function prose(text) {
  return text
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/\{\/\*[\s\S]*?\*\/\}/g, " ")
    .replace(/^%%[\s\S]*?%%$/gm, " ")
    .replace(/^(import|export)\b[^\n]*(\n[^\n]+)*?(["'];?|\})[ \t]*$/gm, " ")
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/\{\{[<%][\s\S]*?[>%]\}\}/g, " ")
    .replace(/\{%[\s\S]*?%\}/g, " ")
    .replace(/\{\{#?[\s\S]*?\}\}/g, " ")
    .replace(/<\/?[A-Za-z][^<>]*>/g, " ")
    .replace(/^\s*:{3,}.*$/gm, (line) => line.replace(/\{[^}]*\}/g, " ").replace(/^\s*:{3,}\s*[\w-]*/, " "))
    .replace(/^\s*(!!!|\?\?\?\+?|\/\/\/)\s*[\w-]*/gm, " ")
    .replace(/^\s*(>\s*)*\[![\w-]+\][+-]?/gm, " ")
    .replace(/^\s*\[[^\]]+\]:\s+\S+.*$/gm, " ")
    .replace(/\]\([^()\s]*(\([^()]*\)[^()\s]*)*(\s+("[^"]*"|'[^']*'))?\)/g, "] ")
    .replace(/\]\[[^\]]*\]/g, "] ")
    .replace(/!?\[\[([^\]|#]*)[^\]|]*\|?([^\]]*)\]\]/g, (_, target, label) => label || target)
    .replace(/\{[:#.][^}\n]*\}/g, " ")
    .replace(/\^\[?[\w-]+\]?(?=\s*$)/gm, " ")
    .replace(/\[\^[^\]]*\]/g, " ")
    .replace(/:[a-z0-9_+-]+:/g, " ")
    .replace(/\$\$[\s\S]*?\$\$|\$[^$\n]*\$/g, " ")
    .replace(/^[\s>]*(\d+[.)]|[-*+])\s+(\[[ xX]\])?/gm, " ")
    .replace(/\[TOC\]/gi, " ");
}
