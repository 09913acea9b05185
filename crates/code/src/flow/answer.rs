//! Methods of the app that answer to several things: what of them belongs to one.

use super::path::Elem;
use super::solver::{Entry, Event, Fact, Solver};
use crate::asked::{self, Branches};
use crate::ir::{Body, Kind, OpIdx, Use};
use crate::models::Key;
use crate::program::DefId;
use std::rc::Rc;

impl Solver<'_, '_> {
    /// The key of a channel for a method that the framework calls; of what leaves it, by the branches that the value went
    /// through.
    pub(super) fn own_key(&mut self, def: DefId, key: Key, leaves: Option<u32>) -> Elem {
        match key {
            Key::Component => self.component_of(def),
            Key::Asked(..) | Key::Transaction => {
                let name = leaves.and_then(|fact| self.answers_to(def, key, fact));
                let asked = asked::answered(self.app, def, key, name.as_deref());
                Elem::Text(self.paths.text(&asked))
            }
            _ => Elem::Any,
        }
    }

    /// What a method is asked for when a fact leaves it, where that is known.
    fn answers_to(&self, def: DefId, key: Key, fact: u32) -> Option<String> {
        let (app, mut at) = (self.app, fact);
        let leaving = self.facts.get(fact as usize)?;
        if let Some(Entry::Asked(_, text)) = self.ctxs.get(leaving.ctx as usize)?.entry {
            return asked::name_of(self.paths.text_of(text)).map(str::to_owned);
        }
        let body = app.body(def)?;
        let branches: Branches = asked::branches(app, def, body, key);
        if branches.is_empty() {
            return None;
        }
        while self
            .facts
            .get(at as usize)
            .is_some_and(|it| it.ctx == leaving.ctx)
        {
            let why = self.whys.get(at as usize)?;
            if let Some(name) = asked::at_op(body, &branches, why.op) {
                return Some(name.to_owned());
            }
            at = why.from;
        }
        body.uses(leaving.val).iter().find_map(|u| match *u {
            Use::Op(op, _) if body.op(op)?.kind == Kind::Return => {
                asked::at_op(body, &branches, op).map(str::to_owned)
            }
            _ => None,
        })
    }

    /// The context of a method that is entered for what is asked of it.
    pub(super) fn entered_by(&mut self, def: DefId, source: u32, key: Key, asked: Elem) -> u32 {
        let Elem::Text(text) = asked else {
            return self.ctx(def, Entry::Root(source));
        };
        if !asked::is_asked(key) {
            return self.ctx(def, Entry::Root(source));
        }
        let ctx = self.ctx(def, Entry::Asked(source, text));
        if !self.barred.contains_key(&ctx)
            && let Some(body) = self.app.body(def)
        {
            let branches = asked::branches(self.app, def, body, key);
            let name = asked::name_of(self.paths.text_of(text));
            let barred = asked::barred(body, &branches, name);
            self.barred.insert(ctx, Rc::from(barred));
        }
        ctx
    }

    /// What a method returns that scripts of a page call.
    pub(super) fn give_to_page(&mut self, id: u32, fact: &Fact, def: DefId, idx: OpIdx) {
        let app = self.app;
        if app.bridges.is_empty()
            || !self.paths.is_content(fact.path)
            || (fact.implicit && !self.query.implicit)
        {
            return;
        }
        for bridge in app.bridges_of(def) {
            let Some((_, op, _)) = app.op_at(bridge.site) else {
                continue;
            };
            for sink in app.sinks_of(bridge.method) {
                let here = sink.place.base.operand(false) == Some(bridge.operand);
                if !here || !(self.query.sinks.is_empty() || self.query.sinks.contains(&sink.label))
                {
                    continue;
                }
                let label = self.sink_label(&sink.label);
                let event = Event::Sink {
                    def: bridge.site.def,
                    op,
                    operand: u16::try_from(bridge.operand).unwrap_or(0),
                    label,
                    implicit: fact.implicit,
                };
                self.event(id, idx, event);
            }
        }
    }

    /// Whether an operation does not run in a context: something else is asked for.
    pub(super) fn is_barred(&self, ctx: u32, body: &Body, op: OpIdx) -> bool {
        let Some(barred) = self.barred.get(&ctx) else {
            return false;
        };
        let block = body.op(op).map(|op| op.block as usize);
        block.and_then(|block| barred.get(block)) == Some(&true)
    }
}
