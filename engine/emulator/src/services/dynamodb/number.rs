//! Decimal numbers of up to 38 digits, as DynamoDB keeps them.

use std::cmp::Ordering;
use std::fmt;

/// The most significant digits.
const DIGITS: u32 = 38;

/// The power of ten of the first digit lies between these.
const SMALLEST: i32 = -130;
const LARGEST: i32 = 125;

/// `mantissa` × 10^`exponent`, without zeros at the mantissa's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    mantissa: i128,
    exponent: i32,
}

impl Number {
    /// Reads a number; `None` where the text is none, or has too many digits, or is out of range.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (digits, power) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok().filter(|power| power.abs() < 1000)?),
            None => (text, 0),
        };
        let negative = digits.starts_with('-');
        let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = || whole.bytes().chain(fraction.bytes());
        if whole.is_empty() && fraction.is_empty() || !all().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant: String = all().map(char::from).skip_while(|digit| *digit == '0').collect();
        let kept = significant.trim_end_matches('0');
        let dropped = i32::try_from(significant.len() - kept.len()).ok()?;
        if kept.len() > DIGITS as usize {
            return None;
        }
        let mantissa = if kept.is_empty() { 0 } else { kept.parse::<i128>().ok()? };
        let exponent = power + dropped - i32::try_from(fraction.len()).ok()?;
        Self { mantissa: if negative { -mantissa } else { mantissa }, exponent }.checked()
    }

    /// Brings a number into its one form, if it is in range.
    fn checked(mut self) -> Option<Self> {
        if self.mantissa == 0 {
            return Some(Self { mantissa: 0, exponent: 0 });
        }
        while self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        let fits = self.digits() <= DIGITS && (SMALLEST..=LARGEST).contains(&self.magnitude());
        fits.then_some(self)
    }

    fn digits(self) -> u32 {
        self.mantissa.unsigned_abs().checked_ilog10().map_or(1, |digits| digits + 1)
    }

    /// Returns the power of ten of the first digit.
    fn magnitude(self) -> i32 {
        self.exponent + i32::try_from(self.digits()).unwrap_or_default() - 1
    }

    pub(super) fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, ..self }
    }

    /// Adds, if the sum can be kept without loss.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        if self.mantissa == 0 || other.mantissa == 0 {
            return Some(if self.mantissa == 0 { other } else { self });
        }
        let exponent = self.exponent.min(other.exponent);
        let scaled = |number: Self| {
            let shift = u32::try_from(number.exponent - exponent).ok()?;
            number.mantissa.checked_mul(10_i128.checked_pow(shift)?)
        };
        let mantissa = scaled(self)?.checked_add(scaled(other)?)?;
        Self { mantissa, exponent }.checked()
    }

    /// Returns a text that sorts among others of its kind as the numbers do.
    pub(super) fn sortable(self) -> String {
        if self.mantissa == 0 {
            return "1".into();
        }
        let digits = self.mantissa.unsigned_abs().to_string();
        let magnitude = self.magnitude() + 1000;
        if self.mantissa > 0 {
            return format!("2{magnitude:04}{digits}");
        }
        // Below zero everything runs the other way, and the shorter of two numbers is the larger.
        let turned: String = digits.bytes().map(|digit| char::from(b'0' + b'9' - digit)).collect();
        format!("0{:04}{turned}~", 9999 - magnitude)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sortable().cmp(&other.sortable())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        match usize::try_from(self.exponent) {
            Ok(zeros) => write!(formatter, "{sign}{digits}{:0<zeros$}", ""),
            Err(_) => {
                let places = usize::try_from(-self.exponent).unwrap_or_default();
                let padded = format!("{digits:0>width$}", width = places + 1);
                let (whole, fraction) = padded.split_at(padded.len() - places);
                write!(formatter, "{sign}{whole}.{fraction}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn numbers_have_one_form() {
        let cases = [("1.0", "1"), ("-0", "0"), ("1E2", "100"), ("0.50", "0.5"), ("-12e-3", "-0.012"), ("+7", "7"), ("007", "7")];
        for (text, printed) in cases {
            assert_eq!(number(text).to_string(), printed, "{text}");
        }
        let nines = "9".repeat(38);
        assert_eq!(number(&nines).to_string(), nines);
        for text in ["", ".", "1.2.3", "x", "1e", "1E126", "1E-131", &"9".repeat(39)] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_ordered_and_added_exactly() {
        let ordered = ["-1E100", "-12", "-1.5", "-1", "-0.1", "-1E-100", "0", "1E-100", "0.5", "1", "1.5", "12", "100", "1E100"];
        assert!(ordered.windows(2).all(|pair| number(pair[0]) < number(pair[1])));
        assert_eq!(number("0.1").plus(number("0.2")), Some(number("0.3")));
        assert_eq!(number("5").plus(number("-5")).map(|sum| sum.to_string()), Some("0".into()));
        assert_eq!(number("1E100").plus(number("1")), None);
    }
}
