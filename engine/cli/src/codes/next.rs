//! What is safe after a refusal, and the one command to run next: added where a message does not say it itself.

use tandem_core::{Diagnostic, Severity};

use crate::render::diagnostic::NEXT;

/// A way of being refused.
struct Refusal {
    code: &'static str,
    /// What stands, or may be done meanwhile.
    safe: &'static str,
    /// The command.
    next: &'static str,
}

/// By code, sorted.
const REFUSALS: [Refusal; 75] = [
    Refusal {
        code: "apply::in_doubt",
        safe: "what was sent is on record",
        next: "tandem apply   (finds out what became of it before it does anything else)",
    },
    Refusal {
        code: "apply::leftover",
        safe: "nothing of it was changed",
        next: "tandem adopt ADDRESS ID   (keeps it), or delete it and run the same command again",
    },
    Refusal {
        code: "apply::not_ready",
        safe: "what was done is on record",
        next: "tandem apply   (goes on waiting where needed)",
    },
    Refusal {
        code: "apply::unresolved",
        safe: "what was done is on record",
        next: "tandem apply   (the value may be there by now)",
    },
    Refusal {
        code: "aws::busy",
        safe: "this call changed nothing",
        next: "tandem apply   (once nothing else changes the object)",
    },
    Refusal {
        code: "aws::conflict",
        safe: "this call changed nothing",
        next: "tandem adopt ADDRESS [ID]   (if it is to be this stack's)",
    },
    Refusal {
        code: "aws::denied",
        safe: "this call changed nothing",
        next: "tandem apply   (with credentials that may do this)",
    },
    Refusal {
        code: "aws::in_doubt",
        safe: "a reading call changes nothing",
        next: "tandem plan   (in a while)",
    },
    Refusal {
        code: "aws::invalid",
        safe: "this call changed nothing",
        next: "tandem plan   (after what the service says was put right in the script)",
    },
    Refusal {
        code: "aws::missing",
        safe: "this call changed nothing",
        next: "tandem plan   (reads again what is there)",
    },
    Refusal {
        code: "aws::not_yet",
        safe: "this call changed nothing",
        next: "tandem apply   (what it needs is seen by then)",
    },
    Refusal {
        code: "aws::quota",
        safe: "this call changed nothing",
        next: "tandem apply   (once AWS has raised the quota, or less is declared)",
    },
    Refusal {
        code: "aws::throttled",
        safe: "this call changed nothing",
        next: "tandem apply   (in a while)",
    },
    Refusal {
        code: "cloud::absent",
        safe: "nothing was changed",
        next: "tandem apply --cloud local, or build with the feature `live`",
    },
    Refusal {
        code: "cloud::account",
        safe: "nothing was read or changed",
        next: "aws sts get-caller-identity   (shows whose credentials these are)",
    },
    Refusal {
        code: "cloud::credentials",
        safe: "nothing was read or changed",
        next: "aws sts get-caller-identity   (until it answers; then the same command)",
    },
    Refusal {
        code: "cloud::damaged",
        safe: "your state is not touched",
        next: "tandem apply   (after a copy of `local-cloud` was put back, or it was deleted)",
    },
    Refusal {
        code: "cloud::partition",
        safe: "nothing was read or changed",
        next: "aws sts get-caller-identity   (shows whose credentials these are)",
    },
    Refusal {
        code: "cloud::unusable",
        safe: "nothing was changed",
        next: "ls -ld .tandem/*/local-cloud   (shows what the system refuses)",
    },
    Refusal {
        code: "guard::deletes",
        safe: "nothing was changed",
        next: "tandem plan   (names what would be deleted)",
    },
    Refusal {
        code: "guard::unconfirmed",
        safe: "nothing was changed",
        next: "tandem plan   (names what would be deleted)",
    },
    Refusal {
        code: "plan::changed",
        safe: "nothing was sent for it",
        next: "tandem plan   (shows what is there now)",
    },
    Refusal { code: "plan::damaged", safe: "nothing was changed", next: "tandem plan --out FILE" },
    Refusal { code: "plan::destroy", safe: "nothing was changed", next: "tandem destroy" },
    Refusal { code: "plan::foreign", safe: "nothing was changed", next: "tandem plan --out FILE" },
    Refusal {
        code: "plan::protected",
        safe: "nothing was changed",
        next: "tandem apply   (with `protect: false` first, then once more)",
    },
    Refusal {
        code: "plan::stale",
        safe: "nothing was changed",
        next: "tandem plan   (shows what would be done now)",
    },
    Refusal { code: "plan::version", safe: "nothing was changed", next: "tandem plan --out FILE" },
    Refusal {
        code: "refresh::bug",
        safe: "nothing was changed",
        next: "tandem plan   (and report it if it happens again)",
    },
    Refusal {
        code: "refresh::interrupted",
        safe: "nothing was changed",
        next: "tandem plan   (or the command that was stopped)",
    },
    Refusal {
        code: "region::unreachable",
        safe: "what is there is left as it is",
        next: "tandem plan --without-region REGION   (does without it for now)",
    },
    Refusal {
        code: "secret::exposed",
        safe: "nothing of it is in any file",
        next: "tandem apply   (after the secret was given another value)",
    },
    Refusal {
        code: "secret::missing",
        safe: "nothing was sent",
        next: "tandem apply   (once the secret can be read)",
    },
    Refusal {
        code: "secret::open",
        safe: "nothing was sent",
        next: "tandem plan   (after the value was replaced by the secret itself)",
    },
    Refusal {
        code: "stack::incomplete",
        safe: "nothing was read or changed",
        next: "tandem plan   (once `tandem.toml` says it)",
    },
    Refusal {
        code: "stack::region",
        safe: "nothing was changed",
        next: "tandem plan   (after the region was added to `regions`, or taken out)",
    },
    Refusal {
        code: "state::account",
        safe: "nothing was changed",
        next: "tandem plan --stack NAME   (the stack of this account)",
    },
    Refusal {
        code: "state::changed",
        safe: "nothing was changed",
        next: "tandem state recover   (looks again)",
    },
    Refusal {
        code: "state::cloud",
        safe: "nothing was changed",
        next: "tandem plan --stack NAME   (a stack of its own for this cloud)",
    },
    Refusal {
        code: "state::copied",
        safe: "nothing was changed",
        next: "tandem plan   (shows how the cloud differs from this copy)",
    },
    Refusal {
        code: "state::damaged",
        safe: "nothing was changed",
        next: "tandem state recover   (shows what can be rebuilt, and asks)",
    },
    Refusal {
        code: "state::deletable",
        safe: "nothing was changed",
        next: "tandem explain state::deletable",
    },
    Refusal {
        code: "state::empty",
        safe: "nothing was changed",
        next: "tandem state recover   (shows what can be rebuilt, and asks)",
    },
    Refusal {
        code: "state::entry",
        safe: "nothing was changed",
        next: "tandem plan --stack NAME   (a stack of its own for this script)",
    },
    Refusal {
        code: "state::exposed",
        safe: "nothing was changed",
        next: "chmod go-w PATH   (after a look at what is in it)",
    },
    Refusal {
        code: "state::fenced",
        safe: "nothing was changed",
        next: "tandem state recover   (shows what can be rebuilt, and asks)",
    },
    Refusal {
        code: "state::folder",
        safe: "nothing was changed",
        next: "ls -ld PATH   (shows what is in its place; move it away)",
    },
    Refusal {
        code: "state::foreign",
        safe: "nothing was changed",
        next: "tandem state recover   (sets it aside, if it took the place of ours)",
    },
    Refusal {
        code: "state::forked",
        safe: "nothing was changed",
        next: "tandem state recover   (shows what each copy has)",
    },
    Refusal {
        code: "state::full",
        safe: "what was made so far is on record",
        next: "tandem apply   (after some space was freed)",
    },
    Refusal {
        code: "state::gone",
        safe: "what is in the cloud is not touched",
        next: "tandem plan   (after a copy of the folder was put back)",
    },
    Refusal {
        code: "state::journal",
        safe: "nothing was changed",
        next: "tandem state recover   (keeps what is whole, and says what is lost)",
    },
    Refusal {
        code: "state::link",
        safe: "nothing was changed",
        next: "ls -l PATH   (shows where it leads; put the file itself there)",
    },
    Refusal {
        code: "state::lock_id",
        safe: "nothing was changed",
        next: "tandem state unlock   (shows who holds the lock, and its id)",
    },
    Refusal {
        code: "state::locked",
        safe: "plan --no-lock, output, state list",
        next: "tandem apply --lock-timeout 5m   (a dead owner frees itself)",
    },
    Refusal {
        code: "state::lost",
        safe: "nothing more was sent; what was sent is on record",
        next: "tandem apply   (finds out what became of it)",
    },
    Refusal {
        code: "state::missing",
        safe: "nothing was changed",
        next: "tandem state recover   (shows what can be rebuilt, and asks)",
    },
    Refusal {
        code: "state::mixed",
        safe: "nothing was changed",
        next: "tandem state recover   (goes on with the snapshots that are kept)",
    },
    Refusal {
        code: "state::newer",
        safe: "nothing was changed",
        next: "tandem --version   (and take the one that wrote it, or a later one)",
    },
    Refusal {
        code: "state::note",
        safe: "nothing was changed",
        next: "tandem state recover   (writes it anew)",
    },
    Refusal {
        code: "state::older",
        safe: "nothing was changed",
        next: "tandem state recover   (puts the newest one back)",
    },
    Refusal {
        code: "state::one_region",
        safe: "nothing was changed",
        next: "tandem explain state::one_region",
    },
    Refusal {
        code: "state::owner",
        safe: "nothing was changed",
        next: "ls -l PATH   (shows whose it is; run Tandem as that user)",
    },
    Refusal {
        code: "state::refused",
        safe: "nothing was changed",
        next: "tandem explain state::refused   (lists the rights that are needed)",
    },
    Refusal {
        code: "state::short",
        safe: "nothing was changed",
        next: "tandem state recover   (shows what can be rebuilt, and asks)",
    },
    Refusal {
        code: "state::snapshot",
        safe: "nothing was changed",
        next: "tandem state history   (lists the snapshots that are kept)",
    },
    Refusal {
        code: "state::special",
        safe: "nothing was changed",
        next: "ls -l PATH   (shows what is in its place; move it away)",
    },
    Refusal {
        code: "state::unfit",
        safe: "nothing was changed",
        next: "tandem plan   (after `state` in `tandem.toml` names a place that is fit)",
    },
    Refusal {
        code: "state::unknown",
        safe: "nothing was changed",
        next: "tandem state list   (lists what is remembered)",
    },
    Refusal { code: "state::unlocked", safe: "nothing was changed", next: "tandem apply" },
    Refusal {
        code: "state::unreachable",
        safe: "what was recorded before stands",
        next: "tandem apply   (once the place answers)",
    },
    Refusal {
        code: "state::unreadable",
        safe: "nothing was changed",
        next: "ls -l PATH   (shows who may read it; then the same command)",
    },
    Refusal {
        code: "state::unreserved",
        safe: "nothing was changed",
        next: "tandem explain state::unreserved",
    },
    Refusal {
        code: "state::unversioned",
        safe: "nothing was changed",
        next: "tandem explain state::unversioned",
    },
    Refusal {
        code: "state::unwritable",
        safe: "what was recorded before stands",
        next: "tandem apply   (once it can be written; it goes on where it stopped)",
    },
];

/// Words by which a message says itself what is safe.
const SAFE: [&str; 8] = [
    "nothing was",
    "nothing more",
    "nothing in this batch",
    "nothing is lost",
    "stands",
    "safe now",
    "on record",
    "neither as there",
];

/// Words by which a hint is a way to go on.
const COMMANDS: [&str; 8] =
    [NEXT, "tandem ", "same command", "the command again", "`--", "export ", "chmod ", "aws "];

/// Returns a message with what is safe and what to run next, where it is a refusal that does not say so.
pub(crate) fn completed(mut diagnostic: Diagnostic) -> Diagnostic {
    let found = REFUSALS.iter().find(|refusal| refusal.code == diagnostic.code);
    let Some(refusal) = found.filter(|_| diagnostic.severity == Severity::Error) else { return diagnostic };
    let says = |texts: &[String], words: &[&str]| {
        texts.iter().any(|text| words.iter().any(|word| text.contains(word)))
    };
    let own =
        [&diagnostic.notes[..], &diagnostic.hints[..], std::slice::from_ref(&diagnostic.message)].concat();
    if !says(&own, &SAFE) {
        diagnostic = diagnostic.note(refusal.safe);
    }
    if !says(&diagnostic.hints, &COMMANDS) {
        diagnostic = diagnostic.hint(format!("{NEXT}{}", refusal.next));
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use tandem_core::Diagnostic;

    use super::{COMMANDS, REFUSALS, completed};
    use crate::render::diagnostic::NEXT;

    /// The areas of which every code is a refusal, and single codes of others.
    const AREAS: [&str; 7] = ["apply", "aws", "cloud", "guard", "refresh", "stack", "state"];
    const SINGLE: [&str; 11] = [
        "plan::changed",
        "plan::damaged",
        "plan::destroy",
        "plan::foreign",
        "plan::protected",
        "plan::stale",
        "plan::version",
        "region::unreachable",
        "secret::exposed",
        "secret::missing",
        "secret::open",
    ];

    fn refuses(code: &str) -> bool {
        SINGLE.contains(&code) || code.split_once("::").is_some_and(|(area, _)| AREAS.contains(&area))
    }

    #[test]
    fn every_refusal_says_what_is_safe_and_what_to_run_next() {
        for code in crate::codes::all().into_iter().filter(|code| refuses(code)) {
            let told = completed(Diagnostic::error(code, "it is refused"));
            let next = told.hints.iter().find_map(|hint| hint.strip_prefix(NEXT));
            let next = next.unwrap_or_else(|| panic!("`{code}` says nothing of what to run next"));
            let program = next.split(' ').next().unwrap_or_default();
            assert!(["tandem", "aws", "ls", "chmod"].contains(&program), "{code}: {next}");
            assert!(!told.notes.is_empty(), "`{code}` does not say what is safe");
        }
        let unknown: Vec<&str> =
            REFUSALS.iter().map(|it| it.code).filter(|code| crate::codes::explain(code).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert!(REFUSALS.is_sorted_by_key(|refusal| refusal.code));
    }

    #[test]
    fn a_message_that_says_it_itself_is_left_as_it_is() {
        let own = Diagnostic::error("state::empty", "`state.json` is empty")
            .note("nothing was changed")
            .hint("tandem state recover");
        assert_eq!(completed(own.clone()).hints, own.hints);
        assert_eq!(completed(own.clone()).notes, own.notes);
        let warning = Diagnostic::warning("state::copied", "the folder is a copy");
        assert!(completed(warning).hints.is_empty());
        assert!(COMMANDS.contains(&NEXT));
    }
}
