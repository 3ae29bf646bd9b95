// Text → tokens, by the rules of `src/search/tokens.rs`; `tests/search/tokens.json` holds the two together.

/** The search: everything in this folder adds to it. The files up to `40-rank.js` know of no page, so they run anywhere. */
globalThis.nexusSearch = /** @type {NexusSearch} */ (/** @type {Partial<NexusSearch>} */ ((() => {
  "use strict";
  const LONGEST = 48;
  const MOST_SEGMENTS = 8;
  const DENSE =
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const WORD = "\\p{Alphabetic}\\p{N}\\p{M}";
  const dense = new RegExp(`[${DENSE}]`, "u");
  const runs = new RegExp(`[${DENSE}]+|[^${DENSE}]+`, "gu");
  const words = new RegExp(`[${WORD}]+`, "gu");
  const names = new RegExp(`[${WORD}_.:\\-+#'’]+`, "gu");
  const dropped =
    /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200d\u2060\ue000-\uffff]/g;
  const humps =
    /(?<=\p{N})(?=\P{N})|(?<=\P{N})(?=\p{N})|(?<=[^\p{Uppercase}\p{N}])(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}[^\p{Uppercase}\p{N}])/u;

  /** @param {string} text */
  const fold = (text) =>
    /[^\0-\x7f]/.test(text)
      ? text.normalize("NFKD").replace(dropped, "").replace(/\u2010/g, "-").normalize("NFC")
      : text;

  /** @param {string} text */
  const lower = (text) => text.toLowerCase().replace(/ς/g, "σ");

  /** @param {string} token */
  const fits = (token) => token !== "" && (token.length <= LONGEST || [...token].length <= LONGEST);

  /**
   * @param {RegExp} what
   * @param {string} text
   * @returns {string[]}
   */
  const all = (what, text) => text.match(what) ?? [];

  /** @param {string} text */
  const compact = (text) => lower(all(words, text).join(""));

  /**
   * Each pair of neighbours; one character alone is itself.
   * @param {string} run
   */
  const pairs = (run) => {
    const characters = [...run];
    return characters.length === 1 ? characters : characters.slice(1).map((next, at) => characters[at] + next);
  };

  /**
   * `--flag`, `@name`, `#[name`, `name!`, `c++`.
   * @param {string} chunk
   */
  const sigils = (chunk) => {
    const found = [];
    const leading = /^[("'`[{<,]*(--|-|@|#\[|\$|\.)([A-Za-z][A-Za-z0-9_.-]*)/.exec(chunk);
    if (leading) {
      const name = leading[2].replace(/[._-]+$/, "");
      if (leading[1] !== "-" || name.length <= 2) found.push(leading[1] + name.toLowerCase());
    }
    const bang = /^([^!]*)!(?:$|[([{])/.exec(chunk);
    const macro = bang && bang[1].replace(/^.*[^A-Za-z0-9_]/s, "").replace(/^[^A-Za-z]+/, "");
    if (macro) found.push(`${macro.replace(/_/g, "").toLowerCase()}!`);
    const trailing = /^([A-Za-z]+(?:\+\+|#))[.,;:)?]*$/.exec(chunk);
    if (trailing) found.push(trailing[1].toLowerCase());
    return found.filter(fits);
  };

  /**
   * An identifier: as one token, the units that it is made of, and all of its tokens in order.
   * @param {string} name
   */
  const identifier = (name) => {
    const segments = name
      .split(/[.:]/)
      .map((segment) => segment.replace(/['’]s$/, ""))
      .filter((segment) => segment.search(words) >= 0);
    /** @type {Set<string>} */
    const tokens = new Set();
    /** @type {string[]} */
    let units = segments.map(compact);
    const add = (/** @type {string} */ token) => fits(token) && tokens.add(token);
    if (segments.length > 1 && segments.length <= MOST_SEGMENTS) add(units.join(""));
    for (const segment of segments) {
      add(compact(segment));
      const own = all(words, segment);
      if (own.length > 1) {
        own.forEach((word) => add(lower(word)));
        if (segments.length === 1) units = own.map(lower);
      }
      for (const word of own) {
        const parts = word.split(humps);
        if (parts.length < 2) continue;
        const long = parts.filter((part) => [...part].length > 1).map(lower);
        long.forEach(add);
        if (segments.length === 1 && own.length === 1) units = long;
      }
    }
    return { units: [...new Set(units)], all: [...tokens] };
  };

  /**
   * A text in pieces, which a query is made of.
   * @param {string} text
   * @returns {Piece[]}
   */
  const pieces = (text) => {
    const found = [];
    for (const chunk of all(/\P{White_Space}+/gu, fold(text))) {
      for (const run of all(runs, chunk)) {
        if (dense.test(run)) {
          found.push({ dense: true, sigils: [], units: pairs(run), all: pairs(run) });
          continue;
        }
        let own = sigils(run);
        for (const name of all(names, run)) {
          const { units, all: tokens } = identifier(name);
          if (tokens.length || own.length) found.push({ dense: false, sigils: own, units, all: tokens });
          own = [];
        }
      }
    }
    return found;
  };

  return {
    dense,
    pairs,
    runs,
    pieces,

    /**
     * All tokens of a text, in order.
     * @param {string} text
     */
    tokens: (text) => pieces(text).flatMap((piece) => [...piece.sigils, ...piece.all]),

    /**
     * A text's words alone, with one space between them.
     * @param {string} text
     */
    normal: (text) => lower(all(words, fold(text)).join(" ")),
  };
})()));
