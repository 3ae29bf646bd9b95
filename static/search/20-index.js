// The index as a script reads it: which file holds a word, and what a file says.
(() => {
  "use strict";
  const BASE = 45;

  /** Reads numbers off a text, one after the other. */
  class Reader {
    /** @param {string} text */
    constructor(text) {
      this.text = text;
      this.at = 0;
    }

    get more() {
      return this.at < this.text.length;
    }

    number() {
      let number = 0;
      for (let place = 1; ; place *= BASE) {
        // Digits are the characters from `#` on without `\` and `` ` ``; last ones count from 0, others from `BASE`.
        const code = this.text.charCodeAt(this.at++) - 35;
        const digit = code - +(code > 57) - +(code > 61);
        number += digit * place;
        // The end of the text ends a number, too, or one that is no data would have no end.
        if (!(digit >= BASE)) return number;
      }
    }

    /** The text up to the next space. */
    word() {
      const start = this.at;
      this.at = this.text.indexOf(" ", start) + 1 || this.text.length + 1;
      return this.text.slice(start, this.at - 1);
    }
  }

  /** The version of the files' format; `src/search.rs` has the same. */
  const FORMAT = 5;
  /** Characters of a file's name. */
  const NAME = 5;

  /**
   * The words of a table or shard in order, each written as what it shares with the one before, and the rest.
   * @param {Reader} reader
   * @param {(word: string) => void} each
   */
  const readWords = (reader, each) => {
    for (let last = ""; reader.more; each(last)) last = last.slice(0, reader.number()) + reader.word();
  };

  /** What stands before the name of the file that has a term's postings. */
  const ELSEWHERE = "`";

  /** How many values a section's number is multiplied by; those from `NAMES` on are classes of names. */
  const VALUES = 15;
  const NAMES = 6;
  /** How many heads of postings there are, and the one of pages that have the term somewhere. */
  const HEADS = 5;
  const MENTION = 4;
  /** How well a term describes a section, by value. */
  const IMPACTS = Array.from({ length: VALUES }, (_, value) => [0.2, 0.31, 0.41, 0.52, 0.65][value] ?? 0.8);

  /**
   * @param {string} text
   * @returns {Postings}
   */
  const decode = (text) => {
    const reader = new Reader(text);
    const pages = [];
    const whole = [];
    const from = [];
    const sections = [];
    const values = [];
    const most = [];
    let page = 0;
    let untold = 0;
    while (reader.more) {
      const number = reader.number();
      const head = number % HEADS;
      page += (number - head) / HEADS;
      pages.push(page);
      from.push(sections.length);
      // Of some pages no more is known than that they have it, which may be in two sections.
      const count = head & 1 ? reader.number() : +(head < MENTION);
      const own = head & 2 ? reader.number() : -1;
      if (head === MENTION) untold += 2;
      whole.push(own);
      let section = 0;
      let highest = head < MENTION ? 0 : IMPACTS[0];
      for (let each = 0; each < count; each++) {
        const value = reader.number();
        section += Math.floor(value / VALUES);
        sections.push(section);
        values.push(value % VALUES);
        highest = Math.max(highest, IMPACTS[value % VALUES]);
      }
      most.push(own < 0 ? highest : IMPACTS[own] + highest);
    }
    from.push(sections.length);
    return { pages, whole, most, from, sections, values, count: sections.length + pages.length + untold };
  };

  /** @param {string} names one behind the other @param {number} number */
  const nameAt = (names, number) => names.slice(number * NAME, (number + 1) * NAME);

  /** A sorted list of words, in shards. */
  class Words {
    /**
     * @param {Listed} table where each shard begins, and what it is called; in a large index, the same of lists of shards
     * @param {string} folder of the shards
     * @param {Index["missing"]} missing
     */
    constructor({ starts, names, lists }, folder, missing) {
      this.folder = folder;
      this.missing = missing;
      /** @type {string[]} */
      this.starts = [];
      /** Where the shards are. Until a list is there, it stands for those that it lists. @type {string[]} */
      this.paths = [];
      /** @type {Map<string, { words: string[], data: string[] }>} */
      this.shards = new Map();
      readWords(new Reader(starts), (start) => {
        this.paths.push((lists ? "d" : "") + folder + nameAt(names, this.starts.length));
        this.starts.push(start);
      });
    }

    /**
     * The shard that a word is in, if it is in any.
     * @param {string} word
     */
    at(word) {
      const place = position(this.starts, word);
      return this.starts[place] === word ? place : Math.max(0, place - 1);
    }

    /** @param {number} number */
    shard(number) {
      const path = this.paths[number];
      const shard = this.shards.get(path);
      if (!shard && path) this.missing.set(path, [path, (text) => this.take(path, text)]);
      return shard;
    }

    /** @param {string} path @param {string} text of a shard, or of a list */
    take(path, text) {
      /** @type {string[]} */
      const words = [];
      /** @type {string[]} */
      const data = [];
      const reader = new Reader(text);
      readWords(reader, (word) => {
        words.push(word);
        data.push(reader.word());
      });
      const place = path.startsWith("d") ? this.paths.indexOf(path) : -1;
      if (place < 0) this.shards.set(path, { words, data });
      else {
        this.starts.splice(place, 1, ...words);
        this.paths.splice(place, 1, ...data.map((name) => this.folder + name));
      }
    }

    /**
     * What is known of a word.
     * @param {string} word
     * @returns {string | undefined} nothing too where its shard is still missing
     */
    get(word) {
      const shard = this.shard(this.at(word));
      if (!shard) return undefined;
      const place = position(shard.words, word);
      return shard.words[place] === word ? shard.data[place] : undefined;
    }

    /**
     * The words with this beginning, in so many shards at most.
     * @param {string} beginning
     * @param {number} [most]
     * @returns {[string, string][]}
     */
    beginning(beginning, most = 2) {
      /** @type {[string, string][]} */
      const found = [];
      const first = this.at(beginning);
      const last = Math.min(this.at(`${beginning}\uffff`), first + most - 1);
      for (let number = first; number <= last; number++) {
        const shard = this.shard(number);
        if (!shard) continue;
        for (let at = position(shard.words, beginning); shard.words[at]?.startsWith(beginning); at++) {
          found.push([shard.words[at], shard.data[at]]);
        }
      }
      return found;
    }
  }

  /**
   * The index of the first of sorted values that is not before `word`.
   * @template {string | number} T
   * @param {ArrayLike<T>} words
   * @param {T} word
   */
  const position = (words, word) => {
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** An index, of which only what queries ask for is loaded. */
  class Index {
    /**
     * @param {Root} root what the file `root.js` holds
     * @param {(name: string) => Promise<any>} load gives the data of a file, by its name without the ending
     */
    constructor(root, load) {
      if (root?.format !== FORMAT) {
        throw new Error(`the index has format ${root?.format}, not ${FORMAT}: build the site anew`);
      }
      this.root = root;
      /** What is there, or on its way. @type {Map<string, Promise<any>>} */
      this.files = new Map();
      this.load = (/** @type {string} */ name) => {
        const file = this.files.get(name) ?? load(name);
        this.files.set(name, file);
        file.catch(() => this.files.delete(name));
        return file;
      };
      /** What was asked for and is not there: the path, and who takes what it holds. @type {Map<string, [string, (data: any) => void]>} */
      this.missing = new Map();
      this.terms = new Words(root.terms, "t/", this.missing);
      this.words = new Words(root.words, "f/", this.missing);
      this.reversed = new Words(root.reversed, "r/", this.missing);
      /** What stands for the postings of common terms. @type {Map<string, string>} */
      this.common = new Map();
      /** The names that blocks of pages share for their texts. @type {string[]} */
      this.blocks = [];
      /** The first page of each. @type {number[]} */
      this.firsts = [];
      const blocks = new Reader(root.texts);
      for (let page = 0; blocks.more; page += blocks.number()) {
        this.blocks.push(root.texts.slice(blocks.at, blocks.at + NAME));
        this.firsts.push(page);
        blocks.at += NAME;
      }
      readWords(new Reader(root.common.starts), (term) => this.common.set(term, ELSEWHERE + nameAt(root.common.names, this.common.size)));
      /** @type {Map<string, Postings>} */
      this.decoded = new Map();
    }

    /** Whether something was asked for that is not loaded. @returns {boolean} */
    get waits() {
      return this.missing.size > 0;
    }

    /** Loads all that was asked for and not there. */
    async fetch() {
      const missing = [...this.missing.values()];
      this.missing.clear();
      await Promise.all(missing.map(async ([path, take]) => take(await this.load(path))));
    }

    /** What a file says of a term: its postings, or the name of their file. @param {string} term */
    data(term) {
      return this.common.get(term) ?? this.terms.get(term);
    }

    /** Whether a term is known to occur. @param {string} term */
    has(term) {
      return this.data(term) !== undefined;
    }

    /**
     * Where a term occurs.
     * @param {string} term
     * @param {boolean} [rare] whether it does not matter if it is common
     * @returns {Postings | undefined} nothing too where that is still missing
     */
    postings(term, rare) {
      const data = this.data(term);
      const isElsewhere = data?.startsWith(ELSEWHERE);
      if (!data || (isElsewhere && rare)) return undefined;
      if (!this.decoded.has(term)) {
        const take = (/** @type {string} */ text) => this.decoded.set(term, decode(text));
        if (isElsewhere) this.missing.set(term, [`b/${data.slice(1)}`, take]);
        else take(data);
      }
      return this.decoded.get(term);
    }

    /** @param {number} page @param {number} part */
    file(page, part) {
      const block = position(this.firsts, page + 1) - 1;
      return `p/${this.blocks[block]}/${page - this.firsts[block]}-${part}`;
    }

    /**
     * One part of a page's texts: address, title, trail, kind, sections.
     * @param {number} page
     * @param {number} part
     * @returns {Promise<Texts>}
     */
    texts(page, part) {
      return this.load(this.file(page, part));
    }
  }

  Object.assign(
    nexusSearch,
    /** @satisfies {Partial<NexusSearch>} */ ({ Index, IMPACTS, NAMES, position, weight: (data) => new Reader(data).number() }),
  );
})();
