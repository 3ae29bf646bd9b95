// What the reader has learned, as a file: to keep it, and to take it to another browser.
(() => {
  "use strict";
  const FORMAT = "nexus-progress";
  const VERSION = 1;
  const LARGEST = 5_000_000;
  const TASKS = `nexus:${nexus.root.pathname}:tasks:`;

  /**
   * @typedef {object} Progress
   * @property {[string, Learned][]} learned
   * @property {[string, [string, boolean][]][]} tasks
   */

  /** A file that is not what it should be, in words for its reader. */
  class Unfit extends Error {}

  /** @param {unknown} value @returns {value is Record<string, unknown>} */
  const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  /**
   * The names and values of a part of an export.
   * @template T
   * @param {unknown} part
   * @param {string} what it is, in words
   * @param {(value: unknown, name: string) => T} read one of its values
   * @returns {[string, T][]}
   */
  const entries = (part, what, read) => {
    if (!isMap(part)) throw new Unfit(`${what} is not a list of names and values`);
    return Object.entries(part).map(([name, value]) => [name, read(value, name)]);
  };

  /** The names of the pages with tasks that this browser remembers. */
  const pagesWithTasks = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(TASKS)).map((key) => key.slice(TASKS.length));
    } catch {
      return [];
    }
  };

  const collect = () => ({
    format: FORMAT,
    version: VERSION,
    site: nexus.root.href,
    learned: nexus.recall("learned", {}),
    tasks: Object.fromEntries(pagesWithTasks().map((page) => [page, nexus.recall(`tasks:${page}`, {})])),
  });

  /**
   * Reads an export. Everything in it is looked at, and nothing of it is more than text, a number, or yes and no.
   * @param {string} text
   * @returns {Progress}
   * @throws {Unfit}
   */
  const parse = (text) => {
    /** @type {unknown} */
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      throw new Unfit("it is not JSON");
    }
    if (!isMap(data) || data.format !== FORMAT) throw new Unfit("it was not exported here");
    if (data.version !== VERSION) throw new Unfit("it was exported by another version");
    const learned = entries(data.learned, "“learned”", (mark, page) => {
      if (!isMap(mark) || typeof mark.at !== "number" || !(mark.at > 0 && mark.at < 1e14)) {
        throw new Unfit(`the mark of “${page}” has no date`);
      }
      const parts = entries(mark.parts, `what is learned of “${page}”`, (digest) => {
        if (typeof digest === "string" && /^\w{1,64}$/.test(digest)) return digest;
        throw new Unfit(`a part of “${page}” is not a digest`);
      });
      return { at: mark.at, parts: Object.fromEntries(parts) };
    });
    const tasks = entries(data.tasks, "“tasks”", (ticks, page) =>
      entries(ticks, `the tasks of “${page}”`, (tick) => {
        if (typeof tick === "boolean") return tick;
        throw new Unfit(`a task of “${page}” is neither ticked nor open`);
      }),
    );
    return { learned, tasks };
  };

  /**
   * Adds an export to what this browser knows: of two marks the later one holds, and what is ticked stays ticked.
   * @param {Progress} progress
   */
  const merge = ({ learned, tasks }) => {
    const marks = new Map(Object.entries(nexus.recall("learned", {})));
    let added = 0;
    for (const [page, mark] of learned) {
      const known = marks.get(page);
      if (!known) added++;
      if (!known || known.at < mark.at) marks.set(page, mark);
    }
    nexus.remember("learned", Object.fromEntries(marks));
    for (const [page, list] of tasks) {
      const ticks = new Map(Object.entries(nexus.recall(`tasks:${page}`, {})));
      for (const [task, tick] of list) ticks.set(task, tick || Boolean(ticks.get(task)));
      nexus.remember(`tasks:${page}`, Object.fromEntries(ticks));
    }
    return added;
  };

  /** @param {number} count */
  const pages = (count) => (count === 1 ? "1 page" : `${count} pages`);

  nexus.showProgress = () => {
    const count = Object.keys(nexus.recall("learned", {})).length;
    const about = `You have learned ${pages(count)}. This is kept in this browser only, and sent nowhere. Take it to another browser as a file.`;
    const save = nexus.element("button", { class: "button button-primary", type: "button" }, "Export");
    const file = nexus.element("input", { type: "file", accept: ".json,application/json" });
    const result = nexus.element("p", { role: "status" });
    const actions = nexus.element("div", { class: "dialog-actions" }, save, nexus.element("label", {}, "Import", file));
    const dialog = nexus.dialog("Your progress", "dialog-progress", nexus.element("p", {}, about), actions, result);

    save.addEventListener("click", () => {
      const address = URL.createObjectURL(new Blob([JSON.stringify(collect(), null, 2)], { type: "application/json" }));
      nexus.element("a", { href: address, download: "progress.json" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    });

    file.addEventListener("change", async () => {
      const chosen = file.files?.[0];
      if (!chosen) return;
      try {
        if (chosen.size > LARGEST) throw new Unfit("it is too large");
        const added = merge(parse(await chosen.text()));
        result.textContent = `Imported: ${pages(added)} more.`;
        // What the page shows was read before.
        dialog.addEventListener("close", () => location.reload(), { once: true });
      } catch (error) {
        result.textContent = `The file was not imported: ${error instanceof Unfit ? error.message : "it cannot be read"}.`;
      }
      file.value = "";
    });
  };
})();
