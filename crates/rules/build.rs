//! Lists the files of `knowledge/`, so that the binary carries them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = here.join("../../knowledge");
    let mut files = Vec::new();
    if root.is_dir() {
        println!("cargo::rerun-if-changed={}", root.display());
        collect(&root, "", &mut files)?;
    } else {
        // Patikra works without it; the build is done again once it is there.
        println!("cargo::rerun-if-changed={}", here.join("../..").display());
    }
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in &files {
        let path = path.display().to_string();
        // Writing to a `String` cannot fail.
        let _ = writeln!(code, "    ({name:?}, include_bytes!({path:?}) as &[u8]),");
    }
    code.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("knowledge.rs"), code)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}
