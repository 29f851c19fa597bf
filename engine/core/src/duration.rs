//! Durations as scripts write them: a whole number and a unit, `"30s"`, `"2m"`, `"1h"`, `"7d"`.

const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// Returns the seconds of a duration text, or `None` if it is not one.
pub fn seconds(text: &str) -> Option<u64> {
    let (unit, size) = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
    let digits = text.strip_suffix(unit)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u64>().ok()?.checked_mul(*size)
}

/// Returns the canonical text of a number of seconds: the largest unit that divides it.
///
/// This is the form in which durations are compared, stored and shown, so `"60s"` and `"1m"` are one value.
pub fn text(seconds: u64) -> String {
    if seconds == 0 {
        return "0s".to_owned();
    }
    let divides = |size: u64| seconds.is_multiple_of(size);
    let (unit, size) = UNITS.iter().find(|(_, size)| divides(*size)).unwrap_or(&("s", 1));
    format!("{}{unit}", seconds / size)
}

#[cfg(test)]
mod tests {
    use super::{seconds, text};

    #[test]
    fn text_and_seconds_agree() {
        for (written, value, canonical) in [
            ("30s", 30, "30s"),
            ("60s", 60, "1m"),
            ("90s", 90, "90s"),
            ("24h", 86_400, "1d"),
            ("0s", 0, "0s"),
        ] {
            assert_eq!(seconds(written), Some(value));
            assert_eq!(text(value), canonical);
        }
    }

    #[test]
    fn other_texts_are_not_durations() {
        for written in ["30", "s", "1.5s", "-1s", "1 s", "5w", "", "99999999999999999999d"] {
            assert_eq!(seconds(written), None, "{written}");
        }
    }
}
