//! Stories about expressions.

mod agree;
mod fuzz;
mod meaning;
mod reading;
mod sandbox;
mod timing;
mod typing;
