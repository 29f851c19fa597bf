// Runs the grammar as the editor does, and reads the notes of an annotated script.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

/** Returns the path of a file given relative to this extension's folder. */
export function path(relative) {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}

/** Loads the grammar of the extension. */
export async function grammar() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path("syntaxes/tandem.tmLanguage.json");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, "utf8"), file),
  });
  return registry.loadGrammar("source.tandem");
}

/** Returns the lines of a script, each with its tokens: text, columns from 0, and scopes from the outermost in. */
export function tokenize(grammar, script) {
  let stack = textmate.INITIAL;
  return script.split(/\r?\n/).map((text) => {
    const line = grammar.tokenizeLine(text, stack);
    stack = line.ruleStack;
    const tokens = line.tokens.map(({ startIndex, endIndex, scopes }) => {
      const end = Math.min(endIndex, text.length);
      return { from: startIndex, to: end, text: text.slice(startIndex, end), scopes };
    });
    return { text, tokens };
  });
}

/** Returns what the notes of an annotated script expect: a line, a column from 0, and a scope. */
export function notes(script) {
  const expected = [];
  let subject = 0;
  script.split(/\r?\n/).forEach((text, line) => {
    const under = text.match(/^\/\/(\s+)(\^+) (\S+)$/);
    const start = text.match(/^\/\/ <(-+) (\S+)$/);
    if (under) {
      const first = 2 + under[1].length;
      for (let column = first; column < first + under[2].length; column += 1) {
        expected.push({ line: subject, column, scope: under[3] });
      }
    } else if (start) {
      for (let column = 0; column < start[1].length; column += 1) {
        expected.push({ line: subject, column, scope: start[2] });
      }
    } else {
      subject = line;
    }
  });
  return expected;
}

/** Returns the scopes at a column of a line. */
export function scopes(line, column) {
  return line.tokens.find((token) => token.from <= column && column < token.to)?.scopes ?? [];
}
