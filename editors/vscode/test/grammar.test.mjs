// The grammar against an annotated script, and against the scripts of the examples and the library.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";

import { grammar, notes, path, scopes, tokenize } from "./tokenize.mjs";

/** What the project ships as scripts. */
const SCRIPTS = [
  "../../examples/storefront/main.rhai",
  "../../examples/failover-pair/main.rhai",
  "../../stdlib/active_active.rhai",
  "../../stdlib/failover_pair.rhai",
];

let tandem;
before(async () => {
  tandem = await grammar();
});

/** Returns the scopes of every token with this text, in the order of the script. */
function found(lines, text) {
  return lines.flatMap((line) => line.tokens).filter((token) => token.text === text).map((token) => token.scopes);
}

test("every note of the annotated script holds", () => {
  const script = readFileSync(path("test/sample.rhai"), "utf8");
  const lines = tokenize(tandem, script);
  const expected = notes(script);
  assert.ok(expected.length > 200, "the notes are read");
  const missed = expected
    .filter(({ line, column, scope }) => !scopes(lines[line], column).includes(scope))
    .map(({ line, column, scope }) => {
      return `${line + 1}:${column + 1} expected ${scope}, found ${scopes(lines[line], column).join(" ")}`;
    });
  assert.deepEqual(missed, []);
});

test("the storefront's kinds, attributes, templates and durations have their scopes", () => {
  const lines = tokenize(tandem, readFileSync(path(SCRIPTS[0]), "utf8"));
  const expected = [
    ["hosted_zone", "entity.name.type.kind.tandem"],
    ["find_load_balancer", "entity.name.type.kind.tandem"],
    ["globalaccelerator", "entity.name.namespace.service.tandem"],
    ["alias", "entity.name.function.member.tandem"],
    ["latency", "support.function.tandem"],
    ["health_check", "entity.other.attribute-name.tandem"],
    ["failure_threshold", "entity.other.attribute-name.tandem"],
    ["us-east-1", "constant.other.region.tandem"],
    ["10s", "constant.numeric.duration.tandem"],
    ["${", "punctuation.section.interpolation.begin.tandem"],
    ["for", "keyword.control.tandem"],
  ];
  for (const [text, scope] of expected) {
    const tokens = found(lines, text);
    assert.ok(tokens.length > 0, `\`${text}\` is a token of its own`);
    assert.ok(tokens.some((token) => token.includes(scope)), `\`${text}\` is never ${scope}`);
  }
});

for (const script of SCRIPTS) {
  test(`${script.slice("../../".length)} is understood to its end`, () => {
    // A string, map or block left open would colour the line that follows the script.
    const lines = tokenize(tandem, `${readFileSync(path(script), "utf8")}\nafterwards`);
    assert.deepEqual(lines.at(-1).tokens[0].scopes, ["source.tandem", "variable.other.tandem"]);
    for (const [at, line] of lines.entries()) {
      for (const token of line.tokens) {
        const bad = token.scopes.find((scope) => scope.startsWith("invalid."));
        assert.equal(bad, undefined, `${at + 1}:${token.from + 1} \`${token.text}\``);
      }
    }
  });
}

test("every snippet is well formed, and its kinds are known to the grammar", () => {
  const snippets = JSON.parse(readFileSync(path("snippets/tandem.json"), "utf8"));
  const names = Object.keys(snippets);
  assert.ok(names.length >= 20, `only ${names.length} snippets`);
  const prefixes = new Set();
  for (const [name, { prefix, body, description }] of Object.entries(snippets)) {
    assert.ok(description, `${name} says what it is`);
    assert.ok(!prefixes.has(prefix), `${name} has a prefix of its own`);
    prefixes.add(prefix);
    const script = expand([].concat(body).join("\n"));
    assert.ok(!/\$\{?\d/.test(script), `${name} has a placeholder that does not parse: ${script}`);
    const lines = tokenize(tandem, `${script}\nafterwards`);
    assert.deepEqual(lines.at(-1).tokens[0].scopes, ["source.tandem", "variable.other.tandem"], `${name} is closed`);
    for (const line of lines) {
      for (const token of line.tokens) {
        const at = `${name}: \`${token.text}\` in \`${line.text}\``;
        assert.ok(!token.scopes.some((scope) => scope.startsWith("invalid.")), at);
        const service = token.scopes.includes("entity.name.namespace.tandem");
        assert.ok(!service || ["aa", "pair"].includes(token.text), `${at}: no service known to the grammar`);
      }
    }
  }
});

test("what package.json points at is there", () => {
  const { contributes } = JSON.parse(readFileSync(path("package.json"), "utf8"));
  const files = [
    ...contributes.languages.map((language) => language.configuration),
    ...contributes.grammars.map((grammar) => grammar.path),
    ...contributes.snippets.map((snippets) => snippets.path),
  ];
  for (const file of files) {
    assert.doesNotThrow(() => JSON.parse(readFileSync(path(file), "utf8")), file);
  }
  assert.ok(readdirSync(path(".")).includes("README.md"));
});

/** Returns the script that a snippet stands for when every placeholder keeps its first proposal. */
function expand(body) {
  let text = body;
  for (let depth = 0; depth < 5; depth += 1) {
    text = text
      .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
      .replace(/(?<!\\)\$\{\d+:([^${}]*)\}/g, "$1")
      .replace(/(?<!\\)\$\{?\d+\}?/g, "");
  }
  return text.replace(/\\([$}\\])/g, "$1");
}
