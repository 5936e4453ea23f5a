//! Days, moments and lengths of time, by the policy's calendar.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Function, Gives, Run, Takes, Touches, number, text_of, whole, wrong};
use crate::{
    model::{
        Type, Value,
        time::{Date, DateTime, Duration, Grain, Period, Timestamp},
    },
    said,
    script::{
        frame::{Fault, FaultKind, Frame},
        operate::time_fault,
    },
};

const GRAINS: &[&str] = &["day", "week", "month", "quarter", "year"];
const COUNT: &[(&str, Takes)] = &[("n", Takes::Amount)];
const DAY: &[(&str, Takes)] = &[("d", Takes::Day)];
const DAYS: &[(&str, Takes)] = &[("a", Takes::Day), ("b", Takes::Day)];
const GRAIN_DAY: &[(&str, Takes)] = &[("length", Takes::Word(GRAINS)), ("d", Takes::Day)];

const ACCRUED: &[(&str, Takes)] = &[
    ("amount", Takes::Amount),
    ("rate", Takes::Amount),
    ("per", Takes::Word(&["day", "week", "month", "year"])),
    ("from", Takes::Day),
    ("grace", Takes::Duration),
    ("until", Takes::Day),
];

/// A function whose result is a whole number.
macro_rules! counted {
    ($name:literal, $takes:expr, $count:expr) => {
        dates($name, $takes, Type::Number, |values, frame| {
            let count: fn(&[Value], &Frame) -> Result<i64, Fault> = $count;
            count(values, frame).map(Value::int)
        })
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    duration("days", Run::Values(|v, _| length(Duration::days(steps(v)?))))
        .docs("n calendar days.", "signed_on + days(payment_days)"),
    duration("hours", Run::Values(|v, _| length(Duration::hours(number(v, 0)?).map_err(time_fault)?)))
        .docs("n hours by the clock.", "now + hours(4)"),
    duration("bdays", Run::Values(|v, _| length(Duration::bdays(steps(v)?))))
        .docs("n business days.", "received + bdays(3)"),
    duration("bhours", Run::Values(|v, _| length(Duration::bhours(number(v, 0)?).map_err(time_fault)?)))
        .docs("n hours of business time.", "now + bhours(8)"),
    duration("months", Run::Values(|v, _| length(Duration::months(steps(v)?))))
        .docs("n months; a month's end is kept.", "start + months(term)"),
    counted!("days_between", DAYS, |v, f| Ok(f.context.calendar().days_between(day(v, 0, f)?, day(v, 1, f)?)))
        .docs("Calendar days from a to b; negative where b comes first.", "days_between(invoiced, paid)"),
    counted!("business_days_between", DAYS, |v, f| {
        Ok(f.context.calendar().business_days_between(day(v, 0, f)?, day(v, 1, f)?))
    })
    .docs("Business days from a up to but not on b.", "business_days_between(offered, today)"),
    dates("business_hours_between", DAYS, Type::Number, |v, f| {
        let seconds = f.context.calendar().business_seconds_between(moment(v, 0, f)?, moment(v, 1, f)?);
        Ok(Value::Number(Decimal::from(seconds) / Decimal::from(3600)))
    })
    .docs("Open hours from a to b, with their fraction.", "business_hours_between(received, now)"),
    counted!("months_between", DAYS, |v, f| { Ok(f.context.calendar().months_between(day(v, 0, f)?, day(v, 1, f)?)) })
        .docs("Whole months from a to b.", "months_between(joined, today)"),
    counted!("days_since", DAY, |v, f| Ok(f.context.calendar().days_between(day(v, 0, f)?, f.today)))
        .docs("Calendar days from d to today.", "days_since(last_contact) > 30")
        .reads(Touches::Now),
    counted!("days_until", DAY, |v, f| Ok(f.context.calendar().days_between(f.today, day(v, 0, f)?)))
        .docs("Calendar days from today to d.", "days_until(due) <= 7")
        .reads(Touches::Now),
    dates("date", &[("year", Takes::Amount), ("month", Takes::Amount), ("day", Takes::Amount)], Type::Date, |v, _| {
        let (y, m, d) = (whole(v, 0, -9999, 9999)?, whole(v, 1, 1, 12)?, whole(v, 2, 1, 31)?);
        Date::new(y as i16, m as i8, d as i8)
            .map(Value::Date)
            .map_err(|_| Fault::new(FaultKind::Argument, said!("there is no day {y}-{m:02}-{d:02}", "没有 {y}-{m:02}-{d:02} 这一天")))
    })
    .docs("A day.", "date(year(today), 12, 31)"),
    counted!("year", DAY, |v, f| Ok(day(v, 0, f)?.year().into())).docs("The year of d.", "year(signed_on) == 2026"),
    counted!("quarter", DAY, |v, f| Ok(i64::from((day(v, 0, f)?.month() - 1) / 3 + 1)))
        .docs("The calendar quarter of d, 1 to 4.", "quarter(today)"),
    counted!("month", DAY, |v, f| Ok(day(v, 0, f)?.month().into()))
        .docs("The month of d, 1 to 12.", "month(today) == 12"),
    counted!("week", DAY, |v, f| Ok(day(v, 0, f)?.iso_week_date().week().into()))
        .docs("The ISO week of d, 1 to 53.", "week(today)"),
    counted!("day", DAY, |v, f| Ok(day(v, 0, f)?.day().into())).docs("The day of the month of d.", "day(today) <= 5"),
    counted!("weekday", DAY, |v, f| Ok(day(v, 0, f)?.weekday().to_monday_one_offset().into()))
        .docs("The day of the week of d, 1 is Monday.", "weekday(today) == 1"),
    dates("start_of", GRAIN_DAY, Type::Date, |v, f| Ok(Value::Date(around(v, f)?.start)))
        .docs("The first day of the period around d (today if not said).", "start_of('quarter', signed_on)")
        .optional(1)
        .reads(Touches::Now),
    dates("end_of", GRAIN_DAY, Type::Date, |v, f| Ok(Value::Date(around(v, f)?.last_day())))
        .docs("The last day of the period around d (today if not said).", "end_of('month', today)")
        .optional(1)
        .reads(Touches::Now),
    dates("is_business_day", DAY, Type::Bool, |v, f| {
        Ok(Value::Bool(f.context.calendar().is_business_day(day(v, 0, f)?)))
    })
    .docs("Whether d is worked.", "is_business_day(today)"),
    dates("period", GRAIN_DAY, Type::Text, |v, f| Ok(Value::text(around(v, f)?.to_string())))
        .docs("The name of the period around d (today if not said).", "period('month', signed_on) == '2026-03'")
        .optional(1)
        .reads(Touches::Now),
    dates("accrued", ACCRUED, Type::Money, accrued).optional(2).reads(Touches::Now).docs(
        "What an amount has grown by at a rate per day, week, month or year from a day until another (today if not said). Nothing while the days of grace last; then from the first day.",
        "accrued(amount, 0.0005, 'day', due, '3d')",
    ),
    dates("in_period", &[("d", Takes::Day), ("period", Takes::Period)], Type::Bool, |v, f| {
        Ok(Value::Bool(period(text_of(v, 1)?, f)?.contains(day(v, 0, f)?)))
    })
    .docs("Whether d lies in a period.", "in_period(signed_on, 'previous month')")
    .reads(Touches::Now),
];

fn accrued(values: &[Value], frame: &Frame) -> Result<Value, Fault> {
    let calendar = frame.context.calendar();
    let (amount, rate, from) = (number(values, 0)?, number(values, 1)?, day(values, 3, frame)?);
    let free = match values.get(4) {
        None => from,
        Some(Value::Duration(grace)) => calendar.add_to_date(from, grace).map_err(time_fault)?,
        other => return Err(wrong(other, ("a length of time", "时长"))),
    };
    let until = match values.get(5) {
        None => frame.today,
        Some(_) => day(values, 5, frame)?.min(frame.today),
    };
    if until <= free {
        return Ok(Value::int(0));
    }
    let days = Decimal::from(calendar.days_between(from, until));
    let times = match &**text_of(values, 2)? {
        "day" => days,
        "week" => days / Decimal::from(7),
        "year" => days / Decimal::from(365),
        _ => months(from, until, calendar)?,
    };
    let grown = amount.checked_mul(rate).and_then(|per| per.checked_mul(times));
    grown.map(Value::Number).ok_or_else(|| {
        Fault::new(FaultKind::Overflow, ("an accrued amount has more than 28 digits", "累计的金额超过 28 位数字"))
    })
}

/// Whole months from one day to a later one, and the rest as a share of the month it lies in.
fn months(from: Date, to: Date, calendar: &crate::model::time::Calendar) -> Result<Decimal, Fault> {
    let mut whole = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month() - from.month());
    let at = |n: i64| calendar.add_to_date(from, &Duration::months(n)).map_err(time_fault);
    if at(whole)? > to {
        whole -= 1;
    }
    let (start, end) = (at(whole)?, at(whole + 1)?);
    let length = calendar.days_between(start, end).max(1);
    Ok(Decimal::from(whole) + Decimal::from(calendar.days_between(start, to)) / Decimal::from(length))
}

type Body = fn(&[Value], &Frame) -> Result<Value, Fault>;

const fn duration(name: &'static str, run: Run) -> Function {
    Function::new("dates", name, COUNT, Gives::Is(Type::Duration), run)
}

const fn dates(name: &'static str, takes: &'static [(&'static str, Takes)], gives: Type, run: Body) -> Function {
    Function::new("dates", name, takes, Gives::Is(gives), Run::Values(run))
}

fn length(duration: Duration) -> Result<Value, Fault> {
    Ok(Value::Duration(Arc::new(duration)))
}

/// A whole number of steps that any calendar could walk.
fn steps(values: &[Value]) -> Result<i64, Fault> {
    whole(values, 0, -10_000_000, 10_000_000)
}

/// A period by its name, seen from the day of the command.
pub(in crate::script) fn period(name: &str, frame: &Frame) -> Result<Period, Fault> {
    let starts = frame.context.calendar().fiscal_year_starts();
    Period::parse(name, frame.today, starts).map_err(|error| Fault::new(FaultKind::Argument, error.said()))
}

fn around(values: &[Value], frame: &Frame) -> Result<Period, Fault> {
    let grain = Grain::parse(text_of(values, 0)?).map_err(|error| Fault::new(FaultKind::Argument, error.said()))?;
    let date = match values.len() {
        1 => frame.today,
        _ => day(values, 1, frame)?,
    };
    let starts = frame.context.calendar().fiscal_year_starts();
    Ok(Period::containing(grain, date, starts))
}

/// The day of an argument, in the policy's zone.
fn day(values: &[Value], index: usize, frame: &Frame) -> Result<Date, Fault> {
    match values.get(index) {
        Some(Value::Date(date)) => Ok(*date),
        Some(Value::Moment(at)) => Ok(frame.context.calendar().local_date(*at)),
        other => Err(wrong(other, ("a date", "日期"))),
    }
}

fn moment(values: &[Value], index: usize, frame: &Frame) -> Result<Timestamp, Fault> {
    match values.get(index) {
        Some(Value::Date(date)) => Ok(frame.context.calendar().start_of_day(*date)),
        Some(Value::Moment(at)) => Ok(*at),
        other => Err(wrong(other, ("a moment", "时刻"))),
    }
}

/// A date or moment by a pattern of `yyyy MM dd HH mm ss`, for `text(x, format)`.
pub(super) fn by_pattern(value: &Value, pattern: &str, frame: &Frame) -> Result<String, Fault> {
    let at: DateTime = match value {
        Value::Date(date) => date.at(0, 0, 0, 0),
        Value::Moment(at) => frame.context.calendar().local_datetime(*at),
        other => return Err(wrong(Some(other), ("a date", "日期"))),
    };
    Ok(pattern
        .replace("yyyy", &format!("{:04}", at.year()))
        .replace("yy", &format!("{:02}", at.year().rem_euclid(100)))
        .replace("MM", &format!("{:02}", at.month()))
        .replace("dd", &format!("{:02}", at.day()))
        .replace("HH", &format!("{:02}", at.hour()))
        .replace("mm", &format!("{:02}", at.minute()))
        .replace("ss", &format!("{:02}", at.second())))
}
