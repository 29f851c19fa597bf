// The data: what was simulated, read at any time between its points.

const NOTHING = {
  entry: "",
  until: 0,
  events: [],
  regions: [],
  geographies: [],
  times: [],
  names: [],
  stores: [],
  assumptions: [],
};
const sim = { ...NOTHING, ...JSON.parse(document.getElementById("data").textContent) };
const times = sim.times;
const start = times.length ? times[0] : 0;
const end = sim.until || times.at(-1) || start;
const events = [...sim.events].sort((a, b) => a.at - b.at);
const geographies = new Map(sim.geographies.map((geography) => [geography.id, geography]));

const JUMP = 0.0015; // What changes at once has two points a millisecond apart: just before, and just after.

/// Returns a series at a time, linear between its points; where it jumps, what it is just after. `null` is unknown.
function at(series, t) {
  if (!Array.isArray(series)) return typeof series === "number" ? series : null;
  if (!times.length) return null;
  const next = d3.bisectRight(times, t);
  if (next === 0) return known(series[0]);
  if (next === times.length) return known(series[next - 1]);
  if (times[next] - times[next - 1] < JUMP) return known(series[next]);
  const [left, right] = [known(series[next - 1]), known(series[next])];
  if (left === null || right === null) return t === times[next - 1] ? left : null;
  return left + ((right - left) * (t - times[next - 1])) / (times[next] - times[next - 1]);
}

function known(value) {
  return Number.isFinite(value) ? value : null;
}

/// Returns the largest value of some series, at least 0.
function largest(all) {
  return (
    d3.max(all, (series) => (Array.isArray(series) ? d3.max(series.filter(Number.isFinite)) : series)) || 0
  );
}

/// Returns the largest value of some series between two times, at least 0.
function largestWithin(all, from, to) {
  return d3.max(all, (series) => d3.max(pointsWithin(series, from, to), (point) => point[1] ?? 0)) || 0;
}

/// Returns the points `[t, value]` of a series between two times, with its ends.
function pointsWithin(series, from, to) {
  const points = [[from, at(series, from)]];
  times.forEach((t, index) => {
    if (t > from && t < to) points.push([t, known(series[index])]);
  });
  points.push([to, at(series, to)]);
  return points;
}

/// Returns the state of a region at a time; it holds until the next one.
function stateOf(region, t) {
  let state = "live";
  for (const [since, next] of region.state || []) if (since <= t) state = next;
  return state;
}

/// Returns when a region was not live: spans of `[from, to, state]`.
function troubles(region) {
  const changes = region.state || [];
  const spans = changes.map(([from, state], index) => [from, (changes[index + 1] || [end])[0], state]);
  return spans.filter(([from, to, state]) => state !== "live" && to > from);
}

/// Returns where the requests of a geography go at a time, largest first, and how much of each part fails.
///
/// The simulation says how much of a geography fails, not on which way. What goes nowhere fails; the rest is laid to the
/// regions that are not live, by their shares, and to all alike where every region lives.
function flows(name, id, t) {
  const geography = name.geographies[id];
  const parts = Object.entries(geography.regions || {})
    .map(([region, series]) => ({ id, region, share: at(series, t) || 0, fails: region === NOWHERE ? 1 : 0 }))
    .filter((part) => part.share > 0.0005)
    .sort((a, b) => b.share - a.share);
  const somewhere = parts.filter((part) => part.region !== NOWHERE);
  const troubled = somewhere.filter((part) => stateOf(regionOf(part.region), t) !== "live");
  const blamed = troubled.length ? troubled : somewhere;
  const share = (some) => some.reduce((sum, part) => sum + part.share, 0);
  const failed = (at(geography.failed, t) || 0) - (share(parts) - share(somewhere));
  for (const part of blamed) part.fails = Math.min(1, Math.max(0, failed / share(blamed)));
  return parts;
}

const NOWHERE = "nowhere"; // Where requests go that get no answer, or one that leads to nothing.

function regionOf(name) {
  return sim.regions.find((region) => region.name === name) || { name, state: [] };
}

function labelOf(id) {
  return (geographies.get(id) || {}).label || id;
}
