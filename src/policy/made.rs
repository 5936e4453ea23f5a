//! The kinds of record that scorecards and incentives are: names the compiler writes and the engine reads.
//!
//! `[scorecard.x]` and `[incentive.x]` each make a kind of record `x`: one record for each of those who are rated or
//! paid and each period, made when the period is over, worked out when it closes. So approval, tasks, access, history
//! and figures over them are those of every record.

/// Who answers for it: who is rated or paid, as long as they are there; of units and records whoever leads them.
pub const OWNER: &str = "owner";
/// The person, unit or record a scorecard rates.
pub const RATED: &str = "rated";
/// The person an incentive pays.
pub const PAYEE: &str = "payee";
/// The unit whose pool is shared.
pub const UNIT: &str = "unit";
/// The period's name: `2026-03`.
pub const PERIOD: &str = "period";
/// When it is worked out.
pub const CLOSES: &str = "closes";
/// Period and whom it is for: no two records have the same.
pub const KEY: &str = "key";

/// What a scorecard comes to, unrounded.
pub const SCORE: &str = "score";
/// The grade of that score.
pub const GRADE: &str = "grade";
/// The grade whose consequences have followed.
pub const FOLLOWED: &str = "followed";
/// The lines of a scorecard: a row for each item.
pub const ITEMS: &str = "items";

/// What a statement is worked out on.
pub const BASE: &str = "base";
/// How much of its target the figure of `attained` has reached.
pub const ATTAINMENT: &str = "attainment";
/// What the period itself has earned, before anything is taken back or corrected.
pub const EARNED: &str = "earned";
/// What is paid: its lines added up.
pub const AMOUNT: &str = "amount";
/// `base` as it is known now, where it has changed since.
pub const LATER_BASE: &str = "later_base";
/// `attainment` as it is known now, where it has changed since.
pub const LATER_ATTAINMENT: &str = "later_attainment";
/// The lines of a statement.
pub const LINES: &str = "lines";

/// Where it waits until it closes.
pub const DRAFT: &str = "draft";
/// Where it stands while a chain decides.
pub const REVIEW: &str = "review";
/// Where it ends.
pub const FIXED: &str = "fixed";

/// By itself at its time: worked out, and fixed or handed to its chain.
pub const FIX: &str = "fix";
/// The same by hand, where it has come back.
pub const SETTLE: &str = "settle";
/// Review asked for once it is fixed.
pub const APPEAL: &str = "appeal";

/// The id of the task by which the nth voice of an input speaks, from 0; its field of people has the same name.
pub fn voice(input: &str, n: usize) -> String {
    format!("{input}_{}", n + 1)
}
