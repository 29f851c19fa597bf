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
show(fromAddress());
window.addEventListener("hashchange", () => pause(fromAddress()));
