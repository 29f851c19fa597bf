// What an engineer on call wants to know at once: how much fails now, where everyone goes, and how bad it gets.

const MANY = 5; // From there on the list of geographies alone is as high as the map.

function statement() {
  byId("title").textContent = whatHappens();
  byId("entry").textContent = sim.entry;
  fillNames();
  if (sim.geographies.length > MANY) byId("map").append(byId("by-region"));
  listeners.push((drawn) => {
    sayNow();
    sayWhere();
    sayRegions();
    if (drawn) sayWhole();
  });
}

/// Returns the simulation in one sentence: what is done to the topology, and when.
function whatHappens() {
  const done = events.filter((event) => event.kind === "fail" || event.kind === "recover");
  if (!done.length) return "Nothing fails";
  const said = done.slice(0, 4).map((event, index) => {
    const again =
      index > 0 && done[index - 1].subject === event.subject && event.text.startsWith(`${event.subject} `);
    return `${again ? event.text.slice(event.subject.length + 1) : event.text} at ${clock(event.at)}`;
  });
  return said.join(", ") + (done.length > 4 ? ", …" : "");
}

function fillNames() {
  const select = byId("name");
  select.append(...sim.names.map((name, index) => el("option", { value: index }, name.name)));
  select.addEventListener("change", () => show({ name: Number(select.value) }));
  listeners.push(() => {
    select.value = String(view.name);
  });
}

function sayNow() {
  const name = nameNow();
  const failed = failedNow();
  const box = byId("now");
  box.setAttribute("aria-live", view.playing ? "off" : "polite");
  box.dataset.failed = failed === null ? "" : String(failed);
  if (!name) return box.replaceChildren("No name is simulated.");
  const figure = el("strong", { class: failed > 0.0005 ? "bad" : "good", id: "failed-now" }, percent(failed));
  box.replaceChildren(el("span", { class: "when" }, `At ${clock(view.t)}: `), figure, " of requests fail.");
  const notes = reasons(name, failed);
  byId("why").textContent = notes.length
    ? `${notes.join("; ")}.`
    : "Every region is live, every answer is current.";
}

/// Returns what is behind the figure: which regions are in trouble, when it is over, how much is out of date.
function reasons(name, failed) {
  const notes = [];
  for (const region of sim.regions) {
    const state = stateOf(region, view.t);
    if (state !== "live") notes.push(`${region.name} ${state === "failed" ? "has failed" : "works in part"}`);
  }
  if (failed > FEW) notes.push(endOf(name.failed));
  const stale = at(name.stale, view.t);
  if (stale > 0.0005) notes.push(`${percent(stale)} of requests follow an answer from before`);
  return notes;
}

/// Says when no more than a few of the requests fail that fail now.
function endOf(failed) {
  const next = times.findIndex((t, index) => t > view.t && failed[index] <= FEW);
  if (next < 0) return `more than ${percent(FEW)} fail to the end`;
  const [from, to] = [Math.max(view.t, times[next - 1]), times[next]];
  const high = at(failed, from);
  const t = high > failed[next] ? from + ((high - FEW) / (high - failed[next])) * (to - from) : to;
  return `from ${clock(Math.round(t))} on no more than ${percent(FEW)} fail`;
}

/// Says for every geography where its requests go, as a bar and in words.
function sayWhere() {
  const name = nameNow();
  const ids = name
    ? sim.geographies.map((geography) => geography.id).filter((id) => name.geographies[id])
    : [];
  byId("where").replaceChildren(
    ...ids.map((id) => {
      const parts = flows(name, id, view.t);
      const failed = at(name.geographies[id].failed, view.t);
      return el(
        "li",
        { "data-geography": id },
        el(
          "div",
          { class: "where-head" },
          el("b", {}, labelOf(id)),
          el("span", { class: "soft" }, `${percent((geographies.get(id) || {}).demand ?? null)} of demand`),
          failed > 0.0005 ? el("span", { class: "bad" }, `${percent(failed)} fail`) : null,
        ),
        bar(parts),
        el("div", { class: "where-text" }, destinations(parts)),
      );
    }),
  );
}

/// Says for every region whether it lives, and how much of all requests it takes.
function sayRegions() {
  const shares = nameNow() ? nameNow().regions : {};
  byId("regions").replaceChildren(
    ...sim.regions.map((region) => {
      const state = stateOf(region, view.t);
      const share = shares[region.name] ? at(shares[region.name], view.t) : 0;
      const fill = { live: fillOf(region.name), failed: "url(#failing)" }[state] || "url(#partial)";
      return el(
        "li",
        {},
        swatch(fill),
        el("span", {}, region.name),
        el(
          "span",
          { class: state === "live" ? "soft" : state === "failed" ? "bad" : "warn" },
          STATES[state] || state,
        ),
        el("b", {}, percent(share)),
      );
    }),
  );
}

function destinations(parts) {
  if (!parts.length) return "to nowhere";
  return `to ${parts.map((part) => `${part.region} ${percent(part.share)}`).join(", ")}`;
}

function bar(parts) {
  let left = 0;
  const pieces = parts.flatMap((part) => {
    const [from, good] = [left, part.share * (1 - part.fails)];
    left += part.share;
    const piece = (x, width, fill) =>
      svg("rect", { x: `${x * 100}%`, width: `${width * 100}%`, height: 10, fill });
    return [piece(from, good, fillOf(part.region)), piece(from + good, part.share - good, "url(#failing)")];
  });
  return svg("svg", { class: "bar", height: 10, "aria-hidden": "true" }, pieces);
}

/// Says how bad the whole run is for the name.
function sayWhole() {
  const name = nameNow();
  if (!name) return;
  const peak = largest([name.failed]);
  const peakAt = times[name.failed.findIndex((value) => value === peak)];
  const long = above(name.failed, FEW);
  const lost = lostTime(name.failed);
  const slowest = slowestOf(name);
  const figures = [
    ["Most that fails at once", percent(peak), peak > 0 ? `at ${clock(peakAt)}` : "at any time"],
    [
      `More than ${percent(FEW)} fail for`,
      long.length ? clock(Math.round(long.length)) : "no time",
      long.length ? `until ${long.open ? "the end" : clock(Math.round(long.until))}` : "in the whole run",
    ],
    ...unluckiest(name),
    ["As if all were down for", clock(Math.round(lost * 10) / 10), `of ${clock(end - start)}`],
    ...lostWrites(),
    [
      "Slowest p99",
      millis(slowest.p99),
      slowest.p99 === null ? "" : `${labelOf(slowest.id)} at ${clock(slowest.t)}`,
    ],
  ];
  byId("whole").replaceChildren(
    ...figures.map(([what, figure, note]) =>
      el(
        "div",
        {},
        el("dt", {}, what),
        el("dd", {}, el("b", {}, figure), " ", el("span", { class: "soft" }, note)),
      ),
    ),
  );
}

const FEW = 0.01; // Fewer than that are clients that keep answers for hours, whatever their time to live says.

/// Returns for how long a series is above a bound, until when, and whether it still is at the end.
function above(series, bound) {
  let [length, until] = [0, null];
  for (let index = 1; index < times.length; index += 1) {
    const [a, b, from, to] = [series[index - 1], series[index], times[index - 1], times[index]];
    if (a <= bound && b <= bound) continue;
    const crossing = a > bound !== b > bound && a !== b ? from + ((bound - a) / (b - a)) * (to - from) : null;
    const [begin, stop] = [a > bound ? from : crossing, b > bound ? to : crossing];
    length += stop - begin;
    until = stop;
  }
  return { length, until, open: series.at(-1) > bound };
}

/// Returns the most seconds of writes that a store has in a lost region and nowhere else.
function lostWrites() {
  const all = sim.stores.map((store) => [largest(Object.values(store.lost_writes || {})), store.address]);
  if (!all.length) return [];
  const [most, address] = all.reduce((a, b) => (b[0] > a[0] ? b : a));
  const slow = d3.max(
    sim.stores.flatMap((store) => store.losses || []),
    (loss) => loss.p99,
  );
  const note = slow ? `of ${address}; one time in 100 ${clock(Math.round(slow * 10) / 10)}` : `of ${address}`;
  return [["Writes out of reach", most ? `the last ${clock(most)}` : "none", most ? note : "in any store"]];
}

/// Returns for how long clients fail where they fail for longest; the simulation knows it of each geography.
function unluckiest(name) {
  const all = Object.entries(name.geographies).filter(([, geography]) => geography.failing);
  if (!all.length) return [];
  const [id, { failing }] = all.reduce((a, b) => (b[1].failing.worst > a[1].failing.worst ? b : a));
  if (failing.worst < 0.05) return [["A client fails for", "no time", "wherever it is"]];
  return [
    [
      "A client fails for",
      clock(Math.round(failing.mean)),
      `at worst ${clock(Math.round(failing.worst))}, in ${labelOf(id)}`,
    ],
  ];
}

function slowestOf(name) {
  let slowest = { id: null, p99: null, t: null };
  for (const [id, geography] of Object.entries(name.geographies)) {
    (geography.p99 || []).forEach((value, index) => {
      if (known(value) !== null && (slowest.p99 === null || value > slowest.p99))
        slowest = { id, p99: value, t: times[index] };
    });
  }
  return slowest;
}
