//! NAME files: say in one sentence what they hold.

use super::{Child, Kind, Opened, ReadError, Unpacker, UnpackerDoc};
use base::{Limits, Parsed, Problem, View};
use fmt_apk::zip::Inflater;
use std::borrow::Cow;

/// Opens NAME files.
pub(crate) struct Stub;

struct OpenedStub<'a> {
    file: View<'a>,
    children: Vec<Child>,
}

impl Unpacker for Stub {
    fn doc(&self) -> &'static UnpackerDoc {
        &UnpackerDoc {
            id: "NAME",
            name: "NAME, as its makers write it",
            references: &["where the format is described"],
            limitations: &["nothing is read yet"],
        }
    }

    fn opens(&self, _kind: Kind) -> bool {
        // The format needs a variant of its own in `Kind`, and a row in that file's `MAGICS`.
        false
    }

    fn open<'a>(
        &self,
        _path: &str,
        file: View<'a>,
        _limits: &Limits,
    ) -> Result<Parsed<Box<dyn Opened<'a> + 'a>>, Problem> {
        // An error means that it is not this format after all; anything wrong beyond that is a problem
        // beside what could be read.
        Ok(Parsed::clean(Box::new(OpenedStub {
            file,
            children: Vec::new(),
        })))
    }
}

impl<'a> Opened<'a> for OpenedStub<'a> {
    fn kind(&self) -> Kind {
        Kind::Other
    }

    fn children(&self) -> &[Child] {
        &self.children
    }

    fn read<'i>(
        &'i self,
        position: usize,
        _inflater: &'i mut Inflater,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'i, [u8]>>, ReadError> {
        let unreadable = |says| ReadError::Unreadable(Problem::new("NAME/unreadable", says));
        let span = self.children.get(position).and_then(|child| child.span);
        let span = span.ok_or_else(|| unreadable("no such entry".to_owned()))?;
        let off = span.start().saturating_sub(self.file.start());
        let contents = self.file.sub(off, span.len());
        let contents = contents.map_err(|error| unreadable(error.to_string()))?;
        if contents.len() > limits.entry_len {
            return Err(ReadError::TooLong);
        }
        Ok(Parsed::clean(Cow::Borrowed(contents.bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small file of this format; build it here, or take a builder of `testkit`.
    const SAMPLE: &[u8] = b"";

    #[test]
    fn hostile_files_are_survived() {
        testkit::hostile(SAMPLE, |bytes| {
            let Ok(opened) = Stub.open("a", View::new(bytes), &Limits::default()) else {
                return;
            };
            for position in 0..opened.value.children().len() {
                let mut inflater = Inflater::new();
                let _ = opened
                    .value
                    .read(position, &mut inflater, &Limits::default());
            }
        });
    }
}
