use super::*;
use crate::model::time::CalendarSpec;

fn calendar(timezone: &str, hours: &[&str]) -> Calendar {
    Calendar::new(&CalendarSpec {
        timezone: timezone.into(),
        hours: hours.iter().map(|text| (*text).to_owned()).collect(),
        holidays: vec!["2026-10-01..2026-10-07".into()],
        workdays: vec!["2026-09-27".into(), "2026-10-10".into()],
        ..CalendarSpec::default()
    })
    .unwrap()
}

fn shanghai() -> Calendar {
    calendar("Asia/Shanghai", &["09:00-12:00", "13:30-18:00"])
}

#[track_caller]
fn check(calendar: &Calendar, cases: &[(&str, &str, &str)]) {
    for (from, duration, to) in cases {
        let duration = Duration::parse(duration).unwrap();
        let then = calendar.add(calendar.parse_timestamp(from).unwrap(), &duration).unwrap();
        assert_eq!(calendar.format_timestamp(then)[..16], **to, "{from} + {duration}");
    }
}

#[test]
fn business_days_pass_over_weekends_and_holidays_and_use_worked_weekends() {
    check(
        &shanghai(),
        &[
            ("2026-03-06T10:15", "1bd", "2026-03-09T10:15"),
            ("2026-03-06T10:15", "5bd", "2026-03-13T10:15"),
            ("2026-09-25T10:00", "1bd", "2026-09-27T10:00"),
            ("2026-09-30T17:00", "1bd", "2026-10-08T17:00"),
            ("2026-10-09T09:00", "1bd", "2026-10-10T09:00"),
            ("2026-10-10T09:00", "1bd", "2026-10-12T09:00"),
        ],
    );
}

#[test]
fn open_hours_pass_over_lunch_night_and_days_off() {
    check(
        &shanghai(),
        &[
            ("2026-03-02T09:00", "3bh", "2026-03-02T12:00"),
            ("2026-03-02T09:00", "3.5bh", "2026-03-02T14:00"),
            ("2026-03-02T11:00", "4bh", "2026-03-02T16:30"),
            ("2026-03-06T17:00", "1bh", "2026-03-06T18:00"),
            ("2026-03-06T17:00", "2bh", "2026-03-09T10:00"),
            ("2026-03-02T09:00", "75bh", "2026-03-13T18:00"),
            ("2026-09-30T17:30", "1bh", "2026-10-08T09:30"),
        ],
    );
}

#[test]
fn what_starts_outside_hours_starts_at_the_next_opening() {
    check(
        &shanghai(),
        &[
            ("2026-03-02T12:30", "1bh", "2026-03-02T14:30"),
            ("2026-03-02T12:30", "1bd", "2026-03-03T13:30"),
            ("2026-03-06T18:00", "1bd", "2026-03-10T09:00"),
            ("2026-03-07T11:00", "1bd", "2026-03-10T09:00"),
            ("2026-03-07T11:00", "1bh", "2026-03-09T10:00"),
            ("2026-03-02T07:00", "2bh", "2026-03-02T11:00"),
        ],
    );
}

#[test]
fn going_back_mirrors_it_from_the_closing_before() {
    check(
        &shanghai(),
        &[
            ("2026-03-09T10:15", "-1bd", "2026-03-06T10:15"),
            ("2026-03-09T09:00", "-1bd", "2026-03-06T09:00"),
            ("2026-03-06T18:00", "-1bd", "2026-03-05T18:00"),
            ("2026-03-08T11:00", "-1bd", "2026-03-05T18:00"),
            ("2026-03-08T11:00", "-1bh", "2026-03-06T17:00"),
            ("2026-03-09T09:30", "-1bh", "2026-03-06T17:30"),
            ("2026-03-06T12:30", "-3bh", "2026-03-06T09:00"),
            ("2026-03-06T18:00", "-7.5bh", "2026-03-06T09:00"),
        ],
    );
}

#[test]
fn nothing_leaves_a_moment_where_it_is() {
    check(
        &shanghai(),
        &[("2026-03-07T11:00", "0bd", "2026-03-07T11:00"), ("2026-03-06T11:00", "0bh", "2026-03-06T11:00")],
    );
}

#[test]
fn calendar_steps_keep_a_months_end() {
    check(
        &shanghai(),
        &[
            ("2026-01-31T10:00", "1mo", "2026-02-28T10:00"),
            ("2028-01-31T10:00", "1mo", "2028-02-29T10:00"),
            ("2026-01-31T10:00", "1mo 1d", "2026-03-01T10:00"),
            ("2028-02-29T10:00", "1y", "2029-02-28T10:00"),
            ("2026-03-31T10:00", "-1mo", "2026-02-28T10:00"),
            ("2026-01-31T10:00", "2w 4h", "2026-02-14T14:00"),
        ],
    );
}

#[test]
fn calendar_steps_keep_the_wall_clock_over_a_change_of_clocks() {
    check(
        &calendar("America/New_York", &["09:00-18:00"]),
        &[
            ("2026-03-07T10:00", "1d", "2026-03-08T10:00"),
            ("2026-03-07T10:00", "24h", "2026-03-08T11:00"),
            ("2026-03-07T02:30", "1d", "2026-03-08T03:30"),
            ("2026-03-06T17:00", "2bh", "2026-03-09T10:00"),
        ],
    );
}

#[test]
fn an_hour_that_clocks_skip_is_never_open_and_one_shown_twice_is_open_twice() {
    let always = Calendar::new(&CalendarSpec {
        timezone: "America/New_York".into(),
        hours: vec!["00:00-24:00".into()],
        weekend: Vec::new(),
        ..CalendarSpec::default()
    })
    .unwrap();
    for start in ["2026-03-08T01:00", "2026-11-01T00:30", "2026-03-08T06:59Z", "2026-11-01T06:00Z"] {
        let at = always.parse_timestamp(start).unwrap();
        for seconds in (0..200_000).step_by(997) {
            let open = Duration { business_seconds: seconds, ..Duration::ZERO };
            assert_eq!(always.add(at, &open), always.add(at, &Duration::seconds(seconds)));
            assert_eq!(always.sub(at, &open), always.sub(at, &Duration::seconds(seconds)));
        }
    }
}

#[test]
fn counting_open_time_undoes_adding_it() {
    let night = ["00:00-03:30", "09:00-12:00", "13:30-24:00"];
    for calendar in [shanghai(), calendar("America/New_York", &night), calendar("Europe/London", &["01:15-01:45"])] {
        let mut at = calendar.parse_timestamp("2025-12-30T00:00").unwrap();
        for round in 0..400_i64 {
            at = at.checked_add(SignedDuration::from_secs(98_765 + round * 13)).unwrap();
            for business_seconds in [1, 59, 3600, 27_000, 27_001, 1_000_000 + round] {
                let open = Duration { business_seconds, ..Duration::ZERO };
                let (on, back) = (calendar.add(at, &open).unwrap(), calendar.sub(at, &open).unwrap());
                assert_eq!(calendar.business_seconds_between(at, on), business_seconds);
                assert_eq!(calendar.business_seconds_between(back, at), business_seconds);
                assert_eq!(calendar.business_seconds_between(at, back), -business_seconds);
            }
        }
    }
}

#[test]
fn dates_step_by_days_and_refuse_hours() {
    let calendar = shanghai();
    let add = |date: &str, duration: &str| {
        let date = calendar.add_to_date(date.parse().unwrap(), &Duration::parse(duration).unwrap());
        date.map(|date| date.to_string())
    };
    assert_eq!(add("2026-01-31", "1mo").unwrap(), "2026-02-28");
    assert_eq!(add("2026-03-06", "1bd").unwrap(), "2026-03-09");
    assert_eq!(add("2026-03-07", "1bd").unwrap(), "2026-03-10");
    assert_eq!(add("2026-03-07", "-1bd").unwrap(), "2026-03-05");
    assert_eq!(add("2026-03-07", "0bd").unwrap(), "2026-03-07");
    assert_eq!(
        add("2026-03-06", "4bh").unwrap_err().to_string(),
        "`4bh` can't be added to a date, which has no time of day: write it in d w mo y bd"
    );
}

#[test]
fn nothing_panics_however_far_one_goes() {
    let wild = [i64::MIN, i64::MIN + 1, -100_000_000_000, -100_000, 100_000, 7_304_484, 100_000_000_000, i64::MAX];
    for calendar in [shanghai(), calendar("America/New_York", &["00:00-24:00"])] {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            for n in wild {
                for duration in [
                    Duration::months(n),
                    Duration::days(n),
                    Duration::seconds(n),
                    Duration::bdays(n),
                    Duration { business_seconds: n, ..Duration::ZERO },
                    Duration { months: n, days: n, seconds: n, business_days: n, business_seconds: n },
                ] {
                    let _ = (calendar.add(at, &duration), calendar.sub(at, &duration));
                    for date in [Date::MIN, Date::MAX, calendar.local_date(at)] {
                        let _ = (calendar.add_to_date(date, &duration), calendar.sub_from_date(date, &duration));
                    }
                }
            }
        }
    }
}
