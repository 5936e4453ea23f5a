use jiff::civil::date;

use super::*;

/// Thursday, 5 March 2026.
const TODAY: Date = date(2026, 3, 5);

fn read(text: &str, fiscal: i8) -> Period {
    Period::parse(text, TODAY, fiscal).unwrap_or_else(|error| panic!("{error}"))
}

fn days(period: Period) -> String {
    format!("{} {}", period.start, period.end)
}

#[test]
fn every_way_of_writing_a_period_is_read() {
    for (text, expected) in [
        ("2026", "2026-01-01 2027-01-01"),
        ("2026-Q1", "2026-01-01 2026-04-01"),
        ("2026-03", "2026-03-01 2026-04-01"),
        ("2026-W10", "2026-03-02 2026-03-09"),
        ("2026-w01", "2025-12-29 2026-01-05"),
        ("2026-W53", "2026-12-28 2027-01-04"),
        ("2026-03-05", "2026-03-05 2026-03-06"),
        ("today", "2026-03-05 2026-03-06"),
        ("yesterday", "2026-03-04 2026-03-05"),
        ("this week", "2026-03-02 2026-03-09"),
        ("month", "2026-03-01 2026-04-01"),
        ("current quarter", "2026-01-01 2026-04-01"),
        ("Previous month", "2026-02-01 2026-03-01"),
        ("last month", "2026-02-01 2026-03-01"),
        ("next  year", "2027-01-01 2028-01-01"),
        ("last 5d", "2026-03-01 2026-03-06"),
        ("last 1d", "2026-03-05 2026-03-06"),
        ("last 3mo", "2026-01-01 2026-04-01"),
        ("last 2w", "2026-02-23 2026-03-09"),
        ("last 2q", "2025-10-01 2026-04-01"),
        ("last 1y", "2026-01-01 2027-01-01"),
        ("last 12mo", "2025-04-01 2026-04-01"),
        ("2026-03-01..2026-03-15", "2026-03-01 2026-03-16"),
        ("2026-01..2026-03", "2026-01-01 2026-04-01"),
    ] {
        assert_eq!(days(read(text, 1)), expected, "{text}");
    }
}

#[test]
fn fiscal_years_are_named_by_the_year_they_start_in() {
    assert_eq!(days(read("2026", 4)), "2026-04-01 2027-04-01");
    assert_eq!(days(read("2026-Q1", 4)), "2026-04-01 2026-07-01");
    assert_eq!(days(read("2025-Q4", 4)), "2026-01-01 2026-04-01");
    assert_eq!(read("this year", 4).name(), "2025");
    assert_eq!(read("this quarter", 4).name(), "2025-Q4");
    assert_eq!(read("next quarter", 4).name(), "2026-Q1");
    assert_eq!(read("this quarter", 2).name(), "2026-Q1");
    assert_eq!(read("this month", 4).name(), "2026-03");
}

#[test]
fn iso_weeks_belong_to_the_year_of_their_thursday() {
    let week = |y, m, d| Period::containing(Grain::Week, date(y, m, d), 1).name();
    assert_eq!(week(2024, 12, 30), "2025-W01");
    assert_eq!(week(2027, 1, 3), "2026-W53");
    assert_eq!(week(2021, 1, 3), "2020-W53");
    assert!(Period::parse("2025-W53", TODAY, 1).is_err());
}

#[test]
fn a_name_reads_back_as_the_same_period() {
    for fiscal in 1..=12 {
        for grain in Grain::ALL {
            for offset in 0..800 {
                let period = Period::containing(grain, days_on(TODAY, offset), fiscal);
                assert_eq!(Period::parse(&period.name(), TODAY, fiscal), Ok(period));
            }
        }
    }
    for name in ["all", "2026-03-01..2026-03-15", "2026-03-05"] {
        assert_eq!(read(name, 1).name(), name);
    }
}

#[test]
fn neighbours_touch() {
    for grain in Grain::ALL {
        let period = Period::containing(grain, TODAY, 4);
        assert_eq!(period.next().unwrap().start, period.end);
        assert_eq!(period.previous().unwrap().end, period.start);
        assert_eq!(period.next().unwrap().previous(), Ok(period));
    }
    assert_eq!(days(read("last 3mo", 1).previous().unwrap()), "2025-10-01 2026-01-01");
    assert_eq!(days(read("2026-03-01..2026-03-15", 1).previous().unwrap()), "2026-02-14 2026-03-01");
    assert_eq!(days(read("2026-03-01..2026-03-15", 1).next().unwrap()), "2026-03-16 2026-03-31");
}

#[test]
fn the_year_before_keeps_name_and_number() {
    for (text, fiscal, before) in [
        ("2026-03", 1, "2025-03"),
        ("2026-Q1", 4, "2025-Q1"),
        ("2026", 4, "2025"),
        ("2026-W10", 1, "2025-W10"),
        ("2020-W53", 1, "2019-W52"),
        ("2028-02-29", 1, "2027-02-28"),
        ("2026-03-01..2026-03-15", 1, "2025-03-01..2025-03-15"),
        ("2024-02-01..2024-02-29", 1, "2023-02-01..2023-02-28"),
    ] {
        assert_eq!(read(text, fiscal).year_before().unwrap().name(), before);
    }
}

#[test]
fn splitting_loses_no_day_and_doubles_none() {
    let names = |text, grain| read(text, 1).split(grain, 1).iter().map(Period::name).collect::<Vec<_>>();
    assert_eq!(names("2026-Q1", Grain::Month), ["2026-01", "2026-02", "2026-03"]);
    assert_eq!(names("2026-02-25..2026-04-01", Grain::Month), ["2026-02-25..2026-02-28", "2026-03", "2026-04-01"]);
    assert_eq!(names("2026-03-05", Grain::Year), ["2026-03-05"]);
    for grain in Grain::ALL {
        let whole = read("2024-11-11..2027-02-03", 1);
        let pieces = whole.split(grain, 4);
        assert_eq!((pieces[0].start, pieces[pieces.len() - 1].end), (whole.start, whole.end));
        assert!(pieces.windows(2).all(|pair| pair[0].end == pair[1].start));
    }
}

#[test]
fn what_is_no_period_says_how_to_write_one() {
    for text in [
        "",
        "soon",
        "2026-13",
        "2026-Q5",
        "2026-Q0",
        "2026-W00",
        "26",
        "last",
        "last d",
        "last 0d",
        "last 5bd",
        "this 5d",
        "2026-03-05..2026-03-01",
        "..",
        "2026..",
        "last 99999999999999999999d",
        "last 9999999mo",
        "previous decade",
        "二月",
    ] {
        assert!(Period::parse(text, TODAY, 1).is_err(), "{text}");
    }
    let message = Period::parse("2026-03-05..2026-03-01", TODAY, 1).unwrap_err().to_string();
    assert_eq!(message, "`2026-03-05..2026-03-01` is not a period: it ends before it begins");
}

#[test]
fn the_ends_of_the_calendar_hold() {
    for day in [Date::MIN, Date::MAX, date(9999, 12, 30), date(-9999, 1, 2)] {
        for fiscal in [i8::MIN, -1, 0, 1, 4, 12, 13, i8::MAX] {
            for grain in Grain::ALL {
                let period = Period::containing(grain, day, fiscal);
                assert!(period.contains(day), "{period}");
                let _ = (period.next(), period.previous(), period.year_before(), period.last_day());
                let _ = Period::parse(&period.name(), day, fiscal);
                assert!(!period.split(Grain::Day, fiscal).is_empty());
                for word in ["previous", "next", "last 3"] {
                    let _ = Period::parse(&format!("{word} {grain}"), day, fiscal);
                }
            }
            let _ = (Period::parse("last 5d", day, fiscal), Period::parse("yesterday", day, fiscal));
        }
    }
    assert!(Period::ALL.contains(Date::MAX) && Period::ALL.contains(Date::MIN));
    assert!(Period::ALL.next().is_err() && Period::ALL.previous().is_err() && Period::ALL.year_before().is_err());
    assert_eq!(Period::ALL.split(Grain::Day, 1), [Period::ALL]);
    assert_eq!(Period::ALL.split(Grain::Year, 1).len(), 19_999);
}
