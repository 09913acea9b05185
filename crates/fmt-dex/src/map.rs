//! The map: which kinds of items a file holds, how many, and where.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#map-list>
//! Departures from the spec: items may stand in any order, and unknown kinds are kept.

use base::{Span, View};

/// The kind of items that one entry of the map speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemKind(pub u16);

macro_rules! kinds {
    ($($name:ident $value:literal $spec:literal;)*) => {
        impl ItemKind {
            $(
                #[doc = concat!("`", $spec, "`.")]
                pub const $name: Self = Self($value);
            )*

            /// The name in the specification, or `None` for a kind it does not know.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($spec),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    HEADER 0x0000 "header_item";
    STRING_ID 0x0001 "string_id_item";
    TYPE_ID 0x0002 "type_id_item";
    PROTO_ID 0x0003 "proto_id_item";
    FIELD_ID 0x0004 "field_id_item";
    METHOD_ID 0x0005 "method_id_item";
    CLASS_DEF 0x0006 "class_def_item";
    CALL_SITE_ID 0x0007 "call_site_id_item";
    METHOD_HANDLE 0x0008 "method_handle_item";
    MAP_LIST 0x1000 "map_list";
    TYPE_LIST 0x1001 "type_list";
    ANNOTATION_SET_REF_LIST 0x1002 "annotation_set_ref_list";
    ANNOTATION_SET 0x1003 "annotation_set_item";
    CLASS_DATA 0x2000 "class_data_item";
    CODE 0x2001 "code_item";
    STRING_DATA 0x2002 "string_data_item";
    DEBUG_INFO 0x2003 "debug_info_item";
    ANNOTATION 0x2004 "annotation_item";
    ENCODED_ARRAY 0x2005 "encoded_array_item";
    ANNOTATIONS_DIRECTORY 0x2006 "annotations_directory_item";
    HIDDENAPI_CLASS_DATA 0xf000 "hiddenapi_class_data_item";
}

/// One entry of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapItem {
    /// What the items are.
    pub kind: ItemKind,
    /// How many there are.
    pub n_items: u32,
    /// Where the first one stands, from the start of the container.
    pub off: u32,
    /// Where the entry of the map itself stands.
    pub span: Span,
}

/// The entries of a map, as many as it has room for.
pub(crate) fn items(map: View<'_>) -> impl Iterator<Item = MapItem> + use<'_> {
    let (entries, _) = map.bytes().as_chunks::<12>();
    let offs = (0_u64..).step_by(12);
    entries.iter().zip(offs).map(move |(entry, off)| {
        let [k0, k1, _, _, n0, n1, n2, n3, o0, o1, o2, o3] = *entry;
        MapItem {
            kind: ItemKind(u16::from_le_bytes([k0, k1])),
            n_items: u32::from_le_bytes([n0, n1, n2, n3]),
            off: u32::from_le_bytes([o0, o1, o2, o3]),
            span: map.span_at(off, 12),
        }
    })
}
