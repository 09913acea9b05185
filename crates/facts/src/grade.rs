//! How much is shown, how bad it is, how sure the rule is.

use std::fmt;
use std::str::FromStr;

/// A text that names no grade, severity or the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The text.
    pub found: String,
    /// What it could have been, separated by commas.
    pub expected: &'static str,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is none of: {}", self.found, self.expected)
    }
}

impl std::error::Error for UnknownName {}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name outside, in kebab case.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(UnknownName { found: text.to_owned(), expected: concat!($($text, ", ",)*) }),
                }
            }
        }
    };
}

named! {
    /// How far a mechanism is shown, from the weakest to the strongest.
    Grade {
        /// The bytes are there.
        Present = "present",
        /// A code path is proven from source to effect.
        Wired = "wired",
        /// The gates on that path are evaluated for a stated region, setting, build and user.
        Enabled = "enabled",
        /// Seen in traffic, logs, the message store, or by a canary experiment.
        Observed = "observed",
    }
}

named! {
    /// How bad a finding is, if true.
    Severity {
        /// Worth knowing, harmless by itself.
        Info = "info",
        /// A weakness that needs others to matter.
        Low = "low",
        /// Matters for some users or in some settings.
        Medium = "medium",
        /// Matters for every user.
        High = "high",
    }
}

named! {
    /// How sure a rule is that its finding is true.
    Confidence {
        /// A hint to look closer.
        Low = "low",
        /// Right in most cases met.
        Medium = "medium",
        /// Follows from the bytes.
        High = "high",
    }
}

named! {
    /// What an answer says in one word.
    Verdict {
        /// Not everything that the question needs was read, or nothing here can answer it.
        Unknown = "unknown",
        /// Everything that the question's rules read was read, and nothing was found.
        NoneFound = "none-found",
        /// See [`Grade::Present`].
        Present = "present",
        /// See [`Grade::Wired`].
        Wired = "wired",
        /// See [`Grade::Enabled`].
        Enabled = "enabled",
        /// See [`Grade::Observed`].
        Observed = "observed",
    }
}

impl From<Grade> for Verdict {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Present => Self::Present,
            Grade::Wired => Self::Wired,
            Grade::Enabled => Self::Enabled,
            Grade::Observed => Self::Observed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_back() {
        for grade in Grade::ALL {
            assert_eq!(grade.name().parse(), Ok(*grade));
            assert_eq!(Verdict::from(*grade).name(), grade.name());
        }
        assert!("proven".parse::<Grade>().is_err());
        assert!(Grade::Present < Grade::Observed);
    }
}
