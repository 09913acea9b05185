//! Access flags of classes, fields and methods, and the flags of the hidden-API lists.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#access-flags>
//! Departures from the spec: bits that it does not assign are kept.

use std::fmt;

/// Access flags as they stand in the file. The same bit means different things on classes, fields and methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccessFlags(pub u32);

/// What a set of access flags stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagsOf {
    /// A class.
    Class,
    /// A field.
    Field,
    /// A method.
    Method,
}

macro_rules! flags {
    ($($name:ident $value:literal $doc:literal;)*) => {
        impl AccessFlags {$(
            #[doc = $doc]
            pub const $name: Self = Self($value);
        )*}
    };
}

flags! {
    PUBLIC 0x1 "Visible everywhere.";
    PRIVATE 0x2 "Visible to the defining class.";
    PROTECTED 0x4 "Visible to package and subclasses.";
    STATIC 0x8 "Without `this`; a nested class without the outer one.";
    FINAL 0x10 "Not subclassable, not changed, not overridable.";
    SYNCHRONIZED 0x20 "Method: takes the lock around its call.";
    VOLATILE 0x40 "Field: special rules of access.";
    BRIDGE 0x40 "Method: made by the compiler as a bridge.";
    TRANSIENT 0x80 "Field: not saved by default serialization.";
    VARARGS 0x80 "Method: the last argument is a list.";
    NATIVE 0x100 "Method: in native code.";
    INTERFACE 0x200 "Class: an interface.";
    ABSTRACT 0x400 "Class: not to be instantiated; method: without code.";
    STRICT 0x800 "Method: strict rules for floating point.";
    SYNTHETIC 0x1000 "Not in the source code.";
    ANNOTATION 0x2000 "Class: an annotation.";
    ENUM 0x4000 "Class: an enumeration; field: an enumerated value.";
    CONSTRUCTOR 0x1_0000 "Method: a constructor or class initializer.";
    DECLARED_SYNCHRONIZED 0x2_0000 "Method: declared `synchronized`.";
}

impl AccessFlags {
    /// Whether all of `flags` are set.
    pub const fn contains(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// The words for the flags, as source code and smali write them, separated by single spaces.
    pub fn words(self, of: FlagsOf) -> String {
        let (class, field, method) = (
            of == FlagsOf::Class,
            of == FlagsOf::Field,
            of == FlagsOf::Method,
        );
        let known = [
            (Self::PUBLIC, "public", true),
            (Self::PRIVATE, "private", true),
            (Self::PROTECTED, "protected", true),
            (Self::STATIC, "static", true),
            (Self::FINAL, "final", true),
            (Self::SYNCHRONIZED, "synchronized", method),
            (Self::VOLATILE, "volatile", field),
            (Self::BRIDGE, "bridge", method),
            (Self::TRANSIENT, "transient", field),
            (Self::VARARGS, "varargs", method),
            (Self::NATIVE, "native", method),
            (Self::INTERFACE, "interface", class),
            (Self::ABSTRACT, "abstract", class || method),
            (Self::STRICT, "strictfp", method),
            (Self::SYNTHETIC, "synthetic", true),
            (Self::ANNOTATION, "annotation", class),
            (Self::ENUM, "enum", class || field),
            (Self::CONSTRUCTOR, "constructor", method),
            (Self::DECLARED_SYNCHRONIZED, "declared-synchronized", method),
        ];
        let words: Vec<_> = known
            .into_iter()
            .filter(|(flag, _, applies)| *applies && self.contains(*flag))
            .map(|(_, word, _)| word)
            .collect();
        words.join(" ")
    }
}

impl fmt::Display for AccessFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// Restrictions of one field or method of the platform, as `hiddenapi_class_data_item` states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HiddenApiFlags(pub u32);

impl HiddenApiFlags {
    /// The list that the member stands on: the four lowest bits.
    pub const fn list(self) -> HiddenApiList {
        match self.0 & 0xf {
            0 => HiddenApiList::Sdk,
            1 => HiddenApiList::Unsupported,
            2 => HiddenApiList::Blocked,
            3 => HiddenApiList::MaxTargetO,
            4 => HiddenApiList::MaxTargetP,
            5 => HiddenApiList::MaxTargetQ,
            6 => HiddenApiList::MaxTargetR,
            7 => HiddenApiList::MaxTargetS,
            other => HiddenApiList::Other(other),
        }
    }

    /// Whether the member belongs to the API of the platform's core.
    pub const fn is_core_platform_api(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// Whether the member is meant for tests.
    pub const fn is_test_api(self) -> bool {
        self.0 & 0x20 != 0
    }
}

/// A list of the platform's restrictions on members that are no SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HiddenApiList {
    /// Part of the SDK.
    Sdk,
    /// Accessible with a warning.
    Unsupported,
    /// Not accessible to apps.
    Blocked,
    /// Accessible to apps that target up to Android 8.1.
    MaxTargetO,
    /// Accessible to apps that target up to Android 9.
    MaxTargetP,
    /// Accessible to apps that target up to Android 10.
    MaxTargetQ,
    /// Accessible to apps that target up to Android 11.
    MaxTargetR,
    /// Accessible to apps that target up to Android 12.
    MaxTargetS,
    /// A later list, by its number.
    Other(u32),
}
