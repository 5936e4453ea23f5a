//! Names near to what somebody wrote: for "did you mean", and for mends that are certain.

/// The known name nearest to what was written; none where nothing is near.
pub fn nearest<'n>(wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const LIKENESS_MIN: f64 = 0.8;
    const SLIP: f64 = 0.85;
    let lower = wrote.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let near = strsim::jaro_winkler(&lower, &name);
        // One slip of the finger in a short name is a third of it, and still a slip.
        let slip = name.chars().count() > 2 && strsim::osa_distance(&lower, &name) == 1;
        if slip { near.max(SLIP) } else { near }
    };
    known
        .into_iter()
        .filter(|name| *name != wrote)
        .map(|name| (likeness(name), name))
        .filter(|(near, _)| *near >= LIKENESS_MIN)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

/// The one known name that was certainly meant: a slip of the finger away, and no other near.
pub fn certain<'n>(wrote: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let lower = wrote.to_lowercase();
    let mut near = Vec::new();
    for name in known {
        let distance = strsim::osa_distance(&lower, &name.to_lowercase());
        let long = name.chars().count().max(wrote.chars().count());
        let slips_max = match long {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        // Another number is no slip: `q1` is not `q2`, and last year is not this one.
        if distance <= slips_max && digits(name) == digits(wrote) && !near.contains(&name) {
            near.push(name);
        }
    }
    match near[..] {
        [only] if only != wrote => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_something_else_is_not() {
        assert_eq!(nearest("propsal", ["proposal", "project"]), Some("proposal"));
        assert_eq!(nearest("xyz", ["proposal"]), None);
        assert_eq!(nearest("wim", ["win"]), Some("win"));
    }

    #[test]
    fn a_mend_is_certain_only_where_one_name_is_meant() {
        assert_eq!(certain("propsal", ["proposal", "project"]), Some("proposal"));
        assert_eq!(certain("Title", ["title"]), Some("title"));
        assert_eq!(certain("salse_rep", ["sales_rep", "sales_rap"]), None);
        assert_eq!(certain("target_2025", ["target_2026"]), None);
        assert_eq!(certain("wn", ["won"]), None);
        assert_eq!(certain("销售金顿", ["销售金额"]), Some("销售金额"));
    }
}
