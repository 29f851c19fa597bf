// Fills: every region has a colour and a pattern of its own, so that it is known without colour too.

/// Returns the fill of a region: its colour with its pattern. What is no region is grey, and what goes nowhere fails.
function fillOf(name) {
  if (name === NOWHERE) return "url(#failing)";
  const index = indexOf(name);
  return index < 0 ? "url(#other)" : `url(#region-${index % 40})`;
}

/// Returns the class that gives a region its colour.
function colourOf(name) {
  const index = indexOf(name);
  return index < 0 ? "other" : `c${index % 8}`;
}

function indexOf(name) {
  return sim.regions.findIndex((region) => region.name === name);
}

const WEAVES = [
  null,
  "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2",
  "M0,3 h6",
  "M3,0 v6",
  "M0,0 l6,6 M-1,5 l2,2 M5,-1 l2,2",
];

/// Puts the patterns of all regions, and of failing, on the page.
function addPatterns() {
  const pattern = (id, colour, weave, className) =>
    svg(
      "pattern",
      { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: 6, height: 6, class: `fill ${colour}` }),
      weave ? svg("path", { d: weave, class: className }) : null,
    );
  const count = Math.min(40, Math.max(1, sim.regions.length));
  const all = Array.from({ length: count }, (_, index) =>
    pattern(`region-${index}`, `c${index % 8}`, WEAVES[index % 5], "weave"),
  );
  all.push(pattern("other", "other", null));
  all.push(pattern("failing", "bad-soft", WEAVES[1], "weave-bad"));
  all.push(pattern("partial", "warn-soft", WEAVES[4], "weave-warn"));
  document.body.append(svg("svg", { class: "defs", "aria-hidden": "true" }, svg("defs", {}, all)));
}

/// Returns a small sample of a fill or a line, for a legend.
function swatch(fill, line) {
  const mark = line
    ? svg("line", { x1: 0, x2: 18, y1: 6, y2: 6, class: line })
    : svg("rect", { width: 18, height: 12, rx: 2, fill });
  return svg("svg", { class: "swatch", width: 18, height: 12, "aria-hidden": "true" }, mark);
}

// Drawn, not written: not every font has the signs.
const SIGNS = {
  fail: "M6,6l8,8M14,6l-8,8",
  recover: "M5,10.5l3.5,3.5l6.5,-8",
  notice: "M10,5v6.5M10,14v.5",
  drained: "M5.5,8l4.5,5l4.5,-5",
  return: "M6,8h6a2.75,2.75 0 0 1 0,5.5h-3M8.5,5.5l-2.5,2.5l2.5,2.5",
};

/// Returns the sign of a kind of event, in a circle.
function sign(kind) {
  return svg(
    "svg",
    { class: "sign", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    svg("circle", { cx: 10, cy: 10, r: 9 }),
    svg("path", { d: SIGNS[kind] || "M10,10h.01" }),
  );
}
