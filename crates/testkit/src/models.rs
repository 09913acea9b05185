//! The files that say what calls into a platform do, as text.

use std::path::Path;
use std::{fs, io};

/// Name and content of each `.tsv` file of a folder, by name.
///
/// # Errors
/// The folder or one of the files cannot be read.
pub fn models(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|it| it == "tsv")
            && let Some(name) = path.file_stem()
        {
            found.push((
                name.to_string_lossy().into_owned(),
                fs::read_to_string(&path)?,
            ));
        }
    }
    found.sort();
    Ok(found)
}
