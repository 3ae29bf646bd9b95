// The search as readers see it: a field with results below, in a dialog or in a page of its own.
(() => {
  "use strict";
  if (typeof document === "undefined") return;
  const { Index, search, marks, excerpt, fragment } = nexusSearch;
  const { element } = nexus;
  /** Milliseconds without a key after which texts are loaded; the index is asked at once. */
  const REST = 150;
  /** Letters from which on it is asked at once: what fewer begin is too much. */
  const ENOUGH = 3;
  /** Pages that are shown at first, and that each asking for more adds. */
  const MOST = 6;
  const HEADINGS = 4;
  const RECENT = 5;
  const FACETS = ["kind", "difficulty", "technology", "tag", "time"];

  /** @type {Promise<Index> | undefined} */
  let opening;
  /** @param {RequestCache} [cache] */
  const openIndex = (cache) => {
    opening = (async () => {
      const root = await (cache ? nexus.index("root.js", cache) : (nexus.indexRoot ??= nexus.index("root.js")));
      // That a file is missing is cached, too.
      return new Index(root, (name) => nexus.index(`${name}.js`, cache));
    })();
    opening.catch(() => (opening = undefined));
    return opening;
  };
  // The preview has the site of now.
  document.addEventListener("nexus:edition", () => (opening = nexus.indexRoot = undefined));

  /**
   * Answers a query. Where a file is missing, the site was replaced since the page was opened, so it is tried once more
   * with the index of now.
   * @param {string} query
   * @param {number} [most] pages
   * @param {Promise<boolean>} [rest] whether the reader has stopped typing
   * @returns {Promise<Answer & { index: Index } | undefined>} nothing where the reader went on
   */
  const ask = async (query, most = MOST, rest) => {
    if (query.trim().length < ENOUGH && rest && !(await rest)) return undefined;
    const answer = async (/** @type {Index} */ index) => {
      const answer = await search(index, query, most, rest);
      return answer && { index, ...answer };
    };
    try {
      return await answer(await (opening ?? openIndex()));
    } catch {
      return answer(await openIndex("reload"));
    }
  };

  /**
   * Where nothing is found: a query without its filters, or else with every word cut short.
   * @param {Query} parsed
   */
  const nearby = ({ filters, text }) =>
    filters.length ? text : text.replace(/\S+/g, (word) => word.slice(0, Math.max(3, Math.ceil(word.length * 0.6))));

  /** A text with words marked. @param {{ text: string, marks: Mark[] }} part */
  const marked = ({ text, marks }) => {
    const parts = document.createDocumentFragment();
    let at = 0;
    for (const { start, end } of marks) {
      parts.append(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    parts.append(text.slice(at));
    return parts;
  };

  /** A name with the words that were found. @param {string} text @param {Set<string>} terms */
  const highlighted = (text, terms) => marked({ text, marks: marks(text, terms) });

  /** @param {string} address as links write it */
  const short = (address) => (nexus.fromDisk ? address : address.replace(/(^|\/)index\.html$/, "$1"));

  /**
   * Where a section's result leads.
   * @param {Texts} file
   * @param {SectionTexts} section
   * @param {Set<string>} terms
   */
  const target = (file, [id, , text, code], terms) => {
    const words = fragment(text, terms) || fragment(code, terms);
    const directive = words && `:~:text=${encodeURIComponent(words).replace(/-/g, "%2D")}`;
    const hash = id || directive ? `#${encodeURIComponent(id)}${directive}` : "";
    // The dot keeps a file's name from passing for a scheme.
    return new URL(`./${short(file[0])}${hash}`, nexus.root).href;
  };

  const OUTLINED = "button button-outline";

  /** @param {string} text @param {(event: Event) => void} act @param {Record<string, string>} [attributes] */
  const button = (text, act, attributes) => {
    const made = element("button", { class: OUTLINED, type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  };

  const allPages = () => element("a", { class: OUTLINED, href: /** @type {HTMLAnchorElement} */ (document.querySelector(".find")).href }, "All pages");

  /** A name from addresses, as people write it. @param {string} name */
  const named = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");

  let panels = 0;

  /** A field with its results. */
  class Panel {
    constructor() {
      const name = `nx-search-${++panels}`;
      this.input = element("input", {
        type: "search",
        placeholder: "Search",
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        enterkeyhint: "go",
        role: "combobox",
        "aria-label": "Search",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": `${name}-list`,
      });
      this.form = element("form", { class: "search-form", role: "search" }, nexus.icon("find"), this.input);
      this.facets = element("div", { class: "search-facets", role: "group", "aria-label": "Filters" });
      this.note = element("p", { class: "search-note", hidden: "" });
      this.list = element("div", {
        class: "search-list",
        id: `${name}-list`,
        role: "listbox",
        "aria-label": "Results",
      });
      this.more = element("div", { class: "search-more" });
      this.scroller = element("div", { class: "search-results", tabindex: "-1" }, this.note, this.list, this.more);
      this.name = name;
      /** @type {HTMLAnchorElement[]} */
      this.options = [];
      this.active = -1;
      this.asked = 0;
      this.timer = 0;
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.input.addEventListener("input", () => this.run(REST));
      this.input.addEventListener("keydown", (event) => this.key(event));
      // What is chosen by Enter is not to be hidden.
      this.input.addEventListener("focus", () => this.facets.querySelector("[open]")?.removeAttribute("open"));
    }

    /** @type {((query: string) => unknown) | undefined} */
    onask;
    /** @type {(() => void) | undefined} */
    onclose;
    /** Tells the query that is looked up whether the reader rests. @type {((rests: boolean) => void) | undefined} */
    rested;

    /** @param {KeyboardEvent} event */
    async key(event) {
      // An input method has the keys first.
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.options.length) {
        event.preventDefault();
        this.activate((this.active + step + this.options.length) % this.options.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        const wanted = this.asked + +(this.shown !== this.input.value);
        if (wanted > this.asked) await this.run();
        // The reader may have gone on, or away.
        if (wanted < this.asked) return;
        // With Ctrl or ⌘ a link opens in a new tab, as if it were clicked.
        this.options[Math.max(0, this.active)]?.dispatchEvent(new MouseEvent("click", event));
      } else if (event.key === "Escape" && this.onclose) {
        // Else the browser would only empty the field.
        event.preventDefault();
        this.onclose();
      }
    }

    /** @param {number} index */
    activate(index) {
      this.options[this.active]?.setAttribute("aria-selected", "false");
      this.active = index;
      const option = this.options[index];
      if (!option) return this.input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    /**
     * Looks the query up and shows what was found.
     * @param {number} [wait] milliseconds in which the reader may go on
     * @param {number} [most] pages
     */
    async run(wait = 0, most = MOST) {
      const query = this.input.value;
      const asked = ++this.asked;
      clearTimeout(this.timer);
      this.rested?.(false);
      const rest = new Promise((resolve) => {
        this.rested = resolve;
        this.timer = setTimeout(() => resolve(true), query.trim() ? wait : 0);
      });
      rest.then((rests) => rests && this.onask?.(query));
      this.list.setAttribute("aria-busy", "true");
      if (!query.trim()) return this.showStart();
      try {
        const answer = await ask(query, most, rest);
        const nearest = answer?.results.length === 0 ? await ask(nearby(answer.parsed)) : undefined;
        if (asked !== this.asked || !answer) return;
        this.shown = query;
        this.show(query, answer, most, nearest?.results);
      } catch {
        if (asked === this.asked) this.fail();
      }
    }

    /** @param {Node[]} groups */
    fill(groups) {
      this.list.replaceChildren(...groups);
      this.list.removeAttribute("aria-busy");
      this.more.replaceChildren();
      this.note.hidden = true;
      this.options = /** @type {HTMLAnchorElement[]} */ ([...this.list.querySelectorAll("[role=option]")]);
      this.options.forEach((option, at) => (option.id = `${this.name}-${at}`));
      this.input.setAttribute("aria-expanded", `${this.options.length > 0}`);
      this.active = -1;
      this.activate(this.options.length ? 0 : -1);
      this.scroller.scrollTop = 0;
    }

    /** Before anything was typed: what was looked for last. */
    async showStart() {
      /** @type {string[]} */
      const recent = nexus.recall("searches", []);
      const options = recent.map((query) => {
        const option = element("a", { role: "option", "aria-selected": "false" }, element("b", {}, query));
        option.addEventListener("click", () => this.ask(query));
        return option;
      });
      this.fill(recent.length ? [this.group(["Recent searches"], options)] : []);
      this.shown = "";
      if (recent.length) {
        const forget = () => {
          nexus.remember("searches", []);
          this.showStart();
          this.input.focus();
        };
        this.more.append(button("Clear recent searches", forget));
      }
      const index = await (opening ?? openIndex()).catch(() => undefined);
      if (index) this.showFacets(index);
    }

    /** @param {string} query */
    ask(query) {
      this.input.value = query;
      this.input.focus();
      this.run();
    }

    remember() {
      const query = this.input.value.trim();
      /** @type {string[]} */
      const others = nexus.recall("searches", []).filter((old) => old !== query);
      if (query) nexus.remember("searches", [query, ...others].slice(0, RECENT));
    }

    /**
     * @param {string} query
     * @param {Answer & { index: Index }} answer
     * @param {number} most pages
     * @param {Result[]} [nearest] where there is none: what comes nearest
     */
    show(query, { index, results, more, count, slots, parsed }, most, nearest) {
      const terms = new Set(slots.flatMap((slot) => [...slot.terms.keys()]));
      const known = most > MOST ? this.options.length : 0;
      this.fill((nearest ?? results).map((result) => this.page(result, terms)));
      this.activate(Math.min(known, this.options.length - 1));
      this.showFacets(index);
      if (!nearest) {
        if (more) {
          const show = () => {
            this.input.focus();
            this.run(0, most + MOST);
          };
          this.more.append(button("More results", show));
        }
        const isExact = !parsed.corrected && !(parsed.phrases.length && !results[0]?.literal);
        if (isExact) nexus.announce(count === 1 ? "1 page" : `${count} pages`);
        else this.say("Nothing has these very words. Results for ", element("b", {}, parsed.fixed));
        return;
      }
      this.say("Nothing was found for ", element("b", {}, query.trim()), nearest.length ? ". The nearest pages:" : ".");
      this.offer(query, index, parsed);
    }

    /** What can be done where nothing was found. @param {string} query @param {Index} index @param {Query} parsed */
    offer(query, { root }, parsed) {
      if (parsed.filters.length) {
        this.more.append(button("Search without filters", () => this.ask(parsed.text)));
      }
      this.more.append(allPages());
      if (!root.repository) return;
      const place = element("span");
      this.more.append(place);
      nexus.later("requestEntry", place, root.repository, parsed.text || query.trim());
    }

    fail() {
      this.fill([]);
      this.shown = undefined;
      this.say("The search index could not be loaded. Try again, or look through all pages.");
      this.more.append(allPages());
    }

    /** Tells readers, and those who listen. @param {...(Node | string)} parts */
    say(...parts) {
      this.note.replaceChildren(...parts);
      this.note.hidden = false;
      nexus.announce(this.note.innerText);
    }

    /**
     * @param {(Node | string)[]} head
     * @param {Node[]} options
     */
    group(head, options) {
      const id = `${this.name}-g${(this.groups = (this.groups ?? 0) + 1)}`;
      const title = element("div", { class: "search-page", id, role: "presentation" }, ...head);
      return element("div", { role: "group", "aria-labelledby": id }, title, ...options);
    }

    /** @param {Result} result @param {Set<string>} terms */
    page({ file, found }, terms) {
      const [, title, trail, [kind, label]] = file;
      const best = found[0].score;
      const sections = found.filter(({ score }, at) => at === 0 || score > best * 0.3).slice(0, HEADINGS);
      const head = [element("span", {}, highlighted(title, terms))];
      if (label) head.unshift(element("span", { class: "kind", "data-kind": kind }, label));
      if (trail.length) head.push(element("span", { class: "search-trail" }, trail.join(" / ")));
      return this.group(head, sections.map(({ section }) => this.section(file, section, terms)));
    }

    /** @param {Texts} file @param {SectionTexts} section @param {Set<string>} terms */
    section(file, section, terms) {
      const [, heading, text, code] = section;
      const name = heading || file[1];
      const [inText, inCode] = [excerpt(text, terms), excerpt(code, terms)];
      const body = inCode.words > inText.words ? element("code", {}, marked(inCode)) : element("span", {}, marked(inText));
      const option = element(
        "a",
        { role: "option", "aria-selected": "false", tabindex: "-1", href: target(file, section, terms) },
        element("b", {}, highlighted(name, terms)),
        body,
      );
      option.addEventListener("mousemove", () => {
        const at = this.options.indexOf(option);
        if (at !== this.active) this.activate(at);
      });
      option.addEventListener("click", (event) => {
        this.remember();
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.onclose?.();
      });
      return option;
    }

    /** Shows what results can be narrowed down to. @param {Index} index */
    showFacets({ root }) {
      // What somebody is about to choose from stays.
      if (this.facets.contains(document.activeElement)) return;
      const offered = FACETS.filter((facet) => Object.keys(root.facets[facet] ?? {}).length > 1);
      this.facets.replaceChildren(...offered.map((facet) => this.facet(facet, root.facets[facet])));
    }

    /**
     * @param {string} facet
     * @param {Record<string, number>} values and how many pages have each
     */
    facet(facet, values) {
      const filter = new RegExp(`(?<!\\S)${facet}:(\\S+)`);
      const chosen = filter.exec(this.input.value)?.[1] ?? "";
      const choices = Object.entries(values).sort((a, b) => b[1] - a[1]).map(([value, count]) => {
        const choose = () => {
          const rest = this.input.value.replace(filter, "").trim();
          // Behind a filter alone, the reader can type on.
          this.ask(value === chosen ? rest : `${facet}:${value} ${rest}`);
        };
        return button(`${named(value)} (${count})`, choose, { "aria-pressed": `${value === chosen}` });
      });
      const name = element("summary", { class: OUTLINED }, named(chosen || facet));
      return element("details", { name: `${this.name}-facet` }, name, element("div", {}, ...choices));
    }
  }

  /** @type {{ dialog: HTMLDialogElement, panel: Panel } | undefined} */
  let modal;
  const makeDialog = () => {
    const panel = new Panel();
    const keys = element("div", { class: "search-keys", "aria-hidden": "true" });
    for (const [key, what] of [["↑↓", "move"], ["Ctrl Enter", "new tab"], ["Esc", "close"]]) {
      keys.append(element("span", {}, element("kbd", {}, key), ` ${what}`));
    }
    const dialog = element("dialog", { class: "search", "aria-label": "Search" }, panel.form, panel.facets, panel.scroller, keys);
    panel.onclose = () => dialog.close();
    panel.form.append(button("Close", panel.onclose, { class: "button" }));
    // What is looked up is not wanted any longer.
    dialog.addEventListener("close", () => panel.asked++);
    /** Whether the pointer was pressed beside it: not while text was selected in the field. */
    let beside = false;
    dialog.addEventListener("pointerdown", ({ target }) => (beside = target === dialog));
    dialog.addEventListener("click", ({ target }) => beside && target === dialog && dialog.close());
    document.body.append(dialog);
    return { dialog, panel };
  };

  const place = document.getElementById("nx-search-place");
  if (place) {
    const inline = new Panel();
    place.append(inline.form, inline.facets, inline.scroller);
    place.classList.add("search-inline");
    const parameters = new URLSearchParams(location.search);
    const filters = FACETS.flatMap((facet) => parameters.getAll(facet).map((value) => `${facet}:${value}`));
    inline.input.value = [...filters, parameters.get("q")].join(" ").trim();
    // Pages opened from disk may not change their address.
    inline.onask = (query) =>
      nexus.fromDisk ||
      history.replaceState(history.state, "", query.trim() ? `?${new URLSearchParams({ q: query.trim() })}` : location.pathname);
    inline.run();
  }
  Object.assign(nexusSearch, {
    ask,
    short,

    open() {
      modal ??= makeDialog();
      const { dialog, panel } = modal;
      if (!dialog.open) dialog.showModal();
      panel.input.focus();
      panel.input.select();
      if (!panel.input.value) panel.showStart();
    },
  });
})();
