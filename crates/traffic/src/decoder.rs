//! Decoders as data.
