// Figures in words: shares, times, latencies, counts.

/// How the states of a region read.
const STATES = { live: "live", failed: "failed", partial: "in part" };

const TIE = "\u00a0"; // Keeps a number and its unit on one line.

/// Returns a share as people write it; what is not nothing never reads as nothing.
function percent(share) {
  if (share === null) return "–";
  const value = share * 100;
  if (value <= 0) return `0${TIE}%`;
  if (value < 0.1) return `<0.1${TIE}%`;
  if (value > 99.9 && value < 99.9999) return `>99.9${TIE}%`;
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${rounded}${TIE}%`;
}

/// Returns a time of the simulation, or a length of time: `85 s`, `2 m 10 s`, `1 h 5 m`.
function clock(t) {
  if (t === null) return "–";
  const sign = t < 0 ? "−" : "";
  const value = Math.round(Math.abs(t) * 10) / 10;
  if (value < 120) return `${sign}${value}${TIE}s`;
  const seconds = Math.round(value);
  const part = (number, unit) => (number ? ` ${number}${TIE}${unit}` : "");
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)}${TIE}m${part(seconds % 60, "s")}`;
  return `${sign}${Math.floor(seconds / 3600)}${TIE}h${part(Math.floor((seconds % 3600) / 60), "m")}${part(seconds % 60, "s")}`;
}

function millis(value) {
  return value === null ? "–" : `${Math.round(value)}${TIE}ms`;
}
