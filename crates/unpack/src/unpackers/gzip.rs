//! Gzip streams, of one or more members.

use super::{Child, Opened, ReadError, Unpacker, UnpackerDoc};
use crate::Kind;
use base::{Limits, Parsed, Problem, View};
use flate2::read::MultiGzDecoder;
use fmt_apk::zip::Inflater;
use std::borrow::Cow;

/// Opens gzip streams.
pub(crate) struct Gzip;

struct OpenedGzip<'a> {
    file: View<'a>,
    child: [Child; 1],
}

impl Unpacker for Gzip {
    fn doc(&self) -> &'static UnpackerDoc {
        &UnpackerDoc {
            id: "gzip",
            name: "gzip",
            references: &["https://www.rfc-editor.org/rfc/rfc1952"],
            limitations: &[],
        }
    }

    fn opens(&self, kind: Kind) -> bool {
        kind == Kind::Gzip
    }

    fn open<'a>(
        &self,
        path: &str,
        file: View<'a>,
        _limits: &Limits,
    ) -> Result<Parsed<Box<dyn Opened<'a> + 'a>>, Problem> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = name.strip_suffix(".gz").unwrap_or("contents");
        let child = Child {
            path: name.to_owned(),
            span: Some(file.span()),
        };
        Ok(Parsed::clean(Box::new(OpenedGzip {
            file,
            child: [child],
        })))
    }
}

impl<'a> Opened<'a> for OpenedGzip<'a> {
    fn kind(&self) -> Kind {
        Kind::Gzip
    }

    fn children(&self) -> &[Child] {
        &self.child
    }

    fn read<'i>(
        &'i self,
        _position: usize,
        _inflater: &'i mut Inflater,
        limits: &Limits,
    ) -> Result<Parsed<Cow<'i, [u8]>>, ReadError> {
        let stream = MultiGzDecoder::new(self.file.bytes());
        super::all_of(stream, "gzip/broken", self.file.span(), limits)
    }
}
