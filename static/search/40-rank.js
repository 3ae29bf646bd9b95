// A query → the pages that answer it, best first. The ranking exists here alone.
//
// 1. The query becomes *slots*: things to be found, each with the terms that stand for it.
// 2. Every section is scored from the postings (BM25F by slot, times the square of what it covers of the query), and
//    pages by their best section, their title and what all their sections cover together.
// 3. The texts of the best are loaded, since their excerpts are shown anyway; phrases and neighbours count there.
(() => {
  "use strict";
  const { NAMES, dense, pieces, normal, stem, corrections, halves } = nexusSearch;

  /** How well a term describes a section, by level; the last is for names. */
  const LEVELS = [0.2, 0.31, 0.41, 0.52, 0.65, 0.8, 0.8];
  /** The length in words of each class of names. */
  const LENGTHS = [1, 2, 3, 4, 5, 6, 7.5, 10, 14];
  /** Sections in one file of texts. */
  const SECTIONS_PER_FILE = 8;
  const STOP_WORDS = new Set(
    "the a an of to in and or for with on by is are be as at from this that it its you your how what do does can into using use via not we our i was were has have had if then than so but my me when where which why should there".split(
      " ",
    ),
  );

  /**
   * One thing that a query asks for.
   * @typedef {object} Slot
   * @property {string} text as it was typed
   * @property {number} weight
   * @property {boolean} optional whether an answer without it lacks nothing
   * @property {Map<string, number>} terms and how well each stands for it
   * @property {[any, number][]} [postings] those terms' postings
   * @property {number} [rarity]
   * @property {string} [corrected]
   */

  /**
   * @param {string} query
   * @param {any} facets the root's
   */
  const parse = (query, facets) => {
    /** @type {[string, string][]} */
    const filters = [];
    const rest = query.replace(/(^|\s)([a-z]+):([^\s":]+)(?=\s|$)/g, (all, space, facet, value) => {
      if (!facets[facet]) return all;
      filters.push([facet, value.toLowerCase()]);
      return space;
    });
    const phrases = [...rest.matchAll(/"([^"]+)"/g)].map((match) => normal(match[1])).filter(Boolean);
    const text = rest.replace(/"/g, " ").trim();
    return { filters, phrases, text, pieces: pieces(text) };
  };

  /** @param {any} piece */
  const whole = (piece) => piece.all[0];

  /**
   * Loads the shards that the query's words are in.
   * @param {any} index
   * @param {any} parsed
   */
  const loadTerms = async (index, { filters, pieces }) => {
    const wanted = new Set();
    const some = pieces.some((piece) => piece.dense || !STOP_WORDS.has(whole(piece)));
    for (const [facet, value] of filters) index.terms.want(wanted, `:${facet}=${value}`);
    pieces.forEach((piece, at) => {
      const last = at === pieces.length - 1;
      piece.sigils.forEach((sigil) => index.terms.want(wanted, sigil, last ? 2 : 1));
      if (piece.dense) {
        for (const pair of piece.units) index.terms.want(wanted, pair, pair.length === 1 ? 3 : 1);
        return;
      }
      if (!piece.all.length || (some && STOP_WORDS.has(whole(piece)) && !last)) return;
      index.terms.want(wanted, whole(piece), last ? 2 : 1);
      index.terms.want(wanted, stem(whole(piece)), 2);
      if (piece.units.length > 1) piece.units.forEach((unit) => STOP_WORDS.has(unit) || index.terms.want(wanted, unit));
      const next = pieces[at + 1];
      if (next && !next.dense && next.all.length) index.terms.want(wanted, whole(piece) + whole(next));
    });
    await index.terms.fetch(wanted);
  };

  /**
   * The terms that stand for a word.
   * @param {any} index
   * @param {string} word
   * @param {boolean} last whether the reader may still be typing it
   * @param {boolean} plain whether a stop word counts as any other
   * @returns {Promise<{ terms: Map<string, number>, corrected?: string, parts?: string[] }>}
   */
  const variants = async (index, word, last, plain) => {
    /** @type {Map<string, number>} */
    const terms = new Map();
    const add = (/** @type {string} */ term, /** @type {number} */ weight) => {
      if ((terms.get(term) ?? 0) < weight) terms.set(term, weight);
    };
    const known = index.terms.get(word) !== undefined;
    if (known) add(word, 1);
    if (STOP_WORDS.has(word) && !plain) return { terms: known && !last ? new Map() : terms };
    if (/^[a-z]{4,}$/.test(word)) {
      const own = stem(word);
      for (const [term] of index.terms.beginning(own.slice(0, Math.max(3, own.length - 1)))) {
        if (term !== word && stem(term) === own) add(term, 0.85);
      }
    }
    if ((last || !terms.size) && word.length > 1) {
      let count = 0;
      for (const [term] of index.terms.beginning(word)) {
        if (term === word) continue;
        add(term, (known ? 0.42 : 0.7) * (0.5 + (0.5 * word.length) / term.length));
        if (++count === 60) break;
      }
    }
    if (terms.size) return { terms };
    const parts = await halves(index, word);
    const found = await corrections(index, word);
    if (parts.length && (!found.length || parts.every((part) => part.length > 3))) return { terms, parts };
    const wanted = new Set();
    for (const { word } of found) index.terms.want(wanted, word);
    await index.terms.fetch(wanted);
    for (const { word, weight } of found) add(word, weight);
    return { terms, corrected: found[0]?.word };
  };

  /**
   * @param {any} index
   * @param {any} parsed
   * @returns {Promise<Slot[]>}
   */
  const makeSlots = async (index, { pieces }) => {
    /** @type {Slot[]} */
    const slots = [];
    const add = (/** @type {string} */ text, /** @type {number} */ weight, /** @type {any} */ found, optional = false) => {
      const slot = { text, weight, optional, terms: new Map(), ...found };
      slots.push(slot);
      return slot;
    };
    const exact = (/** @type {string} */ term) => new Map(index.terms.get(term) === undefined ? [] : [[term, 1]]);
    const some = pieces.some((piece) => piece.dense || !STOP_WORDS.has(whole(piece)));
    const single = async (/** @type {string} */ word, /** @type {boolean} */ last) => {
      const stop = STOP_WORDS.has(word) && some;
      const found = await variants(index, word, last, !some);
      if (!found.parts) return add(word, stop ? 0.15 : 1, found, stop && !found.terms.size);
      for (const part of found.parts) await single(part, false);
    };
    for (const [at, piece] of pieces.entries()) {
      const last = at === pieces.length - 1;
      for (const sigil of piece.sigils) {
        const terms = exact(sigil);
        if (!terms.size && last) {
          for (const [term] of index.terms.beginning(sigil)) terms.set(term, (0.7 * sigil.length) / term.length);
        }
        add(sigil, 1.5, { terms });
      }
      if (piece.dense) {
        for (const pair of piece.units) {
          const terms = exact(pair);
          if (!terms.size && [...pair].length === 1) {
            for (const [term] of index.terms.beginning(pair)) terms.set(term, 0.8);
          }
          add(pair, 1, { terms });
        }
      } else if (piece.all.length) {
        const name = whole(piece);
        const several = piece.units.length > 1;
        if (several && !index.terms.beginning(name).length) {
          for (const [place, unit] of piece.units.entries()) {
            await single(unit, last && place === piece.units.length - 1);
          }
        } else {
          const slot = await single(name, last);
          const next = pieces[at + 1];
          const joined = slot && next && !next.dense && next.all.length ? name + whole(next) : "";
          if (joined && index.terms.get(joined) !== undefined) slot.joined = joined;
          if (several) {
            for (const unit of piece.units) if (!STOP_WORDS.has(unit)) add(unit, 0.15, { terms: exact(unit) }, true);
          }
        }
      }
    }
    // Two words that occur as one stand for both.
    slots.forEach((slot, at) => {
      if (!slot.joined) return;
      slot.terms.set(slot.joined, 0.95);
      const next = slots[at + 1];
      if (next) next.terms.set(slot.joined, 0.95);
    });
    for (const slot of slots) {
      slot.postings = [];
      for (const [term, weight] of slot.terms) {
        const postings = await index.postings(term);
        if (postings) slot.postings.push([postings, weight]);
      }
    }
    return slots;
  };

  /** What is known of one page, or one section, by slot. */
  class Evidence {
    /** @param {number} slots */
    constructor(slots) {
      /** How well it is described. */
      this.impact = new Float32Array(slots);
      /** How well the term stands for the slot. */
      this.cover = new Float32Array(slots);
      /** The same, where the term is in its name. */
      this.name = new Float32Array(slots);
      /** The length of the name. */
      this.length = 0;
    }

    /**
     * @param {number} slot
     * @param {number} weight
     * @param {number} value
     */
    add(slot, weight, value) {
      const impact = weight * LEVELS[Math.min(value, NAMES)];
      if (impact > this.impact[slot]) this.impact[slot] = impact;
      if (weight > this.cover[slot]) this.cover[slot] = weight;
      if (value < NAMES) return;
      if (weight > this.name[slot]) this.name[slot] = weight;
      this.length = LENGTHS[value - NAMES];
    }
  }

  /**
   * @param {Slot[]} slots
   * @param {number} sections
   */
  const weigh = (slots, sections) => {
    for (const slot of slots) {
      let count = 0;
      for (const [postings] of slot.postings) count += postings.count;
      count = Math.min(count, sections);
      slot.rarity = count ? Math.log(1 + (sections - count + 0.5) / (count + 0.5)) : Math.log(1 + sections);
    }
    return slots.reduce((sum, slot) => sum + (slot.optional ? 0 : slot.rarity * slot.weight), 0);
  };

  /**
   * @param {Slot[]} slots
   * @param {Set<number> | undefined} allowed pages
   */
  const collect = (slots, allowed) => {
    /** @type {Map<number, { whole: Evidence, sections: Map<number, Evidence> }>} */
    const pages = new Map();
    slots.forEach((slot, at) => {
      for (const [postings, weight] of slot.postings) {
        for (let i = 0; i < postings.pages.length; i++) {
          const number = postings.pages[i];
          if (allowed && !allowed.has(number)) continue;
          let page = pages.get(number);
          if (!page) pages.set(number, (page = { whole: new Evidence(slots.length), sections: new Map() }));
          if (postings.whole[i] >= 0) page.whole.add(at, weight, postings.whole[i]);
          for (let j = postings.from[i]; j < postings.from[i + 1]; j++) {
            let section = page.sections.get(postings.sections[j]);
            if (!section) page.sections.set(postings.sections[j], (section = new Evidence(slots.length)));
            section.add(at, weight, postings.values[j]);
          }
        }
      }
    });
    return pages;
  };

  /**
   * @param {Slot[]} slots
   * @param {number} total
   */
  const scorer = (slots, total) => {
    /** @param {Evidence | undefined} section @param {Evidence} page */
    const score = (section, page) => {
      let sum = 0;
      let covered = 0;
      for (let i = 0; i < slots.length; i++) {
        const { weight, rarity, optional } = slots[i];
        sum += weight * rarity * ((section ? section.impact[i] : 0) + page.impact[i]);
        if (!optional) covered += weight * rarity * Math.max(section ? section.cover[i] : 0, page.cover[i]);
      }
      return total ? sum * (covered / total) ** 2 : sum;
    };
    /** How far the query is the name, and the name the query. @param {Evidence} evidence */
    const named = (evidence) => {
      if (!evidence.length) return 0;
      let covered = 0;
      let hits = 0;
      for (let i = 0; i < slots.length; i++) {
        const { weight, rarity, optional } = slots[i];
        if (optional) continue;
        covered += weight * rarity * (evidence.name[i] || 0.9 * evidence.cover[i] * (evidence.name[i] ? 1 : 0));
        if (evidence.name[i] > 0.3) hits++;
      }
      const share = total ? covered / total : 0;
      return total * share ** 3 * (0.35 + 0.65 * Math.min(1, hits / evidence.length));
    };
    return { score, named };
  };

  /**
   * @param {Slot[]} slots
   * @param {number} total
   * @param {ReturnType<typeof collect>} pages
   */
  const rank = (slots, total, pages) => {
    const { score, named } = scorer(slots, total);
    const ranked = [];
    for (const [number, page] of pages) {
      const sections = [];
      const all = new Evidence(slots.length);
      for (const [section, evidence] of page.sections) {
        sections.push({ section, score: score(evidence, page.whole) + 0.7 * named(evidence) });
        for (let i = 0; i < slots.length; i++) {
          all.impact[i] = Math.max(all.impact[i], evidence.impact[i]);
          all.cover[i] = Math.max(all.cover[i], evidence.cover[i]);
        }
      }
      sections.sort((a, b) => b.score - a.score);
      const alone = score(undefined, page.whole);
      if (!sections.length || alone >= sections[0].score) sections.unshift({ section: 0, score: alone });
      const best = Math.max(sections[0].score, 0.75 * score(all, page.whole));
      ranked.push({ page: number, score: best + named(page.whole), sections });
    }
    return ranked.sort((a, b) => b.score - a.score || a.page - b.page);
  };

  /**
   * The pages that have all the wanted properties; nothing if none is wanted.
   * @param {any} index
   * @param {[string, string][]} filters
   */
  const filtered = async (index, filters) => {
    /** @type {Set<number> | undefined} */
    let allowed;
    for (const [facet, value] of filters) {
      const postings = await index.postings(`:${facet}=${value}`);
      const before = allowed;
      allowed = new Set((postings?.pages ?? []).filter((page) => !before || before.has(page)));
    }
    return allowed;
  };

  /**
   * @typedef {object} Result
   * @property {number} page
   * @property {number} score
   * @property {{ section: number, score: number }[]} sections
   * @property {boolean} [literal] whether the query stands there as it was typed
   * @property {any[]} [texts]
   * @property {any[]} [found] the best sections' texts
   */

  /**
   * Loads the text of a result's best section, and raises the result by what stands there.
   * @param {any} index
   * @param {any} result
   * @param {any} parsed
   * @param {number} total
   */
  const verify = async (index, result, { text, phrases }, total) => {
    const part = Math.floor(result.sections[0].section / SECTIONS_PER_FILE);
    const file = await index.texts(result.page, part);
    const wanted = phrases.length ? phrases : [normal(text)];
    const tight = text.replace(/\s+/g, "").toLowerCase();
    const found = [];
    result.file = file;
    file[4].forEach((section, at) => {
      const number = part * SECTIONS_PER_FILE + at;
      const known = result.sections.find((other) => other.section === number);
      const bonus = literal(section, text, tight, wanted, phrases.length > 0);
      found.push({ section, score: (known?.score ?? 0) + 0.8 * total * bonus, bonus });
    });
    found.sort((a, b) => b.score - a.score);
    result.literal = Math.max(...found.map(({ bonus }) => bonus));
    result.found = found;
    result.score += 0.8 * total * result.literal;
  };

  /**
   * How far a section has the query word for word, from 0 to 1.
   * @param {any} section
   * @param {string} query
   * @param {string} tight the query without spaces
   * @param {string[]} phrases
   * @param {boolean} quoted
   */
  const literal = ([, heading, text, code], query, tight, phrases, quoted) => {
    const all = `${heading}\n${text}\n${code}`;
    let bonus = 0;
    if (/[^\p{L}\p{N}\s]|[a-z][A-Z]/u.test(query) && query.length > 2) {
      for (let at = all.indexOf(query); at >= 0 && bonus < 1; at = all.indexOf(query, at + 1)) {
        bonus = /[\w-]/.test(all[at - 1] ?? " ") || /\w/.test(all[at + query.length] ?? " ") ? 0.6 : 1;
      }
    }
    if (dense.test(query)) return all.replace(/\s+/g, "").toLowerCase().includes(tight) ? 1 : bonus;
    if (!quoted && !phrases[0].includes(" ")) return bonus;
    const words = ` ${normal(all)} `;
    return phrases.every((phrase) => words.includes(` ${phrase} `)) ? 1 : quoted ? 0 : bonus;
  };

  /**
   * Searches.
   * @param {any} index
   * @param {string} query
   * @param {number} [most] results
   */
  const search = async (index, query, most = 10) => {
    const parsed = parse(query, index.root.facets);
    await loadTerms(index, parsed);
    const slots = await makeSlots(index, parsed);
    const allowed = await filtered(index, parsed.filters);
    const total = weigh(slots, index.root.sections);
    let ranked = rank(slots, total, collect(slots, allowed));
    if (!slots.length && allowed) ranked = [...allowed].map((page) => ({ page, score: 1, sections: [{ section: 0, score: 1 }] }));
    const floor = (ranked[0]?.score ?? 0) * 0.12;
    ranked = ranked.filter(({ score }) => score >= floor);
    const count = Math.max(parsed.phrases.length ? 12 : 8, slots.length ? 0 : most);
    const top = ranked.slice(0, count);
    await Promise.all(top.map((result) => verify(index, result, parsed, total)));
    top.sort((a, b) => b.score - a.score || a.page - b.page);
    const exact = parsed.phrases.length && top.some(({ literal }) => literal);
    const results = exact ? top.filter(({ literal }) => literal) : top;
    return { results, count: exact ? results.length : ranked.length, slots, parsed };
  };

  nexusSearch.search = search;
})();
