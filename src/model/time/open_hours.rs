//! The hours of a business day, as nanoseconds since its local midnight.

/// Nanoseconds per second.
pub(super) const SECOND: i64 = 1_000_000_000;
/// Nanoseconds from one midnight to the next, on the clock on the wall.
pub(super) const DAY: i64 = 86_400 * SECOND;

/// Openings in order, none empty, none overlapping; half-open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenHours {
    openings: Vec<(i64, i64)>,
    per_day: i64,
}

impl OpenHours {
    /// Minutes of the day, `from` before `to`, without overlap; at least one.
    pub(super) fn new(minutes: &[(i64, i64)]) -> OpenHours {
        let mut openings: Vec<(i64, i64)> =
            minutes.iter().map(|(from, to)| (from * 60 * SECOND, to * 60 * SECOND)).collect();
        openings.sort_unstable();
        let per_day = openings.iter().map(|(from, to)| to - from).sum();
        assert!(per_day > 0, "open hours are checked before they are built");
        OpenHours { openings, per_day }
    }

    /// Open nanoseconds of a whole business day.
    pub(super) fn per_day(&self) -> i64 {
        self.per_day
    }

    pub(super) fn is_open(&self, time: i64) -> bool {
        self.left(time) > 0
    }

    /// Nanoseconds until the opening that holds `time` closes; 0 where none does.
    pub(super) fn left(&self, time: i64) -> i64 {
        let around = |(from, to): &&(i64, i64)| (*from..*to).contains(&time);
        self.openings.iter().find(around).map_or(0, |(_, to)| to - time)
    }

    /// Open nanoseconds between midnight and `time`.
    pub(super) fn before(&self, time: i64) -> i64 {
        self.openings.iter().map(|(from, to)| (time.min(*to) - from).max(0)).sum()
    }

    /// The earliest time with `open` nanoseconds before it, `0 < open <= per_day`: a closing rather than an opening.
    pub(super) fn earliest(&self, open: i64) -> i64 {
        let mut left = open;
        for (from, to) in &self.openings {
            if left <= to - from {
                return from + left;
            }
            left -= to - from;
        }
        DAY
    }

    /// The latest time with `open` nanoseconds before it, `0 <= open < per_day`: an opening rather than a closing.
    pub(super) fn latest(&self, open: i64) -> i64 {
        let mut left = open;
        for (from, to) in &self.openings {
            if left < to - from {
                return from + left;
            }
            left -= to - from;
        }
        DAY
    }
}
