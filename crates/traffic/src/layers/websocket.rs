//! Web sockets: frames, masks, messages in pieces, deflated messages.
//!
//! Spec: RFC 6455, RFC 7692.
//! Departures from the spec: masks are undone whoever set them.

use crate::layer::{Command, Context, Event, Kind, Layer, Origin, Probe, Side, Sides};
use crate::layers::mqtt;
use base::Problem;
use flate2::{Decompress, FlushDecompress};
use fmt_net::http::SocketMessage;

#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
#[derive(Default)]
struct Half {
    buffer: Vec<u8>,
    message: Vec<u8>,
    is_text: bool,
    is_deflated: bool,
    begun: Option<Origin>,
    is_lost: bool,
    inflate: Option<Decompress>,
    resets: bool,
}

/// A web socket.
pub struct WebSocket {
    sides: Sides<Half>,
    /// Whether messages are pieces of MQTT: MQTT 5.0, section 6. None before the client's first one.
    carries_mqtt: Option<bool>,
}

impl WebSocket {
    /// A web socket; the parameters are those of the extension `permessage-deflate`.
    pub fn new(deflate: bool, client_resets: bool, server_resets: bool) -> Self {
        let half = |resets| Half {
            inflate: deflate.then(|| Decompress::new(false)),
            resets,
            ..Half::default()
        };
        Self {
            sides: Sides {
                client: half(client_resets),
                server: half(server_resets),
            },
            carries_mqtt: None,
        }
    }
}

impl Layer for WebSocket {
    fn on_event(&mut self, event: Event<'_>, context: &Context<'_>, out: &mut Vec<Command>) {
        match event {
            Event::Data {
                side,
                bytes,
                origin,
            } => {
                let half = self.sides.of_mut(side);
                if half.is_lost {
                    return;
                }
                half.buffer.extend_from_slice(bytes);
                let begun = half.begun.unwrap_or(origin).to(origin);
                half.begun = Some(begun);
                let mut commands = Vec::new();
                if let Err(problem) = half.frames(side, origin, context, &mut commands) {
                    half.is_lost = true;
                    half.buffer.clear();
                    commands.push(Command::Problem(problem));
                }
                for command in commands {
                    self.hand_on(command, out);
                }
            }
            Event::Gap { side, len } => {
                let half = self.sides.of_mut(side);
                if !half.is_lost {
                    half.is_lost = true;
                    half.buffer.clear();
                    let says =
                        format!("{len} bytes are missing; the rest of this side is not read");
                    out.push(Command::Problem(Problem::new("websocket/gap", says)));
                }
            }
            Event::End { side } => {
                if self.carries_mqtt == Some(true) {
                    out.push(Command::InnerEnd { side });
                }
            }
            Event::Stream { .. } => {}
        }
    }
}

impl WebSocket {
    /// Hands on what was read; messages that are pieces of MQTT go to that layer.
    fn hand_on(&mut self, command: Command, out: &mut Vec<Command>) {
        let Command::Socket(message, origin) = command else {
            out.push(command);
            return;
        };
        if self.carries_mqtt.is_none() && message.is_from_client {
            let is_mqtt = !message.is_text && mqtt::probe(&message.data) != Probe::No;
            self.carries_mqtt = Some(is_mqtt);
            if is_mqtt {
                out.push(Command::Next(Kind::Mqtt));
            }
        }
        if self.carries_mqtt == Some(true) && !message.is_text {
            let side = if message.is_from_client {
                Side::Client
            } else {
                Side::Server
            };
            out.push(Command::Inner {
                side,
                bytes: message.data,
                origin,
            });
        } else {
            out.push(Command::Socket(message, origin));
        }
    }
}

impl Half {
    fn frames(
        &mut self,
        side: Side,
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) -> Result<(), Problem> {
        loop {
            let Some((header_len, len)) = header(&self.buffer) else {
                return Ok(());
            };
            if len > context.body_len {
                let says = format!("a frame of {len} bytes; the rest of this side is not read");
                return Err(Problem::new("websocket/frame-too-long", says));
            }
            let end = header_len.saturating_add(len);
            if self.buffer.len() < end {
                return Ok(());
            }
            let rest = self.buffer.split_off(end);
            let frame = std::mem::replace(&mut self.buffer, rest);
            let begun = self.begun.unwrap_or(origin).to(origin);
            self.frame(&frame, header_len, side, begun, context, out)?;
            if self.message.is_empty() {
                self.begun = (!self.buffer.is_empty()).then_some(origin);
            }
        }
    }

    fn frame(
        &mut self,
        frame: &[u8],
        header_len: usize,
        side: Side,
        origin: Origin,
        context: &Context<'_>,
        out: &mut Vec<Command>,
    ) -> Result<(), Problem> {
        let [first, second, ..] = *frame else {
            return Ok(());
        };
        let payload = frame.get(header_len..).unwrap_or_default();
        let mut payload = payload.to_vec();
        if second & 0x80 != 0 {
            let mask = frame
                .get(header_len.saturating_sub(4)..)
                .and_then(<[u8]>::first_chunk::<4>)
                .copied()
                .unwrap_or_default();
            for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
                *byte ^= mask;
            }
        }
        let code = first & 15;
        match code {
            1 | 2 => {
                self.message = payload;
                self.is_text = code == 1;
                self.is_deflated = first & 0x40 != 0;
            }
            0 => self.message.extend(payload),
            // Close, ping and pong carry no message.
            _ => return Ok(()),
        }
        if self.message.len() > context.body_len {
            let says = format!("a message of more than {} bytes", context.body_len);
            return Err(Problem::new("websocket/message-too-long", says));
        }
        if first & 0x80 == 0 {
            return Ok(());
        }
        let mut data = std::mem::take(&mut self.message);
        if self.is_deflated {
            data = self.inflate(&data, context)?;
        }
        out.push(Command::Socket(
            SocketMessage {
                is_from_client: side == Side::Client,
                is_text: self.is_text,
                time_ns: (origin.time_ns > 0).then_some(origin.time_ns),
                data,
            },
            origin,
        ));
        Ok(())
    }

    fn inflate(&mut self, data: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Problem> {
        let bad = |says: String| Problem::new("websocket/bad-deflate", says);
        let Some(inflate) = &mut self.inflate else {
            return Err(bad("a deflated message, which was not agreed on".to_owned()));
        };
        // RFC 7692, 7.2.2: «Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload».
        let mut input = data.to_vec();
        input.extend([0, 0, 0xff, 0xff]);
        let mut plain: Vec<u8> = Vec::new();
        let mut used = 0_usize;
        loop {
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let mut block = [0; 4096];
            let result = inflate.decompress(
                input.get(used..).unwrap_or_default(),
                &mut block,
                FlushDecompress::Sync,
            );
            let taken = inflate.total_in().saturating_sub(before_in);
            let given = inflate.total_out().saturating_sub(before_out);
            let given = usize::try_from(given).unwrap_or_default();
            used = used.saturating_add(usize::try_from(taken).unwrap_or_default());
            plain.extend_from_slice(block.get(..given).unwrap_or_default());
            if plain.len() > context.body_len {
                return Err(bad(format!(
                    "it gives more than {} bytes",
                    context.body_len
                )));
            }
            match result {
                Ok(_) if given == 0 || (used >= input.len() && given < block.len()) => break,
                Ok(_) => {}
                // No progress without more input is the end here.
                Err(error) => return Err(bad(error.to_string())),
            }
        }
        if self.resets {
            inflate.reset(false);
        }
        Ok(plain)
    }
}

/// The length of a frame's header, with its mask, and of its payload.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let [_, second, rest @ ..] = bytes else {
        return None;
    };
    let (extended, len) = match second & 0x7f {
        126 => (2, u64::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (8, u64::from_be_bytes(*rest.first_chunk()?)),
        len => (0, u64::from(len)),
    };
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let header_len = 2_usize.saturating_add(extended).saturating_add(mask);
    Some((header_len, usize::try_from(len).unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::play::{client, play, server};
    use fmt_net::keylog::KeyLog;

    fn messages(socket: &mut WebSocket, events: &[Event<'_>]) -> Vec<String> {
        play(socket, &KeyLog::default(), events)
            .iter()
            .map(|command| match command {
                Command::Socket(message, origin) => format!(
                    "{} {:?} {}..{}",
                    message.is_from_client,
                    String::from_utf8_lossy(&message.data),
                    origin.first_packet,
                    origin.last_packet
                ),
                Command::Problem(problem) => problem.code.to_owned(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    /// RFC 6455, 5.7: a single-frame masked text message with «Hello».
    const MASKED: [u8; 11] = [
        0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ];

    #[test]
    fn the_examples_of_the_standard() {
        let mut socket = WebSocket::new(false, false, false);
        let events = [
            client(1, &MASKED[..4]),
            client(2, &MASKED[4..]),
            // «A fragmented unmasked text message», with a ping between.
            server(3, &[0x01, 0x03, 0x48, 0x65, 0x6c]),
            server(4, &[0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]),
            server(5, &[0x80, 0x02, 0x6c, 0x6f]),
        ];
        assert_eq!(
            messages(&mut socket, &events),
            ["true \"Hello\" 1..2", "false \"Hello\" 3..5"]
        );
    }

    #[test]
    fn deflated_messages_share_their_window() {
        // RFC 7692, 7.2.3.1 and 7.2.3.2: «Hello» twice, the second by reference to the first.
        let mut socket = WebSocket::new(true, false, false);
        let events = [
            server(1, &[0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]),
            server(2, &[0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00]),
        ];
        assert_eq!(
            messages(&mut socket, &events),
            ["false \"Hello\" 1..1", "false \"Hello\" 2..2"]
        );
    }

    #[test]
    fn damage_never_panics() {
        let bytes = [
            &MASKED[..],
            &[0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00],
        ]
        .concat();
        testkit::hostile(&bytes, |b| {
            messages(&mut WebSocket::new(true, true, false), &[client(1, b)]);
        });
    }
}
