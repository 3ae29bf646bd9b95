// What a result shows of a text: the part with the words that were found, and where these stand in it.
(() => {
  "use strict";
  const { dense, pairs, runs, tokens } = nexusSearch;
  const LENGTH = 160;

  /**
   * Where terms stand in a text.
   * @param {string} text
   * @param {Set<string>} terms
   * @returns {Mark[]}
   */
  const marks = (text, terms) => {
    /** @type {Mark[]} */
    const found = [];
    /** @type {Map<string, boolean>} */
    const known = new Map();
    for (const { 0: word, index } of text.matchAll(/[\p{Alphabetic}\p{N}\p{M}_@$#+!-]+/gu)) {
      let start = index;
      for (const run of word.match(runs) ?? []) {
        let at = start;
        for (const part of dense.test(run) ? pairs(run) : [run]) {
          let hit = known.get(part);
          if (hit === undefined) known.set(part, (hit = tokens(part).some((token) => terms.has(token))));
          const last = found.at(-1);
          const end = at + part.length;
          if (hit && last && last.end >= at) last.end = end;
          else if (hit) found.push({ start: at, end });
          at += /** @type {number} */ (part.codePointAt(0)) > 0xffff ? 2 : 1;
        }
        start += run.length;
      }
    }
    return found;
  };

  /**
   * The part of a text with most of the terms, cut at words.
   * @param {string} text
   * @param {Set<string>} terms
   * @returns {{ text: string, marks: Mark[], words: number }} `words`: how many of the terms are in it
   */
  const excerpt = (text, terms) => {
    const all = marks(text, terms);
    let best = 0;
    let most = 0;
    all.forEach(({ start }, at) => {
      const near = all.slice(at, at + LENGTH).filter(({ end }) => end - start < LENGTH);
      const different = new Set(near.map((mark) => text.slice(mark.start, mark.end).toLowerCase())).size;
      if (different > most) [best, most] = [at, different];
    });
    let from = all.length ? Math.max(0, all[best].start - 40) : 0;
    // A script without spaces is cut anywhere.
    const gap = from ? text.slice(from - 1, all[best].start).search(/\s\S/) : -1;
    if (gap >= 0) from += gap;
    let to = Math.min(text.length, from + LENGTH);
    const space = text.slice(to).search(/\s|$/);
    to += space > 20 ? 0 : space;
    const before = from ? "…" : "";
    const shift = before.length - from;
    const shown = all
      .filter(({ start, end }) => start >= from && end <= to)
      .map(({ start, end }) => ({ start: start + shift, end: end + shift }));
    return { words: most, text: before + text.slice(from, to) + (to < text.length ? "…" : ""), marks: shown };
  };

  /**
   * A few words around the first term in a text, as they stand in one block: what a text fragment names.
   * @param {string} text
   * @param {Set<string>} terms
   */
  const fragment = (text, terms) => {
    const first = marks(text, terms)[0];
    if (!first) return "";
    // No part of it goes over the end of a line; to look for its beginning in more than that would take long.
    const before = /(?:\S+\s+){0,2}\S*$/.exec(text.slice(text.lastIndexOf("\n", first.start) + 1, first.start));
    const after = /^\S*(?:[^\S\n]+\S+){0,2}/.exec(text.slice(first.start));
    return `${before}${after}`.trim();
  };

  Object.assign(nexusSearch, /** @satisfies {Partial<NexusSearch>} */ ({ marks, excerpt, fragment }));
})();
