//! Measures reading of a capture (order of bytes, TLS with a key log, fields of HTTP out) against tshark doing the
//! same.
//!
//! The capture is made of copies of a small one, each with other addresses. What both write per request and answer:
//! time, addresses, ports, method, host, target, user agent, status, content type.

use crate::bench::{self, Leg};
use crate::peers;
use anyhow::{Context, Result, ensure};
use base::Limits;
use fmt_net::capture::{Reader, Record};
use fmt_net::http::header;
use fmt_net::keylog::KeyLog;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use traffic::analyzer::Analyzer;
use traffic::exchange::Item;

/// Bytes of the made capture where nothing else is asked for: 1 GB.
pub(crate) const LEN_MB: u64 = 1000;
/// Bytes of a capture that are read at once.
const PIECE: usize = 1 << 20;
/// The file header of a capture, and the header of a record.
const FILE_HEAD: usize = 24;
const RECORD_HEAD: usize = 16;
/// Where the addresses stand in a frame of Ethernet with IPv4.
const ADDRESSES: usize = 14 + 12;

/// Makes the capture and runs everyone on it.
pub(crate) fn run(work: &Path, input: &Path, len_mb: u64, with_peer: bool) -> Result<()> {
    let keys = input.with_extension("keys");
    let capture = work.join("traffic.pcap");
    let len = copies(&std::fs::read(input)?, &capture, len_mb * 1_000_000)?;
    println!("{} MB of copies of {}", len / 1_000_000, input.display());
    let list = work.join("traffic.txt");
    std::fs::write(
        &list,
        format!("{}\n{}\n", capture.display(), keys.display()),
    )?;
    let ours = bench::child(Leg::Traffic, &list, &work.join("traffic.tsv"))?;
    if !with_peer {
        return Ok(());
    }
    let fields = work.join("tshark.tsv");
    let mut tshark = Command::new("tshark");
    tshark
        .arg("-r")
        .arg(&capture)
        .args(["-o", &format!("tls.keylog_file:{}", keys.display())])
        .args(["-Y", "http || http2", "-T", "fields"]);
    for field in [
        "frame.time_epoch",
        "ip.src",
        "tcp.srcport",
        "ip.dst",
        "tcp.dstport",
        "http.request.method",
        "http.host",
        "http.request.uri",
        "http.user_agent",
        "http.response.code",
        "http.content_type",
        "http2.headers.method",
        "http2.headers.authority",
        "http2.headers.path",
        "http2.headers.user_agent",
        "http2.headers.status",
        "http2.headers.content_type",
    ] {
        tshark.args(["-e", field]);
    }
    tshark.stdout(Stdio::from(File::create(&fields)?));
    let took = peers::timed(&mut tshark).context("tshark is not there (Debian: tshark)")?;
    ensure!(took.status.success(), "tshark failed: {}", took.status);
    println!("{}", took.line("tshark"));
    let n = |path: &Path| -> Result<usize> { Ok(crate::read(path)?.lines().count()) };
    println!(
        "requests and answers written: {} by Patikra, {} by tshark",
        n(&work.join("traffic.tsv"))?,
        n(&fields)?
    );
    println!(
        "throughput: {:.1} times tshark's by the clock",
        took.wall.as_secs_f64() / ours.wall.as_secs_f64()
    );
    Ok(())
}

/// Writes copies of a capture, each with other addresses, up to a length.
fn copies(small: &[u8], path: &Path, len: u64) -> Result<u64> {
    ensure!(
        small.starts_with(&[0xd4, 0xc3, 0xb2, 0xa1]) && small.get(20..24) == Some(&[1, 0, 0, 0]),
        "only little-endian captures of Ethernet can be copied"
    );
    let mut out = BufWriter::with_capacity(PIECE, File::create(path)?);
    out.write_all(&small[..FILE_HEAD])?;
    let mut written = FILE_HEAD as u64;
    let mut copy = small[FILE_HEAD..].to_vec();
    for n in 0_u32.. {
        if written >= len {
            break;
        }
        let mut at = 0;
        while let Some(record) = copy.get(at..at + RECORD_HEAD) {
            let kept = u32::from_le_bytes([record[8], record[9], record[10], record[11]]);
            let frame = at + RECORD_HEAD;
            let end = frame + kept as usize;
            if copy.get(frame + 12..frame + 14) == Some(&[8, 0]) {
                for side in [0, 4] {
                    let from = frame + ADDRESSES + side;
                    let original = FILE_HEAD + from;
                    let mut address = [0; 4];
                    address.copy_from_slice(&small[original..original + 4]);
                    let other = u32::from_be_bytes(address) ^ (n << 4);
                    copy[from..from + 4].copy_from_slice(&other.to_be_bytes());
                }
            }
            at = end;
        }
        out.write_all(&copy)?;
        written += copy.len() as u64;
    }
    out.flush()?;
    Ok(written)
}

/// Reads the listed capture with the listed key log, and writes the fields.
pub(crate) fn leg(paths: &[PathBuf], out: &Path) -> Result<(u64, u64)> {
    let [capture, keys] = paths else {
        anyhow::bail!("expected a capture and a key log");
    };
    let keys = KeyLog::read(&std::fs::read(keys)?).value;
    let limits = Limits::default();
    let mut analyzer = Analyzer::new(limits, keys);
    let mut reader = Reader::new(&limits);
    let mut file = File::open(capture)?;
    let mut out = BufWriter::with_capacity(PIECE, File::create(out)?);
    let mut n = 0;
    let mut failed = Ok(());
    let mut line = String::new();
    let mut take = |item: Item| {
        if let Item::Exchange(exchange) = item {
            line.clear();
            n += fields(&exchange, &mut line);
            if let Err(error) = out.write_all(line.as_bytes()) {
                failed = Err(error);
            }
        }
    };
    let mut sink = |record: Record<'_>| {
        if let Record::Packet(packet) = record {
            analyzer.packet(&packet, &mut take);
        }
    };
    let mut piece = vec![0; PIECE];
    let mut len = 0;
    loop {
        let n_read = file.read(&mut piece)?;
        if n_read == 0 {
            break;
        }
        len += n_read as u64;
        reader.push(&piece[..n_read], &mut sink)?;
    }
    reader.finish(&mut sink)?;
    analyzer.finish(&mut take);
    failed?;
    out.flush()?;
    Ok((n, len))
}

/// The lines of a request and its answer; gives how many there are.
fn fields(exchange: &traffic::exchange::Exchange, line: &mut String) -> u64 {
    let ends = |line: &mut String| {
        for end in [exchange.client, exchange.server].iter().flatten() {
            let _ = write!(line, "{end}\t");
        }
    };
    let request = &exchange.request;
    let _ = write!(line, "{}\t", exchange.asked_ns.unwrap_or_default());
    ends(line);
    let _ = writeln!(
        line,
        "{}\t{}\t{}\t{}",
        request.method,
        header(&request.headers, "host").unwrap_or_default(),
        request.url,
        header(&request.headers, "user-agent").unwrap_or_default(),
    );
    let Some(answer) = &exchange.response else {
        return 1;
    };
    let _ = write!(line, "{}\t", exchange.answered_ns.unwrap_or_default());
    ends(line);
    let kind = header(&answer.headers, "content-type").unwrap_or_default();
    let _ = writeln!(line, "{}\t{kind}", answer.status);
    2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_differ_in_their_addresses_only() {
        let capture =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testbed/captures/alder-browser.pcap");
        let small = std::fs::read(&capture).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let big = folder.path().join("big.pcap");
        let len = copies(&small, &big, 3 * small.len() as u64 - 100).unwrap();
        assert_eq!(len, (FILE_HEAD + 3 * (small.len() - FILE_HEAD)) as u64);
        let tsv = folder.path().join("out.tsv");
        let keys = capture.with_extension("keys");
        let (n, _) = leg(&[big, keys], &tsv).unwrap();
        // Four requests with their answers can be opened in each copy.
        assert_eq!(n, 3 * 8);
        let text = std::fs::read_to_string(tsv).unwrap();
        let clients: std::collections::BTreeSet<_> = text
            .lines()
            .filter_map(|line| line.split('\t').nth(1))
            .collect();
        assert_eq!(clients.len(), 3 * 2);
    }
}
