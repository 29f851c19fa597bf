//! What the process does for secrets before anything else: no core file, and no value in the words of a panic.

use std::panic;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::render::escape::clean;

/// Turns core files off, and the payload of panics, which may quote what was worked on.
pub(crate) fn harden() {
    // Where the system refuses it, there is nothing else to be done; the limit can always be lowered.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        let place = place.unwrap_or_else(|| "an unknown place".to_owned());
        let code = "internal::panic";
        eprintln!("error[{code}]: this is a bug in tandem, at {}", clean(&place));
        eprintln!("  what was sent is on record, and nothing more was\n  help: run the same command again");
    }));
}

#[cfg(test)]
mod tests {
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn there_is_no_core_file() {
        super::harden();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0));
        drop(std::panic::take_hook());
    }
}
