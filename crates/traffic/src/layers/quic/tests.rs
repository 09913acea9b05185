use super::*;
use crate::layer::Probe;
use crate::layer::play::{client, play, server};
use fmt_net::keylog::KeyLog;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// RFC 9001, A.3: «the server sends the following payload in response».
const SERVER: &str = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100\
    f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3b\
    ded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";

/// A connection whose client has sent its first packet.
fn begun() -> Quic {
    let mut quic = Quic::default();
    let id = hex("8394c8f03e515708");
    quic.halves.server.initial.keys = Keys::initial(packet::version(1).unwrap(), &id, Side::Server);
    quic
}

#[test]
fn the_server_hello_of_appendix_a3() {
    let packet = hex(SERVER);
    assert_eq!(probe(&packet), Probe::Yes);
    let mut quic = begun();
    let out = play(&mut quic, &KeyLog::default(), &[server(1, &packet)]);
    assert!(matches!(out[0], Command::Handshake(_)));
    let hello = quic.tls.handshake().server.clone().unwrap();
    assert_eq!((hello.suite, hello.version), (0x1301, 0x0304));
    assert_eq!(quic.tls.handshake().quic, Some(1));
    let id = hex("f067a5502a4262b5");
    assert!(out.contains(&Command::Id {
        side: Side::Server,
        id
    }));
}

#[test]
fn damage_never_panics() {
    let packet = hex(SERVER);
    testkit::hostile(&packet, |b| {
        play(&mut begun(), &KeyLog::default(), &[server(1, b)]);
        play(&mut Quic::default(), &KeyLog::default(), &[client(1, b)]);
    });
}
