//! The long explanations of what is wrong with records.

use crate::explain::Explanation;

macro_rules! codes {
    ($($code:literal: $text:literal,)*) => {
        pub(super) const CODES: &[Explanation] = &[$(Explanation { code: $code, text: $text },)*];
    };
}

codes! {
    "record::name": "The name of a record is not a domain name that Route 53 takes.\n\n\
        Labels have 1 to 63 ASCII characters, the whole name at most 253. A wildcard is the whole first label: `*` or \
        `*.shop`. Names of other scripts are written in punycode: `xn--…`. The name must be known before anything is \
        applied, because it is part of the record's address.",
    "record::absolute_name": "The name repeats the domain of its zone, and would become \
        `www.example.com.example.com`.\n\nNames are relative to the zone: write `\"www\"`, or `\"@\"` for the zone \
        itself. A final dot marks an absolute name: `\"www.example.com.\"`.",
    "record::outside_zone": "A name with a final dot is absolute, and this one does not end in the domain of its \
        zone.\n\nDeclare the record in the zone that serves the name.",
    "record::apex_cname": "The zone itself cannot be a CNAME, because it has NS and SOA records and a CNAME stands \
        alone.\n\nUse an alias: `zone.alias(\"@\", target)`. It answers with the target's addresses.",
    "record::content": "A record answers with `values` or stands for something as an `alias`: one of the two, and not \
        both.",
    "record::ttl": "A record with values needs a `ttl`; an alias has none, because resolvers keep its answer as long \
        as they would keep the target's.",
    "record::one_value": "CNAME, SOA, weighted and latency records take a single value.\n\nFor several addresses that \
        share the traffic, declare a weighted record for each, or use `multivalue()`.",
    "record::value": "A value does not have the form that its type of record asks for. The hint shows one that does. \
        Texts of TXT records are written plain: quotes, escapes and the split at 255 bytes are added.",
    "record::alias": "An alias stands for a resource: pass the handle of a load balancer, an accelerator or a record, \
        or `#{ name, zone_id }`. NS and SOA records cannot be aliases: they hold values.",
    "record::alias_zone": "An alias can stand for another record only within one zone.\n\nDeclare the alias in the \
        zone of its target, or use a CNAME.",
    "record::evaluate_target_health": "Route 53 demands that failover aliases evaluate their target's health, and \
        cannot evaluate that of a CloudFront distribution.\n\nLeave `evaluate_target_health` out: it is then what is \
        allowed.",
    "record::routing": "A routing value lacks something, or has two things that exclude one another. NS and SOA \
        records take no routing at all.",
    "record::latency_region": "Route 53 measures latency to most regions, not to all: new ones come later.\n\nStand \
        the record for a region nearby, or use geolocation.",
    "record::multivalue": "Multivalue answers hold values of address records: neither aliases nor CNAME or NS records \
        can be among them.\n\nUse `weighted(1)` on each instead.",
    "record::set_identifier": "Records that share a name and a type need an identifier each. It defaults to the \
        region, role or place that the routing names, and for weighted and multivalue records to the target's region \
        or name.\n\nGive each a `set_identifier` where that is not enough. A `set_identifier` without `routing` means \
        nothing.",
    "record::mixed_routing": "All records of one name and type are routed in one way.\n\nTo combine two ways, put one \
        under another name and let the records of the first way alias to it.",
    "record::weighted_ttl": "Weighted records of one name and type share one `ttl`, because resolvers keep whichever \
        they got.",
    "record::cname_beside": "A CNAME stands for its name altogether: no other record can be there.\n\nGive one of \
        them another name, or use an alias, which can stand beside others.",
    "zone::domain": "A zone serves a domain of at least two labels, in ASCII: names of other scripts are written in \
        punycode. It must be known before anything is applied, because its records are addressed by it.",
    "zone::vpcs": "Each VPC of a private zone is associated in a step of its own, and the plan lists the steps: the \
        ids must be known by then.",
}
