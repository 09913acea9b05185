//! The plan of an experiment with words of one's own, for a list that an app fetches.
//!
//! Text for a laboratory: what to serve in place of the list's server, which words to plant, where to show them, what to look for
//! with and without. Nothing here touches a network.

use std::fmt::Write as _;

/// What is known of a fetched list, from a `filter.mechanism`.
#[derive(Clone, Debug, Default)]
pub struct FetchedList {
    /// The app.
    pub app: String,
    /// The mechanism.
    pub mechanism: String,
    /// The address, `*` for what is not constant.
    pub url: String,
    /// Names of the request's parameters.
    pub parameters: Vec<String>,
    /// The keys under which the list stands in the reply.
    pub keys: Vec<String>,
    /// The steps from the reply to the words.
    pub decoding: Vec<String>,
    /// What it is kept in.
    pub cache: Vec<String>,
    /// What is compared.
    pub compared_with: Vec<String>,
    /// How.
    pub matcher: String,
    /// What happens on a match.
    pub effect: String,
    /// Under which condition the list is fetched.
    pub gate: String,
    /// After how many seconds again.
    pub period_s: Option<i64>,
    /// Whether it comes in clear text.
    pub cleartext: bool,
}

/// Two words that no content holds by chance: one of letters only, one of another script.
const CANARIES: [&str; 2] = ["patikrazuvis", "帕蒂克拉鱼"];
/// A word that stands inside a longer one, to see the matcher's borders.
const INSIDE: &str = "xpatikrazuvisx";

/// The plan for one list.
pub fn canary_plan(list: &FetchedList) -> String {
    let mut text = String::new();
    let none = "not known from the code";
    let or = |it: &[String]| {
        if it.is_empty() {
            none.to_owned()
        } else {
            it.join(", ")
        }
    };
    let _ = write!(
        text,
        "Canary plan: {app}
  mechanism  {mechanism}
  list from  {url}
  request    parameters: {parameters}
  kept in    {cache}
  fetched    {gate}
  again      {again}

1. Serve. In a laboratory network, let the name in the address lead to a server of your own{tls}.
   Answer every request of the kind above with this reply, and keep what was asked:
{reply}
2. Plant these words: {first} and {second}. Leave out all others, so that nothing else can match.
   Built-in words stay: they match with and without the planted ones.
3. Show them where the code compares: {content}. Once alone, once inside a sentence, once as {inside}
   (the matcher: {matcher}).
4. Look for: {effect} with the planted list; the same content unchanged with an empty list and after the app's data are
   cleared. Keep a screen recording, the log and a capture of each run.
5. Repeat for each row of the claim's table of environments: region and settings, the app's data cleared before each.
6. A run in which nothing happens says something only if the capture shows that the list was fetched and the phone's storage
   that it was kept.
",
        app = list.app,
        mechanism = list.mechanism,
        url = list.url,
        parameters = or(&list.parameters),
        cache = or(&list.cache),
        gate = match list.gate.as_str() {
            "always" => String::from("whenever this code runs: no condition was found"),
            gate => format!("if {gate}"),
        },
        again = list
            .period_s
            .map_or_else(|| none.to_owned(), |it| format!("after {it} s, or clear the app's data")),
        tls = if list.cleartext {
            " (plain HTTP: no certificate is needed)"
        } else {
            " (over TLS: its certificate must be one that the app trusts)"
        },
        reply = reply(list),
        first = CANARIES[0],
        second = CANARIES[1],
        inside = INSIDE,
        content = or(&list.compared_with),
        matcher = list.matcher,
        effect = list.effect,
    );
    text
}

/// The reply, as far as the steps tell its form: the last step is the innermost.
fn reply(list: &FetchedList) -> String {
    let words = CANARIES
        .map(|it| serde_json::Value::from(it).to_string())
        .join(", ");
    let has = |step: &str| list.decoding.iter().any(|it| it == step);
    let is_plain = !has("json-array") && !has("base64") && !has("json-object");
    if is_plain {
        // How the code parts the words is not among the steps; a reply of one word works with any.
        let words = CANARIES.map(|it| format!("     {it}\n"));
        return format!(
            "{}   One word a line, or parted as the code parts them: see the steps of the claim; else one word for itself.",
            words.concat()
        );
    }
    let mut inner = if has("json-array") {
        format!("[{words}]")
    } else {
        CANARIES.join("\\n")
    };
    if has("base64") {
        inner = format!("BASE64({inner})");
    }
    let mut lines = Vec::new();
    if has("json-object") && !list.keys.is_empty() {
        let inner = serde_json::Value::from(inner).to_string();
        for key in &list.keys {
            lines.push(format!(
                "     {{ {}: {inner}, ... }}",
                serde_json::Value::from(key.as_str())
            ));
        }
        lines.push(String::from(
            "   Other fields that the code reads, such as a version or a status, stand in the steps of the claim.",
        ));
    } else {
        lines.push(format!("     {inner}"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_is_wrapped_as_the_code_unwraps_it() {
        let list = FetchedList {
            keys: vec![String::from("keywords")],
            decoding: ["base64", "json-object", "json-array"]
                .map(str::to_owned)
                .to_vec(),
            cleartext: true,
            ..FetchedList::default()
        };
        let plan = canary_plan(&list);
        assert!(
            plan.contains(r#"{ "keywords": "BASE64([\"patikrazuvis\", \"帕蒂克拉鱼\"])", ... }"#),
            "{plan}"
        );
        assert!(plan.contains("no certificate is needed"));
    }

    #[test]
    fn a_plain_reply_has_a_word_a_line() {
        let list = FetchedList {
            gate: String::from("always"),
            ..FetchedList::default()
        };
        let plan = canary_plan(&list);
        assert!(
            plan.contains("     patikrazuvis\n     帕蒂克拉鱼\n   One word a line"),
            "{plan}"
        );
        assert!(
            plan.contains("fetched    whenever this code runs"),
            "{plan}"
        );
    }
}
