//! Kinds of change: those that the order of the graph alone breaks, those that no order keeps, and those that are safe.

/// A change from one script to another.
pub struct Fixture {
    pub what: &'static str,
    pub before: &'static str,
    pub after: &'static str,
}

macro_rules! script {
    ($($line:expr),* $(,)?) => {
        concat!(
            "let zone = route53::hosted_zone(\"example.com\");\n",
            "let us = region(\"us-east-1\");\nlet eu = region(\"eu-west-1\");\nlet ap = region(\"ap-southeast-2\");\n",
            "let web = |site| elb::find_load_balancer(site, \"web\");\n",
            $($line, "\n",)*
        )
    };
}

macro_rules! front {
    ($name:literal, $($site:literal),*) => {
        concat!(
            "let ", $name, " = globalaccelerator::accelerator(\"", $name, "\");\n",
            "let https = ", $name, ".listener(\"https\", #{ protocol: \"TCP\", ports: [443] });\n",
            $("https.endpoint_group(", $site, ", #{ endpoints: [endpoint(web.call(", $site, "))] });\n",)*
        )
    };
}

macro_rules! checked {
    ($site:literal, $name:literal) => {
        concat!(
            "zone.alias(\"",
            $name,
            "\", web.call(",
            $site,
            "), #{ types: [\"A\"] });\n",
            "let ready_",
            $site,
            " = route53::health_check(\"",
            $site,
            "\", #{ type: \"HTTPS\", domain: \"",
            $name,
            ".example.com\", path: \"/ready\", interval: \"10s\" });\n",
        )
    };
}

macro_rules! member {
    ($name:literal, $site:literal) => {
        concat!(
            "zone.alias(\"",
            $name,
            "\", web.call(",
            $site,
            "), #{ types: [\"A\"], routing: latency(",
            $site,
            "), health_check: ready_",
            $site,
            " });\n",
        )
    };
}

macro_rules! table {
    ($($site:literal),*) => {
        concat!(
            "dynamodb::table(\"orders\", #{ key: #{ hash: \"id\" }, attributes: #{ id: \"S\" }, replicas: [",
            $($site, ", ",)* "] });\n",
        )
    };
}

/// The order of the graph alone has an unsafe prefix; another order has none.
pub const SAFE: &[Fixture] = &[
    Fixture {
        what: "a name moves to another accelerator",
        before: script!(front!("one", "us", "eu"), "zone.alias(\"www\", one, #{ types: [\"A\"] });"),
        after: script!(front!("two", "us", "eu"), "zone.alias(\"www\", two, #{ types: [\"A\"] });"),
    },
    Fixture {
        what: "an endpoint group moves to another region",
        before: script!(front!("one", "us", "eu"), "zone.alias(\"www\", one, #{ types: [\"A\"] });"),
        after: script!(front!("one", "us", "ap"), "zone.alias(\"www\", one, #{ types: [\"A\"] });"),
    },
    Fixture {
        what: "a CNAME points at another name",
        before: script!(
            "zone.alias(\"api\", web.call(us), #{ types: [\"A\"] });",
            "zone.cname(\"www\", [\"api.example.com\"], #{ ttl: \"1m\" });",
        ),
        after: script!(
            "zone.alias(\"api2\", web.call(us), #{ types: [\"A\"] });",
            "zone.cname(\"www\", [\"api2.example.com\"], #{ ttl: \"1m\" });",
        ),
    },
    Fixture {
        what: "health checks ask other names",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu")
        ),
        after: script!(
            checked!("us", "us1"),
            checked!("eu", "eu1"),
            member!("api", "us"),
            member!("api", "eu")
        ),
    },
    Fixture {
        what: "a region is added, with its replica",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu"),
            table!("us", "eu"),
        ),
        after: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            checked!("ap", "ap"),
            member!("api", "us"),
            member!("api", "eu"),
            member!("api", "ap"),
            table!("us", "eu", "ap"),
        ),
    },
    Fixture {
        what: "a region is removed, with its replica",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            checked!("ap", "ap"),
            member!("api", "us"),
            member!("api", "eu"),
            member!("api", "ap"),
            table!("us", "eu", "ap"),
        ),
        after: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu"),
            table!("us", "eu"),
        ),
    },
    Fixture {
        what: "a region comes to an accelerator, with its replica",
        before: script!(
            front!("one", "us", "eu"),
            "zone.alias(\"www\", one, #{ types: [\"A\"] });",
            table!("us", "eu"),
        ),
        after: script!(
            front!("one", "us", "eu", "ap"),
            "zone.alias(\"www\", one, #{ types: [\"A\"] });",
            table!("us", "eu", "ap"),
        ),
    },
    Fixture {
        what: "both sides of a failover pair move on",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            "zone.alias(\"desk\", web.call(us), #{ types: [\"A\"], routing: failover(\"PRIMARY\"), evaluate_target_health: true });",
            "zone.alias(\"desk\", web.call(eu), #{ types: [\"A\"], routing: failover(\"SECONDARY\"), evaluate_target_health: true });",
        ),
        after: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            "zone.alias(\"desk\", web.call(eu), #{ types: [\"A\"], routing: failover(\"PRIMARY\"), evaluate_target_health: true });",
            "zone.alias(\"desk\", web.call(ap), #{ types: [\"A\"], routing: failover(\"SECONDARY\"), evaluate_target_health: true });",
        ),
    },
    Fixture {
        what: "a record takes another check and the old one is disabled",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu"),
        ),
        after: script!(
            "zone.alias(\"us\", web.call(us), #{ types: [\"A\"] });",
            "route53::health_check(\"us\", #{ type: \"HTTPS\", domain: \"us.example.com\", path: \"/ready\", interval: \"10s\", disabled: true });",
            "let ready_us = route53::health_check(\"us2\", #{ type: \"HTTPS\", domain: \"us.example.com\", path: \"/deep\", interval: \"10s\" });",
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu"),
        ),
    },
    Fixture {
        what: "names that latency records lead to are renamed",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            "zone.cname(\"www\", [\"us.example.com\"], #{ ttl: \"1m\", routing: latency(us), health_check: ready_us });",
            "zone.cname(\"www\", [\"eu.example.com\"], #{ ttl: \"1m\", routing: latency(eu), health_check: ready_eu });",
        ),
        after: script!(
            checked!("us", "us1"),
            checked!("eu", "eu1"),
            "zone.cname(\"www\", [\"us1.example.com\"], #{ ttl: \"1m\", routing: latency(us), health_check: ready_us });",
            "zone.cname(\"www\", [\"eu1.example.com\"], #{ ttl: \"1m\", routing: latency(eu), health_check: ready_eu });",
        ),
    },
    Fixture {
        what: "a new member stands behind a new accelerator",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu"),
        ),
        after: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu"),
            front!("one", "us", "ap"),
            "zone.alias(\"api\", one, #{ types: [\"A\"], routing: latency(ap) });",
        ),
    },
    Fixture {
        what: "a name leaves an accelerator that is disabled",
        before: script!(front!("one", "us", "eu"), "zone.alias(\"www\", one, #{ types: [\"A\"] });"),
        after: script!(
            "globalaccelerator::accelerator(\"one\", #{ enabled: false });",
            "zone.alias(\"www\", web.call(us), #{ types: [\"A\"] });",
        ),
    },
    Fixture {
        what: "a name of its own takes the place of a wildcard",
        before: script!(
            "zone.alias(\"*\", web.call(us), #{ types: [\"A\"] });",
            "objective([\"shop.example.com\"], #{ survive: #{ regions: 0, services: 1 } });",
        ),
        after: script!(
            "zone.alias(\"shop\", web.call(us), #{ types: [\"A\"] });",
            "objective([\"shop.example.com\"], #{ survive: #{ regions: 0, services: 1 } });",
        ),
    },
    Fixture {
        what: "an accelerator goes and latency records come, with a table that moves",
        before: script!(
            front!("one", "us", "eu"),
            "zone.alias(\"www\", one, #{ types: [\"A\"] });",
            table!("us", "eu"),
        ),
        after: script!(
            checked!("us", "us"),
            checked!("ap", "ap"),
            member!("www", "us"),
            member!("www", "ap"),
            table!("us", "ap"),
        ),
    },
];

/// No order of the steps is safe, but records that one call changes at once are.
pub const AT_ONCE: &[Fixture] = &[
    Fixture {
        what: "the regions of two parts of the world change places",
        before: script!(
            "zone.alias(\"api\", web.call(eu), #{ types: [\"A\"], routing: geolocation(#{ continent: \"EU\" }), evaluate_target_health: true });",
            "zone.alias(\"api\", web.call(us), #{ types: [\"A\"], routing: geolocation(#{ country: \"*\" }), evaluate_target_health: true });",
        ),
        after: script!(
            "zone.alias(\"api\", web.call(us), #{ types: [\"A\"], routing: geolocation(#{ continent: \"EU\" }), evaluate_target_health: true });",
            "zone.alias(\"api\", web.call(eu), #{ types: [\"A\"], routing: geolocation(#{ country: \"*\" }), evaluate_target_health: true });",
        ),
    },
    Fixture {
        what: "the sides of a failover pair change places",
        before: script!(
            "zone.alias(\"desk\", web.call(us), #{ types: [\"A\"], routing: failover(\"PRIMARY\"), evaluate_target_health: true });",
            "zone.alias(\"desk\", web.call(eu), #{ types: [\"A\"], routing: failover(\"SECONDARY\"), evaluate_target_health: true });",
            "objective([\"desk.example.com\"], #{ survive: #{ regions: 1 } });",
        ),
        after: script!(
            "zone.alias(\"desk\", web.call(eu), #{ types: [\"A\"], routing: failover(\"PRIMARY\"), evaluate_target_health: true });",
            "zone.alias(\"desk\", web.call(us), #{ types: [\"A\"], routing: failover(\"SECONDARY\"), evaluate_target_health: true });",
            "objective([\"desk.example.com\"], #{ survive: #{ regions: 1 } });",
        ),
    },
];

/// Nothing keeps what holds before and after: the records lie in two zones, which no call changes at once.
pub const UNSAFE: &[Fixture] = &[Fixture {
    what: "two regions change places, each with a name in a zone of its own",
    before: script!(
        "let other = route53::hosted_zone(\"example.net\");",
        "zone.alias(\"side\", web.call(us), #{ types: [\"A\"] });",
        "other.alias(\"side\", web.call(eu), #{ types: [\"A\"] });",
        "let near = route53::health_check(\"near\", #{ type: \"HTTPS\", domain: \"side.example.com\", path: \"/\" });",
        "let far = route53::health_check(\"far\", #{ type: \"HTTPS\", domain: \"side.example.net\", path: \"/\" });",
        "zone.cname(\"desk\", [\"side.example.com\"], #{ ttl: \"1m\", routing: failover(\"PRIMARY\"), health_check: near });",
        "zone.cname(\"desk\", [\"side.example.net\"], #{ ttl: \"1m\", routing: failover(\"SECONDARY\"), health_check: far });",
        "objective([\"desk.example.com\"], #{ survive: #{ regions: 1 } });",
    ),
    after: script!(
        "let other = route53::hosted_zone(\"example.net\");",
        "zone.alias(\"side\", web.call(eu), #{ types: [\"A\"] });",
        "other.alias(\"side\", web.call(us), #{ types: [\"A\"] });",
        "let near = route53::health_check(\"near\", #{ type: \"HTTPS\", domain: \"side.example.com\", path: \"/\" });",
        "let far = route53::health_check(\"far\", #{ type: \"HTTPS\", domain: \"side.example.net\", path: \"/\" });",
        "zone.cname(\"desk\", [\"side.example.com\"], #{ ttl: \"1m\", routing: failover(\"PRIMARY\"), health_check: near });",
        "zone.cname(\"desk\", [\"side.example.net\"], #{ ttl: \"1m\", routing: failover(\"SECONDARY\"), health_check: far });",
        "objective([\"desk.example.com\"], #{ survive: #{ regions: 1 } });",
    ),
}];

/// Every order is safe: nothing is added.
pub const FREE: &[Fixture] = &[
    Fixture {
        what: "TTLs change",
        before: script!(
            "zone.a(\"www\", \"192.0.2.1\", #{ ttl: \"5m\" });",
            "zone.cname(\"shop\", [\"www.example.com\"], #{ ttl: \"5m\" });",
        ),
        after: script!(
            "zone.a(\"www\", \"192.0.2.1\", #{ ttl: \"1m\" });",
            "zone.cname(\"shop\", [\"www.example.com\"], #{ ttl: \"1m\" });",
        ),
    },
    Fixture {
        what: "health checks are replaced",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu")
        ),
        after: script!(
            "zone.alias(\"us\", web.call(us), #{ types: [\"A\"] });",
            "zone.alias(\"eu\", web.call(eu), #{ types: [\"A\"] });",
            "let ready_us = route53::health_check(\"us\", #{ type: \"HTTPS\", domain: \"us.example.com\", path: \"/ready\", interval: \"30s\" });",
            "let ready_eu = route53::health_check(\"eu\", #{ type: \"HTTPS\", domain: \"eu.example.com\", path: \"/ready\", interval: \"30s\" });",
            member!("api", "us"),
            member!("api", "eu"),
        ),
    },
    Fixture {
        what: "an accelerator takes another port",
        before: script!(front!("one", "us", "eu"), "zone.alias(\"www\", one, #{ types: [\"A\"] });"),
        after: script!(
            front!("one", "us", "eu"),
            "zone.alias(\"www\", one, #{ types: [\"A\"] });",
            "let http = one.listener(\"http\", #{ protocol: \"TCP\", ports: [80] });",
            "http.endpoint_group(us, #{ endpoints: [endpoint(web.call(us))] });",
            "http.endpoint_group(eu, #{ endpoints: [endpoint(web.call(eu))] });",
        ),
    },
    Fixture {
        what: "weights change places",
        before: script!(
            "zone.alias(\"api\", web.call(us), #{ types: [\"A\"], routing: weighted(100), evaluate_target_health: true });",
            "zone.alias(\"api\", web.call(eu), #{ types: [\"A\"], routing: weighted(0), evaluate_target_health: true });",
        ),
        after: script!(
            "zone.alias(\"api\", web.call(us), #{ types: [\"A\"], routing: weighted(0), evaluate_target_health: true });",
            "zone.alias(\"api\", web.call(eu), #{ types: [\"A\"], routing: weighted(100), evaluate_target_health: true });",
        ),
    },
    Fixture {
        what: "a member goes and its region stays elsewhere",
        before: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            checked!("ap", "ap"),
            member!("api", "us"),
            member!("api", "eu"),
            member!("api", "ap"),
        ),
        after: script!(
            checked!("us", "us"),
            checked!("eu", "eu"),
            member!("api", "us"),
            member!("api", "eu")
        ),
    },
];
