//! The project's own chores: `cargo xtask tidy`, `codegen`, `new` and `bench`.
#![allow(
    clippy::print_stdout,
    reason = "chores speak to the person at the terminal"
)]

mod bench;
mod codegen;
mod flow;
mod flow_plot;
mod licenses;
mod new;
mod peers;
mod tidy;
mod traffic;

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Checks what the compiler does not: layers, module docs, file sizes, licences, pages that name every crate
    Tidy,
    /// Writes the generated pages below docs/ anew
    Codegen,
    /// Makes the files of a new plug-in, ready to fill in
    New {
        /// What it is
        kind: new::Kind,
        /// Its id in kebab case; a rule's with its folder, as in app-source/store-leads-elsewhere
        id: String,
    },
    /// Measures how fast an input is read, and in how much memory
    Bench {
        /// What is measured
        what: bench::What,
        /// The input: a folder or file
        input: PathBuf,
        /// APKs that everyone reads where peers are measured, spread over the input
        #[arg(long, default_value_t = 20)]
        apks: usize,
        /// MB of the capture that is made where traffic is measured
        #[arg(long, default_value_t = traffic::LEN_MB)]
        mb: u64,
        /// Runs tshark on the same capture
        #[arg(long)]
        peer: bool,
    },
    /// One part of a measurement, in a process of its own
    #[command(hide = true)]
    Leg {
        leg: bench::Leg,
        list: PathBuf,
        folder: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Args::parse().chore {
        Chore::Tidy => {
            let mut complaints = tidy::check(&root)?;
            complaints.extend(licenses::check(&root)?);
            for complaint in &complaints {
                println!("{complaint}");
            }
            anyhow::ensure!(complaints.is_empty(), "{} complaints", complaints.len());
            Ok(())
        }
        Chore::Codegen => codegen::write(&root),
        Chore::New { kind, id } => new::make(&root, kind, &id),
        Chore::Bench {
            what,
            input,
            apks,
            mb,
            peer,
        } => {
            let extent = bench::Extent {
                n_apks: apks,
                len_mb: mb,
                with_peer: peer,
            };
            bench::run(&root, what, &input, extent)
        }
        Chore::Leg { leg, list, folder } => bench::leg(leg, &list, &folder),
    }
}

/// The repository's root: that of the tree this was built from.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
