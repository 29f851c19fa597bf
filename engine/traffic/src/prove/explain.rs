//! What the codes of counterexamples mean, at length. Codes that a rule bears as well are explained there.

/// By code; Markdown.
const EXPLANATIONS: [(&str, &str); 7] = [
    (
        "AA001",
        "A name does not survive what its objective promises. Every failure that the objective names was tried, for every \
         class of clients and both families of addresses, and after this one some clients are not served again, however \
         long they wait: nothing that is left can serve, the check that should notice it goes on passing, or no record \
         answers at all. The story says what happens when; times are the latest ones.\n\n\
         An objective with names alone promises any one region, and any one service in one region. What it does not \
         promise, such as two regions at once or a partial failure, is reported by `tandem prove` and refuses nothing.\n\n\
         - add a record or an endpoint group in another region\n\
         - let the check ask a name that leads to this target and no other\n\
         - if the promise is more than you need, say so: `survive: #{ regions: 1, services: 0 }`",
    ),
    (
        "AA012",
        "Clients are served again after the failure, but later than `recover_within`. The time is the sum of what the \
         slowest client waits for: the checkers' probes until enough of them have failed in a row, the way of the verdict to \
         the name servers (5 s), the TTL of the answer that a resolver may have fetched just before, and a new connection. \
         Behind an accelerator it is the health of the endpoint and the accelerator's reaction.\n\n\
         With probes every 10 s and a threshold of 3, a region that swallows packets is noticed within 48 s, and with a TTL \
         of 60 s everybody is served again within 114 s. `tandem prove -v` lists the assumptions; `--assume NAME=VALUE` \
         tries another value.\n\n\
         - lower the `ttl`: 60 s or less for what is health-checked\n\
         - `interval: \"10s\"` with `failure_threshold: 3`\n\
         - put an accelerator in front: it moves clients without any resolver",
    ),
    (
        "AA025",
        "After this failure an accelerator finds no healthy endpoint with a weight above 0 in any group that it tries. It \
         then fails open: traffic goes to the nearest group, dead or not. Failover ignores traffic dials, so a dial of 0 is no \
         obstacle, and no protection either.\n\n\
         - add an endpoint group in another region\n\
         - give its endpoints a weight above 0",
    ),
    (
        "AA039",
        "What is left after this failure must carry more than the objective's `capacity` says it can. Demand is that of the \
         objective's `demand` by geography; each share goes where its clients are then sent. Scaling out during an outage \
         is not counted on: others do it at the same moment.\n\n\
         - raise the capacity to what the message says, in the region and in the objective\n\
         - spread the load: more regions, or weights and dials that send less to the smallest",
    ),
    (
        "AA043",
        "A strongly consistent table answers while two of its three members are reachable, the witness included. After the \
         failures that the objective promises to survive, fewer are left: no region can write.\n\n\
         - promise one region less\n\
         - with eventual consistency every replica goes on by itself, and the last writes of what is lost are missing",
    ),
    (
        "AA049",
        "More of what was written may be lost than `lose_at_most` allows. Replicas of a table with eventual consistency have \
         each write a little later, usually within a second; what a region wrote last and had not passed on is missing \
         while the region is gone. The figure is the lag that 99 of 100 writes keep, without load.\n\n\
         - `consistency: \"STRONG\"`: a write is in a second region before it is answered\n\
         - allow more: `lose_at_most: \"5s\"`",
    ),
    (
        "prove::needs",
        "A proof rests on what the script declares and on what look-ups are on record to find. Something that decides where \
         clients are sent is in neither: it is known after an apply, or no zone of the script answers for the name. \
         Nothing is proved and nothing refuted.\n\n\
         - `tandem lookups --update` records what look-ups find\n\
         - write the value down instead of referring to it\n\
         - prove it again after `tandem apply`",
    ),
];

/// Returns the long explanation of a code.
pub fn explain(code: &str) -> Option<&'static str> {
    EXPLANATIONS.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

/// Returns every code that is explained here, sorted.
pub fn codes() -> Vec<&'static str> {
    EXPLANATIONS.iter().map(|(code, _)| *code).collect()
}
