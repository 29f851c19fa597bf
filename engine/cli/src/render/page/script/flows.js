// Flows on the map: from where clients are to the regions that take their requests.

/// Draws a line for every flow: as wide as its share of all requests, dashed and red as far as it fails.
function drawFlows(name) {
  const lines = [];
  for (const id of Object.keys(name ? name.geographies : {})) {
    const from = geographies.get(id);
    if (!from || !located(from)) continue;
    for (const flow of flows(name, id, view.t)) {
      const to = regionOf(flow.region);
      if (located(to)) lines.push({ ...flow, from, to, weight: flow.share * from.demand });
    }
  }
  const widest = drawnMap.small ? 9 : 14;
  lines.sort((a, b) => b.weight - a.weight);
  drawnMap.layer.flows.replaceChildren(...lines.flatMap((flow) => {
    const d = drawnMap.path({ type: "LineString", coordinates: [[flow.from.lon, flow.from.lat], [flow.to.lon, flow.to.lat]] });
    const width = Math.max(1.2, widest * Math.sqrt(flow.weight) * 0.9);
    const said = `${labelOf(flow.id)} → ${flow.region}: ${percent(flow.share)}${flow.fails > 0.0005 ? `, ${percent(flow.fails)} of it fails` : ""}`;
    const part = (className, wide) => svg("path", { d, class: className, "stroke-width": wide, "data-flow": `${flow.id}→${flow.region}` }, svg("title", {}, said));
    const good = flow.fails < 0.999 ? part(`flow ${colourOf(flow.region)}`, width) : null;
    const bad = flow.fails > 0.0005 ? part("flow failing", Math.max(1.5, width * flow.fails)) : null;
    return [good, bad].filter(Boolean);
  }));
}
