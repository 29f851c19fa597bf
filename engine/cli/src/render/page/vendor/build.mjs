// Bundles the libraries and the map of the world into files that the binary embeds: `npm ci && npm run build`.

import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

/// Returns the names of the packages whose code is in the bundle.
function packagesOf(metafile) {
  const inputs = Object.keys(metafile.inputs).filter((path) => path.startsWith("node_modules/"));
  return [...new Set(inputs.map((path) => path.split("/")[1]))].sort();
}

/// Returns the licences of packages, each text once, after the packages it holds for.
function licences(packages) {
  const holders = new Map();
  for (const name of packages) {
    const text = read(`node_modules/${name}/LICENSE`).trim();
    const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`));
    holders.set(text, [...(holders.get(text) || []), `${name} ${version} (${license})`]);
  }
  return [...holders].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join("\n\n");
}

/// Returns the map without the countries' names: the page shows none.
function worldWithoutNames() {
  const world = JSON.parse(read("node_modules/world-atlas/countries-110m.json"));
  for (const country of world.objects.countries.geometries) delete country.properties;
  delete world.objects.land;
  return JSON.stringify(world);
}

const options = {
  entryPoints: ["index.js"],
  absWorkingDir: new URL(".", import.meta.url).pathname,
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "d3",
  target: "es2020",
  metafile: true,
  write: false,
};
const { outputFiles, metafile } = await build(options);
const notice = licences([...packagesOf(metafile), "world-atlas"]);
writeFileSync(new URL("LICENSES.txt", import.meta.url), notice);
writeFileSync(new URL("d3.min.js", import.meta.url), `/*!\n${notice}*/\n${outputFiles[0].text}`);
writeFileSync(new URL("world.json", import.meta.url), `${worldWithoutNames()}\n`);
