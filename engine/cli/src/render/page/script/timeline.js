// The time line: the slider, play and pause, speed, and the spans of time.

const SPEEDS = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 7200, 21600];

function timeline() {
  const slider = byId("time");
  slider.addEventListener("input", () => pause({ t: round(Number(slider.value)) }));
  byId("play").addEventListener("click", toggle);
  fillSpans();
  document.addEventListener("keydown", key);
  listeners.push((drawn) => {
    const { from, to } = spanNow();
    Object.assign(slider, { min: from, max: to, step: "any", value: view.t });
    slider.setAttribute("aria-valuetext", `${clock(view.t)}, ${percent(failedNow())} of requests fail`);
    byId("clock").textContent = clock(view.t);
    byId("play").setAttribute("aria-label", view.playing ? "Pause" : "Play");
    byId("play").classList.toggle("playing", view.playing);
    if (drawn) {
      drawTrack();
      fillSpeeds();
    }
    for (const mark of byId("marks").children)
      mark.classList.toggle("past", Number(mark.dataset.at) <= view.t);
    for (const button of byId("spans").children) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.span) === view.span));
    }
  });
  new ResizeObserver(drawTrack).observe(byId("track"));
}

function failedNow() {
  return nameNow() ? at(nameNow().failed, view.t) : null;
}

function round(t) {
  const { from, to } = spanNow();
  return to - from > 100 ? Math.round(t) : Math.round(t * 10) / 10;
}

/// Offers the speeds that show a span in seconds rather than minutes, and chooses one that takes half a minute at most.
function fillSpeeds() {
  const length = spanNow().to - spanNow().from;
  const usual = SPEEDS.find((speed) => length / speed <= 30) || SPEEDS.at(-1);
  const offered = SPEEDS.filter((speed) => speed === usual || (length / speed > 3 && length / speed < 600));
  byId("speed").replaceChildren(
    ...offered.map((speed) => el("option", { value: speed, selected: speed === usual }, `${speed}×`)),
  );
}

function fillSpans() {
  if (spans.length < 2) return;
  byId("spans").append(
    ...spans.map((span, index) =>
      el(
        "button",
        {
          type: "button",
          "data-span": index,
          onclick: () => show({ span: index, t: Math.min(span.to, Math.max(span.from, view.t)) }),
        },
        span.label,
      ),
    ),
  );
}

function pause(change) {
  show({ ...change, playing: false });
}

function toggle() {
  if (view.playing) return pause({});
  const { from, to } = spanNow();
  show({ playing: true, t: view.t >= to ? from : view.t });
  let last = performance.now();
  const step = (now) => {
    if (!view.playing) return;
    const t = view.t + ((now - last) / 1000) * Number(byId("speed").value);
    last = now;
    if (t >= spanNow().to) return pause({ t: spanNow().to });
    show({ t });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
