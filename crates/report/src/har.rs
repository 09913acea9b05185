//! Requests of a case as an HTTP archive, with what the case says of each as comments.
//!
//! Spec: <http://www.softwareishard.com/blog/har-12-spec/>. Bodies that are no UTF-8 are in Base64, with
//! `encoding` beside them, in requests too, where the format names no way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case::{Answered, Sent, SentBody, VERSION};
use serde_json::{Value, json};

/// What stands before the first entry.
pub fn har_head() -> String {
    let creator = json!({ "name": "patikra", "version": VERSION });
    format!("{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[")
}

/// What stands after the last one.
pub const HAR_TAIL: &str = "\n]}}\n";

fn pairs(pairs: &[(String, String)]) -> Value {
    pairs
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

fn query(url: &str) -> Value {
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    let query = query.split('#').next().unwrap_or_default();
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({ "name": name, "value": value })
        })
        .collect()
}

/// Puts a body's text into an object.
fn put_text(object: &mut Value, body: &SentBody) {
    if let Ok(text) = std::str::from_utf8(&body.bytes) {
        object["text"] = Value::from(text);
    } else {
        object["text"] = Value::from(STANDARD.encode(&body.bytes));
        object["encoding"] = Value::from("base64");
    }
}

fn len(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn response(answer: Option<&Answered>) -> Value {
    let Some(answer) = answer else {
        return json!({
            "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
            "content": { "size": 0, "mimeType": "x-unknown" },
            "redirectURL": "", "headersSize": -1, "bodySize": -1, "comment": "no answer was seen",
        });
    };
    let mut content = json!({ "size": answer.body.bytes.len(), "mimeType": answer.body.kind });
    put_text(&mut content, &answer.body);
    let location = answer
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("location"));
    json!({
        "status": answer.status, "statusText": answer.reason, "httpVersion": answer.version,
        "cookies": [], "headers": pairs(&answer.headers), "content": content,
        "redirectURL": location.map_or("", |it| it.1.as_str()),
        "headersSize": -1, "bodySize": len(answer.body.len),
    })
}

/// One entry.
pub fn har_entry(sent: &Sent) -> String {
    let mut request = json!({
        "method": sent.method, "url": sent.url, "httpVersion": sent.version, "cookies": [],
        "headers": pairs(&sent.headers), "queryString": query(&sent.url),
        "headersSize": -1, "bodySize": len(sent.body.len),
    });
    if !sent.body.bytes.is_empty() {
        let mut data = json!({ "mimeType": sent.body.kind });
        put_text(&mut data, &sent.body);
        request["postData"] = data;
    }
    let took = sent.took_ms.unwrap_or(0);
    let mut entry = json!({
        "startedDateTime": sent.asked.as_deref().unwrap_or("1970-01-01T00:00:00.000000Z"),
        "time": took, "request": request, "response": response(sent.answer.as_ref()), "cache": {},
        "timings": { "send": 0, "wait": took, "receive": 0 },
        "_patikra": sent.id, "comment": sent.notes.join("\n"),
    });
    if let Some(address) = &sent.server_address {
        entry["serverIPAddress"] = Value::from(address.as_str());
    }
    format!("\n{entry}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_holds_text_and_bytes_and_comments() {
        let sent = Sent {
            id: "1-x1".to_owned(),
            asked: None,
            took_ms: Some(3),
            method: "POST".to_owned(),
            url: "https://a.example/p?x=1&y#z".to_owned(),
            version: "HTTP/1.1".to_owned(),
            headers: vec![("a".to_owned(), "b".to_owned())],
            body: SentBody {
                bytes: vec![0xff],
                len: 1,
                kind: "x/y".to_owned(),
            },
            answer: None,
            server_address: Some("192.0.2.1".to_owned()),
            notes: vec!["seen".to_owned(), "imei".to_owned()],
        };
        let text = format!("{}{}{HAR_TAIL}", har_head(), har_entry(&sent));
        let har: Value = serde_json::from_str(&text).unwrap();
        let entry = &har["log"]["entries"][0];
        assert_eq!(entry["comment"], "seen\nimei");
        assert_eq!(entry["request"]["postData"]["text"], "/w==");
        assert_eq!(entry["request"]["postData"]["encoding"], "base64");
        assert_eq!(
            entry["request"]["queryString"],
            json!([{ "name": "x", "value": "1" }, { "name": "y", "value": "" }])
        );
        assert_eq!(entry["response"]["status"], 0);
    }
}
