// What the search's scripts share: `tests/run` holds `static/search/*.js` against it.

/** A piece of a text, as a query is made of: a word, an identifier, or a run of a script without spaces. */
interface Piece {
  dense: boolean;
  /** `--flag`, `@name`, `name!`: tokens of their own. */
  sigils: string[];
  /** What it is made of. */
  units: string[];
  /** All its tokens, the whole first. */
  all: string[];
}

/** Where a term occurs. Sections `from[i]` to `from[i + 1]` are those of `pages[i]`. */
interface Postings {
  pages: number[];
  /** How well the page as a whole is described; -1 where it is not. */
  whole: number[];
  /** How well each page can be described at most: as a whole, and by its best section. */
  most: number[];
  from: number[];
  sections: number[];
  values: number[];
  /** Of sections and pages. */
  count: number;
}

/** Sorted words, and the names of the files that begin with them. */
interface Listed {
  starts: string;
  names: string;
  /** Whether these are files that list the others. */
  lists?: boolean;
}

/** What `root.js` holds: `src/search.rs`. */
interface Root {
  format: number;
  repository: string | null;
  pages: number;
  sections: number;
  collections: number[];
  terms: Listed;
  common: Listed;
  words: Listed;
  reversed: Listed;
  texts: string;
  facets: Record<string, Record<string, number>>;
}

/** Id, heading, text, code. */
type SectionTexts = [string, string, string, string];

/** One file of texts: address, title, trail, kind and its label, sections. */
type Texts = [string, string, string[], [string, string], SectionTexts[]];

/** A sorted list of words in shards, of which some are loaded. */
interface Words {
  shards: Map<string, unknown>;
  paths: string[];
  at(word: string): number;
  get(word: string): string | undefined;
  beginning(beginning: string, most?: number): [string, string][];
}

interface Index {
  root: Root;
  terms: Words;
  words: Words;
  reversed: Words;
  files: Map<string, Promise<unknown>>;
  readonly waits: boolean;
  fetch(): Promise<void>;
  has(term: string): boolean;
  postings(term: string, rare?: boolean): Postings | undefined;
  file(page: number, part: number): string;
  texts(page: number, part: number): Promise<Texts>;
}

/** One thing that a query asks for. */
interface Slot {
  /** As it was typed. */
  text: string;
  weight: number;
  /** Whether an answer without it lacks nothing. */
  optional: boolean;
  /** The terms that stand for it, and how well. */
  terms: Map<string, number>;
  /** Those terms' postings. */
  postings: [Postings, number][];
  /** What it is worth to have it, as often as it occurs. */
  worth: number;
  /** The same, if an answer has to have it; else nothing. */
  needed: number;
  /** It and the next one, written as one. */
  joined?: string;
}

interface Query {
  filters: [string, string][];
  phrases: string[];
  text: string;
  pieces: Piece[];
  /** The text as it was understood, and whether that is another word than was typed. */
  fixed: string;
  corrected: boolean;
  /** Whether its last word is none, and so may be the beginning of one. */
  open: boolean;
}

interface RankedSection {
  section: number;
  score: number;
  /** Whether it has every word of the query. */
  full?: boolean;
}

/** A page that answers a query. */
interface Ranked {
  page: number;
  score: number;
  /** The best first. */
  sections: RankedSection[];
  /** The files of its texts that are loaded. */
  parts: Set<number>;
  /** The sections of these, the best first. */
  found: { section: SectionTexts; literal: number; name: number; score: number }[];
  /** How far one of them has the query word for word. */
  literal: number;
  file?: Texts;
}

type Result = Ranked & { file: Texts };

interface Answer {
  results: Result[];
  /** Whether there are others, for those who ask for more. */
  more: boolean;
  count: number;
  slots: Slot[];
  parsed: Query;
}

interface Mark {
  start: number;
  end: number;
}

interface NexusSearch {
  dense: RegExp;
  pairs(run: string): string[];
  runs: RegExp;
  pieces(text: string): Piece[];
  tokens(text: string): string[];
  normal(text: string): string;

  Index: new (root: Root, load: (name: string) => Promise<any>) => Index;
  IMPACTS: number[];
  NAMES: number;
  position<T extends string | number>(words: ArrayLike<T>, word: T): number;
  weight(data: string): number;

  stem(word: string, family?: boolean): string;
  corrections(index: Index, word: string): { word: string; weight: number }[];

  search(index: Index, query: string, most?: number, rest?: Promise<boolean>): Promise<Answer | undefined>;

  marks(text: string, terms: Set<string>): Mark[];
  excerpt(text: string, terms: Set<string>): { text: string; marks: Mark[]; words: number };
  fragment(text: string, terms: Set<string>): string;

  open(): void;
  ask(query: string): Promise<Answer | undefined>;
  short(address: string): string;
}

declare var nexusSearch: NexusSearch;
