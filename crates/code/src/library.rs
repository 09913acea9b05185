//! Pure methods of the Java and Android libraries, run on constants: strings, builders, Base64, digests, ciphers.
//!
//! Known misses: character sets other than UTF-8, US-ASCII and ISO-8859-1; cipher modes other than ECB and CBC;
//! regular expressions; `String.format` beyond `%s`, `%d` and `%x` without width.

use crate::consts::Const;
use crate::interp::{Interp, Thing, V, int, number};
use crate::program::MethodId;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Whether a method of this class depends on its arguments only.
#[expect(clippy::match_same_arms, reason = "one row for each class")]
pub(crate) fn is_pure(class: &str, name: &str) -> bool {
    match class {
        "Ljava/lang/String;"
        | "Ljava/lang/Integer;"
        | "Ljava/lang/Long;"
        | "Ljava/lang/Character;" => true,
        "Ljava/lang/Class;" => matches!(name, "getName" | "getSimpleName"),
        "Landroid/util/Base64;" | "Ljava/util/Base64$Decoder;" => true,
        "Landroid/text/TextUtils;" => matches!(name, "isEmpty" | "equals"),
        "Ljava/lang/Math;" | "Ljava/util/Arrays;" => true,
        "Ljava/net/URLDecoder;" | "Ljava/net/URLEncoder;" => name == "decode",
        _ => false,
    }
}

/// What `StringBuilder.append` of a parameter of this type adds.
pub(crate) fn appended(ty: &str, c: &Const) -> Option<String> {
    Some(match (ty, c) {
        (_, Const::Str(s)) => s.to_string(),
        ("C", c) => char_of(c.as_int()?)?.to_string(),
        ("Z", c) => (c.as_int()? != 0).to_string(),
        ("I" | "J" | "S" | "B", c) => c.as_int()?.to_string(),
        ("[C", Const::Array(list)) => list
            .iter()
            .map(|c| c.as_int().and_then(char_of))
            .collect::<Option<String>>()?,
        (_, Const::Null) => String::from("null"),
        _ => return None,
    })
}

fn char_of(c: i64) -> Option<char> {
    char::from_u32(u32::try_from(c & 0xffff).ok()?)
}

fn text_of(v: &V, interp: &Interp<'_, '_>) -> Option<String> {
    match v {
        V::Str(s) => Some(s.to_string()),
        V::Ref(at) => match interp.heap.get(*at)? {
            Thing::Text(s) => Some(s.to_string()),
            Thing::Builder(s) => Some(s.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn list_of<'i>(v: &V, interp: &'i Interp<'_, '_>) -> Option<&'i [V]> {
    match v {
        V::Ref(at) => match interp.heap.get(*at)? {
            Thing::Array(list) => Some(list),
            _ => None,
        },
        _ => None,
    }
}

fn bytes_of(v: &V, interp: &Interp<'_, '_>) -> Option<Vec<u8>> {
    if let V::Ref(at) = v
        && let Some(Thing::Key(bytes)) = interp.heap.get(*at)
    {
        return Some(bytes.clone());
    }
    list_of(v, interp)?
        .iter()
        .map(|v| u8::try_from(int(v)? & 0xff).ok())
        .collect()
}

fn put_bytes(interp: &mut Interp<'_, '_>, bytes: &[u8]) -> Option<V> {
    let list = bytes.iter().map(|b| V::Int(i32::from(b.cast_signed())));
    let list = list.collect();
    interp.alloc(Thing::Array(list))
}

fn put_text(interp: &mut Interp<'_, '_>, text: String) -> Option<V> {
    interp.spend(text.len())?;
    Some(V::Str(text.into()))
}

fn decode_text(bytes: &[u8], charset: Option<&str>) -> String {
    match charset.map(str::to_ascii_uppercase).as_deref() {
        Some("ISO-8859-1" | "ISO8859_1" | "ISO8859-1") => {
            bytes.iter().map(|b| char::from(*b)).collect()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn slice(text: &str, from: i64, to: Option<i64>) -> Option<String> {
    let units = utf16(text);
    let from = usize::try_from(from).ok()?;
    let to = to.map_or(Some(units.len()), |t| usize::try_from(t).ok())?;
    Some(String::from_utf16_lossy(units.get(from..to)?))
}

fn index(found: Option<usize>, text: &str) -> V {
    let at = found
        .and_then(|b| text.get(..b))
        .map(|t| t.encode_utf16().count());
    V::Int(at.map_or(-1, |n| i32::try_from(n).unwrap_or(i32::MAX)))
}

/// Runs a library method; `None` where it is not known or its arguments do not fit.
pub(crate) fn call(interp: &mut Interp<'_, '_>, method: MethodId, args: &[V]) -> Option<V> {
    let app = interp.app;
    let m = app.program.methods.get(method as usize)?;
    let class = app.program.desc(m.class);
    let name = app.program.strings.text(m.name);
    let proto = app.program.protos.get(m.proto as usize)?;
    let params: Vec<&str> = proto.params.iter().map(|t| app.program.desc(*t)).collect();
    match class {
        "Ljava/lang/String;" => string(interp, name, &params, args),
        "Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;" => {
            builder(interp, name, &params, args)
        }
        "Ljava/lang/Object;" if name == "<init>" => Some(V::Null),
        "Landroid/util/Base64;" if name == "decode" => {
            let text = match params.first() {
                Some(&"[B") => {
                    String::from_utf8_lossy(&bytes_of(args.first()?, interp)?).into_owned()
                }
                _ => text_of(args.first()?, interp)?,
            };
            let bytes = base64(&text)?;
            put_bytes(interp, &bytes)
        }
        "Ljava/util/Base64;" => interp.alloc(Thing::Key(Vec::new())),
        "Ljava/util/Base64$Decoder;" if name == "decode" => {
            let text = match params.first() {
                Some(&"[B") => {
                    String::from_utf8_lossy(&bytes_of(args.get(1)?, interp)?).into_owned()
                }
                _ => text_of(args.get(1)?, interp)?,
            };
            let bytes = base64(&text)?;
            put_bytes(interp, &bytes)
        }
        "Ljava/lang/Integer;"
        | "Ljava/lang/Long;"
        | "Ljava/lang/Byte;"
        | "Ljava/lang/Character;" => boxed(interp, class, name, &params, args),
        "Ljava/lang/Math;" => {
            let (a, b) = (number(args.first()?)?, args.get(1).and_then(number));
            let v = match (name, b) {
                ("min", Some(b)) => a.min(b),
                ("max", Some(b)) => a.max(b),
                ("abs", None) => a.wrapping_abs(),
                _ => return None,
            };
            Some(if params.first() == Some(&"J") {
                V::Long(v)
            } else {
                V::Int(i32::try_from(v).ok()?)
            })
        }
        "Ljava/lang/System;" if name == "arraycopy" => array_copy(interp, args),
        "Ljava/util/Arrays;" if name == "copyOfRange" || name == "copyOf" => {
            let list = list_of(args.first()?, interp)?.to_vec();
            let (from, to) = if name == "copyOf" {
                (0, int(args.get(1)?)?)
            } else {
                (int(args.get(1)?)?, int(args.get(2)?)?)
            };
            let list = list.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)?;
            interp.alloc(Thing::Array(list.to_vec()))
        }
        "Ljava/lang/Class;" if name == "getName" || name == "getSimpleName" => {
            let V::Class(t) = args.first()? else {
                return None;
            };
            let desc = app.program.desc(*t);
            let full = desc
                .trim_start_matches('L')
                .trim_end_matches(';')
                .replace('/', ".");
            let text = if name == "getName" {
                full
            } else {
                full.rsplit(['.', '$']).next()?.to_owned()
            };
            put_text(interp, text)
        }
        "Landroid/text/TextUtils;" => match name {
            "isEmpty" => {
                let empty = matches!(args.first()?, V::Null)
                    || text_of(args.first()?, interp).is_some_and(|t| t.is_empty());
                Some(V::Int(i32::from(empty)))
            }
            _ => None,
        },
        "Ljava/nio/charset/Charset;" if name == "forName" => args.first().cloned(),
        "Ljava/security/MessageDigest;" => digest(interp, name, args),
        _ if class.starts_with("Ljavax/crypto/") => crypto(interp, class, name, args),
        _ => None,
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let clean: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            c => c,
        })
        .collect();
    GeneralPurpose::new(&base64::alphabet::STANDARD, config)
        .decode(clean)
        .ok()
}

#[expect(clippy::too_many_lines, reason = "one row for each method")]
fn string(interp: &mut Interp<'_, '_>, name: &str, params: &[&str], args: &[V]) -> Option<V> {
    if name == "<init>" {
        let V::Ref(this) = *args.first()? else {
            return None;
        };
        let text = match params {
            [] => String::new(),
            ["[B", rest @ ..] => {
                let mut bytes = bytes_of(args.get(1)?, interp)?;
                if let ["I", "I", ..] = rest {
                    let from = usize::try_from(int(args.get(2)?)?).ok()?;
                    let n = usize::try_from(int(args.get(3)?)?).ok()?;
                    bytes = bytes.get(from..from.checked_add(n)?)?.to_vec();
                }
                let charset = args.last().and_then(|v| text_of(v, interp));
                decode_text(&bytes, charset.as_deref())
            }
            ["[C", rest @ ..] => {
                let list = list_of(args.get(1)?, interp)?;
                let units: Option<Vec<u16>> = list
                    .iter()
                    .map(|v| u16::try_from(int(v)? & 0xffff).ok())
                    .collect();
                let mut units = units?;
                if let ["I", "I"] = rest {
                    let from = usize::try_from(int(args.get(2)?)?).ok()?;
                    let n = usize::try_from(int(args.get(3)?)?).ok()?;
                    units = units.get(from..from.checked_add(n)?)?.to_vec();
                }
                String::from_utf16_lossy(&units)
            }
            _ => text_of(args.get(1)?, interp)?,
        };
        interp.spend(text.len())?;
        *interp.heap.get_mut(this)? = Thing::Text(text.into());
        return Some(V::Null);
    }
    if name == "valueOf" || name == "copyValueOf" {
        let text = match (params.first().copied(), args.first()?) {
            (Some("C"), v) => char_of(int(v)?)?.to_string(),
            (Some("Z"), v) => (int(v)? != 0).to_string(),
            (Some("[C"), v) => {
                let list = list_of(v, interp)?;
                list.iter()
                    .map(|v| int(v).and_then(char_of))
                    .collect::<Option<String>>()?
            }
            (Some("I" | "J"), v) => number(v)?.to_string(),
            (_, v) => text_of(v, interp)?,
        };
        return put_text(interp, text);
    }
    if name == "format" {
        return format(interp, params, args);
    }
    let this = text_of(args.first()?, interp)?;
    let other = |i: usize, interp: &Interp<'_, '_>| text_of(args.get(i)?, interp);
    Some(match name {
        "length" => V::Int(i32::try_from(utf16(&this).len()).ok()?),
        "isEmpty" => V::Int(i32::from(this.is_empty())),
        "charAt" => {
            let at = usize::try_from(int(args.get(1)?)?).ok()?;
            V::Int(i32::from(*utf16(&this).get(at)?))
        }
        "toCharArray" => {
            let list = utf16(&this)
                .into_iter()
                .map(|c| V::Int(i32::from(c)))
                .collect();
            return interp.alloc(Thing::Array(list));
        }
        "getBytes" => {
            let bytes = match other(1, interp).map(|c| c.to_ascii_uppercase()).as_deref() {
                Some("ISO-8859-1") => this
                    .chars()
                    .map(|c| u8::try_from(c).unwrap_or(b'?'))
                    .collect(),
                _ => this.into_bytes(),
            };
            return put_bytes(interp, &bytes);
        }
        "concat" => return put_text(interp, this + &other(1, interp)?),
        "substring" | "subSequence" => {
            let to = args.get(2).and_then(int);
            return put_text(interp, slice(&this, int(args.get(1)?)?, to)?);
        }
        "replace" if params.first() == Some(&"C") => {
            let (a, b) = (char_of(int(args.get(1)?)?)?, char_of(int(args.get(2)?)?)?);
            return put_text(interp, this.replace(a, &b.to_string()));
        }
        "replace" => {
            let (a, b) = (other(1, interp)?, other(2, interp)?);
            return put_text(interp, this.replace(&a, &b));
        }
        "trim" => return put_text(interp, this.trim_matches(|c| c <= ' ').to_owned()),
        "toLowerCase" => return put_text(interp, this.to_lowercase()),
        "toUpperCase" => return put_text(interp, this.to_uppercase()),
        "toString" | "intern" => return put_text(interp, this),
        "equals" => V::Int(i32::from(other(1, interp).is_some_and(|o| o == this))),
        "equalsIgnoreCase" => V::Int(i32::from(
            this.to_lowercase() == other(1, interp)?.to_lowercase(),
        )),
        "startsWith" if params.len() == 1 => {
            V::Int(i32::from(this.starts_with(&other(1, interp)?)))
        }
        "endsWith" => V::Int(i32::from(this.ends_with(&other(1, interp)?))),
        "contains" => V::Int(i32::from(this.contains(&other(1, interp)?))),
        "indexOf" if params == ["I"] => index(this.find(char_of(int(args.get(1)?)?)?), &this),
        "indexOf" if params.len() == 1 => index(this.find(&other(1, interp)?), &this),
        "lastIndexOf" if params.len() == 1 && params != ["I"] => {
            index(this.rfind(&other(1, interp)?), &this)
        }
        "split" if params.len() == 1 => {
            // Only separators without meaning as a regular expression, perhaps escaped.
            let sep = other(1, interp)?;
            let plain = sep.replace('\\', "");
            if sep.chars().any(|c| "[](){}*+?^$|.".contains(c)) && !sep.starts_with('\\') {
                return None;
            }
            let mut parts: Vec<V> = this.split(&plain).map(|p| V::Str(p.into())).collect();
            while parts.last().is_some_and(|p| *p == V::Str("".into())) {
                parts.pop();
            }
            return interp.alloc(Thing::Array(parts));
        }
        "hashCode" => {
            let hash = utf16(&this)
                .iter()
                .fold(0_i32, |h, c| h.wrapping_mul(31).wrapping_add(i32::from(*c)));
            V::Int(hash)
        }
        _ => return None,
    })
}

fn format(interp: &mut Interp<'_, '_>, params: &[&str], args: &[V]) -> Option<V> {
    let at = usize::from(params.first() == Some(&"Ljava/util/Locale;"));
    let pattern = text_of(args.get(at)?, interp)?;
    let list = list_of(args.get(at.checked_add(1)?)?, interp)?.to_vec();
    let mut list = list.iter();
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        match chars.next()? {
            '%' => text.push('%'),
            'n' => text.push('\n'),
            's' => match list.next()? {
                V::Null => text.push_str("null"),
                v => match number(v) {
                    Some(n) => text.push_str(&n.to_string()),
                    None => text.push_str(&text_of(v, interp)?),
                },
            },
            'd' => text.push_str(&number(list.next()?)?.to_string()),
            'x' => text.push_str(&format!("{:x}", number(list.next()?)?)),
            _ => return None,
        }
    }
    put_text(interp, text)
}

fn builder(interp: &mut Interp<'_, '_>, name: &str, params: &[&str], args: &[V]) -> Option<V> {
    let V::Ref(this) = *args.first()? else {
        return None;
    };
    let Thing::Builder(text) = interp.heap.get(this)? else {
        return None;
    };
    let mut text = text.clone();
    match name {
        "toString" => return put_text(interp, text),
        "length" => return Some(V::Int(i32::try_from(utf16(&text).len()).ok()?)),
        "charAt" => {
            let at = usize::try_from(int(args.get(1)?)?).ok()?;
            return Some(V::Int(i32::from(*utf16(&text).get(at)?)));
        }
        "<init>" if params.is_empty() || params == ["I"] => {}
        "<init>" | "append" if params.len() == 1 => {
            let v = args.get(1)?;
            let add = match (params.first().copied(), v) {
                (Some("C"), v) => char_of(int(v)?)?.to_string(),
                (Some("Z"), v) => (int(v)? != 0).to_string(),
                (Some("I" | "J"), v) => number(v)?.to_string(),
                (Some("[C"), v) => {
                    let list = list_of(v, interp)?;
                    list.iter()
                        .map(|v| int(v).and_then(char_of))
                        .collect::<Option<String>>()?
                }
                (_, V::Null) => String::from("null"),
                (_, v) => text_of(v, interp)?,
            };
            text.push_str(&add);
        }
        "reverse" => text = text.chars().rev().collect(),
        "insert" if params == ["I", "Ljava/lang/String;"] || params == ["I", "C"] => {
            let mut units = utf16(&text);
            let at = usize::try_from(int(args.get(1)?)?).ok()?;
            let add = match int(args.get(2)?) {
                Some(c) => vec![u16::try_from(c & 0xffff).ok()?],
                None => utf16(&text_of(args.get(2)?, interp)?),
            };
            if at > units.len() {
                return None;
            }
            units.splice(at..at, add);
            text = String::from_utf16_lossy(&units);
        }
        "setLength" => text = slice(&text, 0, int(args.get(1)?))?,
        "setCharAt" => {
            let mut units = utf16(&text);
            let at = usize::try_from(int(args.get(1)?)?).ok()?;
            *units.get_mut(at)? = u16::try_from(int(args.get(2)?)? & 0xffff).ok()?;
            text = String::from_utf16_lossy(&units);
        }
        "deleteCharAt" => {
            let mut units = utf16(&text);
            let at = usize::try_from(int(args.get(1)?)?).ok()?;
            if at >= units.len() {
                return None;
            }
            units.remove(at);
            text = String::from_utf16_lossy(&units);
        }
        _ => return None,
    }
    interp.spend(text.len())?;
    *interp.heap.get_mut(this)? = Thing::Builder(text);
    Some(V::Ref(this))
}

fn boxed(
    interp: &mut Interp<'_, '_>,
    class: &str,
    name: &str,
    params: &[&str],
    args: &[V],
) -> Option<V> {
    let first = args.first()?;
    Some(match (class, name) {
        (_, "parseInt" | "parseLong" | "valueOf")
            if params.first() == Some(&"Ljava/lang/String;") =>
        {
            let radix = args.get(1).map_or(Some(10), int)?;
            let text = text_of(first, interp)?;
            let n = i64::from_str_radix(
                &text,
                u32::try_from(radix).ok().filter(|r| (2..=36).contains(r))?,
            )
            .ok()?;
            if class == "Ljava/lang/Long;" {
                V::Long(n)
            } else {
                V::Int(i32::try_from(n).ok()?)
            }
        }
        (_, "valueOf" | "intValue" | "longValue" | "byteValue" | "charValue") => first.clone(),
        ("Ljava/lang/Integer;", "toHexString") => {
            let n = int(first)?;
            return put_text(interp, format!("{:x}", n & 0xffff_ffff));
        }
        ("Ljava/lang/Character;", "digit") => {
            let radix = u32::try_from(int(args.get(1)?)?)
                .ok()
                .filter(|r| (2..=36).contains(r))?;
            let digit = char_of(int(first)?)?.to_digit(radix);
            V::Int(digit.map_or(-1, |d| i32::try_from(d).unwrap_or(-1)))
        }
        ("Ljava/lang/Character;", "toString") => {
            return put_text(interp, char_of(int(first)?)?.to_string());
        }
        (_, "toString") => {
            let n = number(first)?;
            return put_text(interp, n.to_string());
        }
        ("Ljava/lang/Character;", "isDigit") => {
            V::Int(i32::from(char_of(int(first)?)?.is_ascii_digit()))
        }
        _ => return None,
    })
}

fn array_copy(interp: &mut Interp<'_, '_>, args: &[V]) -> Option<V> {
    let [from, from_at, to, to_at, n] = args else {
        return None;
    };
    let at = usize::try_from(int(from_at)?).ok()?;
    let n = usize::try_from(int(n)?).ok()?;
    let part = list_of(from, interp)?.get(at..at.checked_add(n)?)?.to_vec();
    let V::Ref(to) = to else { return None };
    let to_at = usize::try_from(int(to_at)?).ok()?;
    let Thing::Array(list) = interp.heap.get_mut(*to)? else {
        return None;
    };
    for (slot, v) in list
        .get_mut(to_at..to_at.checked_add(n)?)?
        .iter_mut()
        .zip(part)
    {
        *slot = v;
    }
    Some(V::Null)
}

/// FIPS 180-4 and RFC 1321, under the names that the platform takes.
fn digest(interp: &mut Interp<'_, '_>, name: &str, args: &[V]) -> Option<V> {
    use sha2::Digest as _;
    if name == "getInstance" {
        let name = text_of(args.first()?, interp)?.to_ascii_uppercase();
        return interp.alloc(Thing::Digest(name, Vec::new()));
    }
    let V::Ref(this) = *args.first()? else {
        return None;
    };
    if matches!(name, "update" | "digest") {
        let more = match args.get(1..)? {
            [] => Vec::new(),
            [bytes] => bytes_of(bytes, interp)?,
            _ => return None,
        };
        let Thing::Digest(_, bytes) = interp.heap.get_mut(this)? else {
            return None;
        };
        bytes.extend(more);
    }
    match name {
        "update" => Some(V::Null),
        "reset" | "digest" => {
            let Thing::Digest(algorithm, bytes) = interp.heap.get_mut(this)? else {
                return None;
            };
            let bytes = std::mem::take(bytes);
            let output = match (name, algorithm.as_str()) {
                ("reset", _) => return Some(V::Null),
                (_, "MD5") => md5::Md5::digest(&bytes).to_vec(),
                (_, "SHA-1" | "SHA1" | "SHA") => sha1::Sha1::digest(&bytes).to_vec(),
                (_, "SHA-256") => sha2::Sha256::digest(&bytes).to_vec(),
                (_, "SHA-384") => sha2::Sha384::digest(&bytes).to_vec(),
                (_, "SHA-512") => sha2::Sha512::digest(&bytes).to_vec(),
                _ => return None,
            };
            put_bytes(interp, &output)
        }
        _ => None,
    }
}

fn crypto(interp: &mut Interp<'_, '_>, class: &str, name: &str, args: &[V]) -> Option<V> {
    match (class, name) {
        (
            "Ljavax/crypto/spec/SecretKeySpec;"
            | "Ljavax/crypto/spec/IvParameterSpec;"
            | "Ljavax/crypto/spec/DESKeySpec;",
            "<init>",
        ) => {
            let V::Ref(this) = *args.first()? else {
                return None;
            };
            let bytes = bytes_of(args.get(1)?, interp)?;
            *interp.heap.get_mut(this)? = Thing::Key(bytes);
            Some(V::Null)
        }
        ("Ljavax/crypto/SecretKeyFactory;", "getInstance") => interp.alloc(Thing::Key(Vec::new())),
        ("Ljavax/crypto/SecretKeyFactory;", "generateSecret") => args.get(1).cloned(),
        ("Ljavax/crypto/Cipher;", "getInstance") => {
            let name = text_of(args.first()?, interp)?;
            interp.alloc(Thing::Cipher {
                name,
                decrypt: true,
                key: Vec::new(),
                iv: Vec::new(),
            })
        }
        ("Ljavax/crypto/Cipher;", "init") => {
            let mode = int(args.get(1)?)?;
            let new_key = bytes_of(args.get(2)?, interp)?;
            let new_iv = args
                .get(3)
                .and_then(|v| bytes_of(v, interp))
                .unwrap_or_default();
            let V::Ref(this) = *args.first()? else {
                return None;
            };
            let Thing::Cipher {
                decrypt, key, iv, ..
            } = interp.heap.get_mut(this)?
            else {
                return None;
            };
            *decrypt = mode == 2;
            *key = new_key;
            *iv = new_iv;
            Some(V::Null)
        }
        ("Ljavax/crypto/Cipher;", "doFinal") if args.len() == 2 => {
            let input = bytes_of(args.get(1)?, interp)?;
            let V::Ref(this) = *args.first()? else {
                return None;
            };
            let Thing::Cipher {
                name,
                decrypt,
                key,
                iv,
            } = interp.heap.get(this)?.clone()
            else {
                return None;
            };
            if !decrypt {
                return None;
            }
            let output = decrypt_with(&name, &key, &iv, &input)?;
            put_bytes(interp, &output)
        }
        _ => None,
    }
}

fn decrypt_with(name: &str, key: &[u8], iv: &[u8], input: &[u8]) -> Option<Vec<u8>> {
    let mut parts = name.split('/');
    let algorithm = parts.next()?.to_ascii_uppercase();
    let mode = parts
        .next()
        .map_or_else(|| String::from("ECB"), str::to_ascii_uppercase);
    let padding = parts
        .next()
        .map_or_else(|| String::from("PKCS5PADDING"), str::to_ascii_uppercase);
    let mut output = match (algorithm.as_str(), key.len()) {
        ("AES", 16) => blocks(&aes::Aes128::new_from_slice(key).ok()?, &mode, iv, input)?,
        ("AES", 24) => blocks(&aes::Aes192::new_from_slice(key).ok()?, &mode, iv, input)?,
        ("AES", 32) => blocks(&aes::Aes256::new_from_slice(key).ok()?, &mode, iv, input)?,
        ("DES", _) => blocks(
            &des::Des::new_from_slice(key.get(..8)?).ok()?,
            &mode,
            iv,
            input,
        )?,
        ("DESEDE", _) => blocks(
            &des::TdesEde3::new_from_slice(key.get(..24)?).ok()?,
            &mode,
            iv,
            input,
        )?,
        _ => return None,
    };
    if padding != "NOPADDING" {
        let n = usize::from(*output.last()?);
        if n == 0 || n > 16 {
            return None;
        }
        output.truncate(output.len().checked_sub(n)?);
    }
    Some(output)
}

fn blocks<C: BlockCipherDecrypt + BlockCipherEncrypt>(
    cipher: &C,
    mode: &str,
    iv: &[u8],
    input: &[u8],
) -> Option<Vec<u8>> {
    let size = C::block_size();
    if !input.len().is_multiple_of(size) || !matches!(mode, "ECB" | "CBC") {
        return None;
    }
    let mut before: Vec<u8> = if mode == "CBC" {
        iv.get(..size)?.to_vec()
    } else {
        vec![0; size]
    };
    let mut output = Vec::with_capacity(input.len());
    for chunk in input.chunks_exact(size) {
        let mut block = aes::cipher::Block::<C>::try_from(chunk).ok()?;
        cipher.decrypt_block(&mut block);
        for (b, x) in block.iter().zip(&before) {
            output.push(if mode == "CBC" { b ^ x } else { *b });
        }
        before = chunk.to_vec();
    }
    Some(output)
}
