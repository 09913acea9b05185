//! Serialises a case for the outside; the only crate that does.

mod canary;
mod har;
mod html;
mod json;
mod table;
mod way;

pub use canary::{FetchedList, canary_plan};
pub use har::{HAR_TAIL, har_entry, har_head};
pub use html::html;
pub use json::{ANSWERS_SCHEMA, answers_json};
pub use table::{answers_table, cells};
pub use way::{PictureStep, way_svg};
