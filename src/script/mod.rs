//! Floor 2: expressions and script functions.
//!
//! An expression has the syntax of one Rhai expression. Rhai parses it when the policy is compiled; here it is
//! resolved against a [`Scope`], typed, and lowered to closures over field slots, so that nothing is looked up by name
//! when it runs. `rules/*.rhai` functions run in Rhai's sandbox under bounds. Pure: what an expression may ask of the
//! world (other records, the organisation, tables, figures) comes in through [`Context`], the moment through [`Frame`].
//!
//! text → [`syntax`] (a tree with positions) → `typing` ([`node`]s) → `lower` (closures), all by [`compile()`].

mod access;
mod clock;
pub mod compile;
mod eval;
pub mod explain;
pub mod frame;
pub mod functions;
mod handle;
mod lexer;
mod lower;
pub mod node;
mod operate;
pub mod problem;
mod read;
pub mod sandbox;
pub mod scope;
pub mod syntax;
pub mod template;
pub mod tri;
mod typing;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use access::standing_on;
pub use compile::{Expect, Expr, Reads, compile};
pub use explain::Condition;
pub use frame::{Context, Fault, FaultKind, Frame, Outcome, Place};
pub use functions::split;
pub use handle::Side;
pub use node::Standing;
pub use problem::{Problem, ProblemKind, Severity};
pub use sandbox::{Bounds, Functions};
pub use scope::{BalanceSignature, FieldInfo, Local, Schema, Scope, TableSignature};
pub use template::Template;
