//! Comparisons that native code makes: a list and a text both go into a native method whose result decides.
//!
//! The list goes in by the same call, or by another native method that gives the number or object by which this one is
//! called. How the text is compared is not known.

use super::{Answer, Matching, Matchings};
use crate::app::App;
use crate::ir::{Body, Cond, Kind as OpKind, Op, Use, Val};
use crate::origin::{Backward, Origins};
use crate::program::{DefId, FieldId, count};
use crate::unknown::jni_symbol;
use crate::xref::Site;
use base::Budget;
use std::collections::BTreeSet;

/// Calls of one native method that are looked at: 64.
const MAX_CALLERS: usize = 64;

/// Where a native method's code stands, as far as the app tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Native {
    /// Names given to `System.loadLibrary` by the method's class, or by the app where that loads none; sorted.
    pub libraries: Vec<String>,
    /// Its symbol by JNI's rules.
    pub symbol: String,
}

/// What goes into a native method.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Collection,
    Handle,
    Other,
}

fn part(desc: &str) -> Part {
    match desc {
        "Ljava/lang/String;" | "Ljava/lang/CharSequence;" | "[B" | "[C" => Part::Text,
        "[Ljava/lang/String;"
        | "[Ljava/lang/Object;"
        | "[Ljava/lang/CharSequence;"
        | "[[B"
        | "Ljava/util/List;"
        | "Ljava/util/ArrayList;"
        | "Ljava/util/Set;"
        | "Ljava/util/HashSet;"
        | "Ljava/util/Collection;" => Part::Collection,
        "J" | "I" => Part::Handle,
        _ => Part::Other,
    }
}

/// A native method: what goes in, and what it gives.
struct Signature<'a> {
    /// Position among the operands, and the descriptor's kind.
    parts: Vec<(usize, Part)>,
    gives: &'a str,
}

fn signature<'a>(app: &'a App<'_>, def: DefId) -> Option<Signature<'a>> {
    let d = app.program.def(def)?;
    let fixed = d.access.contains(fmt_dex::AccessFlags::STATIC);
    let m = app.program.methods.get(d.method as usize)?;
    let proto = app.program.protos.get(m.proto as usize)?;
    let first = usize::from(!fixed);
    let parts = proto.params.iter().enumerate();
    Some(Signature {
        parts: parts
            .map(|(i, ty)| (i.saturating_add(first), part(app.program.desc(*ty))))
            .collect(),
        gives: app.program.desc(proto.ret),
    })
}

/// The field that a value is kept in or read from, or the call that gives it.
fn handle(app: &App<'_>, body: &Body, val: Val) -> (Option<FieldId>, Option<u32>) {
    match body.def_op(val).map(|(_, op)| (op, op.kind)) {
        Some((op, OpKind::Cast(_))) => handle(app, body, body.arg(op, 0)),
        Some((_, OpKind::FieldGet(f) | OpKind::StaticGet(f))) => {
            (Some(app.program.canonical_field(f)), None)
        }
        Some((op, OpKind::Call(..))) => (None, Some(op.pc)),
        _ => (None, None),
    }
}

/// How a number that native code gives is asked: as a position, or as yes and no.
fn answer(body: &Body, op: &Op, gives: &str) -> Option<Answer> {
    match gives {
        "Z" => return Some(Answer::Flag),
        "Ljava/lang/String;" => return Some(Answer::Text),
        "I" | "J" | "S" | "B" => {}
        _ => return None,
    }
    let position = body.uses(op.res).iter().any(|u| {
        let Use::Op(idx, _) = *u else { return false };
        match body.op(idx).map(|o| (o, o.kind)) {
            Some((_, OpKind::IfZero(cond))) => matches!(cond, Cond::Lt | Cond::Ge),
            Some((branch, OpKind::If(_))) => body.args(branch).iter().any(|v| {
                let known = body.def_op(*v).map(|(_, o)| o.kind);
                known == Some(OpKind::Const(-1))
            }),
            _ => false,
        }
    });
    Some(if position {
        Answer::Index
    } else {
        Answer::Flag
    })
}

impl App<'_> {
    /// Adds the comparisons that native code makes.
    pub(super) fn natives(
        &self,
        back: &mut Backward<'_, '_>,
        all: &mut Matchings,
        budget: &mut Budget,
    ) {
        for def in 0..count(self.program.defs.len()) {
            if !self.is_native(def) {
                continue;
            }
            let Some(signature) = signature(self, def) else {
                continue;
            };
            if !signature.parts.iter().any(|p| p.1 == Part::Text) {
                continue;
            }
            for site in self.callers(def).iter().take(MAX_CALLERS) {
                if self.is_reachable(site.def) {
                    self.native(back, def, &signature, *site, all, budget);
                }
            }
        }
    }

    fn native(
        &self,
        back: &mut Backward<'_, '_>,
        def: DefId,
        signature: &Signature<'_>,
        site: Site,
        all: &mut Matchings,
        budget: &mut Budget,
    ) {
        let Some((body, _, op)) = self.op_at(site) else {
            return;
        };
        if op.res == crate::ir::NO_VAL || body.uses(op.res).is_empty() {
            return;
        }
        let Some(answer) = answer(body, op, signature.gives) else {
            return;
        };
        let listed = self
            .list_given(back, site, body, op, signature, all, budget)
            .or_else(|| self.list_behind(back, def, site, body, op, signature, all, budget));
        let Some((words, taken)) = listed else { return };
        let texts = signature.parts.iter().filter(|p| p.1 == Part::Text);
        let Some(text) = texts
            .map(|p| p.0)
            .find(|at| Some(*at) != taken && !self.is_single(body, body.arg(op, *at)))
            .map(|at| body.arg(op, at))
        else {
            return;
        };
        let Some(method) = self.program.def(def).map(|d| d.method) else {
            return;
        };
        all.n_sites = all.n_sites.saturating_add(1);
        let origins = back.origins(site.def, text, budget);
        all.n_questions = all.n_questions.saturating_add(origins.n_questions() as u64);
        all.found.push(Matching {
            site,
            method,
            matcher: String::from("native-call"),
            answer,
            text_at: (text, None),
            list_at: crate::ir::NO_VAL,
            words,
            text: origins,
            native: Some(self.native_code(def)),
        });
    }

    /// The list among the operands of a call of a native method, and which operand it is.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn list_given(
        &self,
        back: &mut Backward<'_, '_>,
        site: Site,
        body: &Body,
        op: &Op,
        signature: &Signature<'_>,
        all: &mut Matchings,
        budget: &mut Budget,
    ) -> Option<(Origins, Option<usize>)> {
        for (at, part) in &signature.parts {
            let val = body.arg(op, *at);
            let words = match part {
                Part::Collection => back.element_origins(site.def, val, budget),
                Part::Text if !self.is_single(body, val) => back.origins(site.def, val, budget),
                _ => continue,
            };
            all.n_questions = all.n_questions.saturating_add(words.n_questions() as u64);
            if super::is_list(&words) {
                return Some((words, Some(*at)));
            }
        }
        None
    }

    /// The list that another native method was given which gave what this one is called by.
    #[expect(clippy::too_many_arguments, reason = "the parts of a call")]
    fn list_behind(
        &self,
        back: &mut Backward<'_, '_>,
        def: DefId,
        site: Site,
        body: &Body,
        op: &Op,
        signature: &Signature<'_>,
        all: &mut Matchings,
        budget: &mut Budget,
    ) -> Option<(Origins, Option<usize>)> {
        let by: Vec<(Option<FieldId>, Option<u32>)> = signature
            .parts
            .iter()
            .filter(|p| p.1 == Part::Handle)
            .map(|p| handle(self, body, body.arg(op, p.0)))
            .filter(|h| *h != (None, None))
            .collect();
        if by.is_empty() {
            return None;
        }
        let class = self.class_type(def);
        let class = self.program.class_of(class)?;
        for other in class.first_def..class.end_def {
            if other == def || !self.is_native(other) {
                continue;
            }
            let Some(other_signature) = self::signature(self, other) else {
                continue;
            };
            for maker in self.callers(other).iter().take(MAX_CALLERS) {
                let Some((outer, _, call)) = self.op_at(*maker) else {
                    continue;
                };
                let kept = put_into(self, outer, call.res);
                let same = by.iter().any(|(field, pc)| {
                    field.is_some_and(|f| kept.contains(&f))
                        || (maker.def == site.def && *pc == Some(call.pc))
                        || self.loads_by(*field, outer, call, &other_signature)
                });
                if same
                    && let Some((words, _)) =
                        self.list_given(back, *maker, outer, call, &other_signature, all, budget)
                {
                    return Some((words, None));
                }
            }
        }
        None
    }

    /// Whether a call of a native method is given what is kept in the same field: one makes it, one fills it, one asks it.
    fn loads_by(
        &self,
        field: Option<FieldId>,
        body: &Body,
        op: &Op,
        signature: &Signature<'_>,
    ) -> bool {
        field.is_some()
            && signature
                .parts
                .iter()
                .filter(|p| p.1 == Part::Handle)
                .any(|p| handle(self, body, body.arg(op, p.0)).0 == field)
    }

    /// Where the code of a native method stands.
    fn native_code(&self, def: DefId) -> Native {
        let class = self.class_type(def);
        let own = self.libraries_of(Some(class));
        let name = self.program.def(def).map_or(u32::MAX, |d| d.method);
        Native {
            libraries: if own.is_empty() {
                self.libraries()
            } else {
                own
            },
            symbol: jni_symbol(self.program.desc(class), self.program.name_of(name)),
        }
    }
}

fn put_into(app: &App<'_>, body: &Body, val: Val) -> BTreeSet<FieldId> {
    let uses = body.uses(val).iter();
    let fields = uses.filter_map(|u| match *u {
        Use::Op(idx, 0) => match body.op(idx)?.kind {
            OpKind::FieldPut(f) | OpKind::StaticPut(f) => Some(app.program.canonical_field(f)),
            _ => None,
        },
        _ => None,
    });
    fields.collect()
}
