//! MQTT 3.1, 3.1.1 and 5: connections with their names, subscriptions, messages.
//!
//! Each packet that asks for something is given as an exchange whose method is its name: `CONNECT`, `SUBSCRIBE`,
//! `UNSUBSCRIBE`, `PUBLISH`, `AUTH`, with the topic as the target and the variable header as fields; its answer has
//! the reason code as its status. A message that the server sends is an exchange of the method `DELIVER`, with the
//! message in the answer.
//!
//! Spec: MQTT 3.1.1 (<https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html>), MQTT 5.0
//! (<https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html>).
//! Departures from the spec: what a side may not send is not refused, as long as it can be read; the second half of
//! the delivery of quality 2 says nothing new and is left out.

use crate::exchange::Draft;
use crate::layer::{Command, Context, Event, Layer, Origin, Probe, Side, Sides};
use base::Problem;
use fmt_net::http::{Body, Header, Request, Response, text};
use std::collections::BTreeMap;

/// Requests that wait for their answers: 4,096; peers allow 10 to 65,535.
const MAX_WAITING: usize = 4096;
/// Names for topics that a side may give: 4,096.
const MAX_ALIASES: usize = 4096;
/// Fields of one packet: 1,000.
const MAX_FIELDS: usize = 1000;

const CONNECT: u8 = 1;
const CONNACK: u8 = 2;
const PUBLISH: u8 = 3;
const PUBACK: u8 = 4;
const PUBREC: u8 = 5;
const SUBSCRIBE: u8 = 8;
const SUBACK: u8 = 9;
const UNSUBSCRIBE: u8 = 10;
const UNSUBACK: u8 = 11;
const DISCONNECT: u8 = 14;
const AUTH: u8 = 15;

/// Whether a client's bytes begin with a request to connect.
pub fn probe(bytes: &[u8]) -> Probe {
    let Some((first, rest)) = bytes.split_first() else {
        return Probe::Maybe;
    };
    if *first != CONNECT << 4 {
        return Probe::No;
    }
    let Some((_, used)) = length(rest) else {
        return if rest.len() < 4 {
            Probe::Maybe
        } else {
            Probe::No
        };
    };
    let name = rest.get(used..).unwrap_or_default();
    match Probe::prefix(name, b"\0\x04MQTT") {
        Probe::No => Probe::prefix(name, b"\0\x06MQIsdp"),
        answer => answer,
    }
}

/// Whether a server's bytes begin with the answer to a request to connect that was not captured: by the port and
/// the first four bytes.
pub fn probe_answer(bytes: &[u8], port: u16) -> Probe {
    if !matches!(port, 1883 | 8883) {
        return Probe::No;
    }
    match bytes {
        [] | [0x20] | [0x20, 2..=127] | [0x20, 2..=127, 0 | 1] => Probe::Maybe,
        [0x20, 2..=127, 0 | 1, 0..=5 | 0x80..=0x9f, ..] => Probe::Yes,
        _ => Probe::No,
    }
}

/// A length of one to four bytes, seven bits each, and how many there are: section 2.2.3.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (n, byte) in bytes.iter().enumerate().take(4) {
        let shift = u32::try_from(n).ok()?.saturating_mul(7);
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, n.saturating_add(1)));
        }
    }
    None
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(*self.take(2)?.first_chunk()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(*self.take(4)?.first_chunk()?))
    }

    fn length(&mut self) -> Option<usize> {
        let (value, used) = length(self.0)?;
        self.take(used)?;
        Some(value)
    }

    fn binary(&mut self) -> Option<&'a [u8]> {
        let len = self.u16()?;
        self.take(usize::from(len))
    }

    fn text(&mut self) -> Option<String> {
        self.binary().map(text)
    }
}

/// What a property's value is.
#[derive(Clone, Copy)]
enum Type {
    Byte,
    Two,
    Four,
    Length,
    Text,
    Pair,
}

/// The properties of version 5: section 2.2.2.2.
const fn property(id: usize) -> Option<(&'static str, Type)> {
    Some(match id {
        1 => ("payload-format", Type::Byte),
        2 => ("message-expiry", Type::Four),
        3 => ("content-type", Type::Text),
        8 => ("response-topic", Type::Text),
        9 => ("correlation-data", Type::Text),
        11 => ("subscription-identifier", Type::Length),
        17 => ("session-expiry", Type::Four),
        18 => ("assigned-client-id", Type::Text),
        19 => ("server-keep-alive", Type::Two),
        21 => ("authentication-method", Type::Text),
        22 => ("authentication-data", Type::Text),
        23 => ("request-problem-information", Type::Byte),
        24 => ("will-delay", Type::Four),
        25 => ("request-response-information", Type::Byte),
        26 => ("response-information", Type::Text),
        28 => ("server-reference", Type::Text),
        31 => ("reason", Type::Text),
        33 => ("receive-maximum", Type::Two),
        34 => ("topic-alias-maximum", Type::Two),
        35 => (TOPIC_ALIAS, Type::Two),
        36 => ("maximum-quality", Type::Byte),
        37 => ("retain-available", Type::Byte),
        38 => ("user-property", Type::Pair),
        39 => ("maximum-packet-size", Type::Four),
        40 => ("wildcard-available", Type::Byte),
        41 => ("subscription-identifier-available", Type::Byte),
        42 => ("shared-available", Type::Byte),
        _ => return None,
    })
}

const TOPIC_ALIAS: &str = "topic-alias";

fn put(headers: &mut Vec<Header>, name: &str, value: String) {
    if headers.len() < MAX_FIELDS {
        headers.push(Header {
            name: name.to_owned(),
            value,
        });
    }
}

fn properties(cursor: &mut Cursor<'_>, headers: &mut Vec<Header>) -> Option<()> {
    let len = cursor.length()?;
    let mut inner = Cursor(cursor.take(len)?);
    while !inner.0.is_empty() {
        let (name, kind) = property(inner.length()?)?;
        let value = match kind {
            Type::Byte => inner.u8()?.to_string(),
            Type::Two => inner.u16()?.to_string(),
            Type::Four => inner.u32()?.to_string(),
            Type::Length => inner.length()?.to_string(),
            Type::Text => inner.text()?,
            Type::Pair => {
                let key = inner.text()?;
                let name = format!("{name}.{key}");
                put(headers, &name, inner.text()?);
                continue;
            }
        };
        put(headers, name, value);
    }
    Some(())
}

/// A topic as the target of a request.
fn target(topic: &str) -> String {
    let mut target = String::from("/");
    for c in topic.chars() {
        match c {
            '%' => target.push_str("%25"),
            '#' => target.push_str("%23"),
            '?' => target.push_str("%3F"),
            ' ' => target.push_str("%20"),
            other => target.push(other),
        }
    }
    target
}

#[derive(Default)]
struct Half {
    buffer: Vec<u8>,
    begun: Option<Origin>,
    is_lost: bool,
    aliases: BTreeMap<u16, String>,
}

/// A connection of MQTT.
#[derive(Default)]
pub struct Mqtt {
    halves: Sides<Half>,
    level: u8,
    connect: Option<Draft>,
    /// Requests without answer, by the packet type of the answer and the packet's number.
    waiting: BTreeMap<(u8, u16), Draft>,
}

impl Layer for Mqtt {
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        match event {
            Event::Data {
                side,
                bytes,
                origin,
            } => {
                let half = self.halves.of_mut(side);
                if half.is_lost {
                    return;
                }
                let begun = match half.begun {
                    Some(begun) if !half.buffer.is_empty() => begun.to(origin),
                    _ => origin,
                };
                half.begun = Some(begun);
                half.buffer.extend_from_slice(bytes);
                self.packets(side, begun, context, out);
            }
            Event::Gap { side, len } => {
                let says = format!("{len} bytes are missing; the rest of this side is not read");
                self.lose(side, Problem::new("mqtt/gap", says), out);
            }
            Event::End { side: Side::Server } => {
                let waiting = std::mem::take(&mut self.waiting).into_values();
                for draft in self.connect.take().into_iter().chain(waiting) {
                    out.push(Command::Exchange(Box::new(draft)));
                }
            }
            Event::End { .. } | Event::Stream { .. } => {}
        }
    }
}

impl Mqtt {
    fn lose(&mut self, side: Side, problem: Problem, out: &mut Vec<Command>) {
        let half = self.halves.of_mut(side);
        if !half.is_lost {
            half.is_lost = true;
            half.buffer = Vec::new();
            out.push(Command::Problem(problem));
        }
    }

    fn packets(
        &mut self,
        side: Side,
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) {
        let buffer = std::mem::take(&mut self.halves.of_mut(side).buffer);
        let mut rest = buffer.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let Some((len, used)) = length(after) else {
                if after.len() >= 4 {
                    let says = "a packet has a length of more than four bytes".to_owned();
                    self.lose(side, Problem::new("mqtt/bad-packet", says), out);
                }
                break;
            };
            if len > context.body_len {
                let says = format!("a packet of {len} bytes; the rest of this side is not read");
                self.lose(side, Problem::new("mqtt/packet-too-long", says), out);
                break;
            }
            let Some((body, after)) = after
                .get(used..)
                .and_then(|after| after.split_at_checked(len))
            else {
                break;
            };
            if self.packet(side, *first, body, origin, out).is_none() {
                let says = format!("a packet of type {} and {len} bytes is broken", first >> 4);
                self.lose(side, Problem::new("mqtt/bad-packet", says), out);
                break;
            }
            rest = after;
        }
        let half = self.halves.of_mut(side);
        if !half.is_lost {
            half.buffer = rest.to_vec();
        }
    }

    const fn is_5(&self) -> bool {
        self.level >= 5
    }

    fn draft(&self, method: &str, url: String, headers: Vec<Header>, origin: Origin) -> Draft {
        let version = match self.level {
            3 => "MQTT/3.1",
            4 => "MQTT/3.1.1",
            5 => "MQTT/5",
            _ => "MQTT",
        };
        Draft {
            stream: None,
            scheme: Some("mqtt"),
            layer: version.to_ascii_lowercase(),
            request_origin: origin,
            response_origin: None,
            request: Request {
                method: method.to_owned(),
                url,
                version: version.to_owned(),
                headers,
                ..Request::default()
            },
            response: None,
            problems: Vec::new(),
        }
    }

    fn wait(&mut self, answer: u8, number: u16, draft: Draft, out: &mut Vec<Command>) {
        // A number that is used again while it waits: the earlier request was never answered.
        if let Some(earlier) = self.waiting.insert((answer, number), draft) {
            out.push(Command::Exchange(Box::new(earlier)));
        }
        if self.waiting.len() > MAX_WAITING
            && let Some((_, oldest)) = self.waiting.pop_first()
        {
            out.push(Command::Exchange(Box::new(oldest)));
        }
    }

    fn packet(
        &mut self,
        side: Side,
        first: u8,
        body: &[u8],
        origin: Origin,
        out: &mut Vec<Command>,
    ) -> Option<()> {
        let mut cursor = Cursor(body);
        match (first >> 4, side) {
            (CONNECT, Side::Client) => {
                let draft = self.connect(&mut cursor, origin)?;
                if let Some(earlier) = self.connect.replace(draft) {
                    out.push(Command::Exchange(Box::new(earlier)));
                }
            }
            (CONNACK, Side::Server) => {
                let flags = cursor.u8()?;
                let code = cursor.u8()?;
                let mut headers = Vec::new();
                put(&mut headers, "session-present", (flags & 1).to_string());
                if self.level == 0 && !cursor.0.is_empty() {
                    // Only version 5 has more.
                    self.level = 5;
                }
                if self.is_5() {
                    properties(&mut cursor, &mut headers)?;
                }
                let draft = self.connect.take();
                let draft = draft.unwrap_or_else(|| {
                    let says = "the request to connect was not captured".to_owned();
                    let mut draft = self.draft("CONNECT", "/".to_owned(), Vec::new(), origin);
                    draft.problems.push(Problem::new("mqtt/no-request", says));
                    draft
                });
                answer(draft, code, headers, origin, out);
            }
            (PUBLISH, _) => self.publish(side, first, &mut cursor, origin, out)?,
            (SUBSCRIBE, Side::Client) => self.subscribe(SUBSCRIBE, &mut cursor, origin, out)?,
            (UNSUBSCRIBE, Side::Client) => self.subscribe(UNSUBSCRIBE, &mut cursor, origin, out)?,
            (kind @ (PUBACK | PUBREC | SUBACK | UNSUBACK), Side::Server) => {
                let number = cursor.u16()?;
                let mut headers = Vec::new();
                let mut code = 0;
                if matches!(kind, SUBACK | UNSUBACK) {
                    if self.is_5() {
                        properties(&mut cursor, &mut headers)?;
                    }
                    for given in cursor.0 {
                        put(&mut headers, "reason-code", given.to_string());
                    }
                    code = cursor.0.first().copied().unwrap_or(0);
                } else if let Some(given) = cursor.u8() {
                    code = given;
                    if !cursor.0.is_empty() {
                        properties(&mut cursor, &mut headers)?;
                    }
                }
                if let Some(draft) = self.waiting.remove(&(kind, number)) {
                    answer(draft, code, headers, origin, out);
                }
            }
            (DISCONNECT, side) => {
                if let Some(code) = cursor.u8().filter(|code| *code >= 0x80) {
                    let says = format!("the {side:?} ends the connection with reason {code:#04x}");
                    out.push(Command::Problem(Problem::new("mqtt/disconnected", says)));
                }
            }
            (AUTH, Side::Client) => {
                let mut headers = Vec::new();
                let code = cursor.u8().unwrap_or(0);
                put(&mut headers, "reason-code", code.to_string());
                if !cursor.0.is_empty() {
                    properties(&mut cursor, &mut headers)?;
                }
                let draft = self.draft("AUTH", "/".to_owned(), headers, origin);
                out.push(Command::Exchange(Box::new(draft)));
            }
            (0, _) => return None,
            // Signs of life, the second half of quality 2, and what the other side acknowledges.
            _ => {}
        }
        Some(())
    }

    fn connect(&mut self, cursor: &mut Cursor<'_>, origin: Origin) -> Option<Draft> {
        cursor.binary()?;
        self.level = cursor.u8()? & 0x7f;
        let flags = cursor.u8()?;
        let keep_alive = cursor.u16()?;
        let mut headers = Vec::new();
        let mut fields = Vec::new();
        if self.is_5() {
            properties(cursor, &mut fields)?;
        }
        put(&mut headers, "client-id", cursor.text()?);
        let mut body = Body::default();
        if flags & 4 != 0 {
            if self.is_5() {
                let mut will = Vec::new();
                properties(cursor, &mut will)?;
                for field in will {
                    put(&mut fields, &format!("will.{}", field.name), field.value);
                }
            }
            put(&mut fields, "will-topic", cursor.text()?);
            put(&mut fields, "will-quality", ((flags >> 3) & 3).to_string());
            put(&mut fields, "will-retain", ((flags >> 5) & 1).to_string());
            body = Body::whole(cursor.binary()?.to_vec(), false);
        }
        if flags & 0x80 != 0 {
            put(&mut headers, "user-name", cursor.text()?);
        }
        if flags & 0x40 != 0 {
            put(&mut headers, "password", cursor.text()?);
        }
        put(&mut headers, "keep-alive", keep_alive.to_string());
        put(&mut headers, "clean-start", ((flags >> 1) & 1).to_string());
        headers.append(&mut fields);
        let mut draft = self.draft("CONNECT", "/".to_owned(), headers, origin);
        draft.request.body = body;
        Some(draft)
    }

    fn publish(
        &mut self,
        side: Side,
        first: u8,
        cursor: &mut Cursor<'_>,
        origin: Origin,
        out: &mut Vec<Command>,
    ) -> Option<()> {
        let quality = (first >> 1) & 3;
        let mut topic = cursor.text()?;
        let number = if quality > 0 {
            Some(cursor.u16()?)
        } else {
            None
        };
        let mut headers = Vec::new();
        if self.is_5() {
            properties(cursor, &mut headers)?;
            let alias = headers.iter().find(|it| it.name == TOPIC_ALIAS);
            if let Some(alias) = alias.and_then(|it| it.value.parse::<u16>().ok()) {
                let aliases = &mut self.halves.of_mut(side).aliases;
                if topic.is_empty() {
                    topic = aliases.get(&alias).cloned().unwrap_or_default();
                } else if aliases.len() < MAX_ALIASES || aliases.contains_key(&alias) {
                    aliases.insert(alias, topic.clone());
                }
            }
        }
        headers.insert(
            0,
            Header {
                name: "topic".to_owned(),
                value: topic.clone(),
            },
        );
        put(&mut headers, "quality", quality.to_string());
        put(&mut headers, "retain", (first & 1).to_string());
        let body = Body::whole(cursor.0.to_vec(), false);
        if side == Side::Server {
            let mut draft = self.draft("DELIVER", target(&topic), Vec::new(), origin);
            let response = Response {
                version: draft.request.version.clone(),
                headers,
                body,
                ..Response::default()
            };
            draft.response = Some(response);
            draft.response_origin = Some(origin);
            out.push(Command::Exchange(Box::new(draft)));
            return Some(());
        }
        let mut draft = self.draft("PUBLISH", target(&topic), headers, origin);
        draft.request.body = body;
        match number {
            None => out.push(Command::Exchange(Box::new(draft))),
            Some(number) => {
                let answer = if quality == 1 { PUBACK } else { PUBREC };
                // Sent again because it was not answered.
                if first & 8 == 0 || !self.waiting.contains_key(&(answer, number)) {
                    self.wait(answer, number, draft, out);
                }
            }
        }
        Some(())
    }

    fn subscribe(
        &mut self,
        kind: u8,
        cursor: &mut Cursor<'_>,
        origin: Origin,
        out: &mut Vec<Command>,
    ) -> Option<()> {
        let number = cursor.u16()?;
        let mut headers = Vec::new();
        let mut fields = Vec::new();
        if self.is_5() {
            properties(cursor, &mut fields)?;
        }
        let mut first = None;
        while !cursor.0.is_empty() {
            let filter = cursor.text()?;
            first.get_or_insert_with(|| target(&filter));
            put(&mut headers, "topic-filter", filter);
            if kind == SUBSCRIBE {
                put(&mut headers, "quality", (cursor.u8()? & 3).to_string());
            }
        }
        headers.append(&mut fields);
        let (method, answer) = if kind == SUBSCRIBE {
            ("SUBSCRIBE", SUBACK)
        } else {
            ("UNSUBSCRIBE", UNSUBACK)
        };
        let draft = self.draft(method, first.unwrap_or_default(), headers, origin);
        self.wait(answer, number, draft, out);
        Some(())
    }
}

fn answer(
    mut draft: Draft,
    code: u8,
    headers: Vec<Header>,
    origin: Origin,
    out: &mut Vec<Command>,
) {
    draft.response = Some(Response {
        status: u16::from(code),
        version: draft.request.version.clone(),
        headers,
        ..Response::default()
    });
    draft.response_origin = Some(origin);
    out.push(Command::Exchange(Box::new(draft)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{END, client, play, server};
    use fmt_net::keylog::KeyLog;

    fn packet(first: u8, body: &[u8]) -> Vec<u8> {
        [&[first, u8::try_from(body.len()).unwrap()], body].concat()
    }

    fn lines(out: &[Command]) -> Vec<String> {
        let fields = |headers: &[Header]| -> String {
            let fields: Vec<_> = headers
                .iter()
                .map(|it| format!("{}={}", it.name, it.value))
                .collect();
            fields.join(",")
        };
        out.iter()
            .map(|command| match command {
                Command::Exchange(d) => format!(
                    "{} {} {} [{}] {:?} -> {:?}",
                    d.request.version,
                    d.request.method,
                    d.request.url,
                    fields(&d.request.headers),
                    String::from_utf8_lossy(&d.request.body.bytes),
                    d.response.as_ref().map(|r| (
                        r.status,
                        fields(&r.headers),
                        String::from_utf8_lossy(&r.body.bytes).into_owned(),
                    )),
                ),
                Command::Problem(problem) => problem.code.to_owned(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    /// The example of MQTT 3.1.1, figure 3.6, without its will; names and a password at its end.
    fn connect() -> Vec<u8> {
        packet(
            0x10,
            b"\0\x04MQTT\x04\xc2\0\x0a\0\x03dev\0\x04user\0\x06secret",
        )
    }

    #[test]
    fn a_connection_of_version_311() {
        let up = [
            connect(),
            // Figures 3.20 to 3.23: two filters.
            packet(0x82, b"\0\x0a\0\x03a/b\x01\0\x03c/d\x02"),
            // Figure 3.11: topic a/b, number 10.
            packet(0x32, b"\0\x03a/b\0\x0ahello"),
            packet(0x30, b"\0\x05t p/#plain"),
            vec![0xe0, 0],
        ]
        .concat();
        let down = [
            packet(0x20, b"\0\0"),
            packet(0x90, b"\0\x0a\x01\x02"),
            packet(0x30, b"\0\x03a/bpushed"),
            packet(0x40, b"\0\x0a"),
        ]
        .concat();
        let mut events: Vec<_> = up.chunks(3).map(|c| client(1, c)).collect();
        events.extend(down.chunks(3).map(|c| server(2, c)));
        events.extend(END);
        let out = play(&mut Mqtt::default(), &KeyLog::default(), &events);
        assert_eq!(
            lines(&out),
            [
                "MQTT/3.1.1 PUBLISH /t%20p/%23 [topic=t p/#,quality=0,retain=0] \"plain\" -> None",
                "MQTT/3.1.1 CONNECT / [client-id=dev,user-name=user,password=secret,keep-alive=10,\
                 clean-start=1] \"\" -> Some((0, \"session-present=0\", \"\"))",
                "MQTT/3.1.1 SUBSCRIBE /a/b [topic-filter=a/b,quality=1,topic-filter=c/d,quality=2] \"\" \
                 -> Some((1, \"reason-code=1,reason-code=2\", \"\"))",
                "MQTT/3.1.1 DELIVER /a/b [] \"\" -> \
                 Some((0, \"topic=a/b,quality=0,retain=0\", \"pushed\"))",
                "MQTT/3.1.1 PUBLISH /a/b [topic=a/b,quality=1,retain=0] \"hello\" -> Some((0, \"\", \"\"))",
            ]
        );
    }

    #[test]
    fn properties_and_names_for_topics_of_version_5() {
        let up = [
            packet(0x10, b"\0\x04MQTT\x05\x02\0\x3c\x05\x11\0\0\0\x0a\0\0"),
            packet(0x30, b"\0\x01t\x0c\x23\0\x01\x26\0\x01k\0\x03v=1one"),
            packet(0x30, b"\0\0\x03\x23\0\x01two"),
        ]
        .concat();
        let down = [
            packet(0x20, b"\0\0\x06\x12\0\x03abc"),
            packet(0xe0, &[0x8b]),
        ]
        .concat();
        let events = [client(1, &up), server(2, &down)];
        let out = play(&mut Mqtt::default(), &KeyLog::default(), &events);
        assert_eq!(
            lines(&out),
            [
                "MQTT/5 PUBLISH /t [topic=t,topic-alias=1,user-property.k=v=1,quality=0,retain=0] \"one\" -> None",
                "MQTT/5 PUBLISH /t [topic=t,topic-alias=1,quality=0,retain=0] \"two\" -> None",
                "MQTT/5 CONNECT / [client-id=,keep-alive=60,clean-start=1,session-expiry=10] \"\" -> \
                 Some((0, \"session-present=0,assigned-client-id=abc\", \"\"))",
                "mqtt/disconnected",
            ]
        );
    }

    #[test]
    fn it_is_known_by_its_first_packet() {
        assert_eq!(probe(&connect()), Probe::Yes);
        assert_eq!(probe(&connect()[..5]), Probe::Maybe);
        assert_eq!(probe(b"\x10\x80\x02\0\x06MQIsdp\x03"), Probe::Yes);
        assert_eq!(probe(b"\x10\x0c\0\x04HTTP"), Probe::No);
        assert_eq!(probe(b"GET /"), Probe::No);
        assert_eq!(probe_answer(b"\x20\x02\0\0", 1883), Probe::Yes);
        assert_eq!(probe_answer(b"\x20", 1883), Probe::Maybe);
        assert_eq!(probe_answer(b"\x20\x02\0\0", 5222), Probe::No);
    }

    #[test]
    fn damage_never_panics() {
        let up = [
            packet(
                0x10,
                b"\0\x04MQTT\x05\xc6\0\x3c\x05\x11\0\0\0\x0a\0\0\0\0\x01t\0\x01p\0\x01u\0\x01s",
            ),
            packet(0x32, b"\0\x01t\0\x01\x0c\x23\0\x01\x26\0\x01k\0\x03v=1one"),
            packet(0x82, b"\0\x0a\0\0\x03a/b\x01"),
        ]
        .concat();
        let down = [
            packet(0x20, b"\0\0\x06\x12\0\x03abc"),
            packet(0x40, b"\0\x01\x10\0"),
            packet(0x90, b"\0\x0a\0\x01"),
            packet(0x30, b"\0\x03a/b\0pushed"),
        ]
        .concat();
        testkit::hostile(&up, |b| {
            let mut events = vec![client(1, b), server(2, &down)];
            events.extend(END);
            play(&mut Mqtt::default(), &KeyLog::default(), &events);
        });
        testkit::hostile(&down, |b| {
            let mut events = vec![client(1, &up), server(2, b)];
            events.extend(END);
            play(&mut Mqtt::default(), &KeyLog::default(), &events);
        });
    }
}
