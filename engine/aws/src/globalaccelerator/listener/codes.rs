//! The long explanations of what is wrong with listeners.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "listener::ports",
        text: "A listener takes each port once: its ranges cannot overlap.\n\nJoin them into one range, such as \
               `8000..=8200`.",
    },
    Explanation {
        code: "listener::overlap",
        text: "Two listeners of one accelerator take the same port of the same protocol, and Global Accelerator would \
               not know whose connection it is.\n\nTCP and UDP may share a port. To lead one port to several regions, \
               give one listener an endpoint group in each.",
    },
];
