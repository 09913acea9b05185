//! A request and its answer, in whatever file they were kept and by whatever wire they went.

use base::Span;

/// One header or trailer field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name as written; names are compared without case.
    pub name: String,
    /// The value: UTF-8 where it is valid, else each byte as the character of that number.
    pub value: String,
}

impl Header {
    /// A field from its bytes.
    pub fn new(name: &[u8], value: &[u8]) -> Self {
        Self {
            name: text(name),
            value: text(value),
        }
    }
}

/// Bytes as text: UTF-8 where it is valid, else each byte as the character of that number, which loses
/// nothing.
pub fn text(bytes: &[u8]) -> String {
    str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|byte| char::from(*byte)).collect(),
        str::to_owned,
    )
}

/// The value of the first field of this name.
pub fn header<'h>(headers: &'h [Header], name: &str) -> Option<&'h str> {
    headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value.as_str())
}

/// A body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The bytes that were kept, from the first.
    pub bytes: Vec<u8>,
    /// How many bytes there were, as far as known.
    pub len: u64,
    /// Whether content codings (gzip and the like) were already undone by whoever wrote the file.
    pub is_decoded: bool,
    /// Where the bytes stand in the file, where they stand there as they are.
    pub span: Option<Span>,
}

impl Body {
    /// A body of which all bytes are there.
    pub fn whole(bytes: Vec<u8>, is_decoded: bool) -> Self {
        Self {
            len: bytes.len() as u64,
            bytes,
            is_decoded,
            span: None,
        }
    }
}

/// What a client asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, as written.
    pub method: String,
    /// The whole address with scheme and host where they are known, else the target as written.
    pub url: String,
    /// The protocol as written, for instance `HTTP/1.1`.
    pub version: String,
    /// Fields in the order sent, pseudo fields included.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Body,
    /// Fields after the body.
    pub trailers: Vec<Header>,
}

/// What a server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status, 0 where it could not be read.
    pub status: u16,
    /// The words after the status.
    pub reason: String,
    /// The protocol as written.
    pub version: String,
    /// Fields in the order sent, pseudo fields included.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Body,
    /// Fields after the body.
    pub trailers: Vec<Header>,
}

/// One message of a web socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketMessage {
    /// Whether the client sent it.
    pub is_from_client: bool,
    /// Whether it is text.
    pub is_text: bool,
    /// Nanoseconds since 1970-01-01 UTC.
    pub time_ns: Option<u64>,
    /// The bytes.
    pub data: Vec<u8>,
}
