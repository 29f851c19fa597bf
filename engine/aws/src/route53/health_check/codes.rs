//! The long explanations of what is wrong with health checks.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "health_check::type",
        text: "The attribute means nothing for this type of check.\n\nChecks of endpoints (`HTTP`, `HTTPS`, their \
               `_STR_MATCH` forms, `TCP`) have a domain or address and an interval; `CALCULATED` has `children`; \
               `CLOUDWATCH_METRIC` has an `alarm`; `RECOVERY_CONTROL` has a `routing_control`.",
    },
    Explanation {
        code: "health_check::missing",
        text: "This type of check cannot do without the attribute.\n\nA check of an endpoint needs `domain` or \
               `ip_address`, a TCP check a `port`, a `_STR_MATCH` check a `search_string`.",
    },
    Explanation {
        code: "health_check::address",
        text: "Route 53 asks from the internet: the address must be a public one.\n\nFor something private, let an \
               alarm watch it and follow the alarm with `type: \"CLOUDWATCH_METRIC\"`.",
    },
    Explanation {
        code: "health_check::threshold",
        text: "A calculated check that asks for more healthy children than it has always fails.",
    },
    Explanation {
        code: "health_check::nested",
        text: "A calculated check counts checks of endpoints and alarms, not other calculated ones.\n\nCount their \
               children directly.",
    },
];
