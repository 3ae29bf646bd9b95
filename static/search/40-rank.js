// A query → the pages that answer it, best first. The ranking exists here alone.
//
// 1. The query becomes *slots*: things to be found, each with the terms that stand for it.
// 2. Every section is scored from the postings (BM25F by slot, times a power of what it covers of the query), and
//    pages by their best section, their title and what all their sections cover together.
// 3. The texts of the best are loaded, since their excerpts are shown anyway; phrases and neighbours count there.
(() => {
  "use strict";
  const { IMPACTS, NAMES, dense, pieces, normal, position, stem, corrections } = nexusSearch;

  /** The length in words of each class of names. */
  const LENGTHS = [1, 2, 3, 4, 5, 6, 7.5, 10, 14];
  /** Sections in one file of texts. */
  const SECTIONS_PER_FILE = 8;
  /** Stop words that even a phrase is not told by. */
  const COMMONEST = new Set("the a an of to in and is".split(" "));
  const STOP_WORDS = new Set([
    ...COMMONEST,
    ..."or for with on by are be as at from this that it its you your how what do does can into using use via not we our i was were has have had if then than so but my me when where which why should there vs like difference between want need learn another other some something own only most more".split(
      " ",
    ),
  ]);

  /** Short forms that writers spell out. */
  const SHORT = new Map(
    "auth:authentication,authorization config:configuration db:database deps:dependencies env:environment js:javascript k8s:kubernetes"
      .split(" ")
      .map((pair) => pair.split(/[:,]/))
      .map(([short, ...long]) => [short, long]),
  );

  /** How well another form of a word stands for it, and another word of its family: readers of `worker` do not mean `work`. */
  const SAME = 0.92;
  const KIN = 0.7;

  /**
   * @param {string} query
   * @param {Root["facets"]} facets
   * @returns {Query}
   */
  const parse = (query, facets) => {
    /** @type {[string, string][]} */
    const filters = [];
    const rest = query.replace(/(^|\s)([a-z]+):([^\s":]+)(?=\s|$)/g, (all, space, facet, value) => {
      if (!Object.hasOwn(facets, facet)) return all;
      filters.push([facet, value.toLowerCase()]);
      return space;
    });
    const phrases = [...rest.matchAll(/"([^"]+)"/g)].map((match) => normal(match[1])).filter(Boolean);
    const text = rest.replace(/"/g, " ").trim();
    return { filters, phrases, text, pieces: pieces(text), fixed: text, corrected: false, open: false };
  };

  /** @param {Piece} piece */
  const whole = (piece) => piece.all[0];

  /**
   * Whether a word is left out, because others say more.
   * @param {Query} parsed
   * @param {string} word
   */
  const skips = ({ pieces, phrases }, word) =>
    (phrases.length ? COMMONEST : STOP_WORDS).has(word) &&
    pieces.some((piece) => piece.dense || !STOP_WORDS.has(whole(piece)));

  /**
   * The terms that stand for a word.
   * @param {Index} index
   * @param {string} word
   * @param {{ last: boolean, stop: boolean, exactly: boolean }} how `last`: the reader may still be typing it; `stop`: it
   *   is left out, unless the reader goes on with it; `exactly`: as it is written
   * @returns {{ terms: Map<string, number>, corrected?: string }}
   */
  const variants = (index, word, { last, stop, exactly }) => {
    /** @type {Map<string, number>} */
    const terms = new Map();
    const add = (/** @type {string} */ term, /** @type {number} */ weight) =>
      (terms.get(term) ?? 0) < weight && terms.set(term, weight);
    if (stop && !last) return { terms };
    const known = index.has(word);
    if (known) add(word, 1);
    if (stop || (exactly && known && !last)) return { terms };
    if (!exactly) {
      for (const long of SHORT.get(word) ?? []) if (index.has(long)) add(long, 0.8);
      if (/^[a-z]{4,}$/.test(word)) {
        const own = stem(word);
        for (const [term] of index.terms.beginning(own.slice(0, Math.max(3, own.length - 1)), 2)) {
          if (stem(term, false) === stem(word, false)) add(term, SAME);
          else if (stem(term) === own) add(term, KIN);
        }
      }
    }
    if ((last || !terms.size) && word.length > 1) {
      const longer = index.terms.beginning(word).filter(([term]) => term !== word);
      for (const [term] of longer.slice(0, 60)) add(term, (known ? 0.42 : 0.7) * (0.5 + (0.5 * word.length) / term.length));
    }
    // Nothing is known to be missing before all shards are there.
    if (terms.size || index.waits) return { terms };
    const found = corrections(index, word);
    for (const { word, weight } of found) add(word, weight);
    return { terms, corrected: found[0]?.word };
  };

  /**
   * What a query asks for, as far as the shards that are loaded tell.
   * @param {Index} index
   * @param {Query} parsed
   * @returns {Slot[]}
   */
  const makeSlots = (index, parsed) => {
    const { pieces, phrases, text } = parsed;
    const quoted = phrases.length > 0;
    parsed.fixed = normal(text);
    parsed.corrected = parsed.open = false;
    /** @type {Slot[]} */
    const slots = [];
    const add = (/** @type {string} */ text, /** @type {number} */ weight, /** @type {Slot["terms"]} */ terms, optional = false) =>
      slots.push({ text, weight, optional, terms, postings: [], worth: 0, needed: 0 });
    /** The term alone, or else, for what is still being typed, terms that begin so. */
    const exact = (/** @type {string} */ term, open = 0) => {
      if (index.has(term) || !open) return new Map([[term, 1]]);
      return new Map(index.terms.beginning(term, 3).map(([long]) => [long, (open * term.length) / long.length]));
    };
    const single = (/** @type {string} */ word, /** @type {boolean} */ last, /** @type {boolean} */ exactly) => {
      const stop = skips(parsed, word);
      const found = variants(index, word, { last, stop, exactly });
      const instead = found.corrected;
      if (instead) {
        // It may be a part of a name, but not of another word.
        const [before, all] = [parsed.fixed, ` ${word} `];
        parsed.fixed = ` ${before} `.includes(all) ? ` ${before} `.replace(all, ` ${instead} `).trim() : before.replace(word, instead);
        parsed.corrected = true;
      }
      parsed.open = last && !index.has(word);
      add(word, stop ? 0.15 : 1, found.terms, stop && !found.terms.size);
    };
    pieces.forEach((piece, at) => {
      const last = at === pieces.length - 1;
      for (const sigil of piece.sigils) add(sigil, 1.5, exact(sigil, last ? 0.7 : 0));
      if (piece.dense) {
        for (const pair of piece.units) add(pair, 1, exact(pair, [...pair].length > 1 ? 0 : 1.6));
      } else if (piece.all.length) {
        const name = whole(piece);
        const several = piece.units.length > 1;
        if (several && !index.terms.beginning(name, 1).length && !index.waits) {
          piece.units.forEach((unit, place) => single(unit, last && place === piece.units.length - 1, quoted));
          return;
        }
        const before = slots.length;
        single(name, last, quoted || several);
        const next = pieces[at + 1];
        if (next?.all.length && !next.dense && slots.length === before + 1) slots[before].joined = name + whole(next);
        if (several) {
          for (const unit of piece.units) if (!STOP_WORDS.has(unit)) add(unit, 0.15, exact(unit), true);
        }
      }
    });
    // Two words that occur as one stand for both; so does one name made of all of them.
    slots.forEach(({ joined }, at) => {
      if (!joined || !index.has(joined)) return;
      for (const slot of slots.slice(at, at + 2)) slot.terms.set(joined, 0.95);
    });
    const name = pieces.map((piece) => (piece.dense ? " " : whole(piece))).join("");
    // Its shard is there, if it is that of the first word.
    if (pieces.length > 2 && index.terms.at(name) === index.terms.at(whole(pieces[0])) && index.terms.get(name)) {
      for (const slot of slots) slot.terms.set(name, 0.95);
      add(name, 0.5, exact(name), true);
    }
    for (const slot of slots) {
      for (const [term, weight] of slot.terms) {
        const postings = index.postings(term, weight < 0.5);
        if (postings) slot.postings.push([postings, weight]);
      }
    }
    return slots;
  };

  /** How much it matters to have all of the query. */
  const COVERED = 2.5;

  /** What is known of one page, or one section, by slot. */
  class Evidence {
    /** @param {number} slots */
    constructor(slots) {
      const zeros = () => Array(slots).fill(0);
      /** How well it is described. @type {number[]} */
      this.impact = zeros();
      /** How well the term stands for the slot. @type {number[]} */
      this.cover = zeros();
      /** The same, where the term is in its name. @type {number[]} */
      this.name = zeros();
      /** The length of the name. */
      this.length = 0;
    }

    /**
     * @param {number} slot
     * @param {number} weight
     * @param {number} value
     */
    add(slot, weight, value) {
      const impact = weight * IMPACTS[value];
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
      const rarity = count ? Math.log(1 + (sections - count + 0.5) / (count + 0.5)) : Math.log(1 + sections);
      slot.worth = slot.weight * rarity;
      // A word that no page has tells none from another.
      slot.needed = slot.optional || !count ? 0 : slot.worth;
    }
    return slots.reduce((sum, { needed }) => sum + needed, 0);
  };

  /**
   * The pages that can be the best, by the most that each could score. Only they are looked at closely.
   * @param {Slot[]} slots
   * @param {number} total
   * @param {number} pages of the site
   * @param {Set<number> | undefined} allowed
   * @param {number} most
   */
  const choose = (slots, total, pages, allowed, most) => {
    const score = new Float64Array(pages);
    const covered = new Float64Array(pages);
    for (const slot of slots) {
      const impact = new Float64Array(pages);
      const cover = new Float64Array(pages);
      for (const [{ pages, most }, weight] of slot.postings) {
        for (let i = 0; i < pages.length; i++) {
          const page = pages[i];
          const value = weight * most[i];
          if (value > impact[page]) impact[page] = value;
          if (weight > cover[page]) cover[page] = weight;
        }
      }
      for (let page = 0; page < pages; page++) {
        score[page] += slot.worth * impact[page];
        covered[page] += slot.needed * cover[page];
      }
    }
    /** The best so far, in order. @type {number[]} */
    const chosen = [];
    for (let page = 0; page < pages; page++) {
      if (!score[page] || (allowed && !allowed.has(page))) score[page] = 0;
      else if (total) score[page] = (score[page] + total) * (covered[page] / total) ** COVERED;
      let place = chosen.length;
      while (place && score[chosen[place - 1]] < score[page]) place--;
      if (place === most || !score[page]) continue;
      chosen.splice(place, 0, page);
      if (chosen.length > most) chosen.pop();
    }
    const floor = score[chosen[0]] * FLOOR;
    return { chosen, count: score.filter((score) => score >= floor).length };
  };

  /**
   * What is known of a page and its sections.
   * @param {Slot[]} slots
   * @param {number} number
   */
  const gather = (slots, number) => {
    const whole = new Evidence(slots.length);
    /** @type {Map<number, Evidence>} */
    const sections = new Map();
    /** Slots and weights of what is somewhere on the page. @type {[number, number][]} */
    const anywhere = [];
    slots.forEach((slot, at) => {
      for (const [postings, weight] of slot.postings) {
        const i = position(postings.pages, number);
        if (postings.pages[i] !== number) continue;
        if (postings.whole[i] >= 0) whole.add(at, weight, postings.whole[i]);
        else if (postings.from[i] === postings.from[i + 1]) anywhere.push([at, weight]);
        for (let j = postings.from[i]; j < postings.from[i + 1]; j++) {
          let section = sections.get(postings.sections[j]);
          if (!section) sections.set(postings.sections[j], (section = new Evidence(slots.length)));
          section.add(at, weight, postings.values[j]);
        }
      }
    });
    for (const evidence of sections.size ? sections.values() : [whole]) {
      for (const [at, weight] of anywhere) evidence.add(at, weight, 0);
    }
    return { whole, sections };
  };

  /**
   * @param {Slot[]} slots
   * @param {number} total
   */
  const scorer = (slots, total) => {
    /** @param {Evidence} section @param {Evidence} page */
    const rate = (section, page) => {
      let sum = 0;
      let covered = 0;
      slots.forEach(({ worth, needed }, i) => {
        sum += worth * (section.impact[i] + page.impact[i]);
        covered += needed * Math.max(section.cover[i], page.cover[i]);
      });
      return total ? sum * (covered / total) ** COVERED : sum;
    };
    /**
     * How far the query is the name, and the name the query.
     * @param {Evidence} evidence
     * @param {number} sharpness how little a part of the query is worth
     */
    const named = (evidence, sharpness) => {
      if (!evidence.length) return 0;
      let covered = 0;
      let hits = 0;
      slots.forEach(({ needed }, i) => {
        covered += needed * evidence.name[i];
        if (needed && evidence.name[i] > 0.3) hits++;
      });
      const share = total ? covered / total : 0;
      return total * share ** sharpness * (0.3 + 0.7 * Math.min(1, hits / evidence.length));
    };
    return { rate, named };
  };

  /**
   * A page of whose texts nothing is known.
   * @param {number} page
   * @param {number} score
   * @param {RankedSection[]} sections
   * @returns {Ranked}
   */
  const candidate = (page, score, sections) => ({ page, score, sections, parts: new Set(), found: [], literal: 0 });

  /**
   * @param {Slot[]} slots
   * @param {number} total
   * @param {number[]} pages
   * @param {Set<number>} collections pages of very many sections, such as change logs, where any words meet by chance
   */
  const rank = (slots, total, pages, collections) => {
    const { rate, named } = scorer(slots, total);
    const isDense = dense.test(slots[0]?.text ?? "");
    const sharpness = isDense ? SHARP : 1.1;
    const has = (/** @type {Evidence} */ evidence) => slots.every((slot, at) => slot.optional || evidence.cover[at] > 0.99);
    const whole = slots.length > 1 ? WHOLE * total : 0;
    const ranked = [];
    for (const number of pages) {
      const page = gather(slots, number);
      /** @type {RankedSection[]} */
      const sections = [];
      const all = new Evidence(slots.length);
      /** In how many sections each slot is. */
      const places = slots.map(() => 0);
      for (const [section, evidence] of page.sections) {
        const full = has(evidence);
        sections.push({ section, full, score: rate(evidence, page.whole) + 0.7 * named(evidence, SHARP) + (full ? whole : 0) });
        for (let i = 0; i < slots.length; i++) {
          all.impact[i] = Math.max(all.impact[i], evidence.impact[i]);
          all.cover[i] = Math.max(all.cover[i], evidence.cover[i]);
          places[i] += evidence.cover[i];
        }
      }
      sections.sort((a, b) => b.score - a.score);
      const alone = rate(new Evidence(slots.length), page.whole);
      if (!sections.length || alone >= sections[0].score) sections.unshift({ section: 0, score: alone });
      let score = sections[0].score;
      if (!collections.has(number)) {
        score = Math.max(score, 0.75 * rate(all, page.whole));
        // What a page is about comes up all over it. One word alone may be in many small notes.
        slots.forEach(({ needed }, i) => {
          if (needed < total) score += needed * Math.min(0.5, BROAD * Math.log2(1 + places[i]));
        });
      } else if (slots.length < 3) {
        // A word or two are in some note of it, which is short and seldom meant.
        score *= 0.75;
      }
      score += 1.15 * named(page.whole, sharpness);
      ranked.push(candidate(number, score, sections));
    }
    return ranked.sort((a, b) => b.score - a.score || a.page - b.page);
  };

  /**
   * The pages that have all the wanted properties; nothing if none is wanted.
   * @param {Index} index
   * @param {[string, string][]} filters
   */
  const filtered = (index, filters) =>
    filters.reduce((/** @type {Set<number> | undefined} */ allowed, [facet, value]) => {
      const pages = index.postings(`:${facet}=${value}`)?.pages ?? [];
      return new Set(allowed ? pages.filter((page) => allowed.has(page)) : pages);
    }, undefined);

  /**
   * Loads one file of a result's texts and compares its sections with the query.
   * @param {Index} index
   * @param {Ranked} result
   * @param {number} part
   * @param {Query} parsed
   * @param {number} total
   */
  const verify = async (index, result, part, parsed, total) => {
    if (result.parts.has(part)) return;
    result.parts.add(part);
    const file = await index.texts(result.page, part);
    result.file ??= file;
    file[4].forEach((section, at) => {
      const number = part * SECTIONS_PER_FILE + at;
      const known = result.sections.find((other) => other.section === number);
      const name = nameBonus(number ? section[1] : file[1], parsed);
      const literal = literalBonus(number ? section : ["", file[1], section[2], section[3]], parsed);
      result.found.push({ section, literal, name, score: (known?.score ?? 0) + total * (literalWeight(parsed) * literal + 0.7 * name) });
      result.literal = Math.max(result.literal, literal);
    });
  };

  /**
   * Raises a result by what its texts have in common with the query.
   * @param {Result} result
   * @param {Query} parsed
   * @param {number} total
   */
  const raise = (result, parsed, total) => {
    result.found.sort((a, b) => b.score - a.score);
    const name = nameBonus(result.file[1], parsed);
    const heading = Math.max(...result.found.map(({ name }) => name));
    const named = Math.max(1.6 * name, 0.5 * heading) + TITLE * alike(result.file[1], parsed);
    result.score += total * (literalWeight(parsed) * result.literal + named);
  };

  /**
   * How far a name and the query have the same words, in any form and order, from 0 to 1.
   * @param {string} name
   * @param {Query} parsed
   */
  const alike = (name, { fixed }) => {
    const [wanted, own] = [fixed, normal(name)].map((text) =>
      text.split(" ").flatMap((word) => (STOP_WORDS.has(word) ? [] : stem(word))),
    );
    const shared = own.filter((word) => wanted.includes(word)).length;
    return shared / (wanted.length + own.length - shared || 1);
  };

  /** @param {Query} parsed */
  const literalWeight = ({ text }) => (isCode(text) ? 2 : 0.8);

  /** Whether a query is an identifier, for which its exact form counts. @param {string} query */
  const isCode = (query) => /^\S*([a-z][A-Z]|\w[_:]+\w|\w\.\w)\S*$/.test(query);

  /**
   * How far a name is the query: 1 if they are the same, less if the name goes on.
   * @param {string} name
   * @param {Query} parsed
   */
  const nameBonus = (name, { text, fixed: query, open }) => {
    if (isCode(text) && !name.includes(text)) return 0;
    const own = normal(name);
    const [tightName, tightQuery] = [own, query].map((text) => text.replace(/ /g, ""));
    if (tightName === tightQuery) return 1;
    const inside = dense.test(query) ? tightName.includes(tightQuery) : ` ${own} `.includes(` ${query}${open ? "" : " "}`);
    return inside ? 0.4 : 0;
  };

  /**
   * How far a section has the query word for word, from 0 to 1.
   * @param {SectionTexts} section
   * @param {Query} parsed
   */
  const literalBonus = ([, heading, text, code], { text: query, phrases, fixed }) => {
    const all = `${heading}\n${text}\n${code}`;
    let bonus = 0;
    if (/[^\p{L}\p{N}\s]|[a-z][A-Z]/u.test(query) && query.length > 2) {
      for (let at = all.indexOf(query); at >= 0 && bonus < 1; at = all.indexOf(query, at + 1)) {
        bonus = /[\w-]/.test(all[at - 1] ?? " ") || /\w/.test(all[at + query.length] ?? " ") ? 0.6 : 1;
      }
    }
    if (dense.test(query)) {
      return all.replace(/\s+/g, "").toLowerCase().includes(query.replace(/\s+/g, "").toLowerCase()) ? 1 : bonus;
    }
    if (!phrases.length && !fixed.includes(" ")) return bonus;
    const words = ` ${normal(all)} `;
    const wanted = phrases.length ? phrases : [fixed];
    if (!wanted.every((phrase) => words.includes(` ${phrase} `))) return phrases.length ? 0 : bonus;
    const length = fixed.split(" ").length;
    return phrases.length ? 1 : Math.max(bonus, SHORT_PHRASE * Math.min(8, Math.max(length, 2 * length - 3)));
  };

  /** What a phrase proves with each of its words: two of them meet by chance, those from the fourth on prove twice as much. */
  const SHORT_PHRASE = 0.2;

  /** What it is worth, of the whole query, to have all its words in one section as they were typed. */
  const WHOLE = 0.12;
  /** The same, of having them in many sections (up to five), and of having them alone in the title. */
  const BROAD = 0.2;
  const TITLE = 0.5;

  /**
   * How little a part of the query is worth in the name of a section, of which a page has many. In that of a page it is
   * worth nearly as much as it is of the query.
   */
  const SHARP = 3;

  /** What a result must score, of what the best does. */
  const FLOOR = 0.2;
  /** Pages that are looked at closely. */
  const CLOSELY = 60;
  const CLOSELY_QUOTED = 300;

  /** Texts that are loaded at a time: browsers ask a host for no more at once where it speaks HTTP/1.1. */
  const BATCH = 6;
  /** Texts in which a phrase is looked for, at most. */
  const TEXTS = 12;
  const TEXTS_QUOTED = 36;

  /**
   * Looks for a phrase in further sections: those that have all of its words, the best first.
   * @param {Index} index
   * @param {Ranked[]} ranked
   * @param {Query} parsed
   * @param {number} total
   * @param {number} most
   */
  const lookFurther = async (index, ranked, parsed, total, most) => {
    const places = ranked.flatMap((result) => result.sections.filter(({ full }) => full).map((place) => ({ result, ...place })));
    places.sort((a, b) => b.score - a.score);
    for (let at = 0; at < most && !ranked.some(({ literal }) => literal > 0.7); at += BATCH) {
      const batch = places.slice(at, at + BATCH);
      await Promise.all(
        batch.map(({ result, section }) => verify(index, result, Math.floor(section / SECTIONS_PER_FILE), parsed, total)),
      );
    }
  };

  /**
   * Searches.
   * @param {Index} index
   * @param {string} query
   * @param {number} [most] results: their texts are loaded in batches until there are so many
   * @param {Promise<boolean>} [rest] whether to go on; until then, no text is loaded that is not there
   */
  const search = async (index, query, most = 10, rest = Promise.resolve(true)) => {
    const parsed = parse(query, index.root.facets);
    let slots;
    let allowed;
    // What is missing leads to what else is: a word's shard, then how it is spelt, then where that occurs.
    do {
      await index.fetch();
      slots = makeSlots(index, parsed);
      allowed = filtered(index, parsed.filters);
    } while (index.waits);
    const total = weigh(slots, index.root.sections);
    const quoted = parsed.phrases.length > 0;
    const closely = Math.max(most + BATCH, quoted ? CLOSELY_QUOTED : CLOSELY);
    const { chosen, count } = choose(slots, total, index.root.pages, allowed, closely);
    let ranked = rank(slots, total, chosen, new Set(index.root.collections));
    if (!slots.length && allowed) ranked = [...allowed].map((page) => candidate(page, 1, [{ section: 0, score: 1 }]));
    const floor = (ranked[0]?.score ?? 0) * FLOOR;
    ranked = ranked.filter(({ score }) => score >= floor);
    const part = (/** @type {Ranked} */ result) => Math.floor(result.sections[0].section / SECTIONS_PER_FILE);
    const further = quoted || parsed.pieces.length > 3 || dense.test(parsed.text);
    /** @type {Result[]} */
    let results = [];
    /** @type {Result[]} */
    let read = [];
    while (ranked.length && results.length < most) {
      const batch = ranked.slice(0, BATCH);
      if (batch.some((result) => !index.files.has(index.file(result.page, part(result)))) && !(await rest)) return undefined;
      await Promise.all(batch.map((result) => verify(index, result, part(result), parsed, total)));
      if (further && !results.length) {
        await lookFurther(index, ranked, parsed, total, quoted ? TEXTS_QUOTED : TEXTS);
      }
      read = /** @type {Result[]} */ (ranked.filter(({ file }) => file));
      for (const result of read) raise(result, parsed, total);
      results.push(...read.sort((a, b) => b.score - a.score || a.page - b.page));
      ranked = ranked.filter(({ file }) => !file);
    }
    const isLiteral = (/** @type {Result} */ { literal }) => literal > 0;
    const exact = quoted && results.some(isLiteral);
    // Where none of the last ones has a phrase, the others, which are worse, need not be looked at.
    const more = ranked.length > 0 && (!exact || read.some(isLiteral));
    if (exact) results = results.filter(isLiteral);
    // Where not all were looked at, it is about how many.
    const known = exact || chosen.length < closely;
    return { results, more, count: Math.max(known ? 0 : count, results.length + (exact ? 0 : ranked.length)), slots, parsed };
  };

  nexusSearch.search = search;
})();
