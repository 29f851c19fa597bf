// A headless browser from a package, so that a machine needs nothing but Node.js; `CHROMIUM` names another one.

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/// Where pages and pictures of them are left, and where the browser is unpacked.
export const out = resolve(process.env.TANDEM_PAGE_OUT || "../../../../target/page");
mkdirSync(join(out, "browser"), { recursive: true });

// The machine may have no display, no rights to make a sandbox, and no network but its own.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/// Returns the path of a browser; the libraries and fonts that it needs beside it come in the same package.
async function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  process.env.TMPDIR = join(out, "browser");
  const { default: packed, inflate, setupLambdaEnvironment } = await import("@sparticuz/chromium");
  const folder = dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"));
  setupLambdaEnvironment(join(process.env.TMPDIR, "al2023", "lib"));
  await inflate(join(folder, "..", "bin", "al2023.tar.br"));
  return packed.executablePath();
}

export async function open() {
  return chromium.launch({ executablePath: await executable(), args: FLAGS });
}

/// Opens a file in a page of its own. Whatever the browser complains about, or asks a network for, is in `complaints`.
export async function visit(browser, file, { hash = "", width = 1280, height = 900, scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const address = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:"))
      complaints.push(request.url());
  });
  await page.goto(address + hash);
  await page.waitForFunction(() => document.querySelector("#now").textContent !== "");
  return { page, complaints, close: () => context.close() };
}
