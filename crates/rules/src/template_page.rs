//! The page that `patikra rules new` begins with.

use crate::rule::check_id;

/// The text of a new rule's page, or `None` where the id is not in kebab case.
///
/// It loads and passes its tests as it stands, once its question exists; what is to be written is marked.
pub fn new_page(id: &str) -> Option<String> {
    check_id(&format!("{id}.md"), id).ok()?;
    Some(PAGE.replace("ID", id))
}

const PAGE: &str = r#"# One sentence that says what is the case

```toml rule
id         = "ID"
since      = "0.1"
status     = "preview"        # preview | stable | deprecated
question   = "remote-control" # content-filter | personal-data | hidden-messages | app-source | remote-control | vulnerabilities | malware
grade      = "present"        # present | wired | enabled | observed: never above what the query shows
severity   = "low"            # info | low | medium | high: how bad, if true
confidence = "low"            # low | medium | high: how sure the query is
masvs      = []
frames     = []
reads      = ["apk.permission"]
spec       = ["https://developer.android.com/reference/android/Manifest.permission"]
message    = "{subject} asks for {permission}"
detail     = []
```

What the state is, why it matters, when it is harmless, and what to do about it.

```sql query
SELECT p.app AS subject, p.name AS permission, p.evidence AS evidence
FROM apk_permission AS p
WHERE p.name = 'com.example.permission.REPLACE_ME'
ORDER BY subject, permission
```

## Flagged

Why these facts are found.

```csv facts:apk_permission
app,name,evidence
app:a,com.example.permission.REPLACE_ME,e1
```

```csv findings
subject,permission,evidence
app:a,com.example.permission.REPLACE_ME,e1
```

## Not flagged

Why these are not.

```csv facts:apk_permission
app,name,evidence
app:a,android.permission.INTERNET,e1
```

```csv findings
subject,evidence
```
"#;
