//! What is wrong with the ports of one listener.

use tandem_core::Path;
use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;

use super::ports;

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let mut all = ports(arguments);
    all.sort_unstable();
    let overlapping = all.windows(2).filter(|pair| pair[0].overlap(pair[1]));
    let problems = overlapping.map(|pair| Problem {
        code: "listener::ports",
        path: Path::attribute("ports"),
        message: format!("`{}` and `{}` overlap", pair[0], pair[1]),
        hint: Some("write every port once".to_owned()),
    });
    problems.collect()
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::validate;

    #[track_caller]
    fn check(ranges: &[(i64, i64)], expected: &[&str]) {
        let range = |(from, to): &(i64, i64)| {
            Value::map([("from", Value::Integer(*from)), ("to", Value::Integer(*to))])
        };
        let ports = Argument::Value(Value::list(ranges.iter().map(range)));
        let arguments: Arguments = [("ports".to_owned(), ports)].into();
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn every_port_is_taken_once() {
        check(&[(443, 443), (8000, 8100), (80, 80)], &[]);
        check(&[(443, 443), (1, 1000)], &["listener::ports"]);
        check(&[(8100, 8200), (8000, 8100)], &["listener::ports"]);
    }
}
