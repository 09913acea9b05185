//! The protocols inside TCP, UDP and TLS.

pub mod dns;
pub mod hpack;
pub mod http1;
pub mod http2;
pub mod http3;
pub mod mqtt;
mod multiplex;
pub mod qpack;
pub mod quic;
pub mod websocket;
