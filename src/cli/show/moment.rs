//! Moments: short for people, and whether one is past.

use jiff::{Timestamp, civil, tz::TimeZone};

/// Whether the text is an RFC 3339 moment.
pub(in crate::cli) fn is_moment(text: &str) -> bool {
    text.len() >= 20 && text.as_bytes()[10] == b'T' && text.parse::<Timestamp>().is_ok()
}

/// `2026-03-02 09:00` for an RFC 3339 moment, in the zone it is written in; other text as it is.
pub(in crate::cli) fn short(text: &str) -> String {
    match text.get(..16) {
        Some(head) if is_moment(text) => head.replace('T', " "),
        _ => text.to_owned(),
    }
}

/// Whether a moment is past: as of `--now`, else by the clock. A `--now` without zone is meant in the moment's.
pub(in crate::cli) fn is_past(moment: &str, now: Option<&str>) -> bool {
    let Ok(at) = moment.parse::<Timestamp>() else {
        return false;
    };
    let now = match now {
        None => Timestamp::now(),
        Some(now) => match read(now, moment) {
            Some(now) => now,
            None => return false,
        },
    };
    at < now
}

fn read(now: &str, near: &str) -> Option<Timestamp> {
    if let Ok(now) = now.parse() {
        return Some(now);
    }
    let local: civil::DateTime = now.parse().ok()?;
    let zone = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(near).ok()?.to_numeric_offset();
    local.to_zoned(zone.map_or(TimeZone::UTC, TimeZone::fixed)).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_short_and_other_text_stays() {
        assert_eq!(short("2026-03-02T09:00:00.5+08:00"), "2026-03-02 09:00");
        assert_eq!(short("2026-03-02"), "2026-03-02");
        assert_eq!(short("一二三四五六七八九十"), "一二三四五六七八九十");
    }

    #[test]
    fn past_is_judged_in_the_zone_of_the_moment() {
        let due = "2026-03-02T09:00:00+08:00";
        assert!(is_past(due, Some("2026-03-02T09:01")));
        assert!(!is_past(due, Some("2026-03-02T08:59")));
        assert!(is_past(due, Some("2026-03-03")));
        assert!(is_past(due, Some("2026-03-02T01:01:00Z")));
        assert!(is_past("2000-01-01T00:00:00Z", None));
        assert!(!is_past("later", None) && !is_past(due, Some("soon")));
    }
}
