//! From chunks to elements.

use super::{AxmlError, Document, ElementIdx, RawAttribute, RawElement, RawText};
use crate::chunk::{self, Chunk, Codes};
use crate::res_value::ResValue;
use crate::string_pool::{StringIdx, StringPool};
use base::{Limits, OutOfBounds, Parsed, Problem, View};

const RESOURCE_MAP: u16 = 0x0180;
const START_NAMESPACE: u16 = 0x0100;
const END_NAMESPACE: u16 = 0x0101;
const START_ELEMENT: u16 = 0x0102;
const END_ELEMENT: u16 = 0x0103;
const TEXT: u16 = 0x0104;
const LAST_NODE: u16 = 0x017f;

const NODE_HEADER_LEN: u64 = 16;
const ATTRIBUTE_LEN: u64 = 20;
const NO_STRING: u32 = u32::MAX;

static CODES: Codes = Codes {
    bad_chunk: "axml/bad-chunk",
    bad_pool: "axml/bad-string-pool",
};

pub(super) fn document<'a>(
    view: View<'a>,
    limits: &Limits,
) -> Result<Parsed<Document<'a>>, AxmlError> {
    let kind = view.u16_le(0).unwrap_or(0);
    let header_len = view.u16_le(2).unwrap_or(0);
    let pool_follows = view.u16_le(u64::from(header_len)) == Ok(chunk::STRING_POOL);
    let is_xml = kind == chunk::XML || (header_len == 8 && pool_follows);
    if !is_xml || view.len() < chunk::HEADER_LEN || u64::from(header_len) < chunk::HEADER_LEN {
        return Err(AxmlError::NotXml { kind, header_len });
    }
    let mut problems = Vec::new();
    if kind != chunk::XML {
        problems.push(
            Problem::new(
                "axml/other-kind",
                format_args!("the outermost chunk is of kind {kind:#06x}, not 0x0003"),
            )
            .at(view.span_at(0, chunk::HEADER_LEN)),
        );
    }
    let whole = match chunk::first(view, &CODES, &mut problems) {
        Ok(whole) => whole,
        Err(problem) => {
            // Nothing is known of the length, so that the bytes at hand have to do.
            problems.push(problem);
            Chunk {
                kind,
                header_len: u64::from(header_len).min(view.len()),
                view,
            }
        }
    };
    if let Ok(rest) = view.tail(whole.view.len())
        && !rest.is_empty()
    {
        problems.push(
            Problem::new(
                "axml/bytes-after-document",
                format_args!("{} bytes after the document", rest.len()),
            )
            .at(rest.span()),
        );
    }
    let mut reader = Reader {
        document: Document {
            strings: StringPool::empty(),
            resource_map: View::new(&[]),
            elements: Vec::new(),
            attributes: Vec::new(),
            texts: Vec::new(),
            namespaces: Vec::new(),
        },
        open: Vec::new(),
        n_too_deep: 0,
        has_nodes: false,
        n_skipped: 0,
        limits,
        end: whole.span().end(),
    };
    chunk::walk(whole.body(), &CODES, &mut problems, |chunk, problems| {
        reader.chunk(&chunk, problems);
    });
    let document = reader.finish(whole.view, &mut problems);
    limit(&mut problems, limits);
    Ok(Parsed {
        value: document,
        problems,
    })
}

fn limit(problems: &mut Vec<Problem>, limits: &Limits) {
    let most = usize::try_from(limits.n_problems).unwrap_or(usize::MAX);
    if problems.len() > most {
        let n_left_out = problems.len().saturating_sub(most);
        problems.truncate(most);
        problems.push(Problem::new(
            "axml/too-many-problems",
            format_args!("{n_left_out} problems beyond the first {most} are not listed"),
        ));
    }
}

struct Reader<'a, 'l> {
    document: Document<'a>,
    open: Vec<ElementIdx>,
    /// Open elements beyond the limit of nesting.
    n_too_deep: u64,
    has_nodes: bool,
    /// Chunks skipped right before this one, so that a run of them is one problem.
    n_skipped: u64,
    limits: &'l Limits,
    end: u64,
}

impl<'a> Reader<'a, '_> {
    fn chunk(&mut self, chunk: &Chunk<'a>, problems: &mut Vec<Problem>) {
        let is_node = (START_NAMESPACE..=LAST_NODE).contains(&chunk.kind);
        if !is_node {
            match chunk.kind {
                chunk::STRING_POOL if !self.has_nodes => {
                    if self.document.strings.n_strings() != 0 {
                        problems.push(
                            Problem::new(
                                "axml/second-string-pool",
                                "a further string pool, which replaces the one before",
                            )
                            .at(chunk.span()),
                        );
                    }
                    self.document.strings = StringPool::parse(chunk, &CODES, problems);
                }
                RESOURCE_MAP if !self.has_nodes => self.document.resource_map = chunk.body(),
                kind => {
                    if self.n_skipped == 0 {
                        problems.push(
                            Problem::new(
                                "axml/unknown-chunk",
                                format_args!("a chunk of kind {kind:#06x}, which Android skips"),
                            )
                            .at(chunk.span()),
                        );
                    }
                    self.n_skipped = self.n_skipped.saturating_add(1);
                    return;
                }
            }
            self.n_skipped = 0;
            return;
        }
        self.n_skipped = 0;
        self.has_nodes = true;
        if chunk.header_len != NODE_HEADER_LEN {
            problems.push(
                Problem::new(
                    "axml/bad-node-header",
                    format_args!(
                        "a node of kind {:#06x} with a header of {} bytes, not 16",
                        chunk.kind, chunk.header_len
                    ),
                )
                .at(chunk.span()),
            );
        }
        let outcome = match chunk.kind {
            START_ELEMENT => self.start_element(chunk, problems),
            END_ELEMENT => {
                self.end_element(chunk, problems);
                Ok(())
            }
            START_NAMESPACE => self.start_namespace(chunk),
            END_NAMESPACE => Ok(()),
            TEXT => self.text(chunk),
            kind => {
                problems.push(
                    Problem::new(
                        "axml/unknown-chunk",
                        format_args!("a node of kind {kind:#06x}, which Android skips"),
                    )
                    .at(chunk.span()),
                );
                Ok(())
            }
        };
        if let Err(error) = outcome {
            problems.push(Problem::new("axml/short-node", error).at(chunk.span()));
        }
    }

    fn start_namespace(&mut self, chunk: &Chunk<'a>) -> Result<(), OutOfBounds> {
        let body = chunk.body();
        let namespace = (body.u32_le(0)?, body.u32_le(4)?);
        if !self.document.namespaces.contains(&namespace) && self.document.namespaces.len() < 64 {
            self.document.namespaces.push(namespace);
        }
        Ok(())
    }

    fn text(&mut self, chunk: &Chunk<'a>) -> Result<(), OutOfBounds> {
        let text = chunk.body().u32_le(0)?;
        self.document.texts.push(RawText {
            text,
            parent: self.open.last().copied(),
            before: self.document.elements.len(),
            span: chunk.span(),
        });
        Ok(())
    }

    fn start_element(
        &mut self,
        chunk: &Chunk<'a>,
        problems: &mut Vec<Problem>,
    ) -> Result<(), OutOfBounds> {
        let depth = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
        if depth >= self.limits.nesting || self.n_too_deep != 0 {
            if self.n_too_deep == 0 {
                problems.push(
                    Problem::new(
                        "axml/too-deep",
                        format_args!("elements inside {depth} others are left out"),
                    )
                    .at(chunk.span()),
                );
            }
            self.n_too_deep = self.n_too_deep.saturating_add(1);
            return Ok(());
        }
        let body = chunk.body();
        let ns = some_string(body.u32_le(0)?);
        let name = body.u32_le(4)?;
        let line = chunk.view.u32_le(8).unwrap_or(0);
        if self.open.is_empty() && !self.document.elements.is_empty() {
            problems.push(
                Problem::new("axml/second-root", "an element after the outermost one")
                    .at(chunk.span()),
            );
        }
        self.check_name(name, "element", chunk.span(), problems);
        let idx = ElementIdx(self.document.elements.len());
        let first = self.document.attributes.len();
        if let Err(error) = self.attributes(body, problems) {
            problems.push(Problem::new("axml/short-node", error).at(chunk.span()));
        }
        self.document.elements.push(RawElement {
            ns,
            name,
            line,
            parent: self.open.last().copied(),
            depth,
            start: chunk.span(),
            end: self.end,
            after: idx.0.saturating_add(1),
            attributes: first..self.document.attributes.len(),
        });
        self.open.push(idx);
        Ok(())
    }

    fn attributes(
        &mut self,
        body: View<'a>,
        problems: &mut Vec<Problem>,
    ) -> Result<(), OutOfBounds> {
        let start = u64::from(body.u16_le(8)?);
        let step = u64::from(body.u16_le(10)?);
        let count = u64::from(body.u16_le(12)?);
        let mut odd = |says: std::fmt::Arguments<'_>| {
            problems.push(Problem::new("axml/bad-attribute-layout", says).at(body.span()));
        };
        if count != 0 && (start != ATTRIBUTE_LEN || step != ATTRIBUTE_LEN) {
            odd(format_args!(
                "attributes begin {start} bytes into the element and take {step} bytes each, not 20 and 20"
            ));
        }
        let end = start.saturating_add(step.saturating_mul(count));
        if end > body.len() {
            odd(format_args!(
                "{count} attributes take {end} bytes, but the element has {}",
                body.len()
            ));
        } else if end < body.len() && count != 0 {
            odd(format_args!(
                "{} bytes after the attributes",
                body.len().saturating_sub(end)
            ));
        }
        // Attributes without a length would all be the same one.
        let count = if step == 0 { count.min(1) } else { count };
        let first = self.document.attributes.len();
        for n in 0..count {
            let off = start.saturating_add(step.saturating_mul(n));
            let Ok(view) = body.sub(off, ATTRIBUTE_LEN) else {
                break;
            };
            let attribute = RawAttribute {
                ns: some_string(view.u32_le(0)?),
                name: view.u32_le(4)?,
                raw: some_string(view.u32_le(8)?),
                value: ResValue::read(view, 12)?,
                span: view.span(),
            };
            self.check_attribute(&attribute, first, problems);
            self.document.attributes.push(attribute);
        }
        Ok(())
    }

    fn check_attribute(&self, attribute: &RawAttribute, first: usize, problems: &mut Vec<Problem>) {
        let document = &self.document;
        let id = document.resource_id(attribute.name);
        if id.is_none() {
            self.check_name(attribute.name, "attribute", attribute.span, problems);
        }
        let before = document.attributes.get(first..).unwrap_or_default();
        let is_same = |other: &RawAttribute| {
            let other_id = document.resource_id(other.name);
            other_id == id
                && (id.is_some() || (other.ns, other.name) == (attribute.ns, attribute.name))
        };
        // Elements have few attributes; of those that have thousands the first hundred are compared.
        if before.iter().take(100).any(is_same) {
            let name = document.strings.text(attribute.name).unwrap_or_default();
            problems.push(
                Problem::new(
                    "axml/duplicate-attribute",
                    format_args!("a second attribute {}", base::escape_controls(&name)),
                )
                .at(attribute.span),
            );
        }
        if attribute.value.kind == ResValue::STRING
            && let Some(raw) = attribute.raw
            && raw != attribute.value.data
            && document.strings.text(raw) != document.strings.text(attribute.value.data)
        {
            problems.push(
                Problem::new(
                    "axml/raw-value-differs",
                    format_args!(
                        "the raw value is string {raw}, the typed one string {}",
                        attribute.value.data
                    ),
                )
                .at(attribute.span),
            );
        }
    }

    fn check_name(
        &self,
        name: StringIdx,
        what: &str,
        span: base::Span,
        problems: &mut Vec<Problem>,
    ) {
        match self.document.strings.string(name) {
            Err(error) => problems.push(
                Problem::new(
                    "axml/name-unreadable",
                    format_args!("the {what}'s name: {error}"),
                )
                .at(span),
            ),
            Ok(string) => {
                let text = string.text();
                if !is_name(&text) {
                    problems.push(
                        Problem::new(
                            "axml/no-name",
                            format_args!(
                                "no XML name for an {what}: {}",
                                base::printable(text.as_bytes(), 100)
                            ),
                        )
                        .at(span),
                    );
                }
            }
        }
    }

    fn end_element(&mut self, chunk: &Chunk<'a>, problems: &mut Vec<Problem>) {
        if self.n_too_deep != 0 {
            self.n_too_deep = self.n_too_deep.saturating_sub(1);
            return;
        }
        let Some(idx) = self.open.pop() else {
            problems.push(
                Problem::new(
                    "axml/end-without-start",
                    "an end tag where no element is open",
                )
                .at(chunk.span()),
            );
            return;
        };
        let after = self.document.elements.len();
        let name = chunk.body().u32_le(4);
        if let Some(element) = self.document.elements.get_mut(idx.0) {
            element.end = chunk.span().end();
            element.after = after;
            if name != Ok(element.name) {
                problems.push(
                    Problem::new(
                        "axml/other-end-tag",
                        "the end tag has another name than the element it closes",
                    )
                    .at(chunk.span()),
                );
            }
        }
    }

    fn finish(mut self, whole: View<'a>, problems: &mut Vec<Problem>) -> Document<'a> {
        if !self.open.is_empty() {
            problems.push(
                Problem::new(
                    "axml/unclosed-elements",
                    format_args!("{} elements have no end tag", self.open.len()),
                )
                .at(whole.span()),
            );
        }
        let after = self.document.elements.len();
        for idx in self.open {
            if let Some(element) = self.document.elements.get_mut(idx.0) {
                element.after = after;
            }
        }
        if self.document.elements.is_empty() {
            problems.push(Problem::new("axml/no-element", "no element").at(whole.span()));
        }
        self.document
    }
}

fn some_string(idx: u32) -> Option<StringIdx> {
    (idx != NO_STRING).then_some(idx)
}

/// Whether a text is a name in XML, give or take the rarer letters.
fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters
            .all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.'))
}
