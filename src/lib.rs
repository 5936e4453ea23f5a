//! salesflow: the engine on which a company runs its written sales policy.
//!
//! The house has seven floors and imports only ever point down: `model` (values, time, records), `script`
//! (expressions), `policy` and `store`, `engine` and `figures`, `compiler`, `desk`, `exchange` and `scenario`, and the faces
//! `cli`, `server`, `report`, `lsp` and `bench` on top.

pub mod bench;
pub mod cli;
pub mod compiler;
pub mod desk;
pub mod engine;
pub mod exchange;
pub mod figures;
pub mod lsp;
pub mod model;
pub mod policy;
pub mod report;
pub mod scenario;
pub mod script;
pub mod server;
pub mod store;
