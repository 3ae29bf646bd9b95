// The same hub for nexus and for its peers: the files of each, and the commands that build and serve them.
//
// Every site has one layout with the section's list at the side, an outline, tags, previous and next, and code highlighted
// into classes. nexus also makes its checks, search index, feeds and backlinks, which are not turned off.
import fs from "node:fs";
import path from "node:path";

const write = (root, name, text) => {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};
const yaml = (fields) => `---\n${Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join("")}---\n\n`;
const sectionsOf = (entries) => [...new Set(entries.map((entry) => entry.section))];

const nexus = {
  name: "nexus",
  entry: ({ section, name }) => `content/${section}/${name}.md`,
  page: ({ section, name }) => `${section}/${name}/`,
  text: ({ title, description, tags, date, extra, body }) => yaml({ title, description, tags, updated: date, ...extra }) + body,
  shared(root, entries) {
    write(root, "site.toml", 'title = "Benchmark"\ndescription = "A hub of real text."\nlanguage = "en"\nbase_url = "https://example.org/"\n');
    write(root, "content/index.md", yaml({ title: "Benchmark" }));
    for (const section of sectionsOf(entries)) write(root, `content/${section}/index.md`, yaml({ title: `Section ${section}` }));
  },
  out: "public",
  // A site with problems is built all the same; a spotless one is what it would be without.
  build: (root) => ["build", "--lenient", "--root", root],
  check: (root) => ["check", "--root", root],
  serve: (root, port) => ["serve", "--root", root, "--port", String(port)],
};

const HUGO_LAYOUT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><meta name="description" content="{{ .Description }}"></head>
<body><nav>{{ range .CurrentSection.RegularPages }}<a href="{{ .RelPermalink }}"{{ if eq . $ }} aria-current="page"{{ end }}>{{ .Title }}</a>{{ end }}</nav>
<main>{{ block "main" . }}{{ end }}</main></body></html>
`;
const HUGO_SINGLE = `{{ define "main" }}<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}
`;
const HUGO_LIST = `{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
`;

const hugo = {
  name: "Hugo",
  program: "hugo",
  version: ["version"],
  entry: ({ section, name }) => `content/${section}/${name}.md`,
  page: ({ section, name }) => `${section}/${name}/`,
  text: ({ title, description, tags, date, extra, body }) => yaml({ title, description, tags, date, ...extra }) + body,
  shared(root, entries) {
    write(root, "hugo.toml", 'title = "Benchmark"\nbaseURL = "https://example.org/"\n[markup.highlight]\nnoClasses = false\n');
    for (const section of sectionsOf(entries)) write(root, `content/${section}/_index.md`, yaml({ title: `Section ${section}` }));
    write(root, "layouts/baseof.html", HUGO_LAYOUT);
    write(root, "layouts/single.html", HUGO_SINGLE);
    for (const name of ["list", "home", "section", "taxonomy", "term"]) write(root, `layouts/${name}.html`, HUGO_LIST);
  },
  out: "public",
  build: (root) => ["--source", root, "--quiet"],
  serve: (root, port) => ["server", "--source", root, "--port", String(port), "--quiet"],
};

const ZOLA_LAYOUT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head><body>{% block body %}{% endblock %}</body></html>
`;
const ZOLA_PAGE = `{% extends "base.html" %}{% block title %}{{ page.title }}{% endblock %}{% block body %}
{% set section = get_section(path=page.ancestors | last) %}<nav>{% for p in section.pages %}<a href="{{ p.permalink }}"{% if p.path == page.path %} aria-current="page"{% endif %}>{{ p.title }}</a>{% endfor %}</nav>
<main><h1>{{ page.title }}</h1><ul>{% for h in page.toc %}<li><a href="{{ h.permalink }}">{{ h.title }}</a></li>{% endfor %}</ul>{{ page.content | safe }}
<ul>{% for tag in page.taxonomies.tags %}<li><a href="{{ get_taxonomy_url(kind="tags", name=tag) }}">{{ tag }}</a></li>{% endfor %}</ul>
{% if page.lower %}<a rel="prev" href="{{ page.lower.permalink }}">{{ page.lower.title }}</a>{% endif %}{% if page.higher %}<a rel="next" href="{{ page.higher.permalink }}">{{ page.higher.title }}</a>{% endif %}</main>{% endblock %}
`;
const ZOLA_LIST = `{% extends "base.html" %}{% block body %}<ul>{% if section %}{% for p in section.pages %}<li><a href="{{ p.permalink }}">{{ p.title }}</a></li>{% endfor %}{% endif %}</ul>{% endblock %}
`;
const ZOLA_TERM = `{% extends "base.html" %}{% block body %}<ul>{% for p in term.pages %}<li><a href="{{ p.permalink }}">{{ p.title }}</a></li>{% endfor %}</ul>{% endblock %}
`;
const ZOLA_TERMS = `{% extends "base.html" %}{% block body %}<ul>{% for t in terms %}<li><a href="{{ t.permalink }}">{{ t.name }}</a></li>{% endfor %}</ul>{% endblock %}
`;

const zola = {
  name: "Zola",
  program: "zola",
  version: ["--version"],
  entry: ({ section, name }) => `content/${section}/${name}.md`,
  page: ({ section, name }) => `${section}/${name}/`,
  text: ({ title, description, tags, date, body }) =>
    `+++\ntitle = ${JSON.stringify(title)}\ndescription = ${JSON.stringify(description)}\ndate = ${date}\n[taxonomies]\ntags = ${JSON.stringify(tags)}\n+++\n\n` +
    body.replace(/\]\(\.\.\/(s\d+\/e\d+\.md)\)/g, "](@/$1)"),
  shared(root, entries) {
    write(root, "config.toml", 'base_url = "https://example.org"\ntaxonomies = [{ name = "tags" }]\n[markdown.highlighting]\nstyle = "class"\ntheme = "github-dark"\n');
    write(root, "content/_index.md", "+++\n+++\n");
    for (const section of sectionsOf(entries)) write(root, `content/${section}/_index.md`, `+++\ntitle = "Section ${section}"\nsort_by = "title"\n+++\n`);
    write(root, "templates/base.html", ZOLA_LAYOUT);
    write(root, "templates/page.html", ZOLA_PAGE);
    for (const name of ["index", "section"]) write(root, `templates/${name}.html`, ZOLA_LIST);
    write(root, "templates/tags/single.html", ZOLA_TERM);
    write(root, "templates/tags/list.html", ZOLA_TERMS);
  },
  out: "public",
  build: (root) => ["--root", root, "build"],
};

const mdbook = {
  name: "mdBook",
  program: "mdbook",
  version: ["--version"],
  entry: ({ section, name }) => `src/${section}/${name}.md`,
  text: ({ title, body }) => `# ${title}\n\n${body}`,
  shared(root, entries) {
    write(root, "book.toml", '[book]\ntitle = "Benchmark"\n');
    const chapters = sectionsOf(entries).map((section) => {
      write(root, `src/${section}/index.md`, `# Section ${section}\n`);
      const own = entries.filter((entry) => entry.section === section);
      return `- [Section ${section}](${section}/index.md)\n${own.map(({ title, name }) => `  - [${title}](${section}/${name}.md)\n`).join("")}`;
    });
    write(root, "src/SUMMARY.md", `# Summary\n\n${chapters.join("")}`);
  },
  out: "book",
  build: (root) => ["build", root],
};

export const NEXUS = nexus;
/** Those that are asked to build the same site, where they are installed. */
export const PEERS = [hugo, zola, mdbook];

/** Writes the hub as `tool` reads it. */
export function writeSite(root, tool, entries) {
  fs.rmSync(root, { recursive: true, force: true });
  tool.shared(root, entries);
  for (const entry of entries) {
    const file = tool.entry(entry);
    write(root, file, tool.text(entry));
    if (entry.beside) write(root, path.join(path.dirname(file), entry.beside.name), entry.beside.bytes);
  }
}
