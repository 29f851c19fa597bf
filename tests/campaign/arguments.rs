//! What the campaign is asked to do.

/// The command line.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// How many schedules are driven at the provider seam.
    pub schedules: u64,
    /// The seed of the first one.
    pub seed: u64,
    /// A case to drive and tell, instead of everything.
    pub case: Option<String>,
    /// The row to measure, instead of all.
    pub row: Option<String>,
    /// Whether everything is run; else a short version.
    pub full: bool,
}

/// How many schedules a plain `cargo test` drives.
const SHORT: u64 = 200;
/// How many the full campaign drives.
const FULL: u64 = 9_000;

impl Arguments {
    /// Reads the command line.
    ///
    /// # Errors
    /// Says what is not understood.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
        let mut arguments = Arguments { schedules: SHORT, seed: 1, case: None, row: None, full: false };
        let mut schedules = None;
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("`{word}` takes a value"));
            let number = |text: String| text.parse::<u64>().map_err(|_| format!("`{text}` is not a number"));
            match word.as_str() {
                "--schedules" => schedules = Some(number(value()?)?),
                "--seed" => arguments.seed = number(value()?)?,
                "--case" => arguments.case = Some(value()?),
                "--row" => arguments.row = Some(value()?),
                "--full" => arguments.full = true,
                // What `cargo test` hands to every test program.
                _ => (),
            }
        }
        if arguments.full {
            arguments.schedules = FULL;
        }
        arguments.schedules = schedules.unwrap_or(arguments.schedules);
        Ok(arguments)
    }
}
