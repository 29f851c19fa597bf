// Uses the page of a simulation as a person does, in a headless browser; `cargo xtask page` makes it and runs this.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open, out, visit } from "./browser.mjs";
import { HOSTILE, crowded, dataOf, pageOf, storefront, valueAt } from "./data.mjs";

const html = readFileSync(process.env.TANDEM_PAGE || join(out, "page.html"), "utf8");
const real = dataOf(html);
const file = pageOf(html, "storefront", storefront());
let browser;

before(async () => {
  browser = await open();
});
after(() => browser.close());

/// Opens a page, does something with it, and wants no complaint of the browser.
async function on(path, options, use) {
  const visited = await visit(browser, path, options);
  await use(visited.page);
  assert.deepEqual(visited.complaints, []);
  await visited.close();
}

const address = (t, name) => `#${new URLSearchParams({ t, name })}`;
const failedShown = (page) => page.$eval("#now", (box) => Number(box.dataset.failed));
const timeShown = (page) => page.$eval("#time", (slider) => Number(slider.value));

/// Returns a share as the page writes shares of 10 % and more.
const written = (share) => `${Math.round(share * 100)}\u00a0%`;

async function showsData(path, simulation) {
  for (const name of simulation.names) {
    await on(path, {}, async (page) => {
      for (const t of [...simulation.times.filter((_, index) => index % 9 === 0), 61.5, 101, 119.25]) {
        await page.goto(page.url().split("#")[0] + address(t, name.name));
        const wanted = valueAt(simulation.times, name.failed, t);
        await page.waitForFunction(
          (t) => Math.abs(Number(document.querySelector("#time").value) - t) < 0.01,
          t,
        );
        assert.ok(Math.abs((await failedShown(page)) - wanted) < 1e-9, `${name.name} at ${t}`);
        if (wanted >= 0.1) assert.equal(await page.textContent("#failed-now"), written(wanted));
        for (const [region, series] of Object.entries(name.regions)) {
          const share = valueAt(simulation.times, series, t);
          const title = await page.textContent(`[data-region="${region}"] title`);
          if (share >= 0.1) assert.ok(title.includes(written(share)), `${region} at ${t}: ${title}`);
        }
      }
    });
  }
}

test("every figure is that of the chosen time", () => showsData(file, storefront()));

test("a simulation by the program itself shows its own figures", () =>
  showsData(pageOf(html, "real", real), real));

test("the address says what is shown, and shows what it says", async () => {
  await on(file, { hash: address(85, "www.example.com") }, async (page) => {
    assert.equal(await timeShown(page), 85);
    assert.equal(
      await page.$eval("#name", (select) => select.selectedOptions[0].textContent),
      "www.example.com",
    );
    await page.selectOption("#name", { label: "api.example.com" });
    await page.waitForFunction(() => location.hash.includes("name=api.example.com"));
    assert.match(page.url(), /#t=85&name=api\.example\.com/);
    await page.focus(".skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "where-title");
    assert.equal(await timeShown(page), 85);
  });
});

test("time is gone through by keys", async () => {
  await on(file, { hash: address(85, "api.example.com") }, async (page) => {
    const press = async (key, wanted) => {
      await page.keyboard.press(key);
      assert.equal(await timeShown(page), wanted, key);
    };
    await press("ArrowRight", 86);
    await press("ArrowLeft", 85);
    await press("Shift+ArrowRight", 95);
    await press("n", 108);
    await press("p", 60);
    await page.focus("#time");
    await press("End", 1800);
    await press("Home", 0);
    await press("ArrowRight", 1);
    await page.keyboard.press("Space");
    await page.waitForFunction(() => Number(document.querySelector("#time").value) > 20);
    assert.equal(await page.getAttribute("#play", "aria-label"), "Pause");
    await page.keyboard.press("Space");
    const stopped = await timeShown(page);
    await page.waitForTimeout(150);
    assert.equal(await timeShown(page), stopped);
  });
});

test("time is gone through by pointer: slider, marks, list, charts", async () => {
  await on(file, { hash: address(0, "api.example.com") }, async (page) => {
    const slider = await page.locator("#time").boundingBox();
    await page.mouse.move(slider.x + 9, slider.y + 10);
    await page.mouse.down();
    await page.mouse.move(slider.x + slider.width / 2, slider.y + 10, { steps: 4 });
    await page.mouse.up();
    assert.ok(Math.abs((await timeShown(page)) - 900) <= 3, String(await timeShown(page)));
    await page.click("#marks .fail");
    assert.equal(await timeShown(page), 60);
    await page.click('#events li:has-text("turns unhealthy") button');
    assert.equal(await timeShown(page), 109);
    const chart = page.locator(".plot").first();
    const { width } = await chart.boundingBox();
    await chart.click({ position: { x: width - 10, y: 40 } });
    assert.ok((await timeShown(page)) > 1790);
    await page.click('#spans button:has-text("us-east-1 fails")');
    assert.ok(Number(await page.getAttribute("#time", "max")) < 900);
  });
});

test("without an address it opens at the worst moment, near enough to see it", async () => {
  await on(file, {}, async (page) => {
    assert.equal(await page.textContent("#failed-now"), written(0.45));
    assert.match(
      await page.textContent("#why"),
      /us-east-1 has failed; from 2.m 49.s on no more than 1.% fail/,
    );
    assert.ok(Number(await page.getAttribute("#time", "max")) < 900);
  });
});

test("names that are markup stay text", async () => {
  await on(pageOf(html, "crowded", crowded()), { hash: address(130, HOSTILE) }, async (page) => {
    assert.equal(await page.$$eval("img", (images) => images.length), 0);
    assert.equal(await page.evaluate(() => window.harmed), undefined);
    assert.equal(await page.textContent("#entry"), HOSTILE);
    assert.equal(await page.$eval("#name", (select) => select.selectedOptions[0].textContent), HOSTILE);
  });
});

test("a simulation of nothing is said to be one", async () => {
  await on(pageOf(html, "empty", {}), {}, async (page) => {
    assert.match(await page.textContent("#now"), /No name is simulated/);
  });
});

test("what never comes back is said to last to the end", async () => {
  const simulation = storefront();
  const [name] = simulation.names;
  simulation.events = simulation.events.filter((event) => event.kind === "fail");
  simulation.regions.find((region) => region.name === "us-east-1").state = [[60, "failed"]];
  name.failed = simulation.times.map((t) => (t <= 60 ? 0 : 0.38));
  await on(pageOf(html, "broken", simulation), { hash: address(1500, name.name) }, async (page) => {
    assert.equal(await page.textContent("#failed-now"), written(0.38));
    assert.match(await page.textContent("#why"), /more than 1.% fail to the end/);
    assert.match(await page.textContent("#whole"), /More than 1.% fail for29.m.*until the end/);
  });
});

test("a run in which nothing fails says so", async () => {
  const simulation = { ...storefront(), events: [] };
  for (const name of simulation.names) name.failed = simulation.times.map(() => 0);
  simulation.regions.forEach((region) => {
    region.state = [[0, "live"]];
  });
  await on(pageOf(html, "calm", simulation), {}, async (page) => {
    assert.equal(await page.textContent("#title"), "Nothing fails");
    assert.match(await page.textContent("#now"), /^At 0.s: 0.% of requests fail\.$/);
    assert.match(await page.textContent("#why"), /Every region is live/);
  });
});

test("what has failed is known without colour", async () => {
  await on(file, { hash: address(75, "api.example.com") }, async (page) => {
    assert.match(await page.textContent("#map-picture .labels"), /us-east-1failed · 45\u00a0%/);
    assert.match(await page.textContent('#where [data-geography="NA"]'), /100\u00a0% fail/);
    const failing = page.locator('.flow.failing[data-flow="NA→us-east-1"]');
    assert.notEqual(await failing.evaluate((line) => getComputedStyle(line).strokeDasharray), "none");
  });
});

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const [name, path] of [
  ["storefront", file],
  ["crowded", join(out, "crowded.html")],
]) {
  for (const width of [400, 1000, 1600]) {
    for (const scheme of ["light", "dark"]) {
      test(`${name} fits and reads at ${width} px, ${scheme}`, async () => {
        await on(path, { hash: address(130, "api.example.com"), width, scheme }, async (page) => {
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} px wide`);
          const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
          const dark = Number(paper.match(/\d+/)[0]) < 128;
          assert.equal(dark, scheme === "dark", paper);
          await page.screenshot({ path: join(out, `${name}-${width}-${scheme}.png`), fullPage: true });
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          const said = violations.map(
            (found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`,
          );
          assert.deepEqual(said, []);
        });
      });
    }
  }
}

test("paper shows the figures and no controls", async () => {
  await on(file, { hash: address(130, "api.example.com"), scheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.isVisible("#play"), false);
    assert.equal(await page.isVisible("#keys"), false);
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      "rgb(255, 255, 255)",
    );
  });
});
