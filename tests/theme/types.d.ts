// What the theme's scripts share, among themselves and with the search: `tests/run` holds `static/theme/*.js`,
// `static/later/*.js` and `static/search/*.js` against it.

/** When a page was marked as learned, in milliseconds, and the digests that its parts had then, by the ids of their headings. */
interface Learned {
  at: number;
  parts: Record<string, string>;
}

/** What this browser remembers, by key. */
interface Remembered {
  keys: boolean;
  tab: string;
  learned: Record<string, Learned>;
  searches: string[];
  last: { page: string; title: string };
  [tasks: `tasks:${string}`]: Record<string, boolean>;
}

/** What a page tells about itself. */
interface About {
  title: string;
  description: string;
  kind: Element | null;
  /** By their ids. */
  headings: Map<string, string>;
}

/** What the functions of `static/later/` are about. */
interface Subjects {
  enlarge: [button: HTMLElement];
  listKept: [list: HTMLElement];
  requestEntry: [place: HTMLElement, repository: string, query: string];
  showChanges: [button: HTMLElement, ids: string[], at: number];
  showKeys: [control?: HTMLElement];
  showProgress: [control?: HTMLElement];
  suggest: [section: HTMLElement];
}

/** They come with the first call of `nexus.later`. */
type Later = { [Name in keyof Subjects]: (...subject: Subjects[Name]) => unknown };

/** `static/theme/00-core.js`. */
interface Core {
  readonly root: URL;
  readonly fromDisk: boolean;
  trust(address: string): string;
  run(address: string): Promise<HTMLScriptElement>;
  load(element: HTMLElement): Promise<unknown>;
  ready(prepare: () => void): void;
  each<E extends Element = HTMLElement>(selector: string, prepare: (element: E) => void): void;
  find<E extends Element = HTMLElement>(selector: string, within?: ParentNode): E;
  page(url: string): string;
  recall<Key extends keyof Remembered>(key: Key): Remembered[Key] | undefined;
  recall<Key extends keyof Remembered>(key: Key, fallback: Remembered[Key]): Remembered[Key];
  remember<Key extends keyof Remembered>(key: Key, value: Remembered[Key]): void;
  element<N extends keyof HTMLElementTagNameMap>(
    name: N,
    attributes?: Record<string, string>,
    ...children: (Node | string)[]
  ): HTMLElementTagNameMap[N];
  icon(name: string): SVGElement;
  isForPage(event: KeyboardEvent): boolean;
  announce(message: string): void;
}

/** What the other scripts add. */
interface Nexus extends Core, Later {
  tool(label: string, name: string, icon: string): HTMLButtonElement;
  later<Name extends keyof Subjects>(name: Name, ...subject: Subjects[Name]): Promise<unknown>;
  isFast(): boolean;
  index<File>(path: string, cache?: RequestCache): Promise<File>;
  indexRoot?: Promise<Root>;
  title(heading: Element): string;
  about(url: string): Promise<About | null>;
  pointAt(link: HTMLAnchorElement, y?: number): void;
  dialog(title: string, className: string, ...children: (Node | string)[]): HTMLDialogElement;
}

declare var nexus: Nexus;

/** What files of the search's index call. */
declare var nexusIndex: (data: unknown) => void;

/** What such a file holds, when it was run. */
interface HTMLScriptElement {
  data?: unknown;
}

/** Attributes that the templates promise where a script reads them. */
interface DOMStringMap {
  entry: string;
  later: "enlarge" | "showKeys" | "showProgress";
  parts: string;
  script: string;
  style: string;
}

/** An event's target may be an element. */
interface EventTarget {
  closest?: Element["closest"];
}

// What TypeScript's own declarations leave out, since not all browsers have it.
declare var trustedTypes:
  | { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } }
  | undefined;

interface Navigator {
  connection?: { saveData: boolean; effectiveType: string };
}
