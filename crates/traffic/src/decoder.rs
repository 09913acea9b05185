//! Payload decoders as data: which requests are an analytics service's, what an event is in them, and what
//! the names mean.
//!
//! A decoder is a page of `knowledge/decoders/`: prose for people with one block of TOML marked `decoder`.
//! The generic peeling ([`crate::peel`]) has opened all wrappings before; a decoder only says what is what.

pub mod payload_key;
mod schema;
mod seal;

pub use schema::Pair;
pub use seal::{Cipher, Coding, Digested, Seal};

use crate::exchange::url_host;
use crate::peel::Parameter;
use fmt_net::http::{Request, header};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How far a service's payload can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Parameters are read.
    Read,
    /// The payload is encrypted by the app itself, under the transport's encryption.
    Encrypted,
}

/// A sign by which requests are known. All that it names must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sign {
    /// What the host's name ends with, at a point.
    pub host: Option<String>,
    /// What the path ends with.
    pub path: Option<String>,
    /// Header fields.
    pub headers: Vec<String>,
    /// Names of parameters, anywhere in query and body.
    pub names: Vec<String>,
}

/// What an event is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Names that every record has. With none, the whole request is one event, or each of its lines is.
    #[serde(default)]
    pub has: Vec<String>,
    /// The name whose value is the event's name.
    pub event: String,
    /// The name whose value says what sort of record it is; it stands for the event's name where that is
    /// missing.
    pub kind: Option<String>,
}

/// A decoder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decoder {
    /// Equal to the page's file name without its ending.
    pub id: String,
    /// The service's name.
    pub name: String,
    /// How far payloads can be read.
    pub status: Status,
    /// Where the facts on the page come from.
    pub sources: Vec<String>,
    /// Any of these signs is enough.
    pub signs: Vec<Sign>,
    /// What an event is; none where payloads cannot be read.
    pub shape: Option<Shape>,
    /// Why payloads cannot be read, and what would open them.
    pub obstacle: Option<String>,
    /// Values that the client encrypts under keys that are known.
    #[serde(default)]
    pub seals: Vec<Seal>,
    /// Names for the numbers of a protocol buffer, by the numbers joined by points.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Parts that carry their own names.
    #[serde(default)]
    pub pairs: Vec<Pair>,
    /// What names mean.
    #[serde(default)]
    pub meanings: BTreeMap<String, String>,
    /// Which names are personal data: the class of `knowledge/personal-data/` and what it is in it, as
    /// `identifier/distinct-id`.
    #[serde(default)]
    pub classes: BTreeMap<String, String>,
}

/// Why a page is not a decoder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecoderError {
    /// The page has no block marked `decoder`.
    #[error("expected a block that begins with ```toml decoder")]
    NoBlock,
    /// The block's TOML is not what is expected; the reason is the TOML reader's.
    #[error("{0}")]
    BadBlock(Box<str>),
    /// A decoder that reads has no shape, or one that does not has no obstacle.
    #[error("a decoder has a shape if it reads, and an obstacle if it does not")]
    Inconsistent,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'p> {
    /// The event's name, or the sort of record.
    pub name: Option<&'p str>,
    /// The event's parameters with their names from the record on, joined by points, each as it was sent;
    /// what wrapped values hold is among the request's parameters.
    pub parameters: Vec<(String, &'p Parameter)>,
}

impl Decoder {
    /// Reads a page.
    ///
    /// # Errors
    /// [`DecoderError`].
    pub fn read(page: &str) -> Result<Self, DecoderError> {
        let (_, rest) = page
            .split_once("```toml decoder\n")
            .ok_or(DecoderError::NoBlock)?;
        let (block, _) = rest.split_once("\n```").ok_or(DecoderError::NoBlock)?;
        let decoder: Self = toml::from_str(block)
            .map_err(|error| DecoderError::BadBlock(error.message().into()))?;
        let is_whole = match decoder.status {
            Status::Read => decoder.shape.is_some(),
            Status::Encrypted => decoder.obstacle.is_some(),
        };
        if is_whole {
            Ok(decoder)
        } else {
            Err(DecoderError::Inconsistent)
        }
    }

    /// Whether a request is of this service.
    pub fn knows(&self, request: &Request, parameters: &[Parameter]) -> bool {
        let is_named = |name: &String| {
            let mut all = parameters.iter();
            all.any(|parameter| parameter.path.contains(name))
        };
        let host = url_host(&request.url).unwrap_or_default();
        let path = request.url.split(['?', '#']).next().unwrap_or_default();
        self.signs.iter().any(|sign| {
            let is_empty = sign.host.is_none()
                && sign.path.is_none()
                && sign.headers.is_empty()
                && sign.names.is_empty();
            !is_empty
                && sign.host.as_deref().is_none_or(|end| {
                    host.strip_suffix(end)
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                })
                && sign.path.as_deref().is_none_or(|end| path.ends_with(end))
                && sign
                    .headers
                    .iter()
                    .all(|name| header(&request.headers, name).is_some())
                && sign.names.iter().all(is_named)
        })
    }

    /// A request's parameters as the service means them: what is sealed is opened where its key is known, and numbers have their
    /// names.
    pub fn read_parameters(&self, parameters: &[Parameter]) -> Vec<Parameter> {
        let mut read = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            let mut seals = self.seals.iter().filter(|it| it.field == parameter.name());
            let inside = seals.find_map(|seal| seal.open(parameter, parameters));
            let Some(inside) = inside else {
                read.push(parameter.clone());
                continue;
            };
            // A body as a whole has no name to be kept under.
            if parameter.path.len() > 1 {
                read.push(Parameter {
                    is_opened: true,
                    ..parameter.clone()
                });
            }
            read.extend(inside);
        }
        schema::name_numbers(&self.fields, &mut read);
        schema::name_pairs(&self.pairs, &mut read);
        read
    }

    /// Where a parameter stands outside events, as the keys of [`Decoder::classes`] have it: its names, joined by points.
    pub fn place(parameter: &Parameter) -> String {
        let names: Vec<&str> = parameter
            .path
            .iter()
            .skip(1)
            .map(String::as_str)
            .filter(|step| !step.starts_with(['<', '[']))
            .collect();
        names.join(".")
    }

    /// The events among a request's parameters.
    pub fn events<'p>(&self, parameters: &'p [Parameter]) -> Vec<Event<'p>> {
        let Some(shape) = &self.shape else {
            return Vec::new();
        };
        if shape.has.is_empty() {
            return shape.flat_events(parameters);
        }
        let mut prefixes: Vec<&[String]> = Vec::new();
        let Some((first, others)) = shape.has.split_first() else {
            return Vec::new();
        };
        for parameter in parameters {
            for (at, step) in parameter.path.iter().enumerate() {
                let prefix = parameter.path.get(..at).unwrap_or_default();
                if step != first || prefixes.contains(&prefix) {
                    continue;
                }
                let has = |name: &String| {
                    parameters
                        .iter()
                        .any(|p| p.path.starts_with(prefix) && p.path.get(at) == Some(name))
                };
                if others.iter().all(has) {
                    prefixes.push(prefix);
                }
            }
        }
        let mut events = Vec::new();
        for prefix in prefixes {
            let of_record = parameters.iter().filter(|p| p.path.starts_with(prefix));
            events.push(shape.event(of_record, |path| {
                path.get(prefix.len()..).unwrap_or_default()
            }));
        }
        events
    }
}

impl Shape {
    /// The whole request as one event; or one for each line of its body, each with what is in the query.
    fn flat_events<'p>(&self, parameters: &'p [Parameter]) -> Vec<Event<'p>> {
        let line = |parameter: &'p Parameter| -> Option<&'p String> {
            let at = parameter.path.iter().position(|step| step == "<lines>")?;
            parameter.path.get(at.saturating_add(1))
        };
        let mut lines: Vec<&String> = parameters.iter().filter_map(line).collect();
        lines.dedup();
        let sent = parameters
            .iter()
            .filter(|parameter| parameter.path.first().is_some_and(|step| step != "cookie"));
        let names = |path: &'p [String]| path.get(1..).unwrap_or_default();
        if lines.is_empty() {
            return vec![self.event(sent, names)];
        }
        lines
            .into_iter()
            .map(|number| {
                let of_line = sent
                    .clone()
                    .filter(|parameter| line(parameter).is_none_or(|line| line == number));
                self.event(of_line, names)
            })
            .collect()
    }

    fn event<'p>(
        &self,
        parameters: impl Iterator<Item = &'p Parameter>,
        below: impl Fn(&'p [String]) -> &'p [String],
    ) -> Event<'p> {
        let parameters: Vec<(String, &Parameter)> = parameters
            .filter_map(|parameter| {
                let mut steps = below(&parameter.path);
                // In flat records, places and wrappings come before the name.
                while let [first, rest @ ..] = steps
                    && self.has.is_empty()
                    && first.starts_with(['<', '['])
                {
                    steps = rest;
                }
                let is_inside = steps.iter().any(|step| step.starts_with('<'));
                (!is_inside).then(|| (steps.join("."), parameter))
            })
            .collect();
        let value = |wanted: &str| {
            parameters
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, parameter)| parameter.value.as_str())
        };
        let name = value(&self.event).or_else(|| value(self.kind.as_deref()?));
        Event { name, parameters }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peel;
    use base::Limits;
    use fmt_net::http::{Body, Header};

    fn page(name: &str) -> Decoder {
        let text = match name {
            "sensors-analytics" => include_str!("../../../knowledge/decoders/sensors-analytics.md"),
            "google-analytics-classic" => {
                include_str!("../../../knowledge/decoders/google-analytics-classic.md")
            }
            "google-analytics-4" => {
                include_str!("../../../knowledge/decoders/google-analytics-4.md")
            }
            "adjust" => include_str!("../../../knowledge/decoders/adjust.md"),
            "facebook-app-events" => {
                include_str!("../../../knowledge/decoders/facebook-app-events.md")
            }
            "segment" => include_str!("../../../knowledge/decoders/segment.md"),
            "mixpanel" => include_str!("../../../knowledge/decoders/mixpanel.md"),
            _ => include_str!("../../../knowledge/decoders/onetrack.md"),
        };
        let decoder = Decoder::read(text).unwrap();
        assert_eq!(decoder.id, name);
        decoder
    }

    fn request(url: &str, kind: &str, body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: vec![Header::new(b"content-type", kind.as_bytes())],
            body: Body::whole(body.as_bytes().to_vec(), false),
            ..Request::default()
        }
    }

    /// The events of a request in one line each.
    fn events(decoder: &Decoder, request: &Request) -> Vec<String> {
        let parameters = peel::parameters(request, &Limits::default()).value;
        assert!(decoder.knows(request, &parameters));
        decoder
            .events(&parameters)
            .iter()
            .map(|event| {
                let parameters: Vec<String> = event
                    .parameters
                    .iter()
                    .map(|(name, parameter)| format!("{name}={}", parameter.value))
                    .collect();
                format!("{} {}", event.name.unwrap_or("?"), parameters.join(" "))
            })
            .collect()
    }

    #[test]
    fn each_record_of_a_batch_is_an_event() {
        let body = r#"[{"distinct_id":"d","type":"track","event":"Open","properties":{"$model":"M"},"lib":{"$lib":"Android"}},{"lib":{"$lib":"Android"},"type":"item_set","properties":{"age":3}}]"#;
        let decoder = page("sensors-analytics");
        assert_eq!(
            events(
                &decoder,
                &request("https://h/sa?project=p", "application/json", body)
            ),
            [
                "Open distinct_id=d event=Open lib.$lib=Android properties.$model=M type=track",
                "item_set lib.$lib=Android properties.age=3 type=item_set",
            ]
        );
        assert!(decoder.meanings.contains_key("distinct_id"));
    }

    #[test]
    fn a_hit_is_an_event() {
        let request = request(
            "https://www.google-analytics.com/collect?v=1&t=event&tid=UA-1",
            "",
            "cid=7&ec=x",
        );
        assert_eq!(
            events(&page("google-analytics-classic"), &request),
            ["event v=1 t=event tid=UA-1 cid=7 ec=x"]
        );
    }

    #[test]
    fn each_line_is_an_event_with_what_they_share() {
        let request = request(
            "https://region1.google-analytics.com/g/collect?v=2&tid=G-1&cid=7",
            "text/plain",
            "en=page_view&_et=1\nen=scroll&_et=2",
        );
        assert_eq!(
            events(&page("google-analytics-4"), &request),
            [
                "page_view v=2 tid=G-1 cid=7 en=page_view _et=1",
                "scroll v=2 tid=G-1 cid=7 en=scroll _et=2",
            ]
        );
    }

    #[test]
    fn forms_of_other_services_are_events() {
        let request =
            |url: &str, body: &str| request(url, "application/x-www-form-urlencoded", body);
        assert_eq!(
            events(
                &page("adjust"),
                &request(
                    "https://app.adjust.com/event",
                    "app_token=t&event_token=e&gps_adid=g"
                )
            ),
            ["e app_token=t event_token=e gps_adid=g"]
        );
        assert_eq!(
            events(
                &page("facebook-app-events"),
                &request(
                    "https://graph.facebook.com/v12.0/1/activities",
                    "event=MOBILE_APP_INSTALL&anon_id=XZ1&extinfo=%5B%22a2%22%5D"
                )
            ),
            ["MOBILE_APP_INSTALL event=MOBILE_APP_INSTALL anon_id=XZ1 extinfo=[\"a2\"]"]
        );
        assert_eq!(
            events(
                &page("segment"),
                &request(
                    "https://api.segment.io/v1/batch",
                    r#"{"batch":[{"messageId":"m","type":"identify","userId":"u"}],"writeKey":"k"}"#
                )
            ),
            ["identify messageId=m type=identify userId=u"]
        );
        // `{"event":"E","properties":{"token":"t"}}` in Base64.
        assert_eq!(
            events(
                &page("mixpanel"),
                &request(
                    "https://api.mixpanel.com/track",
                    "data=eyJldmVudCI6IkUiLCJwcm9wZXJ0aWVzIjp7InRva2VuIjoidCJ9fQ%3D%3D"
                )
            ),
            ["E event=E properties.token=t"]
        );
    }

    #[test]
    fn an_encrypted_service_says_so() {
        let decoder = page("onetrack");
        assert_eq!(decoder.status, Status::Encrypted);
        let mut request = request(
            "https://tracking.intl.miui.com/track/v4",
            "application/octet-stream",
            "xx",
        );
        assert!(decoder.knows(&request, &[]));
        request.url = "https://elsewhere.example/x".to_owned();
        assert!(!decoder.knows(&request, &[]));
        request.headers = vec![
            Header::new(b"OT_SID", b"1"),
            Header::new(b"OT_protocol", b"3.0"),
        ];
        assert!(decoder.knows(&request, &[]));
        assert!(decoder.obstacle.is_some());
    }

    #[test]
    fn a_page_without_its_block_is_refused() {
        assert_eq!(Decoder::read("# A page"), Err(DecoderError::NoBlock));
        assert!(matches!(
            Decoder::read("```toml decoder\nid = 1\n```"),
            Err(DecoderError::BadBlock(_))
        ));
    }
}
