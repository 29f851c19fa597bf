// Flows on the map: from where clients are to the regions that take their requests.

/// Draws a line for every flow: as wide as its share of all requests, dashed and red as far as it fails.
function drawFlows(name) {
  const lines = [];
  for (const { thing, from } of drawnMap.marks.filter((mark) => mark.what === "place")) {
    if (!name || !name.geographies[thing.id]) continue;
    for (const flow of flows(name, thing.id, view.t)) {
      const to = regionOf(flow.region);
      if (located(to)) lines.push({ ...flow, from, to: [to.lon, to.lat], weight: flow.share * thing.demand });
    }
  }
  lines.sort((a, b) => b.weight - a.weight);
  drawnMap.layer.flows.replaceChildren(...lines.flatMap(drawFlow));
}

/// Returns the line of a flow: one for what succeeds, and one over it for what fails.
function drawFlow(flow) {
  const d = drawnMap.path({ type: "LineString", coordinates: [flow.from, flow.to] });
  const width = Math.max(1.2, (drawnMap.small ? 8 : 13) * Math.sqrt(flow.weight));
  const fails = flow.fails > 0.0005;
  const said = `${labelOf(flow.id)} to ${flow.region}: ${percent(flow.share)}${fails ? `, ${percent(flow.fails)} of it fails` : ""}`;
  const line = (className, wide) =>
    svg(
      "path",
      { d, class: className, "stroke-width": wide, "data-flow": `${flow.id}→${flow.region}` },
      svg("title", {}, said),
    );
  const good = flow.fails < 0.999 ? [line(`flow ${colourOf(flow.region)}`, width)] : [];
  return fails ? [...good, line("flow failing", Math.max(1.5, width * flow.fails))] : good;
}

/// Returns points of the lines that flows of the shown name ever take, for labels to keep away from.
function linePoints(projection) {
  const name = nameNow();
  const points = [];
  for (const { thing, from } of drawnMap.marks.filter((mark) => mark.what === "place")) {
    for (const region of Object.keys(
      (name && name.geographies[thing.id] && name.geographies[thing.id].regions) || {},
    )) {
      const to = regionOf(region);
      if (!located(to)) continue;
      const way = d3.geoInterpolate(from, [to.lon, to.lat]);
      const steps = Math.max(2, Math.ceil(d3.geoDistance(from, [to.lon, to.lat]) / 0.025));
      for (let step = 0; step <= steps; step += 1) points.push(projection(way(step / steps)));
    }
  }
  return points.map(([x, y]) => ({ x, y }));
}
