//! A byte slice that knows where it stands in its artifact and cannot be read out of bounds.

use std::fmt;

/// A half-open range of bytes, counted from the start of an artifact.
///
/// Invariant: `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u64,
    end: u64,
}

impl Span {
    /// The span of `len` bytes from `start`; it ends at `u64::MAX` where the sum does not fit.
    pub const fn new(start: u64, len: u64) -> Self {
        Self {
            start,
            end: start.saturating_add(len),
        }
    }

    /// The first byte, from the start of the artifact.
    pub const fn start(self) -> u64 {
        self.start
    }

    /// The byte after the last one, from the start of the artifact.
    pub const fn end(self) -> u64 {
        self.end
    }

    /// Length in bytes.
    pub const fn len(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}..{:#x}", self.start, self.end)
    }
}

/// A read past the end of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("need {need} bytes at offset {at:#x}, but the data ends at {end:#x}")]
pub struct OutOfBounds {
    /// Where the read began, from the start of the artifact.
    pub at: u64,
    /// How many bytes were asked for.
    pub need: u64,
    /// Where the data ends, from the start of the artifact.
    pub end: u64,
}

/// A part of an artifact's bytes.
///
/// Offsets taken by its methods count from the start of the view; [`View::start`] says where the view
/// itself stands in the artifact, so that every [`Span`] it hands out is in artifact terms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct View<'a> {
    bytes: &'a [u8],
    start: u64,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({})", self.span())
    }
}

macro_rules! integers {
    ($($le:ident $be:ident $ty:ty, $what:literal;)*) => {$(
        #[doc = concat!("The little-endian ", $what, " at `off`.")]
        ///
        /// # Errors
        /// [`OutOfBounds`] where the view ends first.
        #[inline]
        pub fn $le(&self, off: u64) -> Result<$ty, OutOfBounds> {
            self.array(off).map(<$ty>::from_le_bytes)
        }

        #[doc = concat!("The big-endian ", $what, " at `off`.")]
        ///
        /// # Errors
        /// [`OutOfBounds`] where the view ends first.
        #[inline]
        pub fn $be(&self, off: u64) -> Result<$ty, OutOfBounds> {
            self.array(off).map(<$ty>::from_be_bytes)
        }
    )*};
}

impl<'a> View<'a> {
    /// A whole artifact.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, start: 0 }
    }

    /// The bytes.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the view begins, from the start of the artifact.
    pub const fn start(&self) -> u64 {
        self.start
    }

    /// Length in bytes.
    pub const fn len(&self) -> u64 {
        // `usize` is at most 64 bits on every platform Rust supports.
        self.bytes.len() as u64
    }

    /// Whether the view holds no byte.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The whole view as a span of the artifact.
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.len())
    }

    /// The `len` bytes from `off`, as a span of the artifact; it is not checked against the end.
    pub const fn span_at(&self, off: u64, len: u64) -> Span {
        Span::new(self.start.saturating_add(off), len)
    }

    const fn out_of_bounds(&self, off: u64, need: u64) -> OutOfBounds {
        OutOfBounds {
            at: self.start.saturating_add(off),
            need,
            end: self.start.saturating_add(self.len()),
        }
    }

    /// The `len` bytes from `off`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where the view ends first.
    #[inline]
    pub fn sub(&self, off: u64, len: u64) -> Result<Self, OutOfBounds> {
        let bytes = usize::try_from(off)
            .ok()
            .zip(usize::try_from(len).ok())
            .and_then(|(off, len)| self.bytes.get(off..off.checked_add(len)?))
            .ok_or_else(|| self.out_of_bounds(off, len))?;
        Ok(Self {
            bytes,
            start: self.start.saturating_add(off),
        })
    }

    /// Everything from `off` on; empty where `off` is the end.
    ///
    /// # Errors
    /// [`OutOfBounds`] where `off` is past the end.
    #[inline]
    pub fn tail(&self, off: u64) -> Result<Self, OutOfBounds> {
        self.sub(off, self.len().saturating_sub(off))
    }

    /// The `N` bytes at `off`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where the view ends first.
    #[inline]
    pub fn array<const N: usize>(&self, off: u64) -> Result<[u8; N], OutOfBounds> {
        usize::try_from(off)
            .ok()
            .and_then(|off| self.bytes.get(off..)?.first_chunk::<N>())
            .copied()
            .ok_or_else(|| self.out_of_bounds(off, N as u64))
    }

    /// The byte at `off`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where the view ends first.
    #[inline]
    pub fn u8(&self, off: u64) -> Result<u8, OutOfBounds> {
        self.array::<1>(off).map(|[byte]| byte)
    }

    integers! {
        u16_le u16_be u16, "16-bit unsigned integer";
        u32_le u32_be u32, "32-bit unsigned integer";
        u64_le u64_be u64, "64-bit unsigned integer";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: [u8; 6] = [1, 2, 3, 4, 5, 6];

    #[test]
    fn reads_stop_at_the_end() {
        let view = View::new(&BYTES);
        assert_eq!(view.u16_le(4), Ok(0x0605));
        assert_eq!(view.u16_be(4), Ok(0x0506));
        let error = view.u32_le(4).unwrap_err();
        assert_eq!(
            error.to_string(),
            "need 4 bytes at offset 0x4, but the data ends at 0x6"
        );
        assert!(view.u8(u64::MAX).is_err());
        assert!(view.sub(2, u64::MAX).is_err());
    }

    #[test]
    fn a_part_keeps_its_place_in_the_artifact() {
        let part = View::new(&BYTES).sub(2, 3).unwrap();
        assert_eq!(part.span(), Span::new(2, 3));
        assert_eq!(part.u8(0), Ok(3));
        let inner = part.tail(1).unwrap();
        assert_eq!(inner.start(), 3);
        assert_eq!(part.u16_le(2).unwrap_err().at, 4);
    }

    #[test]
    fn the_tail_at_the_end_is_empty_and_past_it_is_an_error() {
        let view = View::new(&BYTES);
        assert!(view.tail(6).unwrap().is_empty());
        assert!(view.tail(7).is_err());
    }
}
