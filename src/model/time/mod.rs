//! Time as a sales policy speaks of it: durations, business time, calendar periods.
//!
//! Pure. The moment "now" is always handed in; clocks, files and the machine's own time zone stay outside (zones
//! come from the database compiled into the program, so two machines never disagree). No input makes anything in
//! here panic: what leaves the years -9999 to 9999 is a [`TimeError`].
//!
//! Rules: design page "What the language means", sections 1 (defaults), 2 (durations) and 9 (periods).

mod business_days;
mod calendar;
mod calendar_spec;
mod counting;
mod duration;
mod duration_text;
mod elapsed;
mod error;
mod grain;
mod open_hours;
mod period;
mod period_text;
mod rhythm;
mod steps;
mod text;
mod windows;

pub use calendar::Calendar;
pub use calendar_spec::{CalendarError, CalendarSpec};
pub use duration::Duration;
pub use elapsed::{elapsed, elapsed_days};
pub use error::TimeError;
pub use grain::Grain;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime, Time, Weekday};
pub use period::Period;
pub use rhythm::{OnHoliday, Rhythm};
pub use text::parse_date;
pub use windows::{MonthDay, Window};
