// Builds sites with the program under test.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
/** A small site that uses everything an entry may contain. */
export const SPECIMEN = path.join(REPOSITORY, "tests/browser/specimen");

const temporary = [];
process.on("exit", () => {
  for (const folder of temporary) fs.rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that is gone when the tests are done. */
export function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "nexus-test-"));
  temporary.push(folder);
  return folder;
}

/** The program under test: the release build, or what NEXUS names. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? "target";
  const file = process.env.NEXUS ?? path.resolve(REPOSITORY, target, "release/nexus");
  if (!fs.existsSync(file)) throw new Error(`${file} is missing: run \`cargo build --release\` first`);
  return file;
}

/**
 * Builds a site into a temporary folder. Warnings count as errors: what the tests look at must be sound.
 * @param {{ root?: string, baseUrl?: string }} [options]
 * @returns {string} the output folder
 */
export function build({ root = REPOSITORY, baseUrl } = {}) {
  const out = path.join(temporaryFolder(), "public");
  const address = baseUrl ? ["--base-url", baseUrl] : [];
  try {
    execFileSync(program(), ["build", "--root", root, "--out", out, "--strict", ...address], { stdio: "pipe" });
  } catch (error) {
    throw new Error(`nexus build of ${root} failed:\n${error.stderr ?? error.message}`);
  }
  return out;
}

/**
 * Copies a site's sources, so that a test may change them.
 * @param {string} root
 * @returns {string} the copy
 */
export function copySources(root) {
  const copy = temporaryFolder();
  for (const name of ["site.toml", "content", "templates", "static"]) {
    const from = path.join(root, name);
    if (fs.existsSync(from)) fs.cpSync(from, path.join(copy, name), { recursive: true });
  }
  return copy;
}

/**
 * Every file below a folder.
 * @param {string} folder
 * @returns {string[]} paths with forward slashes, relative to the folder, sorted
 */
export function filesOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/"))
    .sort();
}
