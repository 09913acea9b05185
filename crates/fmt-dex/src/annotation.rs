//! Annotations of classes, fields, methods and parameters.
//!
//! Spec: <https://source.android.com/docs/core/runtime/dex-format#annotations-directory>
//! Departures from the spec: lists may be unsorted; a list that breaks off keeps what was read before.

use crate::idx::{FieldIdx, MethodIdx, StringIdx, TypeIdx};
use crate::reader::Reader;
use crate::value::Value;
use crate::{ClassDef, Dex, ReadError};
use base::{OutOfBounds, Parsed, Span, View};

/// Where a set of annotations stands, from the start of the container; see [`Dex::annotation_set`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnnotationSetOff(pub u32);

/// Where the sets of a method's parameters stand, from the start of the container; see [`Dex::parameter_annotations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterAnnotationsOff(pub u32);

/// What in a class is annotated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// The annotations of the class itself.
    pub class: Option<AnnotationSetOff>,
    /// The annotated fields.
    pub fields: Vec<(FieldIdx, AnnotationSetOff)>,
    /// The annotated methods.
    pub methods: Vec<(MethodIdx, AnnotationSetOff)>,
    /// The methods with annotated parameters.
    pub parameters: Vec<(MethodIdx, ParameterAnnotationsOff)>,
}

/// Who sees an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Kept for tools at build time.
    Build,
    /// Seen by the program while it runs.
    Runtime,
    /// Seen by the system, as `dalvik.annotation.Signature`.
    System,
    /// A value that the specification does not assign.
    Other(u8),
}

/// One annotation and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Who sees it.
    pub visibility: Visibility,
    /// Its type and elements.
    pub annotation: EncodedAnnotation,
    /// Where it stands.
    pub span: Span,
}

/// An annotation's type and elements.
#[derive(Clone, Debug, PartialEq)]
pub struct EncodedAnnotation {
    /// The annotation's class.
    pub ty: TypeIdx,
    /// Names and values, in the order of the file.
    pub elements: Vec<(StringIdx, Value)>,
}

impl EncodedAnnotation {
    pub(crate) fn read(reader: &mut Reader<'_>, depth: u32) -> Result<Self, ReadError> {
        let ty = TypeIdx(reader.uleb()?);
        let n = reader.uleb()?;
        let mut elements = Vec::new();
        for _ in 0..n {
            let name = StringIdx(reader.uleb()?);
            elements.push((name, Value::read_at(reader, depth)?));
        }
        Ok(Self { ty, elements })
    }
}

/// The numbers of a list whose length in entries stands before it.
#[derive(Clone, Debug)]
struct Words<'a> {
    list: View<'a>,
    next: u64,
    left: u32,
}

impl<'a> Words<'a> {
    fn at(file: View<'a>, off: u32) -> Result<Self, OutOfBounds> {
        Ok(Self {
            left: file.u32_le(u64::from(off))?,
            list: file.tail(u64::from(off).saturating_add(4))?,
            next: 0,
        })
    }
}

impl Iterator for Words<'_> {
    type Item = Result<u32, OutOfBounds>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let word = self.list.u32_le(self.next);
        self.next = self.next.saturating_add(4);
        if word.is_err() {
            self.left = 0;
        }
        Some(word)
    }
}

impl<'a> Dex<'a> {
    /// What in a class is annotated; nothing where the class names no annotations.
    pub fn annotations(&self, class: &ClassDef) -> Parsed<Annotations> {
        let mut value = Annotations::default();
        let problems = match self.read_annotations(class.annotations_off, &mut value) {
            Ok(()) => Vec::new(),
            Err(error) => vec![ReadError::from(error).problem()],
        };
        Parsed { value, problems }
    }

    fn read_annotations(&self, off: u32, into: &mut Annotations) -> Result<(), OutOfBounds> {
        if off == 0 {
            return Ok(());
        }
        let mut at = u64::from(off);
        let mut word = || {
            let word = self.file.u32_le(at);
            at = at.saturating_add(4);
            word
        };
        let class = word()?;
        into.class = (class != 0).then_some(AnnotationSetOff(class));
        let (n_fields, n_methods, n_parameters) = (word()?, word()?, word()?);
        for _ in 0..n_fields {
            into.fields
                .push((FieldIdx(word()?), AnnotationSetOff(word()?)));
        }
        for _ in 0..n_methods {
            into.methods
                .push((MethodIdx(word()?), AnnotationSetOff(word()?)));
        }
        for _ in 0..n_parameters {
            into.parameters
                .push((MethodIdx(word()?), ParameterAnnotationsOff(word()?)));
        }
        Ok(())
    }

    /// The annotations of one set, read one at a time. One that cannot be read is an error in its place; the
    /// iterator goes on after it, unless the set itself breaks off.
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`] where the set does not begin in the file.
    pub fn annotation_set(
        &self,
        set: AnnotationSetOff,
    ) -> Result<impl Iterator<Item = Result<Annotation, ReadError>> + use<'a>, ReadError> {
        let file = self.file;
        let offs = Words::at(file, set.0)?;
        Ok(offs.map(move |off| read_annotation(file, off?)))
    }

    /// The sets of a method's parameters in order; `None` for one without annotations.
    ///
    /// # Errors
    /// [`ReadError::OutOfBounds`] where the list does not begin in the file.
    pub fn parameter_annotations(
        &self,
        list: ParameterAnnotationsOff,
    ) -> Result<
        impl Iterator<Item = Result<Option<AnnotationSetOff>, ReadError>> + use<'a>,
        ReadError,
    > {
        let offs = Words::at(self.file, list.0)?;
        Ok(offs.map(|off| {
            let off = off?;
            Ok((off != 0).then_some(AnnotationSetOff(off)))
        }))
    }
}

fn read_annotation(file: View<'_>, off: u32) -> Result<Annotation, ReadError> {
    let mut reader = Reader::at(file, off)?;
    let start = reader.position();
    let visibility = match reader.u8()? {
        0 => Visibility::Build,
        1 => Visibility::Runtime,
        2 => Visibility::System,
        other => Visibility::Other(other),
    };
    let annotation = EncodedAnnotation::read(&mut reader, 0)?;
    Ok(Annotation {
        visibility,
        annotation,
        span: Span::new(start, reader.position().saturating_sub(start)),
    })
}
