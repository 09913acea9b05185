//! Who holds which permission, and which parts of messages are one.

use super::*;

fn across() -> Across {
    let app = |package: &str, signer: &str| App {
        package: package.to_owned(),
        signer: Some(signer.to_owned()),
        ..App::default()
    };
    let mut across = Across::default();
    for (package, signer) in [("a", "1"), ("b", "1"), ("c", "2")] {
        across.apps.insert(package.to_owned(), app(package, signer));
    }
    let definer = across.apps.get_mut("b").unwrap();
    for (name, protection) in [
        ("sig", "signature"),
        ("priv", "signature|privileged"),
        ("free", "normal"),
    ] {
        definer
            .defines
            .insert(name.to_owned(), protection.to_owned());
    }
    for app in across.apps.values_mut() {
        app.requests = ["sig", "priv", "free", "elsewhere"]
            .map(str::to_owned)
            .into();
    }
    across
}

#[test]
fn permissions_are_held_by_level_signer_and_place() {
    let mut across = across();
    let holds =
        |across: &Across, app: &str, name: &str| across.holds(across.apps.get(app).unwrap(), name);
    assert_eq!(holds(&across, "a", "sig"), Some(true));
    assert_eq!(holds(&across, "c", "sig"), Some(false));
    assert_eq!(holds(&across, "c", "priv"), Some(false));
    assert_eq!(holds(&across, "c", "free"), Some(true));
    assert_eq!(holds(&across, "c", "elsewhere"), None);
    assert_eq!(holds(&across, "c", "not-asked-for"), Some(false));
    across.apps.get_mut("c").unwrap().privileged = true;
    assert_eq!(holds(&across, "c", "priv"), Some(true));
    assert_eq!(holds(&across, "c", "sig"), Some(false));
}

#[test]
fn a_key_lies_in_the_part_that_holds_it() {
    assert!(is_part(".data", ".data number"));
    assert!(is_part("number", "number"));
    assert!(!is_part(".data number", ".data count"));
    assert!(!is_part(".data", ".database"));
    assert!(!is_part("a", "a b"));
}
