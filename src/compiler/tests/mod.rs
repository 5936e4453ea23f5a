//! Whole policies: a good one compiles, the whole language is known, no text makes the compiler fall over.

mod good;
mod language;
mod mutation;
mod recovery;
mod slips;
mod stories;
