//! Floor 4: what the figures say: measures counted over records, KPIs over measures, targets, warnings.
//!
//! A record adds [`contributions`] to cells, one sum per measure, day and dimensions; when it changes, the old ones are
//! taken out and the new ones put in ([`difference`]), so that the cells equal a recount at all times. [`ask()`] reads
//! cells and answers lines; [`judge_figure`] and [`judge_record`] say which warnings change their level.
//!
//! Pure. Where the cells lie is behind [`Cells`], the moment is handed in; clocks, the store, files, randomness and
//! unordered maps stay outside. Nothing here raises an event: the desk does.

mod ask;
mod attainment;
mod cells;
mod contribution;
mod dependence;
mod judge;
mod judged;
mod ladder;
mod notice;
mod plan;
mod recipe;
mod series;
mod sum;
mod targets;
#[cfg(test)]
mod tests;

pub use ask::{Line, Question, ask, measured, unit, value};
pub use attainment::attained;
pub use cells::{Cells, Each, Tally};
pub use contribution::{Contributed, Contribution, contribution, contributions, difference};
pub use dependence::{basis, is_timed, measures_of, reads_others, shaped_by, watches_time, watching};
pub use judge::{Watch, judge_figure, judge_record};
pub use judged::{Change, Judged, Judgement, Raised};
pub use notice::about_record;
pub use recipe::measures_read;
pub use series::Series;
pub use sum::Sum;
pub use targets::{Additive, Ground, Part, additive, adjust, is_called, parts};

use crate::{
    model::{Actor, Record, Value, time::Timestamp},
    policy::Policy,
    script::{Context, Frame},
};

/// A frame at a moment, with nobody acting.
fn frame<'a>(
    policy: &Policy,
    context: &'a dyn Context,
    record: Option<&'a Record>,
    locals: &'a [Value],
    now: Timestamp,
) -> Frame<'a> {
    Frame {
        record,
        around: None,
        old: None,
        locals,
        actor: &Actor::Policy,
        now,
        today: policy.calendar.local_date(now),
        context,
    }
}
