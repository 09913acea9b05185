//! Network security configurations: who may speak without encryption, and whom the app trusts.
//!
//! Spec: <https://developer.android.com/privacy-and-security/security-config>; AOSP
//! `frameworks/base/packages/NetworkSecurityConfig/platform/src/android/security/net/config/XmlConfigSource.java`.
//!
//! Departures from the spec: what Android refuses (a domain twice, a pin that is no digest) is read as
//! it stands.

use crate::axml::{Document, Element};
use crate::manifest::At;
use crate::res_value::{Meaning, ResId};
use base::{Parsed, Problem, Span};

/// What a set of certificates comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnchorSource {
    /// `system`: those of the device's maker.
    System,
    /// `user`: those that the user installed.
    User,
    /// A file of the app.
    Resource(ResId),
    /// Anything else (`wfa`), as it stands.
    Other(String),
}

/// Certificates that the app trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchor {
    /// Where they come from.
    pub source: AnchorSource,
    /// Whether they are excused from pins.
    pub overrides_pins: bool,
    /// The element's place.
    pub span: Span,
}

/// A digest that one key of the chain must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The digest's name: `SHA-256`.
    pub digest: String,
    /// The digest in base 64, as it stands.
    pub value: String,
    /// The text's place.
    pub span: Span,
}

/// A domain that rules are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its name.
    pub name: String,
    /// Whether the names below it are meant too.
    pub includes_subdomains: bool,
    /// The text's place.
    pub span: Span,
}

/// What a `…-config` element is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `base-config`: whatever no other names.
    Base,
    /// `domain-config`.
    Domain,
    /// `debug-overrides`: only where the app is debuggable.
    Debug,
}

/// Rules of one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What they are for.
    pub scope: Scope,
    /// The domains.
    pub domains: Vec<Domain>,
    /// Whether cleartext is permitted, if stated.
    pub cleartext_permitted: Option<At<bool>>,
    /// Trusted certificates; `None` where the element leaves them to its parent.
    pub trust_anchors: Option<Vec<TrustAnchor>>,
    /// Pins; empty where there are none.
    pub pins: Vec<Pin>,
    /// The day from which on the pins do not count.
    pub pins_expire: Option<At<String>>,
    /// Whether certificates must be in a public log, if stated.
    pub certificate_transparency: Option<At<bool>>,
    /// The rules around these, as their position; they hold where these state nothing.
    pub parent: Option<usize>,
    /// The element's place, to the end of its end tag.
    pub span: Span,
}

/// A network security configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSecurity {
    /// Every element's rules, outer ones before inner ones.
    ///
    /// Invariant: a parent stands before its children.
    pub rules: Vec<Rules>,
}

impl NetworkSecurity {
    /// Reads a configuration.
    pub fn read(document: &Document<'_>) -> Parsed<Self> {
        let mut parsed = Parsed::clean(Self::default());
        let Some(root) = document.root() else {
            return parsed;
        };
        if root.name() != "network-security-config" {
            parsed.problems.push(
                Problem::new(
                    "network-security/other-root",
                    format_args!(
                        "the outermost element is {}",
                        base::printable(root.name().as_bytes(), 100)
                    ),
                )
                .at(root.start_tag()),
            );
        }
        // Outer elements come first, so that a stack of what is left to read keeps the order.
        let mut left: Vec<(Element<'_, '_>, Scope, Option<usize>)> = Vec::new();
        let scope_of = |name: &str| match name {
            "base-config" => Some(Scope::Base),
            "domain-config" => Some(Scope::Domain),
            "debug-overrides" => Some(Scope::Debug),
            _ => None,
        };
        for child in root.children() {
            if let Some(scope) = scope_of(&child.name()) {
                left.push((child, scope, None));
            }
        }
        left.reverse();
        while let Some((element, scope, parent)) = left.pop() {
            let idx = parsed.value.rules.len();
            parsed.value.rules.push(rules(&element, scope, parent));
            let first = left.len();
            for child in element.children_named("domain-config") {
                left.push((child, Scope::Domain, Some(idx)));
            }
            if let Some(new) = left.get_mut(first..) {
                new.reverse();
            }
        }
        parsed
    }

    /// The rules at `idx`, then those around them, then the base's: what the former leave open the
    /// latter decide.
    fn chain(&self, idx: usize) -> impl Iterator<Item = &Rules> {
        let mut next = self.rules.get(idx);
        let mut is_base_due = next.is_some_and(|rules| rules.scope == Scope::Domain);
        std::iter::from_fn(move || {
            let now = next.take().or_else(|| {
                let is_due = std::mem::take(&mut is_base_due);
                is_due.then(|| self.base()).flatten()
            })?;
            next = now.parent.and_then(|parent| self.rules.get(parent));
            Some(now)
        })
    }

    /// The base rules, if stated.
    pub fn base(&self) -> Option<&Rules> {
        self.rules.iter().find(|rules| rules.scope == Scope::Base)
    }

    /// Whether the rules at `idx` permit cleartext. Where nothing states it, it depends on the API level
    /// that the app is made for: permitted up to 27.
    pub fn permits_cleartext(&self, idx: usize, target_sdk: i32) -> bool {
        self.chain(idx)
            .find_map(|rules| rules.cleartext_permitted.as_ref())
            .map_or(target_sdk <= 27, |stated| stated.value)
    }

    /// Whether the rules at `idx` trust certificates that the user installed. Where nothing states it,
    /// apps made for API levels up to 23 do.
    pub fn trusts_user(&self, idx: usize, target_sdk: i32) -> bool {
        self.chain(idx)
            .find_map(|rules| rules.trust_anchors.as_ref())
            .map_or(target_sdk <= 23, |anchors| {
                anchors
                    .iter()
                    .any(|anchor| anchor.source == AnchorSource::User)
            })
    }
}

fn bool_at(element: &Element<'_, '_>, name: &str) -> Option<At<bool>> {
    let attribute = element.plain_attribute(name)?;
    let is_so = match attribute.value().meaning() {
        Meaning::Bool(is_so) => is_so,
        Meaning::Int(number) => number != 0,
        Meaning::Hex(bits) => bits != 0,
        _ => matches!(attribute.text().as_str(), "1" | "true" | "TRUE"),
    };
    Some(At::new(is_so, attribute.span()))
}

/// An element's text, trimmed, with the place of its first part.
fn text(element: &Element<'_, '_>) -> (String, Span) {
    let mut whole = String::new();
    let mut place = None;
    for (part, span) in element.texts() {
        whole.push_str(&part);
        place.get_or_insert(span);
    }
    (
        whole.trim().to_owned(),
        place.unwrap_or_else(|| element.start_tag()),
    )
}

fn rules(element: &Element<'_, '_>, scope: Scope, parent: Option<usize>) -> Rules {
    let mut rules = Rules {
        scope,
        domains: Vec::new(),
        cleartext_permitted: bool_at(element, "cleartextTrafficPermitted"),
        trust_anchors: None,
        pins: Vec::new(),
        pins_expire: None,
        certificate_transparency: None,
        parent,
        span: element.span(),
    };
    for child in element.children() {
        match &*child.name() {
            "domain" => {
                let (name, span) = text(&child);
                rules.domains.push(Domain {
                    name: name.to_ascii_lowercase(),
                    includes_subdomains: bool_at(&child, "includeSubdomains")
                        .is_some_and(|flag| flag.value),
                    span,
                });
            }
            "trust-anchors" => rules.trust_anchors = Some(anchors(&child)),
            "pin-set" => {
                rules.pins_expire = child
                    .plain_attribute("expiration")
                    .map(|attribute| At::new(attribute.text(), attribute.span()));
                for pin in child.children_named("pin") {
                    let (value, span) = text(&pin);
                    rules.pins.push(Pin {
                        digest: pin
                            .plain_attribute("digest")
                            .map(|attribute| attribute.text())
                            .unwrap_or_default(),
                        value,
                        span,
                    });
                }
            }
            "certificateTransparency" => {
                rules.certificate_transparency = bool_at(&child, "enabled");
            }
            _ => {}
        }
    }
    rules
}

fn anchors(element: &Element<'_, '_>) -> Vec<TrustAnchor> {
    element
        .children_named("certificates")
        .map(|certificates| {
            let source = certificates.plain_attribute("src");
            let source = match &source {
                Some(attribute) => match (attribute.value().reference(), attribute.text()) {
                    (Some(id), _) => AnchorSource::Resource(id),
                    (None, text) if text == "system" => AnchorSource::System,
                    (None, text) if text == "user" => AnchorSource::User,
                    (None, text) => AnchorSource::Other(text),
                },
                None => AnchorSource::Other(String::new()),
            };
            TrustAnchor {
                source,
                overrides_pins: bool_at(&certificates, "overridePins")
                    .is_some_and(|flag| flag.value),
                span: certificates.start_tag(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Limits, View};
    use testkit::axml_builder::{Element as El, Value};

    fn read(root: &El) -> NetworkSecurity {
        let bytes = root.document(true);
        let document = Document::parse(View::new(&bytes), &Limits::default()).unwrap();
        let parsed = NetworkSecurity::read(&document.value);
        assert_eq!(parsed.problems, []);
        parsed.value
    }

    fn domain(name: &str) -> El {
        El::new("domain")
            .plain("includeSubdomains", Value::Bool(true))
            .text(name)
    }

    #[test]
    fn rules_come_with_domains_pins_and_anchors() {
        let pins = El::new("pin-set")
            .plain("expiration", "2030-01-01")
            .child(El::new("pin").plain("digest", "SHA-256").text(" AAAA= "));
        let anchors = El::new("trust-anchors")
            .child(El::new("certificates").plain("src", "user"))
            .child(
                El::new("certificates")
                    .plain("src", Value::Ref(0x7f10_0001))
                    .plain("overridePins", Value::Bool(true)),
            );
        let config = read(
            &El::new("network-security-config").child(
                El::new("domain-config")
                    .child(domain("Example.ORG"))
                    .child(pins)
                    .child(anchors),
            ),
        );
        let rules = &config.rules[0];
        assert_eq!(rules.domains[0].name, "example.org");
        assert!(rules.domains[0].includes_subdomains);
        assert_eq!(rules.pins[0].value, "AAAA=");
        assert_eq!(rules.pins_expire.as_ref().unwrap().value, "2030-01-01");
        let anchors = rules.trust_anchors.as_ref().unwrap();
        assert_eq!(anchors[0].source, AnchorSource::User);
        assert_eq!(
            anchors[1].source,
            AnchorSource::Resource(ResId(0x7f10_0001))
        );
        assert!(anchors[1].overrides_pins);
        assert!(config.trusts_user(0, 30));
    }

    #[test]
    fn what_is_not_stated_comes_from_around_then_the_base_then_the_target() {
        let outer = El::new("domain-config")
            .plain("cleartextTrafficPermitted", Value::Bool(false))
            .child(domain("a.example"))
            .child(El::new("domain-config").child(domain("b.a.example")));
        let base = El::new("base-config").plain("cleartextTrafficPermitted", Value::Bool(true));
        let config = read(
            &El::new("network-security-config")
                .child(outer)
                .child(El::new("domain-config").child(domain("c.example")))
                .child(base),
        );
        let scopes: Vec<_> = config.rules.iter().map(|rules| rules.scope).collect();
        assert_eq!(
            scopes,
            [Scope::Domain, Scope::Domain, Scope::Domain, Scope::Base]
        );
        assert_eq!(config.rules[1].parent, Some(0));
        assert!(!config.permits_cleartext(1, 20));
        assert!(config.permits_cleartext(2, 30));
        assert!(config.permits_cleartext(3, 30));
        let config = read(&El::new("network-security-config").child(El::new("base-config")));
        assert!(config.permits_cleartext(0, 27));
        assert!(!config.permits_cleartext(0, 28));
        assert!(config.trusts_user(0, 23));
        assert!(!config.trusts_user(0, 24));
    }
}
