//! Every truncation and every single-byte change of a sample.

/// Calls `parse` with every prefix of `sample` and with every byte of it changed to four other values
/// (all bits flipped, the highest bit flipped, zero, 255), one at a time.
///
/// The test passes when `parse` returns each time. A panic in it fails the test, naming the variant.
pub fn hostile(sample: &[u8], parse: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    for len in 0..sample.len() {
        guard(&parse, &sample[..len], || format!("the first {len} bytes"));
    }
    let mut changed = sample.to_vec();
    for at in 0..sample.len() {
        let was = sample[at];
        for now in [!was, was ^ 0x80, 0, 0xff] {
            if now == was {
                continue;
            }
            changed[at] = now;
            guard(&parse, &changed, || {
                format!("byte {at:#x} changed from {was:#04x} to {now:#04x}")
            });
        }
        changed[at] = was;
    }
}

fn guard(
    parse: &(impl Fn(&[u8]) + std::panic::RefUnwindSafe),
    bytes: &[u8],
    variant: impl Fn() -> String,
) {
    let result = std::panic::catch_unwind(|| parse(bytes));
    assert!(result.is_ok(), "the parser panicked on {}", variant());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panicking_parser_is_caught_with_its_variant() {
        let result = std::panic::catch_unwind(|| {
            hostile(b"abc", |bytes| assert_ne!(bytes, b"a\xffc"));
        });
        let message = *result.unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains("byte 0x1 changed"), "{message}");
    }

    #[test]
    fn every_prefix_is_tried() {
        let result =
            std::panic::catch_unwind(|| hostile(b"abc", |bytes| assert!(bytes.len() != 2)));
        assert!(result.is_err());
    }
}
