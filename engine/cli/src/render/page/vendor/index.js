// What the page uses of its libraries; the rest is left out of the bundle.

export { bisectRight, max } from "d3-array";
export { geoDistance, geoInterpolate, geoNaturalEarth1, geoPath } from "d3-geo";
export { scaleLinear } from "d3-scale";
export { area, line } from "d3-shape";
export { merge, mesh } from "topojson-client";
