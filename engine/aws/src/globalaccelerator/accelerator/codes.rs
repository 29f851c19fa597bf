//! The long explanations of what is wrong with accelerators.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[Explanation {
    code: "accelerator::custom_routing",
    text: "Tandem offers standard accelerators alone.\n\nA custom-routing accelerator maps each of its ports to one \
           instance that a program chose. It checks nothing, moves nothing to another region and knows neither traffic \
           dials nor weights, so nothing that is said here of surviving a region could hold for it. Use \
           `globalaccelerator::accelerator`, or manage the other with another tool.",
}];
