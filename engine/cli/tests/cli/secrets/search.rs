//! Looks for a value in everything that a project's commands have written, in every form it may take.

use std::fs;
use std::path::Path;

use crate::project::{Project, Ran};

/// Returns where a value stands: in which file of the stack, or on a stream. The local cloud's own world is left out:
/// it is the cloud, and a cloud knows what it was given.
pub(super) fn sightings(project: &Project, runs: &[Ran], value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, ran) in runs.iter().enumerate() {
        look(&format!("stdout of run {at}"), ran.out.as_bytes(), value, &mut found);
        look(&format!("stderr of run {at}"), ran.err.as_bytes(), value, &mut found);
    }
    files(&project.folder, value, &mut found);
    found
}

fn files(folder: &Path, value: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match path.is_dir() {
            true if name == "local-cloud" => (),
            true => files(&path, value, found),
            // The script of the counter-check has the value written in it.
            false if name == "main.rhai" => (),
            false => {
                let bytes = fs::read(&path).expect("it can be read");
                look(&path.display().to_string(), &bytes, value, found);
            }
        }
    }
}

fn look(place: &str, bytes: &[u8], value: &str, found: &mut Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    for (form, written) in forms(value) {
        if text.contains(&written) {
            found.push(format!("{place} ({form})"));
        }
    }
}

fn forms(value: &str) -> Vec<(&'static str, String)> {
    let mut forms = vec![
        ("plain", value.to_owned()),
        ("url", value.bytes().map(percent).collect()),
        ("json", value.replace('/', "\\/")),
    ];
    for before in ["", "x", "xy"] {
        // The first digits share bits with what stands before, the last ones with what comes after.
        let digits = base64(format!("{before}{value}").as_bytes());
        forms.push(("base64", digits[4..digits.len() - 4].to_owned()));
    }
    forms
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            (0..3).fold(0_usize, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        (0..4).for_each(|at| text.push(char::from(DIGITS[bits >> (18 - 6 * at) & 63])));
    }
    text
}
