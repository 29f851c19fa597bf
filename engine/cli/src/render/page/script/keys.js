// The keys: time is gone through without a pointer.

/// Goes through time by key, wherever the focus is, unless what has the focus needs the key itself.
function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest("select, textarea")) return;
  if ((event.key === "Home" || event.key === "End") && target !== byId("time")) return;
  if (event.key === " " && target.closest("button, summary, a")) return;
  const far = event.shiftKey ? 10 : 1;
  const next = events.find((other) => other.at > view.t + 0.05);
  const last = events.findLast((other) => other.at < view.t - 0.05);
  const steps = {
    " ": () => toggle(),
    ArrowRight: () => pause({ t: Math.floor(view.t + 1e-6) + far }),
    ArrowLeft: () => pause({ t: Math.ceil(view.t - 1e-6) - far }),
    n: () => pause({ t: next ? next.at : view.t }),
    p: () => pause({ t: last ? last.at : view.t }),
    Home: () => pause({ t: spanNow().from }),
    End: () => pause({ t: spanNow().to }),
  };
  if (!steps[event.key]) return;
  event.preventDefault();
  steps[event.key]();
}
