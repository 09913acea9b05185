//! Strings inside binary files.
use crate::find::{At, Finder};
impl Finder<'_> {
    pub(crate) fn binary(&mut self, _bytes: &[u8], _at: &At) -> bool {
        false
    }
}
