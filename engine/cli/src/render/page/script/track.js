// What lies behind and above the slider: how much fails when, a scale, and the events.

const PAD = 9; // Half the slider's handle, so that what is drawn behind it lies under its middle.
const NEAR = 34; // Marks that are nearer than that in pixels would overlap.

/// Draws what lies behind the slider: how much fails when, the events, and a scale.
function drawTrack() {
  const width = byId("track").clientWidth;
  const { from, to } = spanNow();
  const x = d3
    .scaleLinear()
    .domain([from, to])
    .range([PAD, width - PAD]);
  const canvas = byId("behind");
  canvas.replaceChildren();
  canvas.setAttribute("viewBox", `0 0 ${width} 46`);
  const rail = svg("rect", {
    x: PAD,
    y: 2,
    width: Math.max(0, width - 2 * PAD),
    height: 28,
    rx: 3,
    class: "rail",
  });
  canvas.append(rail);
  if (nameNow()) {
    const y = d3.scaleLinear().domain([0, 1]).range([30, 2]);
    const points = pointsWithin(nameNow().failed, from, to);
    const shape = d3
      .area()
      .x((point) => x(point[0]))
      .y0(30)
      .y1((point) => y(point[1]));
    canvas.append(svg("path", { d: shape(points), class: "behind-failed" }));
  }
  for (const event of events.filter((event) => event.at >= from && event.at <= to)) {
    canvas.append(
      svg("line", { x1: x(event.at), x2: x(event.at), y1: 0, y2: 30, class: `tick ${event.kind}` }),
    );
  }
  for (const t of ticks(from, to, width / 90)) {
    const [place, anchor] = x(t) < 24 ? [0, "start"] : x(t) > width - 24 ? [width, "end"] : [x(t), "middle"];
    canvas.append(svg("text", { x: place, y: 44, "text-anchor": anchor, class: "scale" }, clock(t)));
  }
  drawMarks(x, width, from, to);
}

/// Puts a button for every event above the slider; events that would overlap share one, which goes through them.
function drawMarks(x, width, from, to) {
  const groups = [];
  for (const event of events.filter((event) => event.at >= from && event.at <= to)) {
    const last = groups.at(-1);
    if (last && x(event.at) - x(last[0].at) < NEAR) last.push(event);
    else groups.push([event]);
  }
  const place = (group) => x(group[0].at);
  byId("marks").replaceChildren(
    ...groups.map((group, index) => {
      const room = (index + 1 < groups.length ? place(groups[index + 1]) : width) - place(group) - 30;
      return mark(group, place(group), room);
    }),
  );
}

function mark(group, left, room) {
  const texts = group.map((event) => `${clock(event.at)}: ${event.text}`);
  const worst = group.find((event) => event.kind === "fail") || group[0];
  const label = group.length > 1 ? `${worst.text} +${group.length - 1}` : worst.text;
  const button = el(
    "button",
    {
      type: "button",
      class: `mark ${worst.kind}`,
      title: texts.join("\n"),
      "data-at": group[0].at,
      onclick: () => pause({ t: (group.find((event) => event.at > view.t) || group[0]).at }),
    },
    sign(worst.kind),
  );
  if (room > 60) {
    const text = el("span", { class: "mark-text" }, label);
    text.style.maxWidth = `${room}px`;
    button.append(text);
  } else if (group.length > 1) {
    button.append(el("sup", { "aria-hidden": "true" }, String(group.length)));
  }
  button.append(el("span", { class: "unseen" }, ` ${texts.join("; ")}`));
  button.style.left = `${left}px`;
  return button;
}

/// Returns round times between two, about as many as asked for.
function ticks(from, to, count) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
  const step = steps.find((step) => (to - from) / step <= Math.max(2, count)) || steps.at(-1);
  const all = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) all.push(t);
  return all;
}
