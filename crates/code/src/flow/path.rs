//! Access paths: which part of an object a value is in.
//!
//! A path is at most [`MAX_LEN`] steps long; what is deeper is "somewhere below".

use crate::program::FieldId;
use rustc_hash::FxHashMap;

/// Steps kept: 5, as `FlowDroid`'s default. Longer chains end in "anything below".
pub const MAX_LEN: u8 = 5;

/// One step of a path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Elem {
    /// A field.
    Field(FieldId),
    /// A part that a model names, by its number in the interner.
    Named(u32),
    /// The element with this text as its key, by its number in the interner.
    Text(u32),
    /// The element with this number as its key.
    Number(i32),
    /// Any element.
    Any,
    /// Anything below.
    Below,
}

impl Elem {
    /// Whether the two may be the same part.
    #[expect(clippy::match_same_arms, reason = "one row for each pair")]
    pub fn meets(self, other: Self) -> bool {
        use Elem::{Any, Below, Number, Text};
        match (self, other) {
            (Below, _) | (_, Below) => true,
            (Any, Any | Text(_) | Number(_)) | (Text(_) | Number(_), Any) => true,
            _ => self == other,
        }
    }
    /// Whether it is a part of a container or a platform object, not a field.
    pub const fn is_content(self) -> bool {
        !matches!(self, Self::Field(_))
    }
}

/// A path by its number; 0 is the empty one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Path(pub u32);

impl Path {
    /// The value itself.
    pub const EMPTY: Self = Self(0);
    /// Whether it is the value itself.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Node {
    head: Elem,
    /// The part was reached by reading it, so that what was stored there earlier is the same object.
    read: bool,
    tail: Path,
}

/// Paths under numbers.
#[derive(Default)]
pub(crate) struct Paths {
    nodes: Vec<(Node, u8)>,
    by_node: FxHashMap<Node, Path>,
    texts: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Paths {
    pub(crate) fn text(&mut self, text: &str) -> u32 {
        if let Some(&n) = self.texts.get(text) {
            return n;
        }
        let n = crate::program::count(self.names.len());
        self.names.push(text.to_owned());
        self.texts.insert(text.to_owned(), n);
        n
    }

    pub(crate) fn text_of(&self, n: u32) -> &str {
        self.names.get(n as usize).map_or("", String::as_str)
    }

    fn node(&self, path: Path) -> Option<&(Node, u8)> {
        self.nodes.get((path.0 as usize).checked_sub(1)?)
    }

    /// The first step, whether it was read, and the rest.
    pub(crate) fn split(&self, path: Path) -> Option<(Elem, bool, Path)> {
        self.node(path).map(|(n, _)| (n.head, n.read, n.tail))
    }

    fn len(&self, path: Path) -> u8 {
        self.node(path).map_or(0, |(_, len)| *len)
    }

    fn intern(&mut self, head: Elem, read: bool, tail: Path) -> Path {
        let node = Node { head, read, tail };
        if let Some(&path) = self.by_node.get(&node) {
            return path;
        }
        let len = self.len(tail).saturating_add(1);
        self.nodes.push((node, len));
        let path = Path(crate::program::count(self.nodes.len()));
        self.by_node.insert(node, path);
        path
    }

    /// The path with one more step in front.
    ///
    /// A field that is in the path already ends a cycle of objects that name each other; the path goes on from
    /// there, as if the way round were not taken.
    pub(crate) fn push(&mut self, head: Elem, read: bool, tail: Path) -> Path {
        let mut tail = tail;
        if let Elem::Field(_) = head {
            let mut at = tail;
            while let Some((step, _, rest)) = self.split(at) {
                if step == head {
                    tail = rest;
                }
                at = rest;
            }
        }
        let tail = self.cut(tail, MAX_LEN.saturating_sub(1));
        if head == Elem::Below && self.split(tail).is_some_and(|s| s.0 == Elem::Below) {
            return tail;
        }
        self.intern(head, read, tail)
    }

    fn cut(&mut self, path: Path, left: u8) -> Path {
        if self.len(path) <= left {
            return path;
        }
        if left <= 1 {
            return self.intern(Elem::Below, false, Path::EMPTY);
        }
        match self.split(path) {
            Some((head, read, tail)) => {
                let tail = self.cut(tail, left.saturating_sub(1));
                self.intern(head, read, tail)
            }
            None => path,
        }
    }

    /// What is left of `path` after a step that selects `by`: nothing where it does not meet.
    pub(crate) fn select(&self, path: Path, by: Elem) -> Option<Path> {
        let (head, _, tail) = self.split(path)?;
        if !head.meets(by) {
            return None;
        }
        Some(if head == Elem::Below { path } else { tail })
    }

    /// Whether all steps are parts of containers or platform objects.
    pub(crate) fn is_content(&self, path: Path) -> bool {
        !self.any(path, |step| !step.is_content())
    }

    /// Whether any of the steps is one of these.
    pub(crate) fn any(&self, mut path: Path, is_it: impl Fn(Elem) -> bool) -> bool {
        while let Some((head, _, tail)) = self.split(path) {
            if is_it(head) {
                return true;
            }
            path = tail;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_selects_what_was_put_in_front() {
        let mut paths = Paths::default();
        let p = paths.push(Elem::Field(7), false, Path::EMPTY);
        let q = paths.push(Elem::Any, false, p);
        assert_eq!(paths.select(q, Elem::Number(3)), Some(p));
        assert_eq!(paths.select(q, Elem::Field(7)), None);
        assert_eq!(paths.select(p, Elem::Field(7)), Some(Path::EMPTY));
    }

    #[test]
    fn different_keys_do_not_meet() {
        assert!(!Elem::Text(1).meets(Elem::Text(2)));
        assert!(Elem::Text(1).meets(Elem::Any));
        assert!(!Elem::Named(1).meets(Elem::Any));
    }

    #[test]
    fn a_long_path_ends_in_anything_below() {
        let mut paths = Paths::default();
        let mut p = Path::EMPTY;
        for f in 0..20 {
            p = paths.push(Elem::Field(f), false, p);
        }
        for f in (16..20).rev() {
            p = paths.select(p, Elem::Field(f)).unwrap();
        }
        assert_eq!(paths.split(p), Some((Elem::Below, false, Path::EMPTY)));
        assert_eq!(paths.select(p, Elem::Field(1)), Some(p));
    }
}
