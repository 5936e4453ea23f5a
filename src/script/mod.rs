//! Floor 2: expressions and script functions.
//!
//! An expression has the syntax of one Rhai expression. Rhai parses it when the policy is compiled; here it is
//! resolved against a [`Scope`], typed, and lowered to closures over field slots, so that nothing is looked up by name
//! when it runs. `rules/*.rhai` functions run in Rhai's sandbox under bounds. Pure: what an expression may ask of the
//! world (other records, the organisation, tables, figures) comes in through [`Context`], the moment through [`Frame`].

pub mod frame;
pub mod scope;

pub use frame::{Context, Fault, FaultKind, Frame};
pub use scope::{Local, Schema, Scope, TableSignature};
