// Other forms of a word: of the same stem, begun, misspelt, or two words written as one.
(() => {
  "use strict";

  /** Endings that are cut off, and what takes their place. The first that fits counts. */
  const ENDINGS =
    "ations,ation,izing>iz,ized>iz,izes>iz,ize>iz,ising>iz,ings,ing,ies>y,ied>y,ers,er,ors,or,edly,ed,ments,ment,ness,ability>abl,able,ible,ally>al,ly,ions,ion,es,s,e"
      .split(",")
      .map((ending) => ending.split(">"));

  /**
   * The stem of an English word. Words of one stem are told apart no further.
   * @param {string} word
   */
  const stem = (word) => {
    if (word.length < 4 || /[^a-z]/.test(word)) return word;
    let result = word;
    for (const [ending, instead = ""] of ENDINGS) {
      if (!result.endsWith(ending) || result.length - ending.length + instead.length < 4) continue;
      result = result.slice(0, result.length - ending.length) + instead;
      break;
    }
    if (result.endsWith("at") && result.length > 5) result = result.slice(0, -2);
    result = result.replace(/([bdgmnprt])\1$/, "$1");
    return result.endsWith("e") && result.length > 4 ? result.slice(0, -1) : result;
  };

  /**
   * How many letters are wrong, missing, too many or swapped with their neighbour; `most` + 1 if more than that.
   * @param {string} a
   * @param {string} b
   * @param {number} most
   */
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  };

  /** @param {string} word */
  const reverse = (word) => [...word].reverse().join("");

  /** How many mistakes a word of so many letters may have. @param {string} word */
  const allowed = (word) => (word.length >= 9 ? 2 : word.length >= 4 ? 1 : 0);

  /**
   * Letters that are right at one end at least, if there is one mistake.
   * @param {string} word
   */
  const sure = (word) => (word.length >= 7 ? 3 : 2);

  /**
   * Words that a word of which nothing is known may have been meant as, the likeliest first.
   * @param {any} index
   * @param {string} word
   * @returns {Promise<{ word: string, weight: number }[]>}
   */
  const corrections = async (index, word) => {
    const most = allowed(word);
    if (!most || !/^[\p{L}\p{N}]+$/u.test(word) || nexusSearch.dense.test(word)) return [];
    await loadNeighbours(index, word);
    /** @type {Map<string, { mistakes: number, common: number }>} */
    const found = new Map();
    const consider = (/** @type {string} */ known, /** @type {string} */ data) => {
      if (found.has(known)) return;
      const mistakes = distance(word, known, most);
      if (mistakes <= most) found.set(known, { mistakes, common: nexusSearch.weight(data) });
    };
    for (const [known, data] of index.words.beginning(word.slice(0, sure(word)))) consider(known, data);
    for (const [known, data] of index.reversed.beginning(reverse(word).slice(0, sure(word)))) {
      consider(reverse(known), data);
    }
    const least = Math.min(...[...found.values()].map(({ mistakes }) => mistakes));
    return [...found]
      .filter(([, { mistakes }]) => mistakes === least)
      .map(([known, { mistakes, common }]) => ({
        word: known,
        weight: (mistakes === 1 ? 0.92 : 0.8) * (known[0] === word[0] ? 1 : 0.93),
        common: common + (known[0] === word[0] ? 3 : 0),
      }))
      .sort((a, b) => b.common - a.common)
      .slice(0, 6);
  };

  /**
   * The two known words that a word is made of, if there are such; those that are most common.
   * @param {any} index
   * @param {string} word
   * @returns {Promise<string[]>}
   */
  const halves = async (index, word) => {
    if (word.length < 6 || /[^a-z0-9]/.test(word)) return [];
    await loadNeighbours(index, word);
    let best = 0;
    /** @type {string[]} */
    let result = [];
    const backwards = reverse(word);
    for (let cut = 3; cut <= word.length - 3; cut++) {
      const left = index.words.get(word.slice(0, cut)) ?? (cut < 4 ? index.terms.get(word.slice(0, cut)) && "a" : undefined);
      const right =
        index.reversed.get(backwards.slice(0, word.length - cut)) ??
        (word.length - cut < 4 ? "a" : undefined);
      if (left === undefined || right === undefined) continue;
      const common = 1 + Math.min(nexusSearch.weight(left), nexusSearch.weight(right));
      if (common > best) {
        best = common;
        result = [word.slice(0, cut), word.slice(cut)];
      }
    }
    return result;
  };

  /**
   * @param {any} index
   * @param {string} word
   */
  const loadNeighbours = async (index, word) => {
    const front = new Set();
    const back = new Set();
    index.words.want(front, word.slice(0, sure(word)), 3);
    index.reversed.want(back, reverse(word).slice(0, sure(word)), 3);
    await Promise.all([index.words.fetch(front), index.reversed.fetch(back)]);
  };

  nexusSearch.stem = stem;
  nexusSearch.corrections = corrections;
  nexusSearch.halves = halves;
})();
