//! placeholder for the time room
