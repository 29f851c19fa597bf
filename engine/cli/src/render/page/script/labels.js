// Labels on the map: each stands beside its mark where it covers the least.

const SIDES = [
  [1, 0, "start"],
  [-1, 0, "end"],
  [0, 1, "middle"],
  [0, -1, "middle"],
  [0.75, 0.9, "start"],
  [0.75, -0.9, "start"],
  [-0.75, 0.9, "end"],
  [-0.75, -0.9, "end"],
];

const TOO_MUCH = 0.15; // A label that covers others by more of its area than that is read by nobody.

/// Returns where each label stands: `{ x, y, anchor }` of its first line's top, or `null` where there is no room.
///
/// `marks` have `x`, `y`, `radius`, the `width` and `height` of their label, and how much it `matters`: those that do
/// most choose first, and those that do not matter enough to cover others go without. `lines` are points of what is
/// better not covered.
function placeLabels(marks, lines, width, height) {
  const around = ({ x, y }, radius) => box(x - radius, y - radius, 2 * radius, 2 * radius);
  const covered = lines.map((point) => around(point, 4));
  const taken = marks.map((mark) => around(mark, mark.radius));
  const page = box(2, 2, width - 4, height - 4);
  const order = marks.map((_, index) => index).sort((a, b) => marks[b].matters - marks[a].matters);
  const placed = marks.map(() => null);
  for (const own of order) {
    const best = bestPlace(
      marks[own],
      taken.filter((_, index) => index !== own),
      covered,
      page,
    );
    if (best.covered > TOO_MUCH * best.area.width * best.area.height && marks[own].matters < 1) continue;
    taken.push(best.area);
    const shift = { start: 0, middle: best.area.width / 2, end: best.area.width }[best.anchor];
    placed[own] = { x: best.area.x + shift, y: best.area.y, anchor: best.anchor };
  }
  return placed;
}

/// Returns the side of a mark on which its label covers the least, and how much that is.
function bestPlace(mark, taken, lines, page) {
  const choices = SIDES.map((side, preference) => {
    const area = labelBox(mark, side);
    const hidden = (boxes) => boxes.reduce((sum, other) => sum + overlap(area, other), 0);
    const covered = hidden(taken);
    const outside = area.width * area.height - overlap(area, page);
    return { anchor: side[2], area, covered, cost: covered + hidden(lines) + outside * 20 + preference * 4 };
  });
  return choices.reduce((a, b) => (b.cost < a.cost ? b : a));
}

function labelBox(mark, [right, down, anchor]) {
  const gap = mark.radius + 4;
  const x = mark.x + right * gap - (anchor === "start" ? 0 : anchor === "end" ? mark.width : mark.width / 2);
  const y = mark.y + down * (gap + (right ? 0 : mark.height / 2)) - mark.height / 2;
  return box(x, y, mark.width, mark.height);
}

function box(x, y, width, height) {
  return { x, y, width, height };
}

function overlap(a, b) {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}

const pen = document.createElement("canvas").getContext("2d");

/// Returns how wide the widest of some lines is, as the map writes them.
function widthOf(lines, weight) {
  pen.font = `${weight} 12px ${getComputedStyle(document.body).fontFamily}`;
  return Math.max(...lines.map((line) => pen.measureText(line).width)) + 2;
}
