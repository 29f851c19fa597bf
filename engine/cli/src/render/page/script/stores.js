// Stores: how far replicas are behind, what would be lost, and where data can be had.

const MOST_LINES = 6; // More than that on one chart cannot be told apart.

function storeCharts(host) {
  if (!sim.stores.length) host.closest("section").hidden = true;
  for (const store of sim.stores) {
    const box = el("div", { class: "store" }, el("h3", { class: "address" }, store.address));
    host.append(box);
    seriesChart(box, "Replicas are behind by", store.lag, clock, 1);
    if (largest(Object.values(store.lost_writes || {})) > 0) {
      seriesChart(box, "Writes that only a lost region has", store.lost_writes, clock, 1);
    }
    availability(box, store);
  }
}

/// Puts a chart with a line for each series; where they are many, those with the highest peaks.
function seriesChart(host, title, series, format, least) {
  const all = Object.entries(series || {}).filter(([, values]) => Array.isArray(values));
  all.sort((a, b) => largest([b[1]]) - largest([a[1]]) || a[0].localeCompare(b[0]));
  const shown = all.slice(0, MOST_LINES);
  if (!shown.length) return;
  const rest = all.length - shown.length;
  const next = rest ? largest([all[MOST_LINES][1]]) : 0;
  plot(host, {
    title,
    note: rest ? `${rest} more never exceed ${format(next)}` : null,
    height: 130,
    margin: 50,
    format,
    top: () => Math.max(least, largestShown(shown.map(([, values]) => values)) * 1.1),
    paint(layer, x, y) {
      shown.forEach(([, values], index) =>
        layer.append(svg("path", { d: linePath(values, x, y), class: `line c${index} d${index}` })),
      );
    },
    entries: () =>
      shown.map(([label, values], index) => ({
        label: label.replace("→", " to "),
        swatch: swatch(null, `line c${index} d${index}`),
        value: (t) => at(values, t),
      })),
  });
}

/// Puts a strip for every replica: filled while it can be written, hatched while it cannot.
function availability(host, store) {
  const all = Object.entries(store.available || {});
  if (!all.length) return;
  const height = all.length * 18 + 6;
  plot(host, {
    title: "Can be written",
    className: "strips",
    height: height + 28,
    margin: 110,
    format: (value) => (value === null ? "–" : value > 0.5 ? "yes" : "no"),
    top: () => all.length,
    bare: true,
    paint(layer, x, y) {
      all.forEach(([region, values], index) => {
        const row = y(all.length - index) + 3;
        const deep = y(all.length - index - 1) - row - 3;
        for (const [from, to, yes] of runs(values)) {
          layer.append(
            svg("rect", {
              x: x(from),
              width: Math.max(0, x(to) - x(from)),
              y: row,
              height: deep,
              rx: 2,
              fill: yes ? null : "url(#failing)",
              class: yes ? "available" : "gone",
            }),
          );
        }
        layer.parentNode.append(
          svg(
            "text",
            { x: x.range()[0] - 8, y: row + deep / 2 + 4, "text-anchor": "end", class: "row-label" },
            region,
          ),
        );
      });
    },
    entries: () =>
      all.map(([region, values]) => ({ label: region, swatch: null, value: (t) => at(values, t) })),
  });
}

/// Returns the spans `[from, to, whether it is available]` of a series.
function runs(values) {
  const spans = [];
  times.forEach((t, index) => {
    const yes = (known(values[index]) || 0) > 0.5;
    const last = spans.at(-1);
    if (last && last[2] === yes) last[1] = t;
    else {
      if (last) last[1] = t;
      spans.push([t, t, yes]);
    }
  });
  if (spans.length) spans.at(-1)[1] = end;
  return spans;
}
