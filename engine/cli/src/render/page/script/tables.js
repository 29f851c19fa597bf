// Tables: every figure at the chosen time, the events, and what the simulation assumes.

function tables() {
  fillEvents();
  fillAssumptions();
  listeners.push(() => {
    byId("figures-when").textContent = clock(view.t);
    byId("figures").replaceChildren(namesTable(), geographiesTable(), regionsTable(), storesTable());
    for (const row of byId("events").children) {
      row.classList.toggle("past", Number(row.dataset.at) <= view.t);
    }
    const current = [...byId("events").children].findLast((row) => Number(row.dataset.at) <= view.t);
    for (const row of byId("events").children) {
      if (row === current) row.setAttribute("aria-current", "time");
      else row.removeAttribute("aria-current");
    }
  });
}

/// Returns a table; the first cell of each row is its heading, cells after it are figures unless they are long.
function table(caption, heads, rows) {
  if (!rows.length) return "";
  const cell = (value, index) => {
    const content = typeof value === "object" ? value : { text: value };
    const attributes = { class: content.bad ? "bad" : content.left ? "left" : null };
    return index === 0 ? el("th", { scope: "row" }, content.text) : el("td", attributes, content.text);
  };
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${caption}` },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((head) =>
            el("th", { scope: "col", class: head.endsWith(" ") ? "left" : null }, head.trim()),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) => el("tr", {}, row.map(cell))),
      ),
    ),
  );
}

function share(value) {
  return { text: percent(value), bad: value > 0.0005 };
}

function namesTable() {
  const rows = sim.names.map((name) => [
    name.name,
    share(at(name.failed, view.t)),
    percent(at(name.stale, view.t)),
  ]);
  return table("Names", ["Name", "Fails", "Stale"], rows);
}

function geographiesTable() {
  const name = nameNow();
  if (!name) return "";
  const shown = sim.geographies.filter((geography) => name.geographies[geography.id]);
  return table(
    `Geographies, for ${name.name}`,
    ["Clients in", "Demand", "Fails", "p50", "p99", "Go to "],
    shown.map((geography) => {
      const own = name.geographies[geography.id];
      return [
        geography.label,
        percent(geography.demand),
        share(at(own.failed, view.t)),
        millis(at(own.p50, view.t)),
        millis(at(own.p99, view.t)),
        { text: destinations(flows(name, geography.id, view.t)).slice(3), left: true },
      ];
    }),
  );
}

function regionsTable() {
  const name = nameNow();
  return table(
    name ? `Regions, for ${name.name}` : "Regions",
    ["Region", "State", "Requests"],
    sim.regions.map((region) => {
      const state = stateOf(region, view.t);
      return [
        region.name,
        { text: STATES[state] || state, bad: state !== "live" },
        percent(name && name.regions[region.name] ? at(name.regions[region.name], view.t) : 0),
      ];
    }),
  );
}

function storesTable() {
  return table(
    "Stores",
    ["Store", "Most behind", "Writes out of reach", "Not writable in "],
    sim.stores.map((store) => {
      const lags = Object.entries(store.lag || {}).map(([pair, series]) => [pair, at(series, view.t)]);
      const worst = lags.reduce((a, b) => ((b[1] || 0) > (a[1] || 0) ? b : a), ["", null]);
      const lost = d3.max(Object.values(store.lost_writes || {}), (series) => at(series, view.t)) ?? null;
      const gone = Object.entries(store.available || {})
        .filter(([, series]) => (at(series, view.t) || 0) < 0.5)
        .map(([region]) => region);
      return [
        store.address,
        worst[0] ? `${clock(worst[1])} (${worst[0].replace("→", " to ")})` : "–",
        { text: lost > 0 ? `the last ${clock(lost)}` : "none", bad: lost > 0 },
        { text: gone.length ? gone.join(", ") : "nowhere", bad: gone.length > 0, left: true },
      ];
    }),
  );
}

function fillEvents() {
  byId("events").append(
    ...events.map((event) =>
      el(
        "li",
        { "data-at": event.at, class: event.kind },
        el(
          "button",
          { type: "button", onclick: () => pause({ t: event.at }) },
          el("span", { class: "event-at" }, clock(event.at)),
          sign(event.kind),
          el("span", {}, event.text, within(event)),
        ),
      ),
    ),
  );
}

/// Returns how early and how late an event may be, where that is not the same.
function within(event) {
  if (!(event.most - event.least >= 1)) return null;
  return el("span", { class: "event-within" }, ` ${clock(event.least)} to ${clock(event.most)}`);
}

function fillAssumptions() {
  if (!sim.assumptions.length) byId("assumptions").closest("section").hidden = true;
  byId("assumptions").append(
    ...sim.assumptions.map((assumption) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, el("code", {}, assumption.name)),
        el("td", { class: "value" }, `${assumption.value}${assumption.unit ? ` ${assumption.unit}` : ""}`),
        el("td", { class: "left" }, codes(assumption.doc)),
      ),
    ),
  );
}

/// Returns text with what stands between backticks as code.
function codes(text) {
  return text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}
