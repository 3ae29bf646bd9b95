// Code that nobody wrote: lines of real languages, some of them as in every program, others like no other.
//
// In documentation sets by others 45 % of the lines of code, and 28 % of its bytes, were there before in the same language:
// brackets, imports, the end of a command. What is written here repeats about as much; `repeated` counts it.

/**
 * What blocks are made of: pieces with `$w` for a word, `$n` for a number, `$s` for some words, and `$a`, `$b` for two names that
 * one piece has throughout. `share` says how many in a hundred blocks are in that language.
 */
const LANGUAGES = [
  {
    name: "bash",
    share: 22,
    pieces: [
      "npm install --save-dev $w-$w",
      "cd $w/$w\nnpm run build\n$w $w\n$w --$w\n./$w.sh $n\n$w $w $w",
      "export $A_HOME=\"$HOME/.$a\"\necho \"export PATH=\\$$A_HOME/bin:\\$PATH\" >> ~/.bashrc",
      "#!/usr/bin/env bash\nset -euo pipefail\n\nfor $a in \"$@\"; do\n  if [[ -f \"$$a\" ]]; then\n    $w --$w=$n \"$$a\" | sort -u > \"$w-$w.txt\"\n  fi\ndone",
      "# $s\n$w $w --$w $w --$w-$w=$n ./$w/$w.yaml\n",
      "curl -fsSL https://$w.example/$w/v$n/$w.json | jq '.$w[] | select(.$w == \"$w\")'",
    ],
  },
  {
    name: "python",
    share: 16,
    pieces: [
      "import os\nimport $w.$w\nfrom $w import $w, $w\n\n$a = $w($n)\n$b = $a.$w()\n$w($b, $w=$a)\nprint($w.$w)",
      "from dataclasses import dataclass\n\n\n@dataclass\nclass $C:\n    \"\"\"$s.\"\"\"\n\n    $a: int = $n\n    $b: str = \"$s\"\n\n    def $w(self):\n        return self.$a + len(self.$b)",
      "def $a($b, $w=None):\n    # $s\n    if not $b:\n        raise ValueError(f\"$s: {$b!r}\")\n    return [$w($b, $n) for $w in $w.$w()]",
      "if __name__ == \"__main__\":\n    main()",
      "try:\n    $a = $w.$w(\"$w\", $w=$n)\n    $b = $a.$w\nexcept $C:\n    $w.$w($n)\nelse:\n    print(\"$s\", $a)",
    ],
  },
  {
    name: "rust",
    share: 8,
    pieces: [
      "use std::collections::HashMap;\nuse $w::{$w, $w};",
      "#[derive(Debug, Clone)]\npub struct $C {\n    $a: HashMap<String, u32>,\n    $b: Option<&'static str>,\n}",
      "fn main() {\n    let mut $a = $w::$w($n);\n    let $b = $w.$w($a);\n    $a.$w($b)?;\n    println!(\"$s: {}\", $a.$w());\n}",
      "impl $C {\n    /// $s.\n    pub fn $a(&self, $b: &str) -> Result<u32, Error> {\n        match self.$w.get($b) {\n            Some($w) => Ok($w + $n),\n            None => Err(Error::$C(\"$s\".into())),\n        }\n    }\n}",
    ],
  },
  {
    name: "js",
    share: 18,
    pieces: [
      "import { $w, $w } from \"@$w/$w\";",
      "export default {\n  name: \"$w-$w\",\n  props: {\n    $a: { type: String, required: true },\n    $b: { type: Number, default: $n },\n  },\n};",
      "export async function $a($b) {\n  const $w = await fetch(`/$w/${$b}/$w`);\n  if (!$w.ok) {\n    throw new Error(\"$s\");\n  }\n  return $w.json();\n}",
      "// $s\nlet $w = $w.$w;\nconst { $w, $w } = $w($n);\nconst $a = $w.map(($b) => ({ ...$b, $w: $n, $w: \"$s\" }));\nconsole.log($a);",
      "describe(\"$s\", () => {\n  it(\"$s\", () => {\n    expect($w($n)).toBe($n);\n  });\n});",
    ],
  },
  {
    name: "yaml",
    share: 10,
    pieces: [
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: $w-$w\n  labels:\n    app: $w\nspec:\n  replicas: $n\n  containers:\n        - name: $w\n          image: \"$w/$w:$n\"\n          # $s\n          ports:\n            - containerPort: $n",
      "on:\n  push:\n    branches: [main]\njobs:\n  $a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: $w $w --$w $n",
      "$a:\n  $b: true\n  $w: \"$s\"\n  $w: $n\n  $w_$w:\n    - $w-$n\n    - $w-$w\n  $w: $w.$w",
    ],
  },
  {
    name: "json",
    share: 8,
    pieces: [
      "{\n  \"name\": \"$w-$w\",\n  \"version\": \"1.0.0\",\n  \"private\": true,\n  \"scripts\": {\n    \"$a\": \"$w --$w $n\"\n  },\n  \"dependencies\": {\n    \"$w\": \"^$n.0.0\"\n  }\n}",
      "{\n  \"$w\": \"$w/$w\",\n  \"$w\": $n,\n  \"$a\": [$n, $n, null],\n  \"$b\": {\n    \"$w\": \"$s\",\n    \"enabled\": true\n  }\n}",
    ],
  },
  {
    name: "html",
    share: 8,
    pieces: [
      "<div class=\"$w $w-$w\">\n  <p>$s</p>\n  <button type=\"button\" data-$w=\"$n\" onclick=\"$w('$w')\">$w</button>\n</div>",
      "<!doctype html>\n<html lang=\"en\">\n  <head>\n    <meta charset=\"utf-8\">\n    <title>$s</title>\n    <link rel=\"stylesheet\" href=\"/$w/$w.css\">\n  </head>\n  <body>\n    <script type=\"module\">\n      import $a from \"./$w.js\";\n      $a($n);\n    </script>\n  </body>\n</html>",
    ],
  },
  {
    name: "",
    share: 10,
    pieces: [
      "$w/\n├── $w/\n│   ├── $w-$w.md\n│   └── index.md\n└── package.json",
      "Error: $s ($w-$n)\n    at $w ($w/$w.js:$n)",
      "$s\n\n$s",
    ],
  },
];

const capital = (word) => word[0].toUpperCase() + word.slice(1);

/**
 * A block with its fences. `next` gives numbers from 0 to 1, `word` a word of small Latin letters.
 * @param {() => number} next @param {() => string} word
 */
export function codeBlock(next, word) {
  const below = (limit) => Math.floor(next() * limit);
  let at = next() * 100;
  const { name, pieces } = LANGUAGES.find(({ share }) => (at -= share) < 0) ?? LANGUAGES[0];
  const count = next() < 0.5 ? 1 : 1 + below(4);
  const parts = Array.from({ length: count }, () => {
    const [a, b] = [word(), word()];
    const values = {
      a: () => a,
      b: () => b,
      A: () => a.toUpperCase(),
      C: () => capital(a),
      w: word,
      n: () => String(below(9000)),
      s: () => Array.from({ length: 3 + below(5) }, word).join(" "),
    };
    return pieces[below(pieces.length)].replace(/\$([abACwns])(?![a-zA-Z])/g, (_, letter) => values[letter]());
  });
  return `\`\`\`${name}\n${parts.join("\n")}\n\`\`\``;
}

/** Which shares of the lines of code, and of their bytes, were there before in the same language. */
export function repeated(texts) {
  const seen = new Set();
  const sums = { lines: 0, bytes: 0, oldLines: 0, oldBytes: 0 };
  for (const text of texts) {
    for (const [, language, code] of text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)) {
      for (const line of code.split("\n").slice(0, -1)) {
        const [key, bytes] = [`${language}\n${line}`, Buffer.byteLength(line) + 1];
        sums.lines += 1;
        sums.bytes += bytes;
        if (seen.has(key)) {
          sums.oldLines += 1;
          sums.oldBytes += bytes;
        }
        seen.add(key);
      }
    }
  }
  return { lines: sums.oldLines / sums.lines, bytes: sums.oldBytes / sums.bytes };
}
