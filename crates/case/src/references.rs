//! Reference sets: the user's own larger lists of known terms, which Patikra never ships. They are kept in a folder of the
//! user's, one file a set, and every result that they have a part in names them.

use base::Problem;
use ring::digest::{SHA256, digest};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use wordlist::Theme;

/// The first line of a set's file.
const HEAD: &str = "# patikra reference set 1";
/// Terms of one set: 1,000,000. The largest union of published lists known to us has 216,000.
const TERMS: usize = 1_000_000;
/// Bytes of one term: 256.
const TERM_LEN: usize = 256;
/// Bytes of one file that is added: 64 MiB.
const FILE_LEN: u64 = 64 << 20;
/// Lines that are named of those left out: 5.
const NAMED: usize = 5;

/// Why a set cannot be added or read.
#[derive(Debug, thiserror::Error)]
pub enum BadReference {
    /// The file system reports an error.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Not a word of it can be used.
    #[error("no line of {} holds a term and a theme; a list without themes needs one for all of its terms", .0.display())]
    Nothing(PathBuf),
    /// No theme has this name.
    #[error("no theme is called `{0}`; themes are {all}", all = themes())]
    Theme(String),
    /// A set's name, source or date is not as it must be.
    #[error("{what} cannot be `{text}`: {must}")]
    Text {
        /// Which.
        what: &'static str,
        /// What it was.
        text: String,
        /// What it must be.
        must: &'static str,
    },
    /// The file is none that `patikra knowledge add` writes.
    #[error("{}: it does not begin with `{HEAD}`, a source, a date and a digest", .0.display())]
    Head(PathBuf),
}

fn themes() -> String {
    Theme::ALL.map(Theme::name).join(", ")
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BadReference {
    let path = path.to_owned();
    move |source| BadReference::Io { path, source }
}

/// What a set is added from, and what is said of it.
#[derive(Clone, Debug)]
pub struct NewReference<'n> {
    /// A file, or a folder of files.
    pub from: &'n Path,
    /// The set's name; the file's or folder's where none is given.
    pub name: Option<&'n str>,
    /// Where it was published.
    pub source: &'n str,
    /// Of which day it is, as `2026-11-21`.
    pub date: &'n str,
    /// The theme of the terms that name none themselves.
    pub theme: Option<&'n str>,
}

/// A reference set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its name.
    pub name: String,
    /// Where it was published.
    pub source: String,
    /// Of which day it is.
    pub date: String,
    /// The SHA-256 over what it was made of, as `sha256:` and hex.
    pub of: String,
    /// Terms by theme.
    pub terms: BTreeMap<Theme, Vec<(String, String)>>,
    /// Lines that were left out.
    pub problems: Vec<Problem>,
}

impl Reference {
    /// Terms in all.
    pub fn n_terms(&self) -> usize {
        self.terms.values().map(Vec::len).sum()
    }

    /// Reads a file, or the files of a folder: a term a line, and behind tabs its theme and what it means.
    ///
    /// # Errors
    /// [`BadReference`], by cause. A line that cannot be used is left out and named among the problems.
    pub fn new(what: &NewReference<'_>) -> Result<Self, BadReference> {
        let stem = what.from.file_stem().unwrap_or_default().to_string_lossy();
        let name = what.name.unwrap_or(&stem);
        let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        let bad = |what, text: &str, must| BadReference::Text {
            what,
            text: text.to_owned(),
            must,
        };
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_name) {
            let must = "ASCII letters, digits, `-`, `_` and `.`";
            return Err(bad("the name", name, must));
        }
        if what.source.trim().is_empty() || what.source.contains(char::is_control) {
            return Err(bad("the source", what.source, "one line of text"));
        }
        let is_date = what.date.len() == 10
            && what.date.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_date {
            return Err(bad("the date", what.date, "a day, as 2026-11-21"));
        }
        let theme = match what.theme {
            Some(name) => {
                Some(Theme::of_name(name).ok_or_else(|| BadReference::Theme(name.to_owned()))?)
            }
            None => None,
        };
        let mut set = Self {
            name: name.to_owned(),
            source: what.source.to_owned(),
            date: what.date.to_owned(),
            of: String::new(),
            terms: BTreeMap::new(),
            problems: Vec::new(),
        };
        let mut hash = ring::digest::Context::new(&SHA256);
        let mut seen = BTreeSet::new();
        let mut n_left_out = 0_usize;
        for path in files(what.from)? {
            let len = fs::metadata(&path).map_err(at(&path))?.len();
            let shown = path.display().to_string();
            let mut leave_out = |line: usize, says: &str| {
                n_left_out += 1;
                if n_left_out <= NAMED {
                    let says = format!("{shown}, line {line}: {says}");
                    set.problems.push(Problem::new("reference/line", says));
                }
            };
            if len > FILE_LEN {
                leave_out(0, "the file is longer than 64 MiB");
                continue;
            }
            let bytes = fs::read(&path).map_err(at(&path))?;
            hash.update(digest(&SHA256, &bytes).as_ref());
            let Ok(text) = std::str::from_utf8(&bytes) else {
                leave_out(0, "the file is not UTF-8");
                continue;
            };
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            for (at, line) in text.lines().enumerate() {
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                match term(line, theme) {
                    Ok((theme, term, gloss)) => {
                        if seen.len() >= TERMS {
                            leave_out(at + 1, "the set has 1,000,000 terms already");
                        } else if seen.insert(term.clone()) {
                            set.terms.entry(theme).or_default().push((term, gloss));
                        }
                    }
                    Err(says) => leave_out(at + 1, says),
                }
            }
        }
        if set.terms.is_empty() {
            return Err(BadReference::Nothing(what.from.to_owned()));
        }
        if n_left_out > NAMED {
            let says = format!("{} more lines are left out", n_left_out - NAMED);
            set.problems.push(Problem::new("reference/line", says));
        }
        set.of = format!("sha256:{}", base::hex(hash.finish().as_ref()));
        Ok(set)
    }

    /// Writes the set into a folder, which is made where it is not there, and gives the file's path.
    ///
    /// # Errors
    /// [`BadReference::Io`].
    pub fn write(&self, folder: &Path) -> Result<PathBuf, BadReference> {
        fs::create_dir_all(folder).map_err(at(folder))?;
        let path = folder.join(format!("{}.tsv", self.name));
        let new = folder.join(format!(".{}.new", self.name));
        fs::write(&new, self.text()).map_err(at(&new))?;
        fs::rename(&new, &path).map_err(at(&path))?;
        Ok(path)
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{HEAD}\n# source: {}\n# date: {}\n# of: {}\n",
            self.source, self.date, self.of
        );
        for (theme, terms) in &self.terms {
            for (term, gloss) in terms {
                text.push_str(&format!("{term}\t{}\t{gloss}\n", theme.name()));
            }
        }
        text
    }

    /// Reads the sets of a folder in the order of their names; none where the folder is not there.
    ///
    /// # Errors
    /// [`BadReference`], by cause: whoever has added a set should not get results without it.
    pub fn all(folder: &Path) -> Result<Vec<Self>, BadReference> {
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let files = files(folder)?;
        let sets = files
            .iter()
            .filter(|it| it.extension().is_some_and(|it| it == "tsv"));
        sets.map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Self, BadReference> {
        let text = fs::read_to_string(path).map_err(at(path))?;
        let mut lines = text.lines();
        let mut head = |name: &str| lines.next()?.strip_prefix(name).map(str::to_owned);
        let parts = (
            head(HEAD),
            head("# source: "),
            head("# date: "),
            head("# of: "),
        );
        let (Some(_), Some(source), Some(date), Some(of)) = parts else {
            return Err(BadReference::Head(path.to_owned()));
        };
        let mut set = Self {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            source,
            date,
            of,
            terms: BTreeMap::new(),
            problems: Vec::new(),
        };
        for (at, line) in lines.enumerate() {
            match term(line, None) {
                Ok((theme, term, gloss)) => {
                    set.terms.entry(theme).or_default().push((term, gloss));
                }
                Err(says) => {
                    let says = format!("{}, line {}: {says}", path.display(), at + 5);
                    set.problems.push(Problem::new("reference/line", says));
                }
            }
        }
        Ok(set)
    }

    /// The SHA-256 of the set as it is used.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut text = format!("{}\n", self.name);
        text.push_str(&self.text());
        *unpack::digest(text.as_bytes()).digest()
    }

    /// The set in one line: name, terms, source, date, digest.
    pub fn line(&self) -> String {
        format!(
            "{}: {} terms from {}, {}, {}",
            self.name,
            self.n_terms(),
            self.source,
            self.date,
            self.of
        )
    }
}

/// The files that a set is read from, sorted: a file itself, or those directly in a folder that are not hidden.
fn files(from: &Path) -> Result<Vec<PathBuf>, BadReference> {
    if !from.is_dir() {
        return Ok(vec![from.to_owned()]);
    }
    let mut all = Vec::new();
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let is_file = entry.file_type().is_ok_and(|it| it.is_file());
        if is_file && !entry.file_name().to_string_lossy().starts_with('.') {
            all.push(entry.path());
        }
    }
    all.sort();
    Ok(all)
}

/// Theme, term and meaning of a line.
fn term(line: &str, theme: Option<Theme>) -> Result<(Theme, String, String), &'static str> {
    let mut fields = line.split('\t').map(str::trim);
    let term = fields.next().unwrap_or_default().to_lowercase();
    if term.is_empty() || term.len() > TERM_LEN || term.contains(char::is_control) {
        return Err("no term of 1 to 256 bytes");
    }
    let theme = match fields.next().filter(|it| !it.is_empty()) {
        Some(name) => Theme::of_name(name).ok_or("the second field names no theme")?,
        None => theme.ok_or("it names no theme")?,
    };
    let gloss = fields.next().unwrap_or_default();
    let gloss: String = gloss.chars().filter(|it| !it.is_control()).collect();
    Ok((theme, term, gloss))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new<'n>(from: &'n Path, theme: Option<&'n str>) -> NewReference<'n> {
        NewReference {
            from,
            name: None,
            source: "https://example.org/list",
            date: "2026-11-21",
            theme,
        }
    }

    #[test]
    fn what_is_added_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Mine.txt");
        fs::write(
            &file,
            "\u{feff}Alpha\nBETA\tsexual\tsecond\nalpha\n\n# no\n",
        )
        .unwrap();
        let set = Reference::new(&new(&file, Some("persons"))).unwrap();
        assert_eq!((set.name.as_str(), set.n_terms()), ("Mine", 2));
        let kept = folder.path().join("sets");
        set.write(&kept).unwrap();
        assert_eq!(Reference::all(&kept).unwrap(), std::slice::from_ref(&set));
        let text = fs::read_to_string(kept.join("Mine.tsv")).unwrap();
        assert!(text.contains("beta\tsexual\tsecond\n"), "{text}");
        // The same set is the same digest, another another.
        assert_eq!(Reference::all(&kept).unwrap()[0].digest(), set.digest());
    }

    #[test]
    fn lines_that_cannot_be_used_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("m.txt");
        let long = "x".repeat(300);
        fs::write(
            &file,
            format!("one\tpersons\ntwo\ntwo\tnothing\n{long}\tpersons\n"),
        )
        .unwrap();
        let set = Reference::new(&new(&file, None)).unwrap();
        assert_eq!((set.n_terms(), set.problems.len()), (1, 3));
        fs::write(&file, "one\n").unwrap();
        let error = Reference::new(&new(&file, None)).unwrap_err();
        assert!(matches!(error, BadReference::Nothing(_)));
        let error = Reference::new(&new(&file, Some("opinions"))).unwrap_err();
        assert!(error.to_string().contains("politics-and-protest"));
        fs::write(&file, b"\xff\xfe\xfd").unwrap();
        assert!(Reference::new(&new(&file, Some("persons"))).is_err());
    }

    #[test]
    fn what_is_no_set_is_an_error_and_no_silence() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.tsv"), "one\tpersons\t\n").unwrap();
        assert!(matches!(
            Reference::all(folder.path()),
            Err(BadReference::Head(_))
        ));
        let none = folder.path().join("none");
        assert_eq!(Reference::all(&none).unwrap(), []);
        let bad = NewReference {
            name: Some("../x"),
            ..new(folder.path(), None)
        };
        assert!(matches!(
            Reference::new(&bad),
            Err(BadReference::Text { .. })
        ));
        let bad = NewReference {
            date: "yesterday!",
            ..new(folder.path(), None)
        };
        assert!(matches!(
            Reference::new(&bad),
            Err(BadReference::Text { .. })
        ));
    }
}
