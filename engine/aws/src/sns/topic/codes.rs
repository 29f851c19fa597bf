//! The long explanations of what is wrong with topics.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "topic::fifo",
        text: "A FIFO topic keeps the order of its messages. Its name ends in `.fifo`, and no other's does.\n\n\
               `content_based_deduplication` and `fifo_throughput_scope` belong to FIFO topics alone; tracing to all \
               others.",
    },
    Explanation {
        code: "topic::feedback",
        text: "A sample rate says how much of what was delivered is logged, and a role writes the log: without \
               `success_role`, there is none.",
    },
    Explanation {
        code: "topic::json",
        text: "Policies are JSON objects. Write them as object maps, `#{ Version: \"2012-10-17\", Statement: [ … ] }`, or \
               as their JSON text in backticks.",
    },
];
