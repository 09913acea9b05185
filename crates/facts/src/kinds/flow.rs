//! Kinds of facts about the ways of values through apps.

use super::{Cell, Column, FactKind, Kind, Value};

kinds! { LIST;
    /// A value of a kind that matters gets from where it is read to where it leaves the app, by what the code does.
    FlowWay = "flow.way" {
        /// The method and place where it arrives, and those where it comes from; the steps name it.
        way: String,
        /// What it is, as `device-id`.
        source: String,
        /// The class of personal data.
        class: String,
        /// The method or field that gives it.
        api: String,
        /// The constants that the method is given, as the name of a setting; null where none.
        which: Option<String>,
        /// Where it goes: `network`, `message`.
        sink: String,
        /// The method that takes it there.
        sink_api: String,
        /// The addresses that it is sent to, as a JSON array; `*` stands for what is not known.
        addresses: String,
        /// The keys under which it was put into maps and documents, the outermost first, as a JSON array.
        keys: String,
        /// What is done to it on the way, as a JSON array of `cut`, `encrypted` and `hashed`.
        done: String,
        /// What following the value on from where it is read says, in the order in which code runs and object by object: `arrives`;
        /// `lost` where it is overwritten before or held by another object; `open` where it was not followed to the end.
        followed: String,
        /// The condition under which the code runs that takes it there.
        gate: String,
        /// That condition evaluated in environments, as a JSON array.
        environments: String,
        /// 1 where a way from the app's components to that code was found.
        reached: bool,
    }
    /// A step on a `flow.way`.
    FlowStep = "flow.step" {
        /// The way.
        way: String,
        /// Its position, from 0.
        position: i64,
        /// What happens there.
        says: String,
    }
    /// A part of a way through several apps, as one app's code has it: a value gets from where it is read, or from another
    /// app, to where it leaves for another app, or the phone. One end at least is a port: a message, a provider, a binder, a
    /// setting. `flow_step` has its steps.
    FlowHalf = "flow.half" {
        /// The method and place where it arrives, and those where it comes from; the steps name it.
        way: String,
        /// What it is, as `device-id`; null where it comes from another app.
        source: Option<String>,
        /// The class of personal data; null where it comes from another app.
        class: Option<String>,
        /// The method or field that gives it.
        api: String,
        /// The constants that the method is given; null where none.
        which: Option<String>,
        /// The ways out of the phone that are of interest for it, as a JSON array; null where it comes from another app.
        of_interest: Option<String>,
        /// The kind of the port that it comes in by, as `receiver`, `provider-insert` or `binder`; null where it is read in this app.
        enters_by: Option<String>,
        /// What that port is named by, as a JSON object: `own` (components that the manifest declares), `name`, `code` and others.
        enters: String,
        /// The part of the message that it is taken from: a key, or a part with a dot before its name; null for any.
        enters_key: Option<String>,
        /// The kind of the port that it leaves by; null where it leaves the phone.
        leaves_by: Option<String>,
        /// What that port is named by, as a JSON object: `component`, `package`, `action`, `category`, `type`, `data`, `needs`, `name`, `code`; `unknown` lists those of which not all is known.
        leaves: String,
        /// The part of the message that it is put into; null where that is not known, or where the message is passed on whole.
        leaves_key: Option<String>,
        /// Where it goes: `network`, `message`, or the kind of the port.
        sink: String,
        /// The method that takes it there.
        sink_api: String,
        /// The addresses that it is sent to, as a JSON array; `*` stands for what is not known.
        addresses: String,
        /// The keys under which it was put into maps and documents, the outermost first, as a JSON array.
        keys: String,
        /// What is done to it on the way, as a JSON array of `cut`, `encrypted` and `hashed`.
        done: String,
        /// The condition under which the code runs that takes it there.
        gate: String,
        /// 1 where a way from the app's components to that code was found.
        reached: bool,
    }
    /// A value gets through several apps to where it leaves the phone: parts of ways (`flow.half`) whose ports fit by what the
    /// apps' manifests declare.
    FlowJoined = "flow.joined" {
        /// What it is, as `device-id`.
        source: String,
        /// The class of personal data.
        class: String,
        /// The method or field that gives it.
        api: String,
        /// The app that takes it out of the phone: its package.
        last: String,
        /// The apps' packages, in the order of the way, as a JSON array.
        apps: String,
        /// The parts, in the order of the way: a JSON array of objects with `app` and `way`, as in `flow_half`.
        parts: String,
        /// Where it passes from one app to the next, as a JSON array of sentences.
        passes: String,
        /// Where it goes: `network` or `message`.
        sink: String,
        /// The method that takes it there.
        sink_api: String,
        /// The addresses that it is sent to, as a JSON array.
        addresses: String,
        /// The keys under which it was put on the whole way, as a JSON array.
        keys: String,
        /// What is done to it on the whole way, as a JSON array.
        done: String,
        /// The conditions of all parts.
        gate: String,
        /// 1 where all parts are reached from the apps' components.
        reached: bool,
        /// What is not known of it, as a JSON array of sentences.
        unknown: String,
        /// 1 where what is not known may make it another part of a message, or another component.
        in_doubt: bool,
    }
}

pub(super) const ALL: &[&Kind] = LIST;
