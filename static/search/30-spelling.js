// Other forms of a word: of the same stem, begun, misspelt, or two words written as one.
(() => {
  "use strict";
  const { dense, weight } = nexusSearch;

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
   * @returns {{ word: string, weight: number }[]}
   */
  const corrections = (index, word) => {
    const most = allowed(word);
    if (!most || !/^[\p{L}\p{N}]+$/u.test(word) || dense.test(word)) return [];
    const backwards = reverse(word).slice(0, sure(word));
    const near = new Map([
      ...index.words.beginning(word.slice(0, sure(word)), 3),
      ...index.reversed.beginning(backwards, 3).map(([known, data]) => [reverse(known), data]),
    ]);
    const found = [...near].map(([known, data]) => {
      const start = known[0] === word[0];
      const mistakes = distance(word, known, most);
      return {
        word: known,
        mistakes,
        weight: (mistakes > 1 ? 0.8 : 0.92) * (start ? 1 : 0.93),
        common: weight(data) + (start ? 3 : 0),
      };
    });
    const least = Math.min(most, ...found.map(({ mistakes }) => mistakes));
    return found
      .filter(({ mistakes }) => mistakes === least)
      .sort((a, b) => b.common - a.common)
      .slice(0, 6);
  };

  /**
   * The two known words that a word is made of, if there are such; those that are most common.
   * @param {any} index
   * @param {string} word
   * @returns {string[]}
   */
  const halves = (index, word) => {
    if (word.length < 6 || /[^a-z0-9]/.test(word)) return [];
    const backwards = reverse(word);
    const front = new Map(index.words.beginning(word.slice(0, sure(word)), 3));
    const back = new Map(index.reversed.beginning(backwards.slice(0, sure(word)), 3));
    let best = -1;
    /** @type {string[]} */
    let result = [];
    for (let cut = 3; cut <= word.length - 3; cut++) {
      // Words of three letters are in no dictionary; they are taken on trust.
      const left = cut < 4 ? "a" : front.get(word.slice(0, cut));
      const right = word.length - cut < 4 ? "a" : back.get(backwards.slice(0, word.length - cut));
      if (!left || !right) continue;
      const common = Math.min(weight(left), weight(right));
      if (common > best) {
        best = common;
        result = [word.slice(0, cut), word.slice(cut)];
      }
    }
    return result;
  };

  Object.assign(nexusSearch, { stem, corrections, halves });
})();
