//! Positions in the tables of a DEX file, one type per table.

use std::fmt;

macro_rules! indices {
    ($($name:ident $noun:literal $table:literal;)*) => {$(
        #[doc = concat!("Position in `", $table, "`, from 0.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($noun, " {}"), self.0)
            }
        }

        impl From<$name> for u32 {
            fn from(idx: $name) -> u32 {
                idx.0
            }
        }

        impl From<u16> for $name {
            fn from(idx: u16) -> Self {
                Self(u32::from(idx))
            }
        }
    )*};
}

indices! {
    StringIdx "string" "string_ids";
    TypeIdx "type" "type_ids";
    ProtoIdx "proto" "proto_ids";
    FieldIdx "field" "field_ids";
    MethodIdx "method" "method_ids";
    ClassIdx "class" "class_defs";
    CallSiteIdx "call site" "call_site_ids";
    MethodHandleIdx "method handle" "method_handles";
}

/// `0xffff_ffff`, which stands for "none" where an index may be missing.
pub(crate) const NO_INDEX: u32 = u32::MAX;

/// The index, or `None` where the file says `NO_INDEX`.
pub(crate) fn optional<T>(raw: u32, make: impl FnOnce(u32) -> T) -> Option<T> {
    (raw != NO_INDEX).then(|| make(raw))
}
