//! What some clients are called together.

use std::collections::BTreeSet;

use crate::client::Place;

/// So many places are named one by one.
const NAMED: usize = 3;

/// Returns what the clients in some places are called: `all clients`, `EU and AF clients`, `clients near eu-north-1`.
pub(super) fn who(places: &[Place], hit: &BTreeSet<usize>) -> String {
    if hit.len() == places.len() {
        return "all clients".to_owned();
    }
    let home = |place: &Place| {
        let geography = place.demand.as_deref().or(place.continent.as_deref());
        geography.unwrap_or("unmapped").to_owned()
    };
    let mut whole = BTreeSet::new();
    let mut partly = BTreeSet::new();
    let mut rest = Vec::new();
    for (at, place) in places.iter().enumerate().filter(|(at, _)| hit.contains(at)) {
        let same = |(other, found): &(usize, &Place)| home(found) == home(place) && !hit.contains(other);
        if places.iter().enumerate().any(|other| same(&other)) {
            partly.insert(home(place));
            rest.push(place.label.as_str());
        } else {
            whole.insert(home(places.get(at).unwrap_or(place)));
        }
    }
    if whole.is_empty() && rest.len() <= NAMED {
        return format!(
            "clients {}",
            join(&rest.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>())
        );
    }
    let mut names: Vec<String> = whole.into_iter().collect();
    names.extend(partly.into_iter().map(|geography| format!("some {geography}")));
    format!("{} clients", join(&names))
}

/// Returns names as people list them.
fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [several @ .., last] => format!("{} and {last}", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::who;
    use crate::client::Place;

    #[test]
    fn clients_are_called_by_their_geographies() {
        let place = |label: &str, continent: &str| Place {
            label: label.to_owned(),
            continent: Some(continent.to_owned()),
            ..Place::default()
        };
        let places = [
            place("near eu-west-1", "EU"),
            place("near eu-north-1", "EU"),
            place("near us-east-1", "NA"),
            place("near us-east-2", "NA"),
            place("near us-west-1", "NA"),
            place("near us-west-2", "NA"),
            place("near ca-central-1", "NA"),
            place("near af-south-1", "AF"),
        ];
        let called = |hit: &[usize]| who(&places, &hit.iter().copied().collect::<BTreeSet<_>>());
        assert_eq!(called(&[0, 1, 2, 3, 4, 5, 6, 7]), "all clients");
        assert_eq!(called(&[0, 1]), "EU clients");
        assert_eq!(called(&[0, 1, 7]), "AF and EU clients");
        assert_eq!(called(&[1]), "clients near eu-north-1");
        assert_eq!(called(&[0, 1, 2]), "EU and some NA clients");
        assert_eq!(called(&[2, 3, 4, 5]), "some NA clients");
    }
}
