//! salesflow: the engine on which a company runs its written sales policy.
//!
//! The house has seven floors and imports only ever point down: `model` (values, time, records), `script`
//! (expressions), `policy` and `store`, `engine` and `figures`, `compiler`, `desk` and `exchange`, and the faces
//! `cli` and `server` on top.

pub mod engine;
pub mod exchange;
pub mod model;
pub mod policy;
pub mod script;
pub mod store;
