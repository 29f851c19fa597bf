//! "Did you mean …?": the nearest known name.

/// Returns the candidate nearest to `name`, if one is near enough to be a slip of the hand.
///
/// Near means an edit distance (swaps count one) of at most a third of the length, and at least 1; a candidate that
/// `name` begins or that begins `name` also counts when nothing is nearer.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    // Another letter alone is no slip of the hand.
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = distance(&name.to_lowercase(), &candidate.to_lowercase());
        let prefix = name.len() >= 3 && (candidate.starts_with(name) || name.starts_with(candidate));
        let score = if distance <= limit {
            distance
        } else if prefix {
            limit + 1
        } else {
            continue;
        };
        if candidate != name && best.is_none_or(|(found, _)| score < found) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the optimal string alignment distance of two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(name: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(name, candidates.iter().copied()), expected);
    }

    #[test]
    fn a_slip_finds_its_word() {
        check("tttl", &["type", "ttl"], Some("ttl"));
        check("vlaues", &["values", "weight"], Some("values"));
        check("alis", &["a", "alias"], Some("alias"));
    }

    #[test]
    fn another_word_finds_nothing() {
        check("zone", &["listener", "table"], None);
    }
}
