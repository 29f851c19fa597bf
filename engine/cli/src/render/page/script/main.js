// Puts everything on the page and shows what the address asks for.

addPatterns();
statement();
timeline();
map();
failureChart(byId("charts"));
shareChart(byId("charts"));
latencyCharts(byId("latency"));
storeCharts(byId("stores"));
tables();
Object.assign(view, { name: -1 });
show(fromAddress(location.href));
// The event has the address that was asked for; the location may be written over by then. A link to a place on the
// page asks for no other view.
window.addEventListener("hashchange", (event) => {
  if (event.newURL.includes("=", event.newURL.indexOf("#"))) pause(fromAddress(event.newURL));
});
