// The charts of a name: what fails, and which region takes how much.

function failureChart(host) {
  const name = () => nameNow() || { failed: [], stale: [] };
  plot(host, {
    title: "Requests that fail",
    note: "and those that follow an answer from before",
    format: percent,
    top: () => shareTop([name().failed, name().stale]),
    paint(layer, x, y) {
      const zero = times.map(() => 0);
      layer.append(
        svg("path", { d: areaPath(zero, name().failed, x, y), fill: "url(#failing)" }),
        svg("path", { d: linePath(name().failed, x, y), class: "line-failed" }),
        svg("path", { d: linePath(name().stale, x, y), class: "line-stale" }),
      );
    },
    entries: () => [
      { label: "fail", swatch: swatch("url(#failing)"), value: (t) => at(name().failed, t), bad: true },
      { label: "stale", swatch: swatch(null, "line-stale"), value: (t) => at(name().stale, t) },
    ],
  });
}

/// Returns where requests for the shown name go at any time: regions in the order of the simulation, then the rest.
function takers() {
  const shares = nameNow() ? nameNow().regions : {};
  const known = sim.regions.map((region) => region.name).filter((name) => shares[name]);
  const others = Object.keys(shares).filter((name) => !known.includes(name));
  return [...known, ...others].filter((name) => largest([shares[name]]) > 0.0005);
}

function shareChart(host) {
  plot(host, {
    title: "Requests per region",
    note: "whether it serves them or not; red while it fails",
    format: percent,
    top: () => 1,
    paint: paintShares,
    entries: () =>
      takers().map((name) => ({
        label: name,
        swatch: swatch(fillOf(name)),
        value: (t) => at(nameNow().regions[name], t),
        bad: name === NOWHERE,
      })),
  });
}

function paintShares(layer, x, y) {
  let low = times.map(() => 0);
  for (const name of takers()) {
    const shares = nameNow().regions[name];
    const high = low.map((value, index) => value + (known(shares[index]) || 0));
    layer.append(svg("path", { d: areaPath(low, high, x, y), fill: fillOf(name), class: "share" }));
    for (const [from, to, state] of troubles(regionOf(name))) {
      const part = during(low, high, from, to);
      const fill = state === "failed" ? "url(#failing)" : "url(#partial)";
      layer.append(svg("path", { d: slicePath(part, x, y), fill, class: "share" }));
    }
    layer.append(areaLabel(name, low, high, x, y));
    low = high;
  }
}

/// Returns the points `[t, low, high]` of an area between two times, with its ends.
function during(low, high, from, to) {
  const roof = pointsWithin(high, from, to);
  return pointsWithin(low, from, to).map(([t, floor], index) => [t, floor, roof[index][1]]);
}

function slicePath(points, x, y) {
  return d3
    .area()
    .x((point) => x(point[0]))
    .y0((point) => y(point[1]))
    .y1((point) => y(point[2]))(points);
}

/// Returns the name of an area, written where it is highest for longest; nothing where there is no room.
function areaLabel(text, low, high, x, y) {
  const { from, to } = spanNow();
  const wide = text.length * 6.6 + 12;
  const [left, right] = x.range();
  let best = null;
  for (let middle = left + wide / 2; middle <= right - wide / 2; middle += 12) {
    const ends = [middle - wide / 2, middle, middle + wide / 2].map((place) =>
      Math.min(to, Math.max(from, x.invert(place))),
    );
    const floor = Math.max(...ends.map((t) => at(low, t)));
    const roof = Math.min(...ends.map((t) => at(high, t)));
    if (!best || roof - floor > best.room) best = { room: roof - floor, middle, value: (roof + floor) / 2 };
  }
  if (!best || y(0) - y(best.room) < 18) return svg("g");
  return svg(
    "text",
    { x: best.middle, y: y(best.value) + 4, "text-anchor": "middle", class: `area-label ${colourOf(text)}` },
    text,
  );
}
