//! Stories of this room, told on a small company with two offices.

mod asking;
mod counting;
mod fixture;
mod names;
mod targets;
mod warnings;
