//! Recursion over folders and containers, bounded and recorded.
//!
//! [`walk()`] lists the files of an input; [`Opener`] opens one file and everything inside it, handing
//! each artifact to its caller while it holds its bytes. Nothing is written to disk.

mod kind;
mod open;
mod unpackers;
mod walk;

pub use kind::Kind;
pub use open::{Artifact, Companion, Opener, Origin, Visitor, digest};
pub use unpackers::{Child, Opened, ReadError, UNPACKERS, Unpacker, UnpackerDoc};
pub use walk::{FileEntry, Stamp, Walk, read, walk};
