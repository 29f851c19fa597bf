// A chart over time: axes, the shared cursor, and a legend that says the values at the chosen time.

let plots = 0;

/// Puts a chart into `host`. `spec` says:
/// `title`, `note`; `height`; `top()`, the end of its scale; `format`, how a value reads;
/// `paint(layer, x, y)`, what it shows; `entries()`, its legend as `{ label, swatch, value(t), bad }`.
function plot(host, spec) {
  plots += 1;
  const clip = `clip-${plots}`;
  const legend = el("ul", { class: "legend" });
  const picture = svg("svg", {
    class: "plot",
    role: "img",
    "aria-label": `${spec.title} over time; the legend has the figures at the chosen time`,
  });
  const figure = el(
    "figure",
    { class: `chart ${spec.className || ""}` },
    el("figcaption", {}, el("h3", {}, spec.title), spec.note ? el("p", { class: "note" }, spec.note) : null),
    legend,
    picture,
  );
  host.append(figure);
  const chart = { picture, legend, spec, clip, x: null, cursor: null, width: 0, values: [] };
  picture.addEventListener("pointerdown", (event) => drag(chart, event));
  listeners.push((drawn) => {
    if (drawn || !chart.x) drawPlot(chart);
    movePlot(chart);
  });
  new ResizeObserver(() => {
    if (!picture.clientWidth || picture.clientWidth === chart.width || matchMedia("print").matches) return;
    drawPlot(chart);
    movePlot(chart);
  }).observe(picture);
  return chart;
}

function drawPlot(chart) {
  const { picture, spec } = chart;
  const width = picture.clientWidth || 480;
  const height = spec.height || 180;
  const margin = { left: spec.margin ?? 44, right: 10, top: 8, bottom: 20 };
  const { from, to } = spanNow();
  const top = spec.top();
  const x = d3
    .scaleLinear()
    .domain([from, to])
    .range([margin.left, width - margin.right]);
  const y = d3
    .scaleLinear()
    .domain([0, top])
    .range([height - margin.bottom, margin.top]);
  const layer = svg("g", { "clip-path": `url(#${chart.clip})` });
  chart.cursor = svg("line", { y1: margin.top - 4, y2: height - margin.bottom, class: "cursor" });
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.replaceChildren(
    svg(
      "clipPath",
      { id: chart.clip },
      svg("rect", {
        x: margin.left,
        y: 0,
        width: Math.max(0, width - margin.left - margin.right),
        height: height - margin.bottom + 1,
      }),
    ),
    ...gridLines(y, width, margin, spec),
    ...timeAxis(x, height, margin),
    ...eventLines(x, height, margin),
    layer,
    chart.cursor,
  );
  spec.paint(layer, x, y);
  Object.assign(chart, { x, width });
  fillLegend(chart);
}

function gridLines(y, width, margin, spec) {
  const [, top] = y.domain();
  const count = spec.height < 135 ? 3 : 4;
  const values = spec.bare ? [] : spec.format === clock ? ticks(0, top, count) : y.ticks(count);
  return values.flatMap((value) => [
    svg("line", {
      x1: margin.left,
      x2: width - margin.right,
      y1: y(value),
      y2: y(value),
      class: value ? "grid" : "base",
    }),
    svg(
      "text",
      { x: margin.left - 6, y: y(value) + 4, "text-anchor": "end", class: "scale" },
      spec.format(value),
    ),
  ]);
}

function timeAxis(x, height, margin) {
  const [left, right] = x.range();
  const { from, to } = spanNow();
  return ticks(from, to, (right - left) / 80).map((t) =>
    svg(
      "text",
      {
        x: x(t),
        y: height - margin.bottom + 15,
        "text-anchor": x(t) > right - 14 ? "end" : x(t) < left + 14 ? "start" : "middle",
        class: "scale",
      },
      clock(t),
    ),
  );
}

function eventLines(x, height, margin) {
  const { from, to } = spanNow();
  return events
    .filter((event) => event.at >= from && event.at <= to)
    .map((event) =>
      svg(
        "line",
        {
          x1: x(event.at),
          x2: x(event.at),
          y1: margin.top,
          y2: height - margin.bottom,
          class: `tick ${event.kind}`,
        },
        svg("title", {}, `${clock(event.at)}: ${event.text}`),
      ),
    );
}

function fillLegend(chart) {
  const entries = chart.spec.entries();
  chart.values = entries.map((entry) => ({ entry, value: el("b") }));
  chart.legend.replaceChildren(
    ...chart.values.map(({ entry, value }) => el("li", {}, entry.swatch, el("span", {}, entry.label), value)),
  );
}

function movePlot(chart) {
  const x = chart.x(view.t);
  chart.cursor.setAttribute("x1", x);
  chart.cursor.setAttribute("x2", x);
  for (const { entry, value } of chart.values) {
    const now = entry.value(view.t);
    value.textContent = chart.spec.format(now);
    value.classList.toggle("bad", Boolean(entry.bad) && now > 0.0005);
  }
}

/// Follows the pointer while it is down: the chosen time is where it is.
function drag(chart, event) {
  const follow = (now) => {
    const bounds = chart.picture.getBoundingClientRect();
    const { from, to } = spanNow();
    const t = chart.x.invert(((now.clientX - bounds.left) / bounds.width) * chart.width);
    pause({ t: round(Math.min(to, Math.max(from, t))) });
  };
  const stop = () => {
    chart.picture.removeEventListener("pointermove", follow);
    chart.picture.removeEventListener("pointerup", stop);
    chart.picture.removeEventListener("pointercancel", stop);
  };
  if (event.pointerType === "mouse") chart.picture.setPointerCapture(event.pointerId);
  chart.picture.addEventListener("pointermove", follow);
  chart.picture.addEventListener("pointerup", stop);
  chart.picture.addEventListener("pointercancel", stop);
  follow(event);
}

/// Returns the path of a series as a line.
function linePath(series, x, y) {
  const shape = d3
    .line()
    .defined((point) => point[1] !== null)
    .x((point) => x(point[0]))
    .y((point) => y(point[1]));
  return shape(pointsOf(series));
}

/// Returns the path of the area between two series.
function areaPath(low, high, x, y) {
  const points = pointsOf(low).map(([t, value], index) => [t, value, known(high[index])]);
  const shape = d3
    .area()
    .defined((point) => point[1] !== null && point[2] !== null)
    .x((point) => x(point[0]))
    .y0((point) => y(point[1]))
    .y1((point) => y(point[2]));
  return shape(points);
}

function pointsOf(series) {
  return times.map((t, index) => [t, known(series[index])]);
}

/// Returns the largest value of some series in the shown span.
function largestShown(all) {
  return largestWithin(all, spanNow().from, spanNow().to);
}

/// Returns the end of a scale for shares: a bit above the most, and never so near that noise looks like an outage.
function shareTop(all) {
  const most = largestShown(all);
  return [0.05, 0.1, 0.25, 0.5, 1].find((top) => most <= top) || 1;
}
