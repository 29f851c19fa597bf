//! What the codes of simulations mean, and the ways out.

/// By code, sorted; Markdown.
const EXPLAINED: [(&str, &str); 6] = [
    (
        "simulate::order",
        "What recovers must have failed before. `--recover us-east-1@20m` belongs to a `--fail us-east-1@…` with an \
         earlier time, and names the same thing: a region that is back does not bring a service back that failed on \
         its own.",
    ),
    (
        "simulate::percent",
        "`=50%` behind the time lets so many requests of a hundred fail: `--fail elb@eu-west-1@5m=50%`. It is a whole \
         number from 1 to 100. Control planes, the checkers of a region and the replication of a table fail altogether \
         or not at all, and what recovers does so altogether.",
    ),
    (
        "simulate::subject",
        "What fails is one of these, as far as the topology has it.\n\n\
         | written | is |\n|---|---|\n\
         | `us-east-1` | a region, with everything in it, its checkers and its control planes |\n\
         | `dynamodb@us-east-1` | one service in one region |\n\
         | `elb::load_balancer[\"web\"]@us-east-1` | one endpoint, by its address, or the name or number that a record holds |\n\
         | `globalaccelerator::…` | a listener or an endpoint group, by its address |\n\
         | `check:route53::health_check[\"web\"]` | the way of a health check to what it asks |\n\
         | `checkers:eu-west-1` | the health checkers in a region |\n\
         | `plane:route53` | a control plane |\n\
         | `replication:orders@eu-west-1` | the copying of a table from and to a region |\n\n\
         Addresses hold quotes, so a shell wants them in single quotes.",
    ),
    (
        "simulate::time",
        "Times are whole numbers with a unit, from the start of the simulation: `0s`, `90s`, `20m`, `1h`. Behind \
         `--fail` a missing one is the start; behind `--recover` there must be one.",
    ),
    (
        "simulate::unknown",
        "A value that the model of the traffic needs is known only after apply, so what it belongs to takes no part in \
         the simulation. Record what look-ups find with `tandem lookups --update`, or write the value down.",
    ),
    (
        "simulate::until",
        "The simulation ends before the last thing has happened that it was asked for. Without `--until` it goes on for \
         ten minutes after that.",
    ),
];

/// Returns what a code of simulations means; Markdown.
pub fn explain(code: &str) -> Option<&'static str> {
    EXPLAINED.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

/// Iterates over the codes of simulations, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    EXPLAINED.iter().map(|(code, _)| *code)
}
