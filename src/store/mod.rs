//! placeholder for the store room
