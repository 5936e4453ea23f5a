//! Floor 6: rows in from other systems' files, rows out for them.
//!
//! A file becomes rows, a mapping of the policy makes each an order for the desk, and the desk answers row by row; what
//! it refuses is kept beside the file with the reason. Deciding is the engine's: no rule lives here.

mod cells;
mod clean;
mod dates;
mod export;
mod import;
mod mapping;
mod mapping_file;
mod prepare;
mod read;
mod rejected;
mod sheet;
mod source;

pub use clean::{clean, clean_all};
pub use dates::Pattern;
pub use export::{NoRows, Page, rows};
pub use import::{FileReport, Order, Reason, Report, Stopped, Why, import};
pub use mapping::choose;
pub use mapping_file::{NoMapping, read_mapping};
pub use read::{Form, Row, Rows, Table};
pub use sheet::rows_as_text;
pub use source::{Broken, Text};
