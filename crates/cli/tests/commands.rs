//! What the commands do and how they end.

mod harness;

use harness::{assess, assessment, patikra, phone, said};
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

/// The files that a case's content is in.
const CONTENT: [&str; 3] = ["case.sqlite", "answers.json", "report.html"];

#[test]
fn a_killed_run_is_completed_to_the_same_bytes() {
    let inputs = ["alder", "birch", "clover"].map(phone);
    let whole = assess(&inputs);
    let started = Instant::now();
    assess(&inputs);
    let lasts = started.elapsed();
    let killed = tempfile::tempdir().unwrap();
    // Ten points of the run, in no order, each on what the kill before it left behind, and every other
    // time from nothing.
    for (position, tenth) in [3_u32, 9, 1, 7, 5, 2, 10, 4, 8, 6].into_iter().enumerate() {
        if position % 2 == 0 {
            fs::remove_dir_all(killed.path()).unwrap();
            fs::create_dir(killed.path()).unwrap();
        }
        let mut run = assessment(&inputs, killed.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // A kill waits for no event: this is the one place where time passing is the test's input.
        thread::sleep(lasts * tenth / 11);
        // SIGKILL on Unix.
        run.kill().unwrap();
        run.wait().unwrap();
        said(&assessment(&inputs, killed.path()).output().unwrap());
        for file in CONTENT {
            let expect = fs::read(whole.folder.path().join(file)).unwrap();
            let got = fs::read(killed.path().join(file)).unwrap();
            assert!(
                got == expect,
                "{file} differs after a kill at {tenth}/11 of the run"
            );
        }
    }
}

#[test]
fn evidence_is_shown_from_the_inputs_and_a_changed_input_is_named() {
    let inputs = tempfile::tempdir().unwrap();
    let apk = inputs.path().join("cloud.apk");
    let original = phone("alder").join("system/priv-app/AlderCloud/AlderCloud.apk");
    fs::copy(original, &apk).unwrap();
    let case = assess(std::slice::from_ref(&apk));
    let ids = case.query("SELECT evidence FROM code_reflection WHERE name = 'sendTextMessage'");
    let id = ids.lines().nth(1).unwrap();
    let show = || {
        let mut command = patikra();
        command.arg("show").arg(case.folder.path()).arg(id);
        command.output().unwrap()
    };
    let text = said(&show());
    assert!(
        text.contains("looks up the method `sendTextMessage`"),
        "{text}"
    );
    assert!(
        text.lines()
            .any(|line| line.starts_with("> ") && line.contains("invoke-virtual")),
        "{text}"
    );

    let verify = |case: &std::path::Path| patikra().arg("verify").arg(case).output().unwrap();
    assert!(said(&verify(case.folder.path())).starts_with("verified"));
    let mut bytes = fs::read(&apk).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&apk, bytes).unwrap();
    let output = show();
    assert_eq!(output.status.code(), Some(64));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        error.contains("is not the one that was assessed"),
        "{error}"
    );
    assert_eq!(verify(case.folder.path()).status.code(), Some(1));
}

#[test]
fn commands_end_as_help_says() {
    let ends = |args: &[&str]| patikra().args(args).output().unwrap().status.code();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let birch = phone("birch").to_string_lossy().into_owned();
    let case = at("case");
    let ends_on = |fail_on| ends(&["assess", &birch, "-q", "-o", &case, "--fail-on", fail_on]);
    assert_eq!(ends_on("malware:observed"), Some(0));
    assert_eq!(ends_on("vulnerabilities:present"), Some(1));
    assert_eq!(ends_on("nothing:present"), Some(2));
    assert_eq!(ends(&["assess"]), Some(2));
    assert_eq!(ends(&["assess", &at("absent"), "-o", &at("x")]), Some(2));
    fs::create_dir(at("empty")).unwrap();
    assert_eq!(ends(&["assess", &at("empty"), "-o", &at("y")]), Some(4));
    assert_eq!(ends(&["query", &case, "SELECT 1"]), Some(0));
    assert_eq!(ends(&["query", &case, "DROP TABLE answer"]), Some(2));
    assert_eq!(ends(&["show", &case, "e00000000000000000000"]), Some(2));
    assert_eq!(ends(&["query", &at("nowhere"), "SELECT 1"]), Some(64));
    assert_eq!(ends(&["rules", "test"]), Some(0));
    assert_eq!(ends(&["rules", "show", "no-such-rule"]), Some(2));
    assert_eq!(ends(&["completions", "bash"]), Some(0));
    assert_eq!(ends(&["man"]), Some(0));
}

#[test]
fn one_bad_file_costs_nothing_else_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let good = find_apk(&phone("clover"));
    fs::copy(&good, folder.path().join("good.apk")).unwrap();
    let half = fs::read(&good).unwrap();
    fs::write(folder.path().join("half.apk"), &half[..half.len() / 2]).unwrap();
    fs::write(folder.path().join("text.apk"), "no zip at all").unwrap();
    let case = assess(&[folder.path().to_owned()]);
    let packages = case.query("SELECT package FROM apk_manifest");
    assert_eq!(packages.lines().count(), 2, "{packages}");
    let unread = case.query(
        "SELECT path FROM coverage WHERE examiner = 'unpack' AND status = 'not-read' ORDER BY path",
    );
    assert_eq!(unread, "path\r\nhalf.apk\r\ntext.apk\r\n");
}

fn find_apk(folder: &std::path::Path) -> std::path::PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "apk")
                && !path.ends_with("framework-res.apk")
            {
                return path;
            }
        }
    }
    panic!("the phone has no app");
}

#[cfg(unix)]
#[test]
fn a_second_run_reads_nothing_again() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = assessment(&[phone("birch")], folder.path());
        said(&command.output().unwrap())
    };
    let first = run();
    // A case that is written again is a new file under the old name.
    let number = || {
        use std::os::unix::fs::MetadataExt;
        let case = folder.path().join("case.sqlite");
        fs::metadata(case).unwrap().ino()
    };
    let before = number();
    assert_eq!(run(), first);
    assert_eq!(number(), before, "the case was written again");
}
