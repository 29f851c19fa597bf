//! What is written to fail, and what is wrong with it.

use super::build::{accelerated, stored};
use crate::simulate::Subjects;
use crate::{Assumptions, Net};

#[test]
fn what_is_written_is_read_and_what_is_wrong_is_named() {
    let (model, assumptions) = (accelerated(), Assumptions::default());
    let mut stored = stored();
    stored.accelerators = model.accelerators;
    let net = Net::new(&stored, &assumptions);
    let subjects = Subjects::of(&net);
    for text in subjects.texts() {
        let read =
            subjects.failure(&format!("{text}@3m")).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        assert_eq!((read.at, read.affected.text().as_str()), (180, text));
        assert_eq!(subjects.failure(text).map(|read| read.at), Ok(0), "{text}");
    }
    let wrong = |text: &str| subjects.failure(text).map_err(|wrong| (wrong.code, wrong.range, wrong.hint));
    let hint = |hint: &str| hint.to_owned();
    assert_eq!(wrong("us-esat-1@0s"), Err(("simulate::subject", 0..9, hint("did you mean `us-east-1`?"))));
    assert_eq!(
        wrong("dynamo@us-east-1@0s").map_err(|wrong| wrong.2),
        Err(hint("did you mean `dynamodb@us-east-1`?"))
    );
    assert_eq!(wrong("us-east-1@20").map_err(|wrong| (wrong.0, wrong.1)), Err(("simulate::time", 10..12)));
    assert_eq!(
        wrong("us-east-1@2m=0%").map_err(|wrong| (wrong.0, wrong.1)),
        Err(("simulate::percent", 13..15))
    );
    assert_eq!(wrong("plane:route53@0s=50%").map_err(|wrong| wrong.0), Err("simulate::percent"));
    assert!(
        subjects.failure("").is_err() && subjects.failure("@").is_err() && subjects.failure("@=%").is_err()
    );
    assert_eq!(subjects.recovery("us-east-1").map_err(|wrong| wrong.code), Err("simulate::time"));
    assert_eq!(subjects.recovery("us-east-1@1m=5%").map_err(|wrong| wrong.code), Err("simulate::percent"));
    let of_address = subjects.failure("replication:dynamodb::table[\"orders\"]@eu-west-1@0s");
    assert_eq!(of_address.map(|read| read.affected.text()), Ok("replication:orders@eu-west-1".to_owned()));
}
