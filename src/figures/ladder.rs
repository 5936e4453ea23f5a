//! Up and down the levels of a warning.

/// The level a series stands on next: 0 for none, else how many from the lowest.
///
/// The highest level that holds wins. One that is unknown holds where the series stands on it or above, so that
/// silence changes nothing. From a level that no longer holds it goes down, and off the lowest only when `clear` holds;
/// without `clear`, as soon as no level holds.
pub(super) fn next(current: usize, levels: &[Option<bool>], clear: Option<Option<bool>>) -> usize {
    let holds = |level: &usize| levels[level - 1].unwrap_or(current >= *level);
    let highest = (1..=levels.len()).rev().find(holds);
    match (highest, clear) {
        (Some(level), _) => level,
        (None, None | Some(Some(true))) => 0,
        (None, Some(_)) => current.min(1),
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    const YES: Option<bool> = Some(true);
    const NO: Option<bool> = Some(false);
    const UNKNOWN: Option<bool> = None;

    #[test]
    fn red_implies_yellow() {
        assert_eq!(next(0, &[NO, YES], None), 2);
        assert_eq!(next(1, &[YES, YES], None), 2);
    }

    #[test]
    fn it_leaves_red_at_once_but_clears_only_when_clear_holds() {
        assert_eq!(next(2, &[YES, NO], Some(NO)), 1);
        assert_eq!(next(2, &[NO, NO], Some(NO)), 1);
        assert_eq!(next(1, &[NO, NO], Some(NO)), 1);
        assert_eq!(next(1, &[NO, NO], Some(UNKNOWN)), 1);
        assert_eq!(next(1, &[NO, NO], Some(YES)), 0);
        assert_eq!(next(2, &[NO, NO], None), 0);
    }

    #[test]
    fn what_is_not_raised_is_not_raised_by_hysteresis() {
        assert_eq!(next(0, &[NO, NO], Some(NO)), 0);
    }

    #[test]
    fn unknown_keeps_what_is() {
        assert_eq!(next(0, &[UNKNOWN, UNKNOWN], None), 0);
        assert_eq!(next(1, &[UNKNOWN, UNKNOWN], Some(YES)), 1);
        assert_eq!(next(2, &[UNKNOWN, UNKNOWN], None), 2);
        assert_eq!(next(2, &[YES, UNKNOWN], None), 2);
        assert_eq!(next(1, &[NO, UNKNOWN], None), 0);
    }
}
