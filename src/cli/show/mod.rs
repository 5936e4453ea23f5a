//! How answers look to people: from JSON to text with colour, columns that stand straight under Chinese too.
//!
//! Pure: everything comes in as a value and goes out as text. Colour is always written; the streams take it out again
//! where nobody wants it.

pub(super) mod bar;
pub(super) mod field;
pub(super) mod figure;
pub(super) mod json;
pub(super) mod junit;
pub(super) mod moment;
pub(super) mod paint;
pub(super) mod problem;
pub(super) mod record;
pub(super) mod scenario;
pub(super) mod table;

/// The text as it looks without colour.
#[cfg(test)]
pub(super) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
