//! Tagged net strings: the notation that mitmproxy keeps its flows in.
//!
//! Spec: <https://tnetstrings.info/>, with `;` for text as in mitmproxy's `mitmproxy/io/tnetstring.py`.
//! Departures from the spec: lengths may have up to 12 digits, as in mitmproxy.

use base::{Limits, OutOfBounds, Span, View};

/// A value. Its bytes are views of the file, so their place is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Bytes.
    Bytes(View<'a>),
    /// Text, which should be UTF-8.
    Text(View<'a>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// Nothing.
    Null,
    /// A list.
    List(Vec<Self>),
    /// Names and values in the order written.
    Dict(Vec<(Self, Self)>),
}

/// Why a value could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TnetError {
    /// The length is not decimal digits and a colon.
    #[error("expected a length and a colon at offset {at:#x}")]
    BadLength {
        /// Where, from the start of the file.
        at: u64,
    },
    /// The data ends inside the value.
    #[error(transparent)]
    Truncated(#[from] OutOfBounds),
    /// The type mark is none of the known ones.
    #[error("unknown type mark {mark:#04x} at offset {at:#x}")]
    UnknownMark {
        /// The mark.
        mark: u8,
        /// Where, from the start of the file.
        at: u64,
    },
    /// The text of a number or truth value is none.
    #[error("the value at {span} is not what its type mark says")]
    BadValue {
        /// Where.
        span: Span,
    },
    /// A name in a dictionary has no value.
    #[error("the dictionary at {span} has a name without a value")]
    OddDict {
        /// Where.
        span: Span,
    },
    /// Values are nested too deeply.
    #[error("values are nested more than {limit} deep at offset {at:#x}")]
    TooDeep {
        /// The bound.
        limit: u32,
        /// Where, from the start of the file.
        at: u64,
    },
}

/// Reads the value at the start of `view`; gives it and the length of its notation.
///
/// # Errors
/// Any [`TnetError`]; the value is given whole or not at all.
pub fn read<'a>(view: View<'a>, limits: &Limits) -> Result<(Value<'a>, u64), TnetError> {
    read_nested(view, limits.nesting, limits.nesting)
}

/// The length of the notation at the start of `view`, which need not be there whole.
///
/// # Errors
/// [`TnetError::BadLength`].
pub fn extent(view: View<'_>) -> Result<u64, TnetError> {
    let (digits, len) = length(view)?;
    Ok(digits.saturating_add(len).saturating_add(2))
}

/// The number of digits of the length, and the length.
fn length(view: View<'_>) -> Result<(u64, u64), TnetError> {
    let bad = TnetError::BadLength { at: view.start() };
    let mut len = 0_u64;
    for digit in 0..=12 {
        match view.u8(digit)? {
            byte @ b'0'..=b'9' => {
                len = len
                    .saturating_mul(10)
                    .saturating_add(u64::from(byte.wrapping_sub(b'0')));
            }
            b':' if digit > 0 => return Ok((digit, len)),
            _ => return Err(bad),
        }
    }
    Err(bad)
}

fn read_nested(view: View<'_>, depth: u32, limit: u32) -> Result<(Value<'_>, u64), TnetError> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(TnetError::TooDeep {
            limit,
            at: view.start(),
        });
    };
    let (n_digits, len) = length(view)?;
    let data_off = n_digits.saturating_add(1);
    let data = view.sub(data_off, len)?;
    let mark_off = data_off.saturating_add(len);
    let mark = view.u8(mark_off)?;
    let text = || str::from_utf8(data.bytes()).ok();
    let bad = TnetError::BadValue { span: data.span() };
    let value = match mark {
        b',' => Value::Bytes(data),
        b';' => Value::Text(data),
        b'#' => Value::Integer(text().and_then(|t| t.parse().ok()).ok_or(bad)?),
        b'^' => Value::Float(text().and_then(|t| t.parse().ok()).ok_or(bad)?),
        b'!' => match data.bytes() {
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            _ => return Err(bad),
        },
        b'~' => Value::Null,
        b']' => {
            let mut values = Vec::new();
            let mut rest = data;
            while !rest.is_empty() {
                let (value, used) = read_nested(rest, depth, limit)?;
                values.push(value);
                rest = rest.tail(used)?;
            }
            Value::List(values)
        }
        b'}' => {
            let mut pairs = Vec::new();
            let mut rest = data;
            while !rest.is_empty() {
                let (name, used) = read_nested(rest, depth, limit)?;
                rest = rest.tail(used)?;
                if rest.is_empty() {
                    return Err(TnetError::OddDict { span: data.span() });
                }
                let (value, used) = read_nested(rest, depth, limit)?;
                rest = rest.tail(used)?;
                pairs.push((name, value));
            }
            Value::Dict(pairs)
        }
        mark => {
            return Err(TnetError::UnknownMark {
                mark,
                at: view.start().saturating_add(mark_off),
            });
        }
    };
    Ok((value, mark_off.saturating_add(1)))
}

impl<'a> Value<'a> {
    /// The bytes of a text or of bytes.
    pub fn view(&self) -> Option<View<'a>> {
        match self {
            Self::Bytes(view) | Self::Text(view) => Some(*view),
            _ => None,
        }
    }

    /// The value of this name in a dictionary.
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Self::Dict(pairs) = self else {
            return None;
        };
        pairs
            .iter()
            .find(|(key, _)| key.view().is_some_and(|key| key.bytes() == name.as_bytes()))
            .map(|(_, value)| value)
    }

    /// The elements of a list; empty where it is none.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(values) => values,
            _ => &[],
        }
    }

    /// A number, whole or not.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Float(number) => Some(*number),
            // Whole numbers here are ports, states and seconds, far below 2^52.
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            Self::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Result<(Value<'_>, u64), TnetError> {
        read(View::new(bytes), &Limits::default())
    }

    const SAMPLE: &[u8] = b"61:4:list,21:1:1#4:-2.5^4:true!0:~]4:dict;12:1:k,5:hello;}0:,0:]}rest";

    #[test]
    fn every_type_is_read() {
        let (value, used) = all(SAMPLE).unwrap();
        assert_eq!(&SAMPLE[usize::try_from(used).unwrap()..], b"rest");
        assert_eq!(
            value.field("list").unwrap().elements(),
            [
                Value::Integer(1),
                Value::Float(-2.5),
                Value::Bool(true),
                Value::Null
            ]
        );
        let hello = value.field("dict").and_then(|d| d.field("k")).unwrap();
        assert_eq!(hello.view().unwrap().bytes(), b"hello");
        assert!(matches!(hello, Value::Text(_)));
    }

    #[test]
    fn a_long_length_does_not_reserve_memory() {
        assert!(matches!(
            all(b"999999999999:x"),
            Err(TnetError::Truncated(_))
        ));
        assert!(matches!(
            all(b"9999999999999:x"),
            Err(TnetError::BadLength { at: 0 })
        ));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mut nested = b"0:]".to_vec();
        for _ in 0..200 {
            nested = [format!("{}:", nested.len()).as_bytes(), &nested, b"]"].concat();
        }
        assert!(matches!(
            all(&nested),
            Err(TnetError::TooDeep { limit: 128, .. })
        ));
    }

    #[test]
    fn damage_never_panics() {
        testkit::hostile(SAMPLE, |b| {
            let _ = all(b);
        });
    }
}
