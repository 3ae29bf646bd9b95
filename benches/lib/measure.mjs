// What a program costs: seconds, processor seconds, and the most memory it held.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/** GNU time, which asks the system for what a finished program used. */
const TIME = "/usr/bin/time";

/**
 * Runs a program to its end, which may be one of the codes of `ends`.
 * @returns {{wall: number, cpu: number, user: number, memory: number}} Seconds, and mebibytes.
 */
export function run(program, args, ends = [0]) {
  const report = path.join(os.tmpdir(), `measure-${process.pid}`);
  const begin = performance.now();
  const { status, error, stderr } = spawnSync(TIME, ["--format", "%U %S %M", "--output", report, program, ...args], {
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const wall = (performance.now() - begin) / 1000;
  if (error) throw new Error(`${TIME} is needed: install GNU time (apt-get install time): ${error.message}`);
  if (!ends.includes(status)) throw new Error(`${program} ${args.join(" ")} failed:\n${stderr.slice(-2000)}`);
  // Of a program that fails, a line before says so.
  const [user, system, memory] = fs.readFileSync(report, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
  fs.rmSync(report);
  return { wall, cpu: user + system, user, memory: memory / 1024 };
}

export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};
export const median = (values) => percentile(values, 0.5);

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks for a page again and again until `accepts` takes it; seconds since `begin`, a time of `performance.now()`. */
async function until(url, begin, accepts, pause) {
  for (;;) {
    let text;
    try {
      const response = await fetch(url);
      text = response.ok ? await response.text() : undefined;
    } catch {
      text = undefined;
    }
    if (text !== undefined && accepts(text)) return (performance.now() - begin) / 1000;
    if (performance.now() - begin > 120_000) throw new Error(`${url} did not become what it should within two minutes`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** A preview server at work. */
export class Preview {
  /** Starts it, and waits for its first page. */
  static async start(program, args, port, page) {
    const preview = new Preview();
    preview.base = `http://127.0.0.1:${port}/`;
    const begin = performance.now();
    preview.child = spawn(program, args, { stdio: "ignore" });
    preview.firstPage = await until(preview.base + page, begin, () => true, 2);
    return preview;
  }

  /** Seconds from saving `text` in `file` until `page` holds `mark`. */
  async save(file, text, page, mark) {
    fs.writeFileSync(file, text);
    return until(this.base + page, performance.now(), (html) => html.includes(mark), 2);
  }

  stop() {
    return new Promise((resolve) => {
      this.child.on("exit", resolve);
      this.child.kill("SIGTERM");
    });
  }
}
