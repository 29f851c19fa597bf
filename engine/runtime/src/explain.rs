//! Long explanations of the codes that this crate gives out, for `tandem explain`.

use crate::store;

/// One code with its long explanation.
type Entry = (&'static str, &'static str);

const TABLE: [Entry; 16] = [
    (
        "apply::in_doubt",
        "A call was sent and not answered, or answered with a server error, and looking at the objects did not settle \
         whether it was done. What was sent is on record, with its token. The next run finds out before it does \
         anything else, so nothing is made twice: run the same command again.",
    ),
    (
        "apply::leftover",
        "Something of that name bears this stack's mark and is not remembered: it was made by another state that goes by \
         the same stack's name, or by this one before its state was set back. Nothing was changed. Take it into state \
         with `tandem adopt ADDRESS ID`, or delete it, and run the same command again.",
    ),
    (
        "apply::not_ready",
        "The object was made, but its status did not become what was waited for, or not in time. It is remembered. \
         The next run looks again, and waits for it where something needs it.",
    ),
    (
        "apply::unresolved",
        "A step needs an attribute of another resource that is there, but whose attribute has no value. The cloud did \
         not report it: look at the object with `tandem state show`, and report this if the attribute is there.",
    ),
    (
        "plan::changed",
        "Somebody else changed or deleted the object after the plan was made: an attribute that can be set is not what \
         the plan saw. Nothing was sent for it, so that their change is not undone unseen; what does not need it went \
         on. Look at `tandem plan` again: it shows what the object is now, and what would be done to it.",
    ),
    (
        "region::unreachable",
        "A service did not answer in that region for half a minute, eight calls in a row, so nothing more is sent there \
         in this run. Calls that were under way are on record; everything else went on. Run the same command again \
         later, or leave the region out for now with `--without-region REGION`.",
    ),
    (
        "lookup::missing",
        "A look-up found nothing of that name in that region and account. Look-ups read what others made; they never \
         create. Check the name, the region and the account; on the local cloud, what look-ups find comes from \
         `tandem.lookups.json`.",
    ),
    (
        "secret::exposed",
        "The value of a secret would have been written to a file in the open: to the journal, the state, the audit log \
         or a plan. Everything that is kept is looked through for the values of secrets, as they are, quoted, and \
         encoded, and such a write is refused. Where a value stands in an attribute, it is sealed before; what is left \
         is the id of an object or a word of ours. A secret whose value is a common word meets this as well. Nothing \
         is lost: a call that was sent is on record, and the next run finds out what became of it. Give the secret \
         another value and run the same command again.",
    ),
    (
        "secret::open",
        "A text of the script is, or holds, the value of a secret, so that the secret is in the script, in the plan and \
         in the state for all to read. Nothing was planned or sent. Write the secret there instead of its value; if the \
         two are the same by chance, give the secret another value.",
    ),
    (
        "refresh::bug",
        "This is a bug in Tandem: please report it. A reading broke off, so not everything that is there is known, and \
         nothing was planned or changed. Run the same command again.",
    ),
    (
        "refresh::interrupted",
        "The run was stopped while it read what is there, so nothing was planned and nothing was changed. Run the same \
         command again.",
    ),
    (
        "secret::missing",
        "A secret that something declared needs could not be read where the script says that it is kept, so nothing \
         was planned or sent. A variable of the environment must be set for the command itself: in CI, hand it to the \
         step that runs `tandem`. A parameter or secret must be there, in that region, and the role must be allowed to \
         read it. An empty value, one that is no text, and a document without the key that is asked for count as \
         missing. A run that was cut off may have left a call open that only the value of then can resolve: it stays \
         open, and nothing that touches its resource is applied, until a run has that value again.",
    ),
    (
        "aws::throttled",
        "The service answered again and again that there are too many calls, for longer than the step may take. Other \
         programs that use the same account draw on the same limit. Run the same command again later.",
    ),
    (
        "aws::busy",
        "Something else was being done to the object for longer than the step may take. Find out what changes it, and \
         run the same command again.",
    ),
    (
        "aws::not_yet",
        "Something made just before did not become visible to the call that needs it within two minutes. Run the same \
         command again.",
    ),
    (
        "aws::in_doubt",
        "A reading call was not answered, or answered with a server error, several times. Nothing was changed. Run the \
         same command again.",
    ),
];

/// Returns the long explanation of a code.
pub fn explain(code: &str) -> Option<&'static str> {
    explanations().find(|(name, _)| *name == code).map(|(_, text)| text)
}

/// Iterates over the codes of this crate and their explanations.
pub fn explanations() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.into_iter().chain(store::explanations())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_is_explained_once() {
        let mut codes: Vec<_> = super::explanations().map(|(code, _)| code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(super::explain("state::empty").is_some_and(|text| text.contains("tandem state recover")));
        assert_eq!(super::explain("state::nothing"), None);
    }
}
