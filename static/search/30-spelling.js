// Other forms of a word: of the same stem, begun, or misspelt.
(() => {
  "use strict";
  const { dense, weight } = nexusSearch;

  /** @param {string} list endings, and what takes their place */
  const endings = (list) => list.split(",").map((ending) => ending.split(">"));
  /** Of the same word; of another word of its family. The first that fits counts. */
  const FORMS = endings("ings,ing,ies>y,ied>y,ed,es,s,e");
  const FAMILY = endings(
    "izations,ization,izing,ized,izes,ize,ising,ations,ation,ings,ing,ability,ables,able,ability>abl,ible,ies>y,ied>y,ers,er,ors,or,edly,ed,ments,ment,ness,ally>al,ly,ions,ion,es,s,e",
  );

  /**
   * A word without the ending that it has, if it has one of them.
   * @param {string} word
   * @param {string[][]} endings
   */
  const cut = (word, endings) => {
    for (const [ending, instead = ""] of endings) {
      if (word.endsWith(ending) && word.length - ending.length + instead.length > 3) {
        return word.slice(0, word.length - ending.length) + instead;
      }
    }
    return word;
  };

  /** The last letters of a stem alike. @param {string} stem */
  const plain = (stem) => {
    const single = stem.replace(/([bdgmnprt])\1$/, "$1").replace(/y$/, "i");
    return single.endsWith("e") && single.length > 4 ? single.slice(0, -1) : single;
  };

  /** The stem of an English word: that of its forms, or of its whole family. */
  const stem = (/** @type {string} */ word, family = true) => {
    if (word.length < 4 || /[^a-z]/.test(word)) return word;
    if (!family) return plain(cut(word, FORMS));
    return plain(cut(word, FAMILY).replace(/(?<=....)at$/, ""));
  };

  /**
   * How many letters are wrong, missing, too many or swapped with their neighbour; `most` + 1 if more than that.
   * @param {string} a
   * @param {string} b
   * @param {number} most
   */
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    /** @type {number[]} */
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  };

  /** @param {string} word */
  const letters = (word) => [...word].sort().join("");

  /** @param {string} word */
  const reverse = (word) => [...word].reverse().join("");

  /** How many mistakes a word of so many letters may have. @param {number} length */
  const allowed = (length) => (length >= 9 ? 2 : length >= 4 ? 1 : 0);

  /**
   * Letters that are right at one end at least, if there is one mistake.
   * @param {string} word
   */
  const sure = (word) => (word.length >= 7 ? 3 : 2);

  /**
   * Words that a word of which nothing is known may have been meant as, the likeliest first.
   * @param {Index} index
   * @param {string} word
   * @returns {{ word: string, weight: number }[]}
   */
  const corrections = (index, word) => {
    if (word.length < 4 || !/^[\p{L}\p{N}]+$/u.test(word) || dense.test(word)) return [];
    const found = near(index, word, sure(word));
    // Two mistakes may be at both ends.
    return found.length || index.waits || word.length < 8 ? found : near(index, word, 2);
  };

  /**
   * @param {Index} index
   * @param {string} word
   * @param {number} sure letters that are right at one end
   */
  const near = (index, word, sure) => {
    const found = [];
    let least = 2;
    const back = index.reversed.beginning(reverse(word).slice(0, sure), 3);
    // Those that begin as the word does, and those that end so.
    const alike = [...index.words.beginning(word.slice(0, sure), 3), ...back.map(([other, data]) => [reverse(other), data])];
    for (const [other, data] of new Map(/** @type {[string, string][]} */ (alike))) {
      // A letter may be missing of a word that is long enough for two mistakes.
      const most = allowed(Math.max(word.length, other.length));
      const mistakes = distance(word, other, most);
      if (mistakes > most || mistakes > least) continue;
      const start = other[0] === word[0];
      // One letter in place of another makes another short word: `helm` is not meant as `help`, nor `flutter` as `clutter`.
      // The first letter is seldom wrong: `ember` is not meant as `member`, nor `electron` as `selection`.
      if (!start && (word.length < 8 || mistakes > 1)) continue;
      if (word.length < 5 && word.length === other.length && letters(word) !== letters(other)) continue;
      least = mistakes;
      found.push({
        word: other,
        mistakes,
        weight: mistakes > 1 ? 0.8 : 0.92,
        common: weight(data) + (start ? 3 : 0),
      });
    }
    return found
      .filter(({ mistakes }) => mistakes === least)
      .sort((a, b) => b.common - a.common)
      .slice(0, 6);
  };

  Object.assign(nexusSearch, /** @satisfies {Partial<NexusSearch>} */ ({ stem, corrections }));
})();
