//! Exit codes. The table here is the one that `--help` prints.

use case::CaseError;
use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It did what it was asked to, whatever it found.
    Done,
    /// What `--fail-on` names holds, a verified case differs, or a rule fails its own test.
    Holds,
    /// The command line is wrong.
    Usage,
    /// The inputs hold nothing to assess.
    Nothing,
    /// Something on this machine or in Patikra failed.
    Failed,
}

/// What `--help` says of them.
pub(crate) const HELP: &str = "Exit codes:
  0   done, whatever was found
  1   what --fail-on names holds; a case differs from its inputs; a rule fails its test
  2   wrong usage, or an input that is not there
  4   nothing to assess in the inputs
  64  something on this machine or in Patikra failed";

impl Exit {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }

    const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Holds => 1,
            Self::Usage => 2,
            Self::Nothing => 4,
            Self::Failed => 64,
        }
    }

    /// How a command ends that failed with `error`.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        match error.downcast_ref::<CaseError>() {
            Some(CaseError::Nothing(_)) => Self::Nothing,
            Some(
                CaseError::Input { .. }
                | CaseError::Query(_)
                | CaseError::NoSuchEvidence(_)
                | CaseError::Lists { .. }
                | CaseError::TrafficOption(_),
            ) => Self::Usage,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_names_each_code_once() {
        for exit in [
            Exit::Done,
            Exit::Holds,
            Exit::Usage,
            Exit::Nothing,
            Exit::Failed,
        ] {
            let number = exit.number();
            let named =
                |line: &&str| line.trim_start().split(' ').next() == Some(&number.to_string());
            assert_eq!(HELP.lines().filter(named).count(), 1, "{number}");
        }
    }
}
