//! TOML as the compiler reads it: a tree in which every key and value knows its place, and a reader that knows which
//! keys belong where.
//!
//! Nothing here knows what a key means. Everything wrong is gathered; reading never stops at the first.

pub(super) mod csv;
mod mend;
mod node;
mod parse;
mod pieces;
mod quoting;
mod reader;
mod recover;
mod stray;

pub(super) use super::places::{self, Keys};
pub(super) use mend::Mend;
pub(super) use node::{Key, Kind, Node, Table, Text};
#[cfg(test)]
pub(super) use parse::Parsed;
pub(super) use parse::parse;
pub(super) use quoting::Quoting;
pub(super) use reader::Reader;
