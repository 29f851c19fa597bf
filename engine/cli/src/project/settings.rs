//! `tandem.toml`: the name of the project, and its stacks.

use std::collections::BTreeMap;

use tandem_aws::storage::Place;
use tandem_core::{Source, Sources, region};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::SETTINGS;
use super::table::{Reading, list};
use crate::cloud::Cloud;
use crate::exit::{Ended, Failure};
use crate::rates;

/// What `tandem.toml` says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// The name of the project.
    pub(crate) name: Option<String>,
    /// The stack that is meant when none is named.
    pub(crate) default_stack: Option<String>,
    /// The stacks, by name.
    pub(crate) stacks: BTreeMap<String, StackSettings>,
}

/// What `tandem.toml` says of one stack.
#[derive(Clone, Debug, Default)]
pub(crate) struct StackSettings {
    /// The cloud.
    pub(crate) cloud: Option<Cloud>,
    /// The account, twelve digits.
    pub(crate) account: Option<String>,
    /// The regions that may be used.
    pub(crate) regions: Vec<String>,
    /// The values of inputs.
    pub(crate) vars: BTreeMap<String, String>,
    /// Where the state is kept: a folder relative to the root, a bucket or a table.
    pub(crate) state: Option<String>,
    /// Quotas that AWS has raised, by name: `route53.records_per_zone`.
    pub(crate) limits: BTreeMap<String, u64>,
    /// Rates that AWS has raised, by name: `route53.changes.rate`.
    pub(crate) rates: BTreeMap<String, f64>,
}

const TOP: [&str; 3] = ["name", "default_stack", "stacks"];
const STACK: [&str; 6] = ["cloud", "account", "regions", "vars", "state", "limits"];

/// Reads the settings file and adds it to the sources.
///
/// # Errors
/// If anything in it is wrong; everything that is wrong is said.
pub(crate) fn read(text: &str, sources: &mut Sources) -> Ended<Settings> {
    let file = sources.add(Source::new(SETTINGS, text));
    let mut reading = Reading { file, diagnostics: Default::default() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let message = format!("`{SETTINGS}` is not TOML: {}", error.message().replace('\n', ", "));
        reading.fault(range, "settings::syntax", message, None);
    }
    // What could not be read is not judged as well: it would be guesswork.
    let settings =
        if reading.diagnostics.is_empty() { top(&mut reading, table.get_ref()) } else { Settings::default() };
    if reading.diagnostics.has_errors() {
        return Err(Failure::new(reading.diagnostics.sorted(), sources));
    }
    Ok(settings)
}

fn top(reading: &mut Reading, table: &DeTable<'_>) -> Settings {
    reading.unknown(table, &TOP, "the file");
    let name = reading.text(table, "name").map(Spanned::into_inner);
    let default_stack = reading.text(table, "default_stack");
    let mut stacks = BTreeMap::new();
    for (key, value) in reading.table(table, "stacks").into_iter().flatten() {
        let name = key.get_ref().to_string();
        if let Some(reason) = unusable(&name) {
            reading.fault(
                key.span(),
                "settings::stack",
                format!("`{name}` cannot name a stack: {reason}"),
                None,
            );
        }
        match value.get_ref().as_table() {
            Some(table) => drop(stacks.insert(name, stack(reading, table))),
            None => reading.mistyped(value, &name, "a table"),
        }
    }
    if let Some(default) = &default_stack {
        known_default(reading, default, &stacks);
    }
    Settings { name, default_stack: default_stack.map(Spanned::into_inner), stacks }
}

fn known_default(reading: &mut Reading, default: &Spanned<String>, stacks: &BTreeMap<String, StackSettings>) {
    if stacks.contains_key(default.get_ref()) {
        return;
    }
    let names: Vec<&str> = stacks.keys().map(String::as_str).collect();
    let hint = if names.is_empty() { None } else { Some(format!("the stacks are {}", list(&names))) };
    let message = format!("there is no stack `{}`", default.get_ref());
    reading.fault(default.span(), "settings::stack", message, hint);
}

/// Returns why a name cannot be that of a stack: it is also the name of a folder and the value of a tag.
pub(crate) fn unusable(name: &str) -> Option<&'static str> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 64 {
        Some("it must have 1 to 64 characters")
    } else if !name.chars().all(letter) || name.starts_with('-') {
        Some("it may have letters, digits, `-` and `_` only")
    } else {
        None
    }
}

fn stack(reading: &mut Reading, table: &DeTable<'_>) -> StackSettings {
    reading.unknown(table, &STACK, "a stack");
    let (limits, rates) = limits(reading, table);
    StackSettings {
        cloud: cloud(reading, table),
        account: account(reading, table),
        regions: regions(reading, table),
        vars: vars(reading, table),
        state: state(reading, table),
        limits,
        rates,
    }
}

fn cloud(reading: &mut Reading, table: &DeTable<'_>) -> Option<Cloud> {
    let text = reading.text(table, "cloud")?;
    match Cloud::parse(text.get_ref()) {
        Ok(cloud) => Some(cloud),
        Err(wrong) => {
            reading.fault(text.span(), "settings::cloud", wrong.message, Some(wrong.hint));
            None
        }
    }
}

fn account(reading: &mut Reading, table: &DeTable<'_>) -> Option<String> {
    let text = reading.text(table, "account")?;
    let digits: String = text.get_ref().chars().filter(|c| *c != '-').collect();
    if digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(digits);
    }
    let message = format!("`{}` is not an account", text.get_ref());
    reading.fault(text.span(), "settings::account", message, Some("an account has twelve digits".to_owned()));
    None
}

fn regions(reading: &mut Reading, table: &DeTable<'_>) -> Vec<String> {
    let texts = reading.texts(table, "regions");
    for text in &texts {
        if region::find(text.get_ref()).is_none() {
            let near = tandem_core::suggestion::nearest(text.get_ref(), region::names());
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no region `{}`", text.get_ref());
            reading.fault(text.span(), "settings::region", message, hint);
        }
    }
    texts.into_iter().map(Spanned::into_inner).collect()
}

fn vars(reading: &mut Reading, table: &DeTable<'_>) -> BTreeMap<String, String> {
    let mut vars = BTreeMap::new();
    for (key, value) in reading.table(table, "vars").into_iter().flatten() {
        let name = key.get_ref().to_string();
        match json(value.get_ref()) {
            Some(serde_json::Value::String(text)) => drop(vars.insert(name, text)),
            Some(value) => drop(vars.insert(name, value.to_string())),
            None => reading.mistyped(value, &name, "a text, a number, a boolean, a list or a table"),
        }
    }
    vars
}

/// Returns a value as JSON: this is how an input that is not a text is written on the command line as well.
fn json(value: &DeValue<'_>) -> Option<serde_json::Value> {
    match value {
        DeValue::String(text) => Some(text.as_ref().into()),
        DeValue::Boolean(truth) => Some((*truth).into()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Into::into),
        DeValue::Float(number) => number.as_str().parse::<f64>().ok().map(Into::into),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(entries) => entries
            .iter()
            .map(|(key, value)| Some((key.get_ref().to_string(), json(value.get_ref())?)))
            .collect(),
        DeValue::Datetime(_) => None,
    }
}

fn state(reading: &mut Reading, table: &DeTable<'_>) -> Option<String> {
    let text = reading.text(table, "state")?;
    if let Err(wrong) = Place::parse(text.get_ref(), "default") {
        reading.fault(text.span(), "settings::state", wrong.message, Some(wrong.hint));
        return None;
    }
    Some(text.into_inner())
}

/// Returns quotas and rates.
fn limits(reading: &mut Reading, table: &DeTable<'_>) -> (BTreeMap<String, u64>, BTreeMap<String, f64>) {
    let quotas = tandem_emulator::Quotas::default();
    let mut gathered = Gathered {
        quotas: quotas.iter().map(|(name, _)| name.to_owned()).collect(),
        rates: rates::keys(&tandem_aws::registry()),
        limits: (BTreeMap::new(), BTreeMap::new()),
    };
    if let Some(table) = reading.table(table, "limits") {
        gathered.gather(reading, table, "");
    }
    gathered.limits
}

/// What a stack may say of limits, and what it says.
struct Gathered {
    quotas: Vec<String>,
    rates: Vec<String>,
    limits: (BTreeMap<String, u64>, BTreeMap<String, f64>),
}

impl Gathered {
    /// Gathers limits; `route53.records_per_zone = 1` is a table in a table to TOML, and one name to us.
    fn gather(&mut self, reading: &mut Reading, table: &DeTable<'_>, prefix: &str) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            let number = json(value.get_ref());
            if let Some(table) = value.get_ref().as_table() {
                self.gather(reading, table, &format!("{name}."));
            } else if self.quotas.contains(&name) {
                match number.and_then(|value| value.as_u64()) {
                    Some(number) => drop(self.limits.0.insert(name, number)),
                    None => reading.mistyped(value, &name, "a whole number"),
                }
            } else if self.rates.contains(&name) {
                match number.and_then(|value| value.as_f64()).filter(|number| *number > 0.0) {
                    Some(number) => drop(self.limits.1.insert(name, number)),
                    None => reading.mistyped(value, &name, "a number above 0"),
                }
            } else {
                let known = self.quotas.iter().chain(&self.rates).map(String::as_str);
                let hint = tandem_core::suggestion::nearest(&name, known);
                let hint = hint.map(|near| format!("did you mean `{near}`?"));
                let message = format!("there is no limit `{name}`");
                reading.fault(key.span(), "settings::limit", message, hint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_core::Sources;

    use super::read;

    #[track_caller]
    fn faults(text: &str) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let failure = read(text, &mut sources).expect_err("the settings are wrong");
        let place = |found: &tandem_core::Diagnostic| {
            let span = found.labels[0].span;
            text[span.start as usize..span.end as usize].to_owned()
        };
        failure.diagnostics.iter().map(|found| (found.code.to_string(), place(found))).collect()
    }

    #[test]
    fn every_fault_is_labelled_where_it_stands() {
        let text = "nmae = \"x\"\n[stacks.prod]\ncloud = \"azure\"\naccount = \"12\"\nregions = [\"eu-west-9\", 1]\n\
                    [stacks.prod.limits]\nroute53.record_per_zone = 1\n";
        let expected = [
            ("settings::unknown", "nmae"),
            ("settings::cloud", "\"azure\""),
            ("settings::account", "\"12\""),
            ("settings::region", "\"eu-west-9\""),
            ("settings::type", "1"),
            ("settings::limit", "record_per_zone"),
        ];
        let expected = expected.map(|(code, place)| (code.to_owned(), place.to_owned()));
        assert_eq!(faults(text), expected);
    }

    #[test]
    fn what_is_no_toml_is_said() {
        assert_eq!(faults("name = = 1\n")[0].0, "settings::syntax");
    }

    #[test]
    fn a_stack_is_read() {
        let text = "default_stack = \"prod\"\n[stacks.prod]\ncloud = \"aws\"\naccount = \"1234-5678-9012\"\n\
                    regions = [\"eu-west-1\"]\nvars = { domain = \"example.com\", size = 3, zones = [\"a\"] }\n\
                    limits = { route53.records_per_zone = 60000, route53.changes.rate = 0.5, route53.rate = 20 }\n";
        let settings = read(text, &mut Sources::default()).expect("the settings are right");
        let stack = &settings.stacks["prod"];
        assert_eq!(stack.account.as_deref(), Some("123456789012"));
        assert_eq!(stack.vars["size"], "3");
        assert_eq!(stack.vars["zones"], "[\"a\"]");
        assert_eq!(stack.limits["route53.records_per_zone"], 60_000);
        assert_eq!((stack.rates["route53.changes.rate"], stack.rates["route53.rate"]), (0.5, 20.0));
    }
}
