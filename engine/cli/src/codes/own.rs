//! What the codes of this crate mean, why, and the ways out.

/// By code, sorted; Markdown.
pub(super) const OWN: [(&str, &str); 62] = [
    (
        "adopt::missing",
        "There is no object to adopt. Without an id, it is looked for as the kind allows: a record by its name and type, \
         a topic or an alarm by its name. Zones, health checks and accelerators have no name that is theirs alone; \
         they are adopted by id: `tandem adopt ADDRESS ID`. What an object belongs to must be there first.",
    ),
    ("adopt::owned", "The address stands for an object of this stack already. One address is one object."),
    (
        "adopt::replaces",
        "The object differs from what is declared in something that cannot change in place, so the next apply would make \
         another and delete this one. Adopting is for keeping: declare it as it is, adopt it, and then change the \
         script and look at the plan.",
    ),
    ("adopt::taken", "One object cannot stand under two addresses. `moved` gives it another name."),
    (
        "adopt::undeclared",
        "Objects are adopted under a declaration: write it first, as near to the object as you know it. `tandem plan` \
         shows it as a create, with its address.",
    ),
    (
        "adopt::unresolved",
        "An earlier run was cut off while it made this resource. What is there may be its own work, which the next apply \
         finds out by itself.",
    ),
    (
        "audit::touched",
        "Every line of `audit.log` bears the hash of the line before and its own, and the state and the note beside the \
         lock remember the last one. Something was edited, taken out, moved or cut off; the message says which line. \
         The log is only for people: Tandem works on, and adds to it.",
    ),
    ("cloud::absent", "This program was built without the feature `live`: it knows the local cloud only."),
    (
        "cloud::account",
        "The credentials are valid, but of another account than the settings name. Nothing was read or changed: a \
         stack is never applied to an account that nobody wrote down. Set `AWS_PROFILE`, sign in to the other \
         account, or name the stack that is meant with `--stack`.",
    ),
    (
        "cloud::credentials",
        "AWS was asked whose credentials these are (`sts:GetCallerIdentity`) and gave no account. There are none, they \
         have expired, or the network is in the way. Credentials come from the environment, from the profile that \
         `AWS_PROFILE` names, or from the machine.",
    ),
    (
        "cloud::damaged",
        "The folder `local-cloud` of the stack holds the emulated AWS. One of its files was changed or cut. Put a copy \
         back, or delete the folder: then the emulated cloud is empty, and the next plan makes everything anew.",
    ),
    (
        "cloud::partition",
        "The credentials are of another partition of AWS, such as `aws-cn`: an account there cannot reach the regions \
         that Tandem knows. Set `AWS_PROFILE` to one of the partition `aws`.",
    ),
    (
        "cloud::unusable",
        "The folder of the emulated AWS cannot be read or written. The system's words are in the message.",
    ),
    (
        "doc::unknown",
        "There is no kind, function or module of this name. `tandem doc` without a name lists them all.",
    ),
    (
        "emulator::port",
        "The system refuses the port: another program has it, or it needs more rights. `--port 0` takes a free one and \
         prints which.",
    ),
    (
        "explain::unknown",
        "There is no message with this code. `tandem explain` without a code lists them all.",
    ),
    (
        "gate::change",
        "The plan changes something for clients: who is routed where, for how long answers are kept or clients fail, or which \
         names are answered. `--fail-on any-change` asks for a refactoring, which changes nothing of that. The block \
         `Behaviour` of the plan says what changes.",
    ),
    (
        "gate::recovery",
        "After a failure that must be survived, clients of a name fail for longer than the gate `rto>…` allows: until the \
         failure is noticed, and the answers of before have left every resolver. Checks at a shorter interval or with \
         a lower threshold, and a shorter TTL, make it quicker; `tandem prove` tells the times apart.",
    ),
    (
        "gate::spof",
        "A single failure takes away a name that was served without what fails until now; on a first deploy every such \
         failure is new. Held against are the names of objectives or, where there is none, those in several regions. \
         A second place that answers, and a health check that notices, take the single point of failure away.",
    ),
    (
        "gate::unserved",
        "Clients of a name would not be served: while nothing fails, or after a failure that its objective says to \
         survive. `tandem prove` tells the story of the outage, with the lines to change.",
    ),
    (
        "gate::worse",
        "The plan makes something worse for clients of a name: more of their requests fail after some failure, they fail for \
         longer, a single failure takes the name away, or the name is no longer answered. The block `Behaviour` of \
         the plan says what, and when.",
    ),
    (
        "guard::deletes",
        "The plan deletes more than twenty resources, or more than one and over a tenth of all, replacements included. \
         On the real cloud that is only done for a number that somebody wrote down: look at the plan, then say \
         `--allow-deletes N`. Nothing was changed.",
    ),
    (
        "guard::unconfirmed",
        "A zone, a table or an accelerator would be deleted: its data, or the addresses that others have written down, \
         cannot be had back. At a terminal its name is asked for; elsewhere `--confirm NAME` says it. `--yes` does not.",
    ),
    ("internal::lock", "This is a bug in tandem: please report it. Nothing was changed."),
    (
        "internal::panic",
        "This is a bug in tandem: please report the place that the message names. Every call that was sent is on record \
         in the journal; run the same command again, and it finds out what became of each before it does anything else. \
         The words of the failure itself are left out, because they could quote a secret.",
    ),
    (
        "internal::runtime",
        "The system refuses what every program needs, such as file descriptors (`ulimit -n`).",
    ),
    (
        "lookups::broken",
        "`tandem.lookups.json` records what look-ups found, so that plans can be made without a cloud. It is not what \
         Tandem writes: a merge or an editor changed it. `tandem lookups --update --cloud aws` writes it anew.",
    ),
    ("lookups::missing", "The look-up file that the command names is not there."),
    (
        "lookups::unusable",
        "An object of `tandem.lookups.json` cannot be put into the emulated cloud, because an attribute that it needs \
         is missing or wrong. The message says which. `tandem lookups --update --cloud aws` writes the file anew.",
    ),
    ("lookups::version", "The look-up file was written by a later version of Tandem. Use that one."),
    (
        "output::secret",
        "The output is a secret, or holds one. Its value is in no file of Tandem, so there is nothing to print, and a \
         program that asks for a value must not get a word in its place. Read it where it is kept.",
    ),
    ("output::unknown", "The last apply had no output of this name. Outputs are known after an apply."),
    (
        "plan::destroy",
        "A plan file is applied with `tandem apply`, and that of a destroy is not meant for it: destroying is asked for \
         by its own command.",
    ),
    (
        "plan::stale",
        "A plan has a fingerprint of everything it was made from: the scripts, the inputs, the state, and what was found \
         in the cloud. One of these is different now, so the plan that was looked at is not the one that would be \
         applied. Look at a new plan, with the same `--var`, `--stack` and `--cloud`.",
    ),
    ("project::encoding", "Files and their names are UTF-8. The message says where this one is not."),
    (
        "project::missing",
        "A command works on a script, or on a folder with `main.rhai`; without a path, on the folder it is started in, or \
         the project around it. `tandem init` writes a project that works.",
    ),
    ("project::unreadable", "The system refuses to read. Its own words are in the message."),
    (
        "project::unwritable",
        "The system refuses to write: no right, a read-only file system, or a full disk. Tandem keeps what it knows of a \
         stack in `.tandem/` below the project, for its owner alone. `state` in `tandem.toml` names another folder.",
    ),
    (
        "quota::exceeded",
        "More is declared than the account allows, as AWS sets it for new accounts or as `limits` in `tandem.toml` says. \
         The plan is still made: what is too much is refused at apply. Ask AWS to raise the quota, then write the new \
         one down.",
    ),
    ("settings::account", "An account is twelve digits, with or without dashes: `\"123456789012\"`."),
    (
        "settings::cloud",
        "A cloud is `local` (an AWS in this program), `aws`, or an emulator on this machine such as \
         `http://127.0.0.1:4566`. Other URLs are refused: calls carry secrets, and plain HTTP leaves the machine \
         unprotected.",
    ),
    (
        "settings::limit",
        "`[stacks.NAME.limits]` tells of quotas that AWS has raised for the account, by service and name: \
         `route53.records_per_zone = 20000`. It tells of rates as well, as AWS grants them: `route53.rate = 20` and \
         `route53.burst = 100` for all calls, `route53.CreateHealthCheck.rate = 5` for those of one operation, and \
         `route53.changes.rate = 100` for changed records, of which AWS names no figure: nothing limits them unless \
         it is set.",
    ),
    ("settings::region", "There is no AWS region of this name."),
    (
        "settings::stack",
        "`default_stack` names one of `[stacks.NAME]`; names have letters, digits, `-` and `_`.",
    ),
    (
        "settings::state",
        "State is kept in a folder, named relative to the project, or where a team shares it: \
         `s3://BUCKET/PREFIX?region=REGION` or `dynamodb://TABLE/PREFIX?regions=REGION,REGION`. The table has the keys \
         `stack` and `key`, both strings. `lease=42s` (5 s to 10 min) is after how long without a sign of life the owner \
         of the lock counts as dead. On a loopback cloud the bucket or table is that cloud's own.",
    ),
    ("settings::syntax", "`tandem.toml` must be TOML. The label shows where it stops being that."),
    ("settings::type", "The setting takes another type of value. The message says which."),
    (
        "settings::unknown",
        "`tandem.toml` has `name`, `default_stack` and `[stacks.NAME]` with `cloud`, `account`, `regions`, `vars`, `state` \
         and `limits`. An unknown key is an error, because a misspelt one would silently mean nothing.",
    ),
    (
        "stack::incomplete",
        "The real cloud is never guessed at: a stack on `aws` must say which account it lives in and which regions it may \
         use. The account is compared with the credentials before anything is planned.",
    ),
    (
        "stack::region",
        "The stack lists the regions it may use, and the script declares something in another one. Add the region to \
         `regions` in `tandem.toml`, or declare it elsewhere.",
    ),
    (
        "state::account",
        "The state remembers objects of another account. Applied here, Tandem would take all of them for deleted. Use \
         another stack for another account.",
    ),
    (
        "state::cloud",
        "The state remembers objects of another cloud. Applied here, Tandem would take all of them for deleted, make them \
         anew on this cloud, and forget the others: they would go on running, and cost money, with nobody knowing them. \
         Give each cloud a stack of its own, or destroy on the first cloud before moving to another.",
    ),
    (
        "state::entry",
        "The state remembers what another script declared. Applied with this script, everything of that one would be \
         deleted. Give every script a stack of its own, or a project of its own.",
    ),
    ("state::unknown", "The stack owns nothing of this address. `tandem state list` prints what it owns."),
    (
        "usage::cloud",
        "`apply` was started without a terminal, and neither `--cloud` nor `tandem.toml` says which cloud. It would have \
         gone to the local one, and the run would have looked like a deployment.",
    ),
    ("usage::confirm", "A plan is applied after someone said yes. Without a terminal, `--yes` says it."),
    ("usage::expect", "`--expect` takes the `fingerprint` that the summary of `tandem plan --json` has."),
    (
        "usage::lookups",
        "The local cloud is filled from `tandem.lookups.json`: asking it would record what is recorded.",
    ),
    (
        "usage::plan",
        "A plan file says for which stack and cloud it was made, and with which values of `--var`. Flags may repeat \
         that, not change it.",
    ),
    (
        "usage::assumption",
        "What AWS does not document is an assumption of the model, with a name and a value. `tandem prove -v` lists those \
         that a proof rests on; `--assume NAME=VALUE` gives one another value.",
    ),
    (
        "usage::stack",
        "`--stack` names one of `[stacks.NAME]` in `tandem.toml`; without it, `default_stack` is meant, or the only one.",
    ),
    (
        "watch::unavailable",
        "The system does not tell of changes to files here, as on some network file systems, or its limit of watches is \
         used up (`fs.inotify.max_user_watches`).",
    ),
];
