//! Timestamps on the wire, converted from and to milliseconds since 1970.

/// Formats as `2026-11-22T10:00:00Z`, with milliseconds only where there are some.
pub(crate) fn iso8601(millis: i64) -> String {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (seconds, fraction) = (rest / 1000, rest % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Formats as `Sun, 22 Nov 2026 10:00:00 GMT`, as headers carry it.
pub(crate) fn http_date(millis: i64) -> String {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000) / 1000);
    let (year, month, day) = civil(days);
    // The first of January 1970 was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        [usize::try_from(days.rem_euclid(7)).unwrap_or_default()];
    let month = MONTHS[usize::try_from(month - 1).unwrap_or_default()];
    format!(
        "{weekday}, {day:02} {month} {year:04} {:02}:{:02}:{:02} GMT",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads `Sun, 22 Nov 2026 10:00:00 GMT`.
fn parse_http_date(text: &str) -> Option<i64> {
    let (_, text) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let mut parts = text.split(' ');
    let (day, month, year) =
        (parts.next()?.parse::<i64>().ok()?, parts.next()?, parts.next()?.parse::<i64>().ok()?);
    let month = i64::try_from(MONTHS.iter().position(|name| *name == month)?).ok()? + 1;
    parse(&format!("{year:04}-{month:02}-{day:02}T{}Z", parts.next()?))
}

/// Reads `2026-11-22T10:00:00[.123]Z`, a date as headers carry it, or a number of seconds.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if text.ends_with(" GMT") {
        return parse_http_date(text);
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return from_seconds(seconds);
    }
    let (date, clock) = text.split_once('T')?;
    let (clock, offset) = split_offset(clock)?;
    let mut date = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut clock = clock.splitn(3, ':');
    let (hour, minute) = (clock.next()?.parse::<i64>().ok()?, clock.next()?.parse::<i64>().ok()?);
    let second = clock.next()?.parse::<f64>().ok()?;
    let plausible = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..24).contains(&hour);
    if !plausible || !(0..60).contains(&minute) || !(0.0..61.0).contains(&second) {
        return None;
    }
    let seconds = (days(year, month, day) * 24 + hour) * 3600 + (minute - offset) * 60;
    Some(seconds * 1000 + from_seconds(second)?)
}

/// Converts seconds with a fraction, refusing what does not fit.
pub(crate) fn from_seconds(seconds: f64) -> Option<i64> {
    let millis = (seconds * 1000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (millis.abs() < 9.0e15).then_some(millis as i64)
}

/// Converts to seconds with a fraction, as JSON and CBOR carry it.
#[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double for 285,000 years")]
pub(crate) fn to_seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

/// Splits `10:00:00+01:00` into the clock and the offset in minutes.
fn split_offset(clock: &str) -> Option<(&str, i64)> {
    if let Some(clock) = clock.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let at = clock.rfind(['+', '-'])?;
    let (clock, offset) = clock.split_at(at);
    let (hours, minutes) = offset[1..].split_once(':')?;
    let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    Some((clock, if offset.starts_with('-') { -minutes } else { minutes }))
}

/// Returns the days from 1970-01-01 to a date of the Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last day of a year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns the date that lies `days` after 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{http_date, iso8601, parse};

    #[track_caller]
    fn check(millis: i64, text: &str) {
        assert_eq!(iso8601(millis), text);
        assert_eq!(parse(text), Some(millis));
    }

    #[test]
    fn dates_go_there_and_back() {
        check(0, "1970-01-01T00:00:00Z");
        check(951_827_696_789, "2000-02-29T12:34:56.789Z");
        check(1_795_392_000_000, "2026-11-23T00:00:00Z");
        check(4_107_542_399_000, "2100-02-28T23:59:59Z");
    }

    #[test]
    fn dates_of_headers_go_there_and_back() {
        assert_eq!(http_date(1_795_392_000_000), "Mon, 23 Nov 2026 00:00:00 GMT");
        assert_eq!(parse("Tue, 29 Feb 2000 12:34:56 GMT"), Some(951_827_696_000));
        assert_eq!(parse("Tue, 29 Foo 2000 12:34:56 GMT"), None);
    }

    #[test]
    fn offsets_and_seconds_are_read_and_nonsense_is_not() {
        assert_eq!(parse("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(parse("1.5"), Some(1500));
        for text in ["", "1970-13-01T00:00:00Z", "1970-01-01", "NaN", "1e300"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
