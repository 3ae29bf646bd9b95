// Every page is valid HTML.
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { build, filesOf, SPECIMEN } from "./lib/site.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // Matters of taste, which the HTML standard leaves open.
    "no-trailing-whitespace": "off",
    "doctype-style": "off",
    "void-style": "off",
    "attr-quotes": "off",
    "no-raw-characters": "off",
    "long-title": "off",
    // All files are of this site.
    "require-sri": "off",
  },
});

for (const [title, folder] of Object.entries({ hub: build(), specimen: build({ root: SPECIMEN }) })) {
  describe(`valid HTML in the ${title}`, () => {
    for (const name of filesOf(folder).filter((name) => name.endsWith(".html"))) {
      test(name, async () => {
        const { results } = await validator.validateFile(path.join(folder, name));
        const problems = results.flatMap(({ messages }) => messages);
        assert.deepEqual(problems.map((problem) => `${problem.line}:${problem.column} ${problem.ruleId}: ${problem.message}`), []);
      });
    }
  });
}
