//! Says what is what in one request: its events, its parameters, and which of them are personal data.

use super::state::number;
use crate::Knowledge;
use base::{Limits, Problem};
use fmt_net::http::{Header, Request};
use std::collections::{BTreeMap, HashMap};
use traffic::decoder::Decoder;
use traffic::decoder::payload_key::{self, PayloadKey};
use traffic::peel::{self, Parameter};
use traffic::personal::Personal;

/// Header fields of RFC 9110 and its kin that steer the transfer and say nothing of a person or device.
const PLAIN_HEADERS: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "expect",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "proxy-connection",
    "range",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "sec-websocket-extensions",
    "sec-websocket-key",
    "sec-websocket-version",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
];

/// The fields of a request's head that may say something, and the parts of its path, as parameters.
fn beside(request: &Request) -> Vec<Parameter> {
    let mut found = Vec::new();
    let says_something = |header: &&Header| {
        !header.name.starts_with(':')
            && !PLAIN_HEADERS
                .iter()
                .any(|it| header.name.eq_ignore_ascii_case(it))
    };
    for header in request.headers.iter().filter(says_something) {
        found.push(Parameter {
            path: vec!["header".to_owned(), header.name.to_ascii_lowercase()],
            value: header.value.clone(),
            is_opened: false,
        });
    }
    found
}

/// The parts of an address's path; they have no names.
fn parts(path: &str) -> Vec<Parameter> {
    path.split('/')
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
        .map(|(position, part)| Parameter {
            path: vec!["path".to_owned(), format!("[{position}]")],
            value: part.to_owned(),
            is_opened: false,
        })
        .collect()
}

/// The part of a whole address between host and query.
pub(super) fn path_of(url: &str) -> &str {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    match bare.split_once("://") {
        Some((_, rest)) => rest
            .find('/')
            .map_or("/", |at| rest.get(at..).unwrap_or("/")),
        None => bare,
    }
}

/// A parameter as it will be stated.
pub(super) struct Found {
    pub(super) parameter: Parameter,
    pub(super) event: Option<i64>,
    pub(super) field: Option<String>,
    pub(super) personal: Option<Personal>,
}

/// What is known of a request before it is stated.
pub(super) struct Read<'k> {
    pub(super) found: Vec<Found>,
    pub(super) service: Option<&'k Decoder>,
    /// Name and number of parameters of each event.
    pub(super) events: Vec<(Option<String>, i64)>,
    pub(super) n_parameters: i64,
    pub(super) problems: Vec<Problem>,
}

/// Peels a request and says what is what in it.
pub(super) fn analyse<'k>(
    request: &Request,
    knowledge: &'k Knowledge,
    keys: &[PayloadKey],
    limits: &Limits,
) -> Read<'k> {
    let peeled = peel::parameters(request, limits);
    let parameters = payload_key::open(peeled.value, keys);
    let service = knowledge
        .decoders
        .iter()
        .find(|decoder| decoder.knows(request, &parameters));
    let parameters = match service {
        Some(decoder) => decoder.read_parameters(&parameters),
        None => parameters,
    };
    let mut found: Vec<Found> = Vec::with_capacity(parameters.len());
    let mut events = Vec::new();
    // The event and the name in it of each parameter, by position.
    let mut places: BTreeMap<usize, (Option<i64>, String)> = BTreeMap::new();
    if let Some(decoder) = service {
        let positions: HashMap<*const Parameter, usize> = parameters
            .iter()
            .enumerate()
            .map(|(position, parameter)| (std::ptr::from_ref(parameter), position))
            .collect();
        for (number_of_event, event) in (1_i64..).zip(decoder.events(&parameters)) {
            events.push((
                event.name.map(str::to_owned),
                number(event.parameters.len() as u64),
            ));
            for (field, parameter) in event.parameters {
                let Some(position) = positions.get(&std::ptr::from_ref(parameter)) else {
                    continue;
                };
                places
                    .entry(*position)
                    // What several events share belongs to none alone.
                    .and_modify(|place| place.0 = None)
                    .or_insert((Some(number_of_event), field));
            }
        }
    }
    let n_parameters = parameters.iter().filter(|it| !it.is_opened).count();
    for (position, parameter) in parameters.into_iter().enumerate() {
        let (event, field) = match places.remove(&position) {
            Some((event, field)) => (event, Some(field)),
            None => (None, None),
        };
        let personal = classed(&parameter, field.as_deref(), service, knowledge);
        found.push(Found {
            parameter,
            event,
            field,
            personal,
        });
    }
    for parameter in beside(request) {
        let personal = knowledge.personal.of(&parameter);
        found.push(Found {
            parameter,
            event: None,
            field: None,
            personal,
        });
    }
    for parameter in parts(path_of(&request.url)) {
        // A part of a path has no name, so only what its shape says is stated.
        if let Some(personal) = knowledge.personal.of(&parameter) {
            found.push(Found {
                parameter,
                event: None,
                field: None,
                personal: Some(personal),
            });
        }
    }
    Read {
        found,
        service,
        events,
        n_parameters: number(n_parameters as u64),
        problems: peeled.problems,
    }
}

/// What a parameter is: by the page of its service where that says so, else by name and shape. Of a value whose
/// contents are given too, only an address is something by itself.
fn classed(
    parameter: &Parameter,
    field: Option<&str>,
    service: Option<&Decoder>,
    knowledge: &Knowledge,
) -> Option<Personal> {
    let by_service = service.and_then(|decoder| {
        let place = Decoder::place(parameter);
        let field = match field {
            Some(field) if decoder.classes.contains_key(field) => field,
            _ => place.as_str(),
        };
        let (class, what) = decoder.classes.get(field)?.split_once('/')?;
        let meaning = decoder.meanings.get(field).map_or_else(
            || "it is listed there".to_owned(),
            |meaning| format!("there it is {meaning}"),
        );
        Some(Personal {
            class: class.to_owned(),
            what: what.to_owned(),
            why: format!(
                "the page of the service `{}` names it: {meaning}",
                decoder.id
            ),
        })
    });
    let by_service = by_service.filter(|_| !traffic::personal::is_nothing(&parameter.value));
    by_service
        .or_else(|| knowledge.personal.of(parameter))
        .filter(|personal| !parameter.is_opened || personal.class == "search")
}
