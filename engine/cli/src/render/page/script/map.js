// The map: regions, where clients are, and what flows between them at the chosen time.

const world = JSON.parse(byId("world").textContent);
const ANTARCTICA = "010";
const land = d3.merge(
  world,
  world.objects.countries.geometries.filter((country) => country.id !== ANTARCTICA),
);
const borders = d3.mesh(world, world.objects.countries, (a, b) => a !== b);

let drawnMap = null;

function map() {
  listeners.push((drawn) => {
    if (drawn || !drawnMap) drawMap();
    moveMap();
  });
  new ResizeObserver(() => {
    if (drawnMap && drawnMap.width !== byId("map").clientWidth && byId("map").clientWidth) {
      drawMap();
      moveMap();
    }
  }).observe(byId("map"));
}

/// Returns the projection of the inhabited world onto a width, with the height that it takes.
function projected(width) {
  const projection = d3
    .geoNaturalEarth1()
    .precision(0.1)
    .rotate([-11, 0])
    .fitWidth(width, { type: "Sphere" });
  const top = projection([-11, 77])[1];
  const height = Math.round(projection([-11, -53])[1] - top);
  const [x, y] = projection.translate();
  return { projection: projection.translate([x, y - top]), height };
}

/// Draws what does not change with time: land, marks and the places of labels.
function drawMap() {
  const width = byId("map").clientWidth || 800;
  const { projection, height } = projected(width);
  const path = d3.geoPath(projection);
  const canvas = byId("map-picture");
  canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const layer = {
    flows: svg("g", { class: "flows" }),
    places: svg("g"),
    regions: svg("g"),
    labels: svg("g", { class: "labels" }),
  };
  canvas.replaceChildren(
    svg("path", { d: path(land), class: "land" }),
    svg("path", { d: path(borders), class: "borders" }),
    layer.flows,
    layer.places,
    layer.regions,
    layer.labels,
  );
  drawnMap = { width, height, path, layer, small: width < 560, marks: marksOf(projection, width) };
  const placed = placeLabels(drawnMap.marks, linePoints(projection), width, height);
  drawnMap.marks.forEach((mark, index) => drawMark(mark, placed[index], layer));
}

/// Returns the marks of the regions that take requests of the name, of those in trouble, and of geographies.
function marksOf(projection, width) {
  const small = width < 560;
  const name = nameNow();
  const most = small ? 13 : Math.min(26, width / 34);
  const mark = (thing, what, radius, lines, matters) => {
    const [x, y] = projection([thing.lon, thing.lat]);
    const wide = widthOf(lines, what === "region" ? 600 : 400);
    return { thing, what, x, y, radius, most, matters, width: wide, height: lines.length * 14 };
  };
  const regions = sim.regions.filter(located).map((region) => {
    const peak = name && name.regions[region.name] ? largest([name.regions[region.name]]) : 0;
    const longest = troubles(region).length ? (small ? "100 %" : "failed · 100 %") : "100 %";
    return mark(
      region,
      "region",
      Math.max(5, most * Math.sqrt(peak)),
      [region.name, longest],
      peak + (troubles(region).length ? 1 : 0),
    );
  });
  const places = sim.geographies
    .filter(located)
    .map((geography) =>
      mark(geography, "place", small ? 4 : 5, [small ? geography.id : geography.label], geography.demand),
    );
  for (const place of places) apart(place, regions, small ? 16 : 30);
  for (const place of places) place.from = projection.invert([place.x, place.y]);
  return [...regions, ...places];
}

/// Moves a mark away from regions that it would lie on: clients are all over a continent, and what flows must be seen.
function apart(place, regions, gap) {
  for (const region of regions) {
    const angle = Math.atan2(place.y - region.y, place.x - region.x);
    const distance = Math.max(region.radius + gap, Math.hypot(place.x - region.x, place.y - region.y));
    place.x = region.x + Math.cos(angle) * distance;
    place.y = region.y + Math.sin(angle) * distance;
  }
}

function located(thing) {
  return Number.isFinite(thing.lat) && Number.isFinite(thing.lon);
}

function drawMark(mark, place, layer) {
  const label = (line, className) =>
    place
      ? svg("text", {
          x: place.x,
          y: place.y + 11 + line * 14,
          "text-anchor": place.anchor,
          class: className,
        })
      : svg("text");
  if (mark.what === "place") {
    const side = mark.radius;
    const shape = svg("path", {
      d: `M0,${-side}L${side},0L0,${side}L${-side},0Z`,
      class: "place",
      transform: `translate(${mark.x},${mark.y})`,
    });
    const text = label(0, "place-label");
    text.textContent = drawnMap.small ? mark.thing.id : mark.thing.label;
    mark.title = svg("title");
    layer.places.append(svg("g", {}, mark.title, shape));
    if (place) layer.labels.append(text);
    return;
  }
  mark.circle = svg("circle", { cx: mark.x, cy: mark.y, class: "region" });
  mark.cross = svg("path", { class: "cross" });
  mark.title = svg("title");
  mark.group = svg("g", { "data-region": mark.thing.name }, mark.title, mark.circle, mark.cross);
  [mark.name, mark.figure] = [label(0, "region-label"), label(1, "region-figure")];
  mark.name.textContent = mark.thing.name;
  layer.regions.append(mark.group);
  if (place) layer.labels.append(mark.name, mark.figure);
}

/// Draws what changes with time: sizes, states and flows.
function moveMap() {
  const name = nameNow();
  for (const mark of drawnMap.marks) {
    if (mark.what === "region") moveRegion(mark, name);
    else movePlace(mark, name);
  }
  drawFlows(name);
}

function moveRegion(mark, name) {
  const region = mark.thing;
  const share = name && name.regions[region.name] ? at(name.regions[region.name], view.t) : 0;
  const state = stateOf(region, view.t);
  const radius = Math.max(share > 0.0005 ? 4 : 3.5, mark.most * Math.sqrt(share || 0));
  mark.circle.setAttribute("r", radius);
  mark.circle.setAttribute(
    "class",
    `region ${state} ${colourOf(region.name)}${share > 0.0005 ? "" : " idle"}`,
  );
  mark.circle.setAttribute("fill", fillOf(region.name));
  const arm = Math.min(7, radius * 0.55);
  const crossed = `M${mark.x - arm},${mark.y - arm}l${2 * arm},${2 * arm}M${mark.x - arm},${mark.y + arm}l${2 * arm},${-2 * arm}`;
  const slash = `M${mark.x - arm},${mark.y + arm}l${2 * arm},${-2 * arm}`;
  mark.cross.setAttribute("class", `cross ${state}`);
  mark.cross.setAttribute("d", state === "failed" ? crossed : state === "partial" ? slash : "");
  mark.group.dataset.state = state;
  const said = STATES[state] || state;
  mark.figure.textContent =
    state === "live" || drawnMap.small ? percent(share) : `${said} · ${percent(share)}`;
  mark.figure.setAttribute("class", `region-figure ${state}`);
  mark.title.textContent = `${region.name}: ${state}, ${percent(share)} of requests`;
}

function movePlace(mark, name) {
  const geography = name && name.geographies[mark.thing.id];
  const failed = geography ? at(geography.failed, view.t) : null;
  mark.title.textContent = `${labelOf(mark.thing.id)}: ${percent(mark.thing.demand)} of requests, ${percent(failed)} of them fail`;
}
