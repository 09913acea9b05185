//! Names of classes, methods and fields as people write them.

use std::fmt;
use std::str::FromStr;

/// A class, or members of it, as a command line names them.
///
/// `Lcom/x/Y;->m(I)V` is one method and `Lcom/x/Y;->f:I` one field; without what follows the name, all methods
/// and fields of that name; without the name, the class. The class may be written `com.x.Y`, and `#` for `->`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberName {
    /// The descriptor of the class.
    pub class: String,
    /// The name of the member.
    pub name: Option<String>,
    /// From the opening parenthesis on for a method, from the colon on for a field.
    pub signature: Option<String>,
}

/// Why a text is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a class and a member, as in 'Lcom/x/Y;->m' or com.x.Y#m")]
pub struct BadMemberName;

impl FromStr for MemberName {
    type Err = BadMemberName;

    fn from_str(text: &str) -> Result<Self, BadMemberName> {
        let text = text.trim();
        let (class, member) = match text.split_once("->").or_else(|| text.split_once('#')) {
            Some((class, member)) => (class, Some(member)),
            None => (text, None),
        };
        let class = descriptor(class).ok_or(BadMemberName)?;
        let Some(member) = member else {
            return Ok(Self {
                class,
                name: None,
                signature: None,
            });
        };
        let end = member.find(['(', ':']).unwrap_or(member.len());
        let (name, signature) = member.split_at(end);
        if name.is_empty() {
            return Err(BadMemberName);
        }
        Ok(Self {
            class,
            name: Some(name.to_owned()),
            signature: Some(signature.to_owned()).filter(|it| !it.is_empty()),
        })
    }
}

/// The descriptor of a class that is written as one, or with dots as in source code.
fn descriptor(text: &str) -> Option<String> {
    let bare = match text.strip_prefix('L') {
        // A shell that was not told to leave the semicolon alone has taken it away.
        Some(rest) if rest.contains('/') || rest.ends_with(';') => rest.trim_end_matches(';'),
        _ if text.starts_with('[') => return Some(text.to_owned()),
        _ => text,
    };
    let is_name = !bare.is_empty() && !bare.contains([';', ' ', '(']);
    is_name.then(|| format!("L{};", bare.replace('.', "/")))
}

impl MemberName {
    /// Whether a member written as `name(I)V` or `name:I` is meant.
    pub(crate) fn is(&self, name: &str, signature: &str) -> bool {
        self.name.as_deref() == Some(name)
            && self.signature.as_deref().is_none_or(|it| it == signature)
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.class)?;
        if let Some(name) = &self.name {
            write!(f, "->{name}")?;
        }
        f.write_str(self.signature.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&str, BadMemberName>) {
        let got = text.parse::<MemberName>().map(|it| it.to_string());
        assert_eq!(got.as_deref().map_err(|it| *it), expect, "{text}");
    }

    #[test]
    fn names_in_each_form() {
        check("Lcom/x/Y;->m", Ok("Lcom/x/Y;->m"));
        check("Lcom/x/Y;->m(I)V", Ok("Lcom/x/Y;->m(I)V"));
        check("Lcom/x/Y;->f:I", Ok("Lcom/x/Y;->f:I"));
        check("Lcom/x/Y;-><init>()V", Ok("Lcom/x/Y;-><init>()V"));
        check("com.x.Y#m", Ok("Lcom/x/Y;->m"));
        check("com.x.Y", Ok("Lcom/x/Y;"));
        check("Lcom/x/Y", Ok("Lcom/x/Y;"));
        check("La;->b", Ok("La;->b"));
        check("Lists#add", Ok("LLists;->add"));
        check("[I->clone", Ok("[I->clone"));
        check("Lcom/x/Y;->", Err(BadMemberName));
        check("->m", Err(BadMemberName));
        check("", Err(BadMemberName));
    }
}
