//! Floor 7: reports: pictures and pages made of a policy and what is known of its records.
//!
//! Pure. Everything shown comes in as a value and goes out as text or JSON; no store, clock, file or terminal enters
//! here, and no rule is decided here.

pub mod graph;
pub mod markup;
pub mod page;
pub mod rights;
pub mod schemas;
