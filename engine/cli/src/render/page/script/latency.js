// Latency: one small chart for every geography, all on one scale.

function latencyCharts(host) {
  const grid = el("div", { class: "multiples" });
  host.append(
    el(
      "div",
      { class: "heading" },
      el("h3", {}, "Latency of requests that succeed"),
      el(
        "p",
        { class: "note" },
        "half are faster than the solid line (p50), 99 of 100 faster than the dashed one (p99)",
      ),
    ),
    grid,
  );
  const shown = sim.geographies.filter((geography) =>
    sim.names.some((name) => name.geographies[geography.id]),
  );
  for (const geography of shown) latencyChart(grid, geography);
}

function latencyTop() {
  const all = Object.values(nameNow() ? nameNow().geographies : {}).flatMap((geography) => [
    geography.p50,
    geography.p99,
  ]);
  return Math.max(50, largestShown(all) * 1.1);
}

function latencyChart(host, geography) {
  const own = () => (nameNow() && nameNow().geographies[geography.id]) || { p50: [], p99: [] };
  plot(host, {
    title: geography.label,
    className: "small",
    height: 116,
    margin: 50,
    format: millis,
    top: latencyTop,
    paint(layer, x, y) {
      layer.append(
        svg("path", { d: areaPath(own().p50, own().p99, x, y), class: "band" }),
        svg("path", { d: linePath(own().p99, x, y), class: "line-p99" }),
        svg("path", { d: linePath(own().p50, x, y), class: "line-p50" }),
      );
    },
    entries: () => [
      { label: "p50", swatch: swatch(null, "line-p50"), value: (t) => at(own().p50, t) },
      { label: "p99", swatch: swatch(null, "line-p99"), value: (t) => at(own().p99, t) },
    ],
  });
}
