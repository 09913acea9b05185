//! Prints what Android makes of the signatures of APKs: `signatures [--sdk MIN[-MAX]] FILE...`.
//!
//! Without `--sdk` all levels from the manifest's `minSdkVersion` on are asked for.
//! `X.apk.idsig` beside `X.apk` is read as its v4 signature. Lines begin with the file's number; the
//! others are `verdict`, `scheme`, `signer`, `error` and `warning` with their values.
#![expect(clippy::print_stdout, reason = "printing is what this example is for")]

use base::{ArtifactId, Limits, View};
use fmt_apk::axml::{Document, Element};
use fmt_apk::res_value::ResId;
use fmt_apk::signing::{self, Expected, Issue, SdkRange};
use fmt_apk::zip::ZipFile;

const MIN_SDK: u32 = 0x0101_020c;
const TARGET_SDK: u32 = 0x0101_0270;
const TARGET_SANDBOX: u32 = 0x0101_054c;

fn main() -> std::io::Result<()> {
    let mut sdk = None;
    let mut arguments = std::env::args_os().skip(1);
    while let Some(path) = arguments.next() {
        if path == "--sdk" {
            sdk = arguments
                .next()
                .and_then(|range| parse_range(range.to_str()?));
            continue;
        }
        let apk = std::fs::read(&path)?;
        let mut idsig_path = path.clone();
        idsig_path.push(".idsig");
        let idsig = std::fs::read(idsig_path).ok();
        println!("file {}", path.display());
        show(&apk, idsig.as_deref(), sdk);
    }
    Ok(())
}

fn parse_range(text: &str) -> Option<SdkRange> {
    match text.split_once('-') {
        Some((min, max)) => Some(SdkRange {
            min: min.parse().ok()?,
            max: max.parse().ok()?,
        }),
        None => Some(SdkRange::from(text.parse().ok()?)),
    }
}

fn show(apk: &[u8], idsig: Option<&[u8]>, sdk: Option<SdkRange>) {
    let limits = Limits::default();
    let zip = match ZipFile::parse(View::new(apk), &limits) {
        Ok(zip) => zip.value,
        Err(error) => return println!("verdict not-a-zip\nerror {error}"),
    };
    let mut expected = match expected(&zip, &limits) {
        Some(expected) => expected,
        // apksigner needs the manifest only where it has to find out the lowest level.
        None if sdk.is_some() => Expected::from_sdk(1),
        None => return println!("verdict no-manifest"),
    };
    if let Some(sdk) = sdk {
        expected.sdk = sdk;
    }
    let result = signing::verify(
        View::new(apk),
        &zip,
        idsig.map(View::new),
        &limits,
        expected,
    );
    println!("verdict {:?} min-sdk {}", result.verdict, expected.sdk.min);
    for scheme in &result.schemes {
        let used = if scheme.used { "used" } else { "unused" };
        println!("scheme {} {:?} {used}", scheme.scheme.name(), scheme.status);
        issues(scheme.scheme.name(), &scheme.errors, &scheme.warnings);
    }
    issues("apk", &result.errors, &result.warnings);
    for signer in result.app_signers() {
        for certificate in signer.certificates.iter().take(1) {
            println!(
                "signer {} {} {} {} {}",
                ArtifactId::new(certificate.sha256).hex(),
                certificate
                    .public_key_sha256
                    .map_or_else(String::new, |sum| ArtifactId::new(sum).hex()),
                certificate
                    .key
                    .map_or("?", |(algorithm, _)| algorithm.name()),
                certificate.key.map_or(0, |(_, bits)| bits),
                certificate.subject.as_deref().unwrap_or("?"),
            );
        }
        for node in &signer.lineage {
            println!(
                "lineage {:?} {:?}",
                node.certificate.subject,
                node.capabilities.names()
            );
        }
    }
}

fn issues(of: &str, errors: &[Issue], warnings: &[Issue]) {
    for (what, list) in [("error", errors), ("warning", warnings)] {
        for issue in list {
            println!("{what} {of} {}", issue.problem());
        }
    }
}

/// What the manifest says, as apksigner reads it: the highest `minSdkVersion` of all, 1 where there is none.
fn expected(zip: &ZipFile<'_>, limits: &Limits) -> Option<Expected> {
    let entry = zip.entry(b"AndroidManifest.xml")?;
    let bytes = zip.read(entry, limits).ok()?.value;
    let document = Document::parse(View::new(&bytes), limits).ok()?.value;
    let root = document.root()?;
    let number = |element: &Element<'_, '_>, id: u32| {
        let attribute = element.attribute_by_id(ResId(id))?;
        // Whole numbers and code names count: apksigner does not resolve references.
        let value = attribute.value();
        if (0x10..=0x1f).contains(&value.kind) {
            return Some(value.data);
        }
        attribute
            .string()
            .and_then(|name| level_of_code_name(&name))
    };
    let uses: Vec<_> = root.children_named("uses-sdk").collect();
    let highest = |id| uses.iter().filter_map(|element| number(element, id)).max();
    let min = highest(MIN_SDK).unwrap_or(1);
    Some(Expected {
        sdk: SdkRange::from(min),
        target_sdk: Some(highest(TARGET_SDK).unwrap_or(min)),
        target_sandbox: number(&root, TARGET_SANDBOX),
    })
}

/// The level of the release before the preview of this code name, told by its first letter. From O on
/// each letter counts for one level, as in apksigner.
fn level_of_code_name(name: &str) -> Option<u32> {
    let first = name.chars().next().filter(char::is_ascii_uppercase)?;
    let known = [
        ('A', 1),
        ('C', 2),
        ('D', 3),
        ('E', 4),
        ('F', 7),
        ('G', 8),
        ('H', 10),
        ('I', 13),
        ('J', 15),
        ('K', 18),
        ('L', 20),
        ('M', 22),
        ('N', 23),
        ('O', 25),
    ];
    let (letter, level) = known
        .into_iter()
        .rev()
        .find(|(letter, _)| *letter <= first)?;
    let beyond = if letter == 'O' {
        u32::from(first) - u32::from('O')
    } else {
        0
    };
    Some(level + beyond)
}
