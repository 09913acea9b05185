//! Comparisons of texts with lists of words: what is compared, and with which list.
//!
//! A comparison counts where the word is taken out of a collection or array, or looked up in one. Which calls
//! compare is data (role `matcher` of the models). A chain of comparisons with single constants is not a list here.
//! Matchers that go through characters are told by structure ([`trie`]), those in native code by what goes in ([`native`]).
//!
//! Known misses: lists of one word; single characters of a text that are compared with single characters of a word; what methods
//! that say whether two objects are equal compare; objects and numbers that are looked up.

mod ends;
mod native;
mod operand;
mod pattern;
mod trie;

pub use native::Native;

use crate::app::App;
use crate::ir::{Body, Def, Kind as OpKind, Op, Val};
use crate::models::Base;
use crate::origin::{Backward, Kind, Origins};
use crate::program::{MethodId, count};
use crate::xref::Site;
use base::Budget;
use std::collections::BTreeSet;

/// Words of a built-in list below which a comparison is not one with a list: 2.
const MIN_WORDS: usize = 2;

/// How a matcher answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `true` for a hit.
    Flag,
    /// A position, negative where there is none.
    Index,
    /// The text, changed where the word was in it.
    Text,
    /// An object for a hit, `null` where there is none.
    Object,
    /// `false` for a hit: what a hit fills is asked whether it is empty.
    Empty,
}

/// A comparison of a text with the words of a list.
#[derive(Clone, Debug)]
pub struct Matching {
    /// Where.
    pub site: Site,
    /// The call that compares.
    pub method: MethodId,
    /// How, as `contains` or `lookup`.
    pub matcher: String,
    /// How it answers.
    pub answer: Answer,
    /// The operand with the text; its part, where it is one.
    pub text_at: (Val, Option<String>),
    /// The operand with the word, or the collection of words; none where there is no such operand.
    pub list_at: Val,
    /// Where the words come from.
    pub words: Origins,
    /// Where the text comes from.
    pub text: Origins,
    /// Where the comparing code stands, if it is native.
    pub native: Option<Native>,
}

/// Whether words are those of a list: taken out of one, and several or from outside.
fn is_list(words: &Origins) -> bool {
    words.element && (built_in(words).len() >= MIN_WORDS || is_fetched(words))
}

fn built_in(words: &Origins) -> Vec<&str> {
    let elements = words.origins.iter().filter(|o| o.element);
    let mut words: Vec<&str> = elements
        .filter_map(|o| match &o.kind {
            // A single letter or sign is a digit, a border or an escape, and no word.
            Kind::Text(t) if t.len() > 1 => Some(t.as_str()),
            _ => None,
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn is_fetched(words: &Origins) -> bool {
    words.origins.iter().any(|o| {
        o.element && matches!(o.kind, Kind::Named(..) | Kind::Kept(..) | Kind::Resource(_))
    })
}

/// Whether text and words are parts of the same thing, as two columns of a line that is read, or a text and what it was
/// before: no list for that text.
fn is_of_one_source(found: &Matching) -> bool {
    let at = |o: &crate::origin::Origin| (o.kind.clone(), o.site);
    let counts = |o: &&crate::origin::Origin| {
        matches!(
            o.kind,
            Kind::Named(..) | Kind::Kept(..) | Kind::Resource(_) | Kind::Text(_)
        )
    };
    let of_text: BTreeSet<_> = found.text.origins.iter().filter(counts).map(at).collect();
    let words = found.words.origins.iter().filter(|o| o.element);
    let of_words: BTreeSet<_> = words.filter(counts).map(at).collect();
    !of_words.is_empty()
        && of_words.is_subset(&of_text)
        && found.words.keys == found.text.keys
        && found.matcher != "lookup"
}

impl Matching {
    /// The built-in words, in order.
    pub fn built_in(&self) -> Vec<&str> {
        built_in(&self.words)
    }

    /// Whether words come from outside the code.
    pub fn is_fetched(&self) -> bool {
        is_fetched(&self.words)
    }
}

/// What was found in one app.
#[derive(Clone, Debug, Default)]
pub struct Matchings {
    /// In the order of their places.
    pub found: Vec<Matching>,
    /// Comparisons looked at.
    pub n_sites: u32,
    /// Questions asked for them.
    pub n_questions: u64,
    /// Places where the search was cut.
    pub cut: Vec<Site>,
}

/// How a matcher is described by the models.
struct Matcher {
    kind: String,
    text: (usize, Option<String>),
    word: (usize, Option<String>),
    answer: Answer,
}

fn operand(text: &str, fixed: bool) -> Option<(usize, Option<String>)> {
    let (base, part) = match text.split_once('.') {
        Some((base, part)) => (base, Some(part.to_owned())),
        None => (text, None),
    };
    let base = match base {
        "this" => Base::This,
        other => Base::Param(other.strip_prefix('p')?.parse().ok()?),
    };
    Some((base.operand(fixed)?, part))
}

fn matcher(detail: &str, fixed: bool) -> Option<Matcher> {
    let mut words = detail.split(' ');
    let kind = words.next()?.to_owned();
    let text = operand(words.next()?, fixed)?;
    let word = operand(words.next()?, fixed)?;
    let answer = match words.next()? {
        "flag" => Answer::Flag,
        "index" => Answer::Index,
        _ => Answer::Text,
    };
    Some(Matcher {
        kind,
        text,
        word,
        answer,
    })
}

impl App<'_> {
    /// How what comes from an origin is made alike on the way, as `lower-case` or `digest`; `digest-part` where a part of a
    /// digest is taken.
    pub fn foldings(&self, of: &Origins, origin: &crate::origin::Origin) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for through in of.through(origin) {
            for role in self.models.roles.of(&self.program, through.method) {
                match role.name.as_str() {
                    "folding" => {
                        found.insert(role.detail.clone());
                    }
                    "part" if found.contains("digest") => {
                        found.insert(String::from("digest-part"));
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// All comparisons of texts with lists of words.
    pub fn matchings(&self, budget: &mut Budget) -> Matchings {
        let mut back = Backward::new(self);
        let mut all = Matchings::default();
        for method in 0..count(self.program.methods.len()) {
            let sites = self.xrefs.of_call(method);
            if sites.is_empty() {
                continue;
            }
            let roles = self.models.roles.of(&self.program, method);
            let Some(role) = roles.iter().find(|r| r.name == "matcher") else {
                continue;
            };
            for site in sites.iter().filter(|s| self.is_reachable(s.def)) {
                self.matching(&mut back, *site, method, &role.detail, &mut all, budget);
            }
        }
        self.tries(&mut back, &mut all, budget);
        self.natives(&mut back, &mut all, budget);
        all.found.sort_by_key(|m| m.site);
        all.cut.sort_unstable();
        all
    }

    /// The texts that the code of a class loads.
    pub fn texts_of_class(&self, class: crate::program::TypeId) -> Vec<&str> {
        let Some(class) = self.program.class_of(class) else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        for def in class.first_def..class.end_def {
            for op in self.body(def).map_or(&[][..], |b| b.ops.as_slice()) {
                if let OpKind::Str(sym) = op.kind {
                    texts.push(self.program.strings.text(sym));
                }
            }
        }
        texts
    }

    fn matching(
        &self,
        back: &mut Backward<'_, '_>,
        site: Site,
        method: MethodId,
        detail: &str,
        all: &mut Matchings,
        budget: &mut Budget,
    ) {
        let Some((body, _, op)) = self.op_at(site) else {
            return;
        };
        if op.res == crate::ir::NO_VAL || body.uses(op.res).is_empty() || self.tells_equal(site.def)
        {
            return;
        }
        let fixed = crate::flow::is_static(op);
        let Some(matcher) = matcher(detail, fixed) else {
            return;
        };
        let (text, word) = (body.arg(op, matcher.text.0), body.arg(op, matcher.word.0));
        let part = |p: &Option<String>| p.is_some();
        if (!part(&matcher.text.1) && self.is_single(body, text))
            || (!part(&matcher.word.1)
                && !matcher.kind.starts_with("regex")
                && self.is_single(body, word))
        {
            return;
        }
        if matcher.kind == "lookup" && self.is_no_text(site.def, body, text) {
            return;
        }
        all.n_sites = all.n_sites.saturating_add(1);
        let words = if matcher.kind == "lookup" {
            back.element_origins(site.def, word, budget)
        } else {
            back.all_origins(site.def, word, matcher.word.1.as_deref(), budget)
        };
        all.n_questions = all.n_questions.saturating_add(words.n_questions() as u64);
        let mut found = Matching {
            site,
            method,
            matcher: matcher.kind,
            answer: matcher.answer,
            text_at: (text, matcher.text.1.clone()),
            list_at: word,
            words,
            text: Origins::default(),
            native: None,
        };
        let alternatives = |o: &crate::origin::Origin| match &o.kind {
            Kind::Text(t) => pattern::words(t).len() > MIN_WORDS,
            _ => false,
        };
        let regex = found.matcher.contains("regex") && found.words.origins.iter().any(alternatives);
        if found.words.cut {
            all.cut.push(site);
            return;
        }
        if !regex && !is_list(&found.words) {
            return;
        }
        found.text = back.part_origins(site.def, text, matcher.text.1.as_deref(), budget);
        all.n_questions = all
            .n_questions
            .saturating_add(found.text.n_questions() as u64);
        if is_of_one_source(&found) {
            return;
        }
        all.found.push(found);
    }

    /// Whether a value is one constant, or a new text of a form that no list has.
    fn is_single(&self, body: &Body, mut val: Val) -> bool {
        for _ in 0..8 {
            match body.def(val) {
                Def::Op(idx) => match body.op(idx).map(|o| (o, o.kind)) {
                    Some((_, OpKind::Str(_) | OpKind::Const(_) | OpKind::Class(_))) => return true,
                    Some((op, OpKind::Cast(_))) => val = body.arg(op, 0),
                    Some((op, OpKind::Call(_, method))) if self.folds(op, method) => {
                        val = body.arg(op, 0);
                    }
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    }

    /// Whether a method says of two objects whether they are equal: what it compares are their parts.
    fn tells_equal(&self, def: crate::program::DefId) -> bool {
        let program = &self.program;
        let method = program.def(def).and_then(|d| {
            let is_static = d.access.contains(fmt_dex::AccessFlags::STATIC);
            (!is_static).then(|| program.methods.get(d.method as usize))?
        });
        method.is_some_and(|m| {
            let proto = program.protos.get(m.proto as usize);
            program.strings.text(m.name) == "equals"
                && proto.is_some_and(|p| {
                    let params: Vec<&str> = p.params.iter().map(|t| program.desc(*t)).collect();
                    params == ["Ljava/lang/Object;"]
                })
        })
    }

    /// Whether a call makes a text alike others, without changing what it says.
    fn folds(&self, op: &Op, method: MethodId) -> bool {
        let roles = self.models.roles.of(&self.program, method);
        roles.iter().any(|r| r.name == "folding") && !crate::flow::is_static(op)
    }
}
