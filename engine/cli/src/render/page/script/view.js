// The view: which time, name and span of time are shown. It is kept in the address, so that it can be sent to others.

const view = { t: start, name: null, span: 0, playing: false };
const listeners = [];

/// Spans of time to look at: the whole run, and one around every group of events in which something fails or recovers.
const spans = [{ label: "Whole run", from: start, to: end }, ...aroundEvents()];

function aroundEvents() {
  const groups = [];
  const gap = Math.max(180, (end - start) * 0.15);
  for (const event of events) {
    const incident = event.kind === "fail" || event.kind === "recover";
    const last = groups.at(-1);
    if (last && event.at - last.to <= gap)
      Object.assign(last, { to: event.at, label: last.label || (incident && event.text) });
    else groups.push({ label: incident && event.text, from: event.at, to: event.at });
  }
  const wide = (group) => {
    const margin = Math.max(20, (group.to - group.from) * 0.3);
    return { ...group, from: Math.max(start, group.from - margin), to: Math.min(end, group.to + margin) };
  };
  return groups
    .filter((group) => group.label)
    .map(wide)
    .filter((group) => group.to - group.from < (end - start) * 0.6);
}

function nameNow() {
  return sim.names[view.name] || null;
}

function spanNow() {
  return spans[view.span];
}

/// Changes the view and tells everyone; `drawn` says whether more than the time is new.
function show(change) {
  const before = { ...view };
  Object.assign(view, change);
  view.t = Math.min(end, Math.max(start, view.t));
  if (view.t < spanNow().from || view.t > spanNow().to) view.span = 0;
  const drawn = before.name !== view.name || before.span !== view.span;
  for (const listener of listeners) listener(drawn);
  remember();
}

let remembering = 0;

/// Writes the view into the address once it has rested: browsers refuse to do that many times a second.
function remember() {
  clearTimeout(remembering);
  remembering = setTimeout(() => {
    if (!view.playing) history.replaceState(null, "", address());
  }, 250);
}

function address() {
  const words = new URLSearchParams();
  words.set("t", String(Math.round(view.t * 10) / 10));
  if (nameNow()) words.set("name", nameNow().name);
  if (view.span) words.set("span", String(view.span));
  return `#${words}`;
}

/// Returns the view that an address asks for; what it does not say is the worst moment of the worst name.
function fromAddress(address) {
  const words = new URLSearchParams(new URL(address).hash.slice(1));
  const asked = sim.names.findIndex((name) => name.name === words.get("name"));
  const name = asked >= 0 ? asked : worstName();
  const t = Number.parseFloat(words.get("t"));
  if (!Number.isFinite(t)) return { name, t: worstTime(name), span: spanAround(worstTime(name)) };
  const span = Number.parseInt(words.get("span") || "0", 10);
  return { name, t, span: spans[span] ? span : 0 };
}

/// Returns the narrowest span that has a time in it.
function spanAround(t) {
  const around = spans.findIndex((span, index) => index > 0 && span.from <= t && t <= span.to);
  return Math.max(0, around);
}

function worstName() {
  const lost = sim.names.map((name) => lostTime(name.failed));
  return lost.length ? lost.indexOf(Math.max(...lost)) : null;
}

function worstTime(index) {
  const failed = index === null ? [] : sim.names[index].failed;
  const peak = failed.indexOf(Math.max(...failed));
  if (failed[peak] > 0) return Math.floor(times[peak] * 10) / 10;
  return events.length ? events[0].at : start;
}

/// Returns the area under a series of shares: for how many seconds everyone would have failed.
function lostTime(series) {
  let sum = 0;
  for (let index = 1; index < times.length; index += 1) {
    sum += ((series[index] + series[index - 1]) / 2) * (times[index] - times[index - 1]);
  }
  return sum;
}
