//! The long explanations of what is wrong with endpoint groups.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "endpoint_group::region",
        text: "Global Accelerator offers endpoint groups in most regions, not in all: those of other partitions and some \
               new ones are missing.\n\nServe the clients there from a region nearby, or through DNS records.",
    },
    Explanation {
        code: "endpoint_group::endpoint_region",
        text: "A group takes endpoints of its own region alone.\n\nGive each region a group; the accelerator leads \
               each client to the nearest one that is healthy, and to the next when it is not.",
    },
    Explanation {
        code: "endpoint_group::repeated",
        text: "A group names each endpoint once.\n\nTo send one of them more of the traffic, raise its `weight`.",
    },
    Explanation {
        code: "endpoint_group::health_check_path",
        text: "A path means something to HTTP and HTTPS checks alone.\n\nFor load balancers neither counts: Global \
               Accelerator goes by the health of their own target groups.",
    },
    Explanation {
        code: "endpoint_group::preserve_client_ip",
        text: "Load balancers and instances can see the client's own address, Elastic IP addresses never do.",
    },
    Explanation {
        code: "endpoint_group::dual_stack",
        text: "Behind a dual-stack accelerator every endpoint is dual-stack itself and sees the client's own address. \
               An Elastic IP address cannot, and nothing else may be told not to.\n\nLeave `preserve_client_ip` out, \
               or give the accelerator `ip_address_type: \"IPV4\"`.",
    },
    Explanation {
        code: "endpoint_group::port_overrides",
        text: "A port override leads from a port of the group's listener to another port of the endpoints.\n\nEach \
               port of the listener is led to one port, no two to the same, and none to a port that some listener of \
               the accelerator takes. Health checks keep the original port.",
    },
    Explanation {
        code: "endpoint_group::too_many",
        text: "An accelerator has at most 42 endpoint groups, its listeners times their regions, and AWS does not raise \
               that.\n\nLet one listener take several ports, or declare a second accelerator.",
    },
];
