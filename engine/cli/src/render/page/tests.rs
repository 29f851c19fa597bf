//! The page asks nothing of a network, holds the data it was given, and is not moved by hostile names.

use serde_json::{Value, json};

use super::{SCRIPT, STYLE, page};

/// A run of the storefront that loses a region for 19 minutes.
fn storefront() -> Value {
    serde_json::from_str(include_str!("../../../tests/page/storefront.json")).expect("the fixture is JSON")
}

/// Returns what stands in the data element of a page.
fn embedded(page: &str) -> &str {
    let (_, after) =
        page.split_once("<script type=\"application/json\" id=\"data\">").expect("a data element");
    after.split_once("</script>").expect("the element ends").0
}

#[test]
fn the_data_of_a_page_is_the_data_it_was_given() {
    let given = storefront();
    let read: Value = serde_json::from_str(embedded(&page(&given))).expect("the data is JSON");
    assert_eq!(read, given);
}

#[test]
fn names_cannot_break_out_of_the_data() {
    let calm = page(&storefront()).matches('<').count();
    for name in
        ["</script><img src=x onerror=alert(1)>", "<!--<script>", "\u{2028}{{script}}\u{2029}", "&lt;\"'"]
    {
        let mut hostile = storefront();
        hostile["entry"] = json!(name);
        hostile["names"][0]["name"] = json!(name);
        hostile["events"][0]["text"] = json!(name);
        let page = page(&hostile);
        assert_eq!(page.matches('<').count(), calm, "{name}");
        assert!(!embedded(&page).contains(['<', '>', '\u{2028}', '\u{2029}']), "{name}");
        let read: Value = serde_json::from_str(embedded(&page)).expect("the data is JSON");
        assert_eq!(read, hostile);
    }
}

#[test]
fn a_page_loads_nothing() {
    let page = page(&storefront());
    let own = SCRIPT.concat() + STYLE;
    for word in ["fetch(", "XMLHttpRequest", "import(", "@import", "innerHTML", "eval(", "WebSocket"] {
        assert!(!own.contains(word), "{word}");
    }
    for attribute in [" src=", " href=\"http", "url(http", "url(\"", "<iframe", "<object"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    let addresses =
        page.match_indices("://").map(|(at, _)| &page[at.saturating_sub(5)..page.len().min(at + 21)]);
    for address in addresses {
        assert!(
            address.contains("http://www.w3.org/2000/svg") || address.contains("/www.w3.org/"),
            "{address}"
        );
    }
}

#[test]
fn the_policy_names_the_scripts_that_stand_in_the_page() {
    let page = page(&storefront());
    let policy = page.split("content=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for element in ["<style>", "<script>"] {
        for content in page.split(element).skip(1) {
            let content = content.split("</").next().unwrap_or_default();
            assert!(policy.contains(&super::embed::hash(content)), "{element}");
        }
    }
}

#[test]
fn an_empty_simulation_has_a_page() {
    assert!(page(&json!({})).contains("id=\"data\">{}</script>"));
}
