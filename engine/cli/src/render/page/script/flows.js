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
    svg("path", { d, class: className, "stroke-width": wide, "data-flow": `${flow.id}→${flow.region}` }, svg("title", {}, said));
  const good = flow.fails < 0.999 ? [line(`flow ${colourOf(flow.region)}`, width)] : [];
  return fails ? [...good, line("flow failing", Math.max(1.5, width * flow.fails))] : good;
}
