// Simulations to show, and what must be read off them at a time; told a second time, apart from the page's own script.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { out } from "./browser.mjs";

const OPENING = '<script type="application/json" id="data">';

export const storefront = () => JSON.parse(readFileSync(new URL("storefront.json", import.meta.url), "utf8"));

/// Returns the simulation that a page holds.
export function dataOf(html) {
  return JSON.parse(html.split(OPENING)[1].split("</script>")[0]);
}

/// Writes the page again with another simulation in it, and returns its file.
export function pageOf(html, name, simulation) {
  const [before, rest] = html.split(OPENING);
  const data = JSON.stringify(simulation).replaceAll("<", "\\u003c");
  const file = join(out, `${name}.html`);
  writeFileSync(file, before + OPENING + data + rest.slice(rest.indexOf("</script>")));
  return file;
}

/// Returns a series at a time, on the line between the points around it; at a jump, what it is just after.
export function valueAt(times, series, t) {
  const after = times.findIndex((time) => time > t);
  if (after === 0) return series[0];
  if (after < 0) return series.at(-1);
  const width = times[after] - times[after - 1];
  if (width < 0.0015) return series[after];
  const part = (t - times[after - 1]) / width;
  return series[after - 1] * (1 - part) + series[after] * part;
}

const SITES = [
  ["us-east-1", 39, -77.5],
  ["us-east-2", 40, -83],
  ["us-west-2", 45.8, -119.7],
  ["sa-east-1", -23.6, -46.6],
  ["eu-west-1", 53.4, -6.3],
  ["eu-west-2", 51.5, -0.1],
  ["eu-central-1", 50.1, 8.7],
  ["af-south-1", -33.9, 18.4],
  ["ap-south-1", 19.1, 72.9],
  ["ap-northeast-1", 35.7, 139.7],
  ["ap-southeast-1", 1.4, 103.8],
  ["ap-southeast-2", -33.9, 151.2],
];
const PLACES = [
  ["NA", "North America", 43, -98, 0.31, 0, 1],
  ["EU", "Europe", 49, 12, 0.28, 6, 5],
  ["OC", "Oceania", -25, 134, 0.05, 11, 10],
  ["AS", "Asia", 30, 95, 0.2, 9, 8],
  ["SA", "South America", -12, -58, 0.08, 3, 1],
  ["AF", "Africa", 3, 20, 0.05, 7, 4],
  ["US-WA", "Washington", 47.4, -120.5, 0.02, 2, 1],
  ["*", "anywhere else", 8, -30, 0.01, 0, 1],
];
export const HOSTILE = "</script><img src=x onerror=window.harmed=1>";

/// Returns a crowded simulation: twelve regions, one of them grey, eight geographies, and names that are markup.
export function crowded() {
  const simulation = storefront();
  const { times } = simulation;
  const during = (t) => t > 60 && t <= 1200;
  const leaving = simulation.names[0].geographies.NA.regions["us-east-1"];
  const troubles = {
    0: [
      [60, "failed"],
      [1200, "live"],
    ],
    6: [
      [60, "partial"],
      [1200, "live"],
    ],
  };
  simulation.entry = HOSTILE;
  simulation.regions = SITES.map(([name, lat, lon], index) => ({
    name,
    lat,
    lon,
    state: troubles[index] || [],
  }));
  simulation.geographies = PLACES.map(([id, label, lat, lon, demand]) => ({ id, label, lat, lon, demand }));
  const named = (name, kept) => {
    const made = {
      name,
      failed: times.map(() => 0),
      stale: simulation.names[0].stale,
      regions: {},
      geographies: {},
    };
    for (const [id, , , , demand, near, far] of PLACES) {
      const lost = { 0: 1, 6: 0.4 }[near] || 0;
      const there = lost ? leaving : times.map(() => kept);
      const elsewhere = there.map((share) => 1 - share);
      const failed = there.map((share, index) => (during(times[index]) ? share * lost : 0));
      const p50 = there.map((share) => Math.round(30 + 70 * (1 - share)));
      const p99 = failed.map((share, index) => (share === 1 ? null : p50[index] * 2 + 60));
      const shares = { [SITES[near][0]]: there, [SITES[far][0]]: elsewhere };
      made.geographies[id] = { failed, p50, p99, regions: shares };
      failed.forEach((share, index) => {
        made.failed[index] += share * demand;
      });
      for (const [region, series] of Object.entries(shares)) {
        made.regions[region] = (made.regions[region] || times.map(() => 0)).map(
          (sum, index) => sum + series[index] * demand,
        );
      }
    }
    return made;
  };
  simulation.names = [
    named("api.example.com", 0.9),
    named(HOSTILE, 0.8),
    named(`${"a-long-label-of-a-name.".repeat(4)}example.com`, 0.7),
  ];
  simulation.events.push({
    at: 60,
    kind: "fail",
    subject: "eu-central-1",
    text: `eu-central-1 fails in part ${HOSTILE}`,
  });
  return simulation;
}
