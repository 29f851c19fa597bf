//! Ink: bands, lines, boxes and a legend.

use std::collections::BTreeMap;
use std::fmt::Write;

use tandem_core::Address;
use tandem_core::schema::Mode;

use super::super::{Node, Why};
use super::layers::{Layers, Line};
use super::place::{HEIGHT, MARGIN, Place, Places};

/// Fill and line of services, in the order of their names; told apart by most kinds of colour blindness.
const COLOURS: [(&str, &str); 8] = [
    ("#e3eefb", "#2f6db5"),
    ("#fdeedc", "#c0721a"),
    ("#e4f4e6", "#2f8a45"),
    ("#f6e6f3", "#a0418f"),
    ("#fbf6d6", "#8f7d0c"),
    ("#e2f3f4", "#1f8088"),
    ("#fbe5e4", "#b8403a"),
    ("#ebe8fa", "#5e4bb5"),
];

/// How many characters fit into a box at the size of its name.
const FITS: usize = 31;

/// The height of a row of the legend, the width of an entry, and how many there are beside the services.
const LEGEND: f64 = 24.0;
const ENTRY: f64 = 150.0;
const OTHER_ENTRIES: usize = 4;

/// Returns the document.
pub(super) fn draw(layers: &Layers<'_>, places: &Places) -> String {
    let services = services(layers);
    let width = places.width.max(MARGIN * 2.0 + ENTRY * 2.0);
    let columns = ((width - 2.0 * MARGIN) / ENTRY).max(1.0) as usize;
    let rows = (services.len() + OTHER_ENTRIES).div_ceil(columns);
    let height = places.height + rows as f64 * LEGEND + MARGIN / 2.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\">\n"
    );
    text.push_str(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 0.6 L8 4 L0 7.4 z\" fill=\"#7a828c\"/></marker></defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
    );
    for (region, place) in layers.bands.iter().zip(&places.bands) {
        band(&mut text, region.unwrap_or("global"), place);
    }
    for line in &layers.lines {
        edge(&mut text, layers, places, line);
    }
    for (one, place) in layers.boxes.iter().zip(&places.boxes) {
        if let Some(node) = one.node {
            node_box(&mut text, node, place, services[service(&node.address)]);
        }
    }
    legend(&mut text, &services, columns, places.height + LEGEND / 2.0);
    text.push_str("</svg>\n");
    text
}

fn services<'a>(layers: &Layers<'a>) -> BTreeMap<&'a str, (&'static str, &'static str)> {
    let names = layers.boxes.iter().filter_map(|one| Some(service(&one.node?.address)));
    let names: std::collections::BTreeSet<&str> = names.collect();
    names.into_iter().zip(COLOURS.into_iter().cycle()).collect()
}

fn service(address: &Address) -> &str {
    address.kind().split("::").next().unwrap_or_default()
}

fn band(text: &mut String, name: &str, place: &Place) {
    let Place { x, y, width, height } = place;
    let _ = writeln!(
        text,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"#f7f8fa\" \
         stroke=\"#d5d9df\"/>\n<text x=\"{}\" y=\"{}\" font-size=\"13\" font-weight=\"600\" fill=\"#4a525c\">{}</text>",
        x + 14.0,
        y + 22.0,
        escaped(name)
    );
}

fn edge(text: &mut String, layers: &Layers<'_>, places: &Places, line: &Line<'_>) {
    let (left, right) = (&places.boxes[line.left], &places.boxes[line.right]);
    let (x1, y1) = (left.x + left.width, left.y + left.height / 2.0);
    let (x2, y2) = (right.x, right.y + right.height / 2.0);
    let style = style(&line.edge.why);
    let tip = if layers.boxes[line.left].node.is_some() { " marker-start=\"url(#tip)\"" } else { "" };
    // Through a joint the line runs straight to the column's other side.
    let through = if layers.boxes[line.right].node.is_none() {
        format!(" H{}", x2 + right.width)
    } else {
        String::new()
    };
    let middle = (x1 + x2) / 2.0;
    let _ = writeln!(
        text,
        "<path d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}{through}\" fill=\"none\" stroke=\"#9aa2ad\" \
         {style}{tip}/>"
    );
}

fn style(why: &Why) -> &'static str {
    match why {
        Why::Reference(_) => "stroke-width=\"1.2\"",
        Why::After => "stroke-width=\"1.2\" stroke-dasharray=\"5 4\"",
        Why::Parent => "stroke-width=\"2.2\"",
    }
}

fn node_box(text: &mut String, node: &Node, place: &Place, (fill, stroke): (&str, &str)) {
    let Place { x, y, width, .. } = place;
    let dashes = if node.mode == Mode::LookUp { " stroke-dasharray=\"5 3\"" } else { "" };
    let kind = node.address.kind();
    let _ = writeln!(
        text,
        "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"6\" fill=\"{fill}\" \
         stroke=\"{stroke}\"{dashes}/><text x=\"{}\" y=\"{}\" font-size=\"10\" fill=\"{stroke}\">{}</text>\
         <text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"#1c2126\">{}</text></g>",
        escaped(node.address.as_str()),
        x + 9.0,
        y + 14.0,
        escaped(kind),
        x + 9.0,
        y + 30.0,
        escaped(&shortened(&node.address.segments().join("/"))),
    );
}

fn legend(
    text: &mut String,
    services: &BTreeMap<&str, (&'static str, &'static str)>,
    columns: usize,
    top: f64,
) {
    let mut places =
        (0..).map(|at: usize| (MARGIN + (at % columns) as f64 * ENTRY, top + (at / columns) as f64 * LEGEND));
    let mut entry = |name: &str, sign: &dyn Fn(f64, f64) -> String| {
        let Some((x, y)) = places.next() else { return };
        let _ = writeln!(
            text,
            "{}<text x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"#4a525c\">{}</text>",
            sign(x, y),
            x + 32.0,
            y + 4.0,
            escaped(name)
        );
    };
    let swatch = |x: f64, y: f64, fill: &str, stroke: &str, dashes: &str| {
        let top = y - 7.0;
        format!(
            "<rect x=\"{x}\" y=\"{top}\" width=\"24\" height=\"14\" rx=\"3\" fill=\"{fill}\" stroke=\"{stroke}\"{dashes}/>"
        )
    };
    for (name, (fill, stroke)) in services {
        entry(name, &|x, y| swatch(x, y, fill, stroke, ""));
    }
    entry("looked up", &|x, y| swatch(x, y, "#ffffff", "#7a828c", " stroke-dasharray=\"5 3\""));
    let reasons = [
        ("belongs to", Why::Parent),
        ("refers to", Why::Reference(Default::default())),
        ("comes after", Why::After),
    ];
    for (name, why) in reasons {
        entry(name, &|x, y| format!("<path d=\"M{x} {y} h24\" stroke=\"#9aa2ad\" {}/>", style(&why)));
    }
}

/// Keeps both ends of a name that does not fit: siblings differ at the end.
fn shortened(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= FITS {
        return name.to_owned();
    }
    let tail = FITS / 2;
    let head: String = characters[..FITS - tail - 1].iter().collect();
    let end: String = characters[characters.len() - tail..].iter().collect();
    format!("{head}…{end}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
