// A static file server that answers as GitHub Pages does: directory indexes, `404.html` for what is missing, gzip.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** The strictest policy a host may send: nothing from elsewhere, nothing inline, scripts only through Trusted Types. */
export const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/**
 * Serves a folder on a free port of this machine.
 * @param {string} folder
 * @param {{ base?: string, policy?: string }} [options] `base` is the path the site stands at, with a closing slash;
 *   `policy` is sent as Content-Security-Policy
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` ends with the base path
 */
export async function serve(folder, { base = "/", policy } = {}) {
  const root = path.resolve(folder);
  const server = http.createServer((request, response) => {
    const { status, file, location } = find(root, base, new URL(request.url, "http://localhost").pathname);
    if (location) return response.writeHead(301, { location }).end();
    if (!file) return response.writeHead(status, { "content-type": "text/plain" }).end(`${status}\n`);
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const headers = { "content-type": type, "cache-control": "max-age=600", "x-content-type-options": "nosniff" };
    if (policy) headers["content-security-policy"] = policy;
    let body = fs.readFileSync(file);
    if (/text|json|xml|javascript/.test(type) && /gzip/.test(request.headers["accept-encoding"] ?? "")) {
      body = zlib.gzipSync(body, { level: 9 });
      headers["content-encoding"] = "gzip";
    }
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** What a request is answered with: a file, or the address to go to. */
function find(root, base, address) {
  if (!address.startsWith(base)) return { status: 404 };
  const wanted = path.join(root, decodeURIComponent(address.slice(base.length)));
  if (wanted !== root && !wanted.startsWith(root + path.sep)) return { status: 403 };
  const is = (file, kind) => fs.statSync(file, { throwIfNoEntry: false })?.[kind]();
  if (is(wanted, "isDirectory")) {
    if (!address.endsWith("/")) return { status: 301, location: `${address}/` };
    const index = path.join(wanted, "index.html");
    if (is(index, "isFile")) return { status: 200, file: index };
  } else if (is(wanted, "isFile")) {
    return { status: 200, file: wanted };
  }
  const missing = path.join(root, "404.html");
  return is(missing, "isFile") ? { status: 404, file: missing } : { status: 404 };
}
