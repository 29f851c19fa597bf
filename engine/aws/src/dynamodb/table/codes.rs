//! The long explanations of what is wrong with tables.

use crate::explain::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation {
        code: "table::attribute",
        text: "`attributes` gives the types of exactly the attributes that are in a key, of the table or of an index.\n\n\
               Items may have any others; DynamoDB does not want to know of them beforehand.",
    },
    Explanation {
        code: "table::key",
        text: "Keys and indexes decide what a table is, so they must be known while the plan is made.",
    },
    Explanation {
        code: "table::billing",
        text: "With `PROVISIONED`, a table and each of its global indexes need `read_capacity` and `write_capacity`; \
               with `PAY_PER_REQUEST` they may have limits, `max_read_requests` and `max_write_requests`.\n\nIn several \
               regions DynamoDB takes provisioned capacity only once writes scale by themselves.",
    },
    Explanation {
        code: "table::projection",
        text: "`INCLUDE` holds the keys and `non_key_attributes` (20 an index, 100 a table), `KEYS_ONLY` the keys, `ALL` \
               everything.",
    },
    Explanation {
        code: "table::index_name",
        text: "The name of an index has 3 to 255 letters, digits, `_`, `.` or `-`.",
    },
    Explanation {
        code: "table::replica_twice",
        text: "A table has one replica in a region: name each region once.",
    },
    Explanation {
        code: "table::partition",
        text: "The partitions of AWS (commercial, China, GovCloud, European sovereign) share nothing, and no table \
               spans them. Declare one in each.",
    },
    Explanation {
        code: "table::no_replica",
        text: "What is asked for is about a region that the table is not in. Add the region to `replicas`, or ask for \
               another.",
    },
    Explanation {
        code: "table::override",
        text: "Settings are given for a region that the table is not in. Add it to `replicas`, or take the settings away.",
    },
    Explanation {
        code: "table::strong",
        text: "A strongly consistent table has three regions of one set, or two and a witness, fixed for its life.\n\n\
               The sets are us-east-1, us-east-2, us-west-2; eu-west-1, eu-west-2, eu-west-3, eu-central-1; \
               ap-northeast-1, ap-northeast-2, ap-northeast-3. Items do not expire in it, and it has no local indexes.",
    },
    Explanation {
        code: "table::witness",
        text: "A witness breaks the tie between the two replicas of a strongly consistent table; other tables have none.",
    },
    Explanation {
        code: "table::stream",
        text: "Replication reads the table's stream, which must tell the item before and after each change. Leave \
               `stream` out of a table in several regions.",
    },
    Explanation {
        code: "table::latency",
        text: "Replication latency is measured from one region to another, in tables that replicate after they have \
               answered. A strongly consistent table has none, and a region has none to itself.",
    },
    Explanation {
        code: "table::recovery",
        text: "A table can be restored to any moment of the last 1 to 35 whole days: `point_in_time_recovery: \"7d\"`, or \
               `true` for 35.",
    },
    Explanation {
        code: "table::encryption",
        text: "With `sse_type: \"KMS\"` items are encrypted by a key in KMS: the one that AWS manages, or your own. A key \
               is in one region, so `kms_keys` names one for each region, or none.",
    },
];
