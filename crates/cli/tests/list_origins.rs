//! Lists wherever an app may keep them, joined to the code that compares with them: `testbed/truth/rowan.md`.

mod harness;

use harness::{Assessed, assess, claims, patikra, said};
use std::fs;
use std::path::{Path, PathBuf};

fn testbed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testbed")
        .join(path)
}

fn app_alone() -> Assessed {
    assess(&[testbed("lists/RowanLists.apk")])
}

fn lists(case: &Assessed) -> String {
    let mut command = patikra();
    let output = command.arg("lists").arg(case.folder.path()).output();
    said(&output.unwrap())
}

/// The rows of a query's answer.
fn rows(case: &Assessed, sql: &str) -> Vec<String> {
    let said = case.query(sql);
    said.lines().skip(1).map(str::to_owned).collect()
}

/// The lines of a part of what was said: from the line that begins it to the next empty one.
fn part<'s>(said: &'s str, heading: &str) -> Vec<&'s str> {
    let after = said.lines().skip_while(|it| *it != heading).skip(1);
    after.take_while(|it| !it.is_empty()).collect()
}

/// R10: the asset is encrypted with a key that stands nowhere, and the code compares with it.
#[test]
fn a_closed_list_that_is_compared_is_told_apart_from_a_file_that_is_only_opened() {
    let case = app_alone();
    let state = "SELECT state, joined_by, look_for FROM filter_list WHERE name = 'sealed.bin'";
    assert_eq!(rows(&case, state), ["closed,path,assets/sealed.bin"]);
    let subject = "app:lt.patikra.testbed.rowan".to_owned();
    let found = claims(&case.answers);
    assert!(
        found.contains(&("closed-list-is-compared".to_owned(), subject)),
        "{found:?}"
    );
    assert!(
        found.iter().all(|it| it.0 != "opaque-list-is-present"),
        "{found:?}"
    );
    let said = lists(&case);
    let rows = part(&said, "could hold lists, and not opened:");
    let [_, row] = rows.as_slice() else {
        panic!("{said}");
    };
    assert!(
        row.contains("assets/sealed.bin") && row.contains("InClosedAsset;"),
        "{row}"
    );
}

/// What each mechanism's lists are, by the class that compares.
fn joined(case: &Assessed) -> Vec<String> {
    let sql = "SELECT replace(substr(mechanism, 1, instr(mechanism, ';') - 1), 'Llt/patikra/testbed/rowan/', ''), place, name,
                      state, joined_by, coalesce(n_words, ''), replace(look_for, '/data/data/lt.patikra.testbed.rowan/', '')
               FROM filter_list WHERE mechanism IS NOT NULL AND place <> 'http' ORDER BY 1, 7";
    rows(case, sql)
}

/// R1 to R4, R6, R9: what the app itself holds.
#[test]
fn lists_in_resources_tables_and_assets_are_joined_to_the_code_that_reads_them() {
    let case = app_alone();
    assert_eq!(
        joined(&case),
        [
            "InArray,resource,@array/refused_phrases,held,path,23,@array/refused_phrases",
            "InAsset,asset,wordlists/*.txt,held,pattern,23,assets/wordlists/*.txt",
            "InAsset,asset,wordlists/*.txt,held,pattern,23,assets/wordlists/*.txt",
            "InClosedAsset,asset,sealed.bin,closed,path,,assets/sealed.bin",
            "InClosedFile,file,vault.bin,not-given,nothing,,files/vault.bin",
            "InFile,file,phrases-*.dat,not-given,nothing,,files/phrases-*.dat",
            "InPreferences,preference,terms_*,not-given,nothing,,shared_prefs/terms_*.xml",
            "InRaw,resource,res/raw/watched.txt,held,path,23,res/raw/watched.txt",
            "InRoom,database,rooms.db/watched.phrase,not-given,nothing,,\"databases/rooms.db, table watched, column phrase\"",
            "InSealedFile,file,sealed.dat,not-given,nothing,,files/sealed.dat",
            "InShippedTable,database,shipped.db/banned.term,held,key,23,assets/shipped.db",
            "InTable,database,rules.db/blocked.word,not-given,nothing,,\"databases/rules.db, table blocked, column word\"",
            "InTextArray,resource,@array/text_phrases,held,path,23,@array/text_phrases",
            "InTypedArray,resource,@array/typed_phrases,held,path,23,@array/typed_phrases",
        ]
    );
    // All of them compare what the user typed, and nothing is sent on a match.
    let sql = "SELECT count(*) FROM filter_mechanism WHERE effect = 'dropped' AND compared_with = '[\"user-text\"]' AND reached = 1";
    assert_eq!(rows(&case, sql), ["15"]);
    // RN1: no list is fetched for the table that comes with the app.
    let sql = "SELECT url FROM filter_mechanism WHERE mechanism LIKE '%InShippedTable%'";
    assert_eq!(rows(&case, sql), [""]);
    // RN2: what stands in another table is no entry.
    let sql = "SELECT key, n_words FROM list_found WHERE path = 'assets/shipped.db' AND purpose = 'content-filter'";
    assert_eq!(rows(&case, sql), ["banned.term,23"]);
    let said = lists(&case);
    let missing = part(&said, "read by code that acts on a match, and not given:").join("\n");
    for name in [
        "/data/data/lt.patikra.testbed.rowan/databases/rules.db, table blocked, column word",
        "/data/data/lt.patikra.testbed.rowan/shared_prefs/terms_*.xml",
        "/data/data/lt.patikra.testbed.rowan/files/phrases-*.dat",
        "the answer to http://rules.rowan.example/phrases",
    ] {
        assert!(missing.contains(name), "{name}: {said}");
    }
}

/// R5, R7, R8: what a copy of its data holds.
#[test]
fn lists_in_tables_and_under_names_made_at_run_time_are_joined() {
    let case = assess(&[testbed("lists/RowanLists.apk"), testbed("state/rowan")]);
    let joined = joined(&case);
    for row in [
        "InTable,database,rules.db/blocked.word,held,key,23,databases/rules.db",
        "InPreferences,preference,terms_*,held,pattern,23,shared_prefs/terms_DE.xml",
        "InFile,file,phrases-*.dat,empty,pattern,0,files/phrases-de.dat",
        "InFile,file,phrases-*.dat,held,pattern,23,files/phrases-lt.dat",
        "InClosedFile,file,vault.bin,held,path,23,files/vault.bin",
        "InSealedFile,file,sealed.dat,closed,path,,files/sealed.dat",
        "InRoom,database,rooms.db/watched.phrase,held,key,23,databases/rooms.db",
    ] {
        assert!(joined.iter().any(|it| it == row), "{row}: {joined:#?}");
    }
    assert!(
        joined.iter().all(|it| !it.contains("not-given")),
        "{joined:#?}"
    );
    // RN3
    let said = lists(&case);
    let kept = part(&said, "kept on the phone or seen in traffic:");
    let row = |name: &str| kept.iter().find(|it| it.contains(name)).copied();
    assert!(row("old_phrases.dat").is_some_and(|it| it.contains("no comparison was found")));
    assert!(row("rules.db").is_some_and(|it| {
        it.contains("dropped on a match, by Llt/patikra/testbed/rowan/InTable;")
    }));
    // The list is tried as the code that reads it compares.
    let mut command = patikra();
    command.args(["lists", "match"]).arg(case.folder.path());
    let found = said_of(&mut command, "an ivy kite and a maple kite");
    assert!(
        found.contains("ivy kite") && found.contains("maple kite"),
        "{found}"
    );
    let mut command = patikra();
    command.args(["lists", "match"]).arg(case.folder.path());
    // `contains` of this code, as it stands: letters make a difference.
    assert!(!said_of(&mut command, "an IVY KITE").contains("ivy kite"));
}

/// Lists that code acts on come first, with what it does; digits one by one are shown only when all are asked for.
#[test]
fn the_table_begins_with_lists_that_are_acted_on() {
    let case = app_alone();
    let said = lists(&case);
    let rows: Vec<&str> = said.lines().take_while(|it| !it.is_empty()).collect();
    assert!(rows[0].starts_with("app ") && rows[0].contains("on_a_match"));
    assert!(rows[1].starts_with("lt.patikra.testbed.rowan  content-filter"));
    assert!(rows[1].contains("dropped") && rows[1].contains("democracy, protest"));
    assert!(said.lines().all(|it| it.chars().count() < 420), "{said}");
}

fn said_of(command: &mut std::process::Command, text: &str) -> String {
    said(&command.args(["--text", text]).output().unwrap())
}

/// R5 as a phone keeps it while the app runs: the rows stand in the write-ahead log only.
#[test]
fn a_table_is_read_with_the_log_beside_its_database() {
    const DATABASES: &str = "data/data/lt.patikra.testbed.rowan/databases";
    let of_table = |state: &Path| {
        let case = assess(&[testbed("lists/RowanLists.apk"), state.to_owned()]);
        let rows = joined(&case);
        let row = rows.into_iter().find(|it| it.starts_with("InTable,"));
        let problems = rows_of_problems(&case);
        (row.unwrap(), problems)
    };
    let state = testbed("state/rowan-log");
    let (row, problems) = of_table(&state);
    assert_eq!(
        row,
        "InTable,database,rules.db/blocked.word,held,key,23,databases/rules.db"
    );
    assert!(problems.is_empty(), "{problems:?}");
    // RN5: without the log nothing is known of the rows.
    let folder = tempfile::tempdir().unwrap();
    let databases = folder.path().join(DATABASES);
    fs::create_dir_all(&databases).unwrap();
    let (from, to) = (state.join(DATABASES), databases);
    fs::copy(from.join("rules.db"), to.join("rules.db")).unwrap();
    let (row, problems) = of_table(folder.path());
    assert_eq!(
        row,
        "InTable,database,rules.db/blocked.word,not-given,nothing,,databases/rules.db-wal"
    );
    assert_eq!(problems, ["sqlite/log-not-given"]);
    // In an archive the log stands beside its database too.
    let archive = folder.path().join("state.tar");
    let mut tar = Vec::new();
    for name in ["rules.db-wal", "rules.db"] {
        let bytes = fs::read(from.join(name)).unwrap();
        tar.extend(entry(&format!("{DATABASES}/{name}"), &bytes));
    }
    tar.extend([0; 1024]);
    fs::write(&archive, tar).unwrap();
    let (row, problems) = of_table(&archive);
    assert_eq!(
        row,
        "InTable,database,rules.db/blocked.word,held,key,23,databases/rules.db"
    );
    assert!(problems.is_empty(), "{problems:?}");
}

fn rows_of_problems(case: &Assessed) -> Vec<String> {
    rows(case, "SELECT code FROM problem WHERE code LIKE 'sqlite/%'")
}

/// A file of a tar archive (POSIX.1-1988, ustar), whose contents are filled up to whole blocks.
fn entry(path: &str, contents: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    let mut put = |at: usize, text: &str| {
        header[at..at + text.len()].copy_from_slice(text.as_bytes());
    };
    put(0, path);
    put(100, "0000600\0");
    put(124, &format!("{:011o}\0", contents.len()));
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = header.iter().copied().map(u32::from).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend(contents);
    header.resize(header.len().next_multiple_of(512), 0);
    header
}

/// R11, R12: encrypted files of the app's data, one with the key that stands in the code.
#[test]
fn encrypted_files_of_app_data_are_opened_with_the_keys_of_the_app() {
    let case = assess(&[testbed("lists/RowanLists.apk"), testbed("state/rowan")]);
    let sql = "SELECT path, found_in, decoding, n_words, reasons FROM list_found WHERE path LIKE '%vault.bin'";
    let found = rows(&case, sql);
    let [row] = found.as_slice() else {
        panic!("{found:?}");
    };
    for part in [
        "files/vault.bin,file,",
        "aes-cbc",
        "opened with the key of the cipher that the app's code puts this file into",
        "made at Llt/patikra/testbed/rowan/InClosedFile;->words",
    ] {
        assert!(row.contains(part), "{part}: {row}");
    }
    // What stays closed says why.
    let sql = "SELECT why FROM list_opaque WHERE path LIKE '%sealed.dat'";
    let why = rows(&case, sql);
    assert!(
        why.len() == 1 && why[0].contains("its bytes go into a cipher whose key is not constant"),
        "{why:?}"
    );
    // The words are there for whoever lists them, and the case derives again.
    let mut command = patikra();
    command.args(["lists", "match"]).arg(case.folder.path());
    let found = said_of(&mut command, "a poplar kite and a quince kite");
    assert!(
        found.contains("poplar kite") && !found.contains("\"quince kite"),
        "{found}"
    );
    let output = patikra().arg("verify").arg(case.folder.path()).output();
    assert!(said(&output.unwrap()).starts_with("verified"));
    // Without the app nothing opens it, and nothing is claimed.
    let alone = assess(&[testbed("state/rowan")]);
    assert!(
        rows(
            &alone,
            "SELECT path FROM list_found WHERE path LIKE '%vault.bin'"
        )
        .is_empty()
    );
}

/// Stores that libraries keep encrypted are told, with what would be needed.
#[test]
fn stores_that_libraries_encrypt_are_told_with_what_would_be_needed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder
        .path()
        .join("data/data/lt.patikra.testbed.rowan/shared_prefs");
    fs::create_dir_all(&data).unwrap();
    // As androidx.security 1.0 writes them: two key sets, and values in Base64.
    let entry = |name: &str, value: &str| format!("<string name=\"{name}\">{value}</string>");
    let text = format!(
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>{}{}{}</map>\n",
        entry(
            "__androidx_security_crypto_encrypted_prefs_key_keyset__",
            "12a901"
        ),
        entry(
            "__androidx_security_crypto_encrypted_prefs_value_keyset__",
            "128801"
        ),
        entry("AT+Zk1F3bVq9", "ARw2Nk4xM2VkYjM0"),
    );
    fs::write(data.join("secret.xml"), text).unwrap();
    let case = assess(&[folder.path().to_owned()]);
    let sql = "SELECT form, n_texts FROM state_app_file";
    assert_eq!(rows(&case, sql), ["closed,0"]);
    let why = rows(&case, "SELECT why FROM list_opaque");
    assert!(
        why.len() == 1 && why[0].contains("Android Keystore"),
        "{why:?}"
    );
}

/// R14, R15: replies of a library for requests that the app carries, whatever its classes are called.
#[test]
fn replies_of_carried_libraries_are_fetched_lists_with_their_addresses() {
    let case = app_alone();
    let sql = "SELECT replace(substr(mechanism, 1, instr(mechanism, ';') - 1), 'Llt/patikra/testbed/rowan/', ''), list_from, url
               FROM filter_mechanism WHERE mechanism LIKE '%Reply;%' ORDER BY 1";
    assert_eq!(
        rows(&case, sql),
        [
            "InQueuedReply,http,http://rules.rowan.example/queued",
            "InReply,http,http://rules.rowan.example/reply",
        ]
    );
    let sql = "SELECT name, state FROM filter_list WHERE mechanism LIKE '%Reply;%' ORDER BY 1";
    assert_eq!(
        rows(&case, sql),
        [
            "http://rules.rowan.example/queued,not-given",
            "http://rules.rowan.example/reply,not-given",
        ]
    );
}
