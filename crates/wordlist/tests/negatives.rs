//! What must not be called a filter's list, and what must be called something else.

use base::{Budget, Limits, View};
use std::sync::LazyLock;
use wordlist::{Kind, Knowledge, Purpose, Recognised, Theme, is_worth_reading, recognise};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge::parse(include_str!("../../../knowledge/wordlist/themes.tsv")).value
});

fn read(text: &str) -> Recognised {
    let mut budget = Budget::new(1_000_000);
    recognise(
        "x",
        View::new(text.as_bytes()),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    )
}

fn check(text: &str, purpose: Purpose) {
    let found = read(text);
    assert_eq!(found.filter_candidates().count(), 0, "{:#?}", found.lists);
    let list = found.lists.first().unwrap();
    assert_eq!(list.purpose, purpose, "{list:#?}");
    assert!(!list.reasons.is_empty());
}

#[test]
fn labels_of_a_program_are_its_texts() {
    check(
        "确定\n取消\n设置\n保存\n删除\n返回\n关闭\n请稍候\n下载\n更新",
        Purpose::InterfaceText,
    );
    check(
        "OK\nCancel\nSettings\nPlease wait\nSign in\nRetry\nDelete %s?\nCopy",
        Purpose::InterfaceText,
    );
}

#[test]
fn everyday_chinese_words_are_a_vocabulary_and_no_more() {
    let text =
        "我们\n他们\n苹果\n西瓜\n桌子\n椅子\n书包\n铅笔\n房子\n汽车\n医院\n天气\n太阳\n月亮\n翻墙";
    check(text, Purpose::PlainVocabulary);
}

#[test]
fn countries_and_months_are_no_list_of_territories() {
    check(
        "Afghanistan\nAlbania\nAlgeria\nArgentina\nTaiwan\nHong Kong\nTibet\nZimbabwe",
        Purpose::InterfaceText,
    );
}

#[test]
fn swear_words_alone_are_for_child_safety_and_not_political() {
    let found =
        read("fuck\nshit\nbitch\ncunt\nasshole\nslut\nwhore\nbastard\nporn\ndildo\nheck\ndarn");
    let list = found.filter_candidates().next().unwrap();
    assert_eq!(list.purpose, Purpose::ProfanityOrChildSafety);
    assert!(list.political_share() < 1e-9);
}

#[test]
fn rules_against_advertising_and_names_of_malware_are_what_they_are() {
    check(
        "||ads.example^\n||track.example^$third-party\nexample.org##.banner\n@@||ok.example^\n||x.example^\n! end",
        Purpose::AdBlocking,
    );
    check(
        "0.0.0.0 ads.example\n0.0.0.0 track.example\n0.0.0.0 a.example\n0.0.0.0 b.example\n0.0.0.0 c.example",
        Purpose::AdBlocking,
    );
    check(
        "phishing\nmalware\nransomware\nbotnet\nkeylogger\nspyware\nrootkit\nadware",
        Purpose::Security,
    );
}

#[test]
fn names_of_code_are_identifiers() {
    check(
        "getName\nsetValue\nMAX_LEN\nfoo_bar\nLorg/example/Main;\nonCreate\nviewHolder\nis_ready",
        Purpose::Identifiers,
    );
}

#[test]
fn names_of_makers_alone_say_nothing() {
    check(
        "iphone\nsamsung\nhuawei\noneplus\nmotorola\nnokia\nlenovo\nmeizu\noppo\nvivo\nhisense\nrealme",
        Purpose::Unclear,
    );
}

#[test]
fn everyday_words_of_politics_make_a_list_only_where_they_stand_close() {
    let known = [
        "democracy",
        "protest",
        "censorship",
        "dissident",
        "independence",
        "secession",
    ];
    let list = |known: &[&str], n_others: usize| {
        let others = (0..n_others).map(|at| {
            format!("kite{}", char::from(b'a' + u8::try_from(at % 26).unwrap())).repeat(1 + at / 26)
        });
        let all: Vec<String> = known
            .iter()
            .map(|&it| it.to_owned())
            .chain(others)
            .collect();
        read(&all.join("\n"))
    };
    let found = list(&known, 10);
    let short = found.filter_candidates().next().unwrap();
    assert_eq!(short.purpose, Purpose::ContentFilter);
    assert!(
        short.confidence > 0.3 && short.confidence < 0.6,
        "{}",
        short.confidence
    );
    // A quarter of the entries is needed, two themes, four terms, and twelve entries.
    assert_eq!(list(&known, 19).filter_candidates().count(), 0);
    assert_eq!(list(&known[..4], 8).filter_candidates().count(), 0);
    assert_eq!(list(&known[3..], 9).filter_candidates().count(), 0);
    assert_eq!(list(&known, 5).filter_candidates().count(), 0);
}

#[test]
fn headings_of_a_newspaper_and_a_lesson_in_vocabulary_are_no_filter() {
    for text in [
        "Politics\nElections\nReligion\nSport\nWeather\nBusiness\nCulture\nScience\nTravel\nFood\nOpinion\nHealth\nProtest",
        "house\nwater\nbread\nriver\ndemocracy\nelection\nrevolution\nindependence\ngarden\nkitchen\nwindow\nmountain\ntable",
    ] {
        assert_eq!(read(text).filter_candidates().count(), 0, "{text}");
    }
}

#[test]
fn common_words_inside_longer_entries_do_not_count() {
    let text: Vec<String> = (0..20)
        .map(|at| format!("democracy index protest independence {at}"))
        .collect();
    assert_eq!(read(&text.join("\n")).filter_candidates().count(), 0);
}

#[test]
fn prose_about_politics_is_no_list() {
    let sentence =
        "The encyclopaedia has a long article about the Dalai Lama, human rights and Falun Gong. ";
    let text = sentence.repeat(20).replace(". ", ".\n");
    assert_eq!(read(&text).filter_candidates().count(), 0);
}

#[test]
fn short_lists_of_packages_digests_and_makers_are_worth_reading() {
    let packages: Vec<serde_json::Value> = ["one", "two", "three", "four", "five"]
        .iter()
        .map(|name| serde_json::json!({"app": format!("lt.example.{name}.main")}))
        .collect();
    let packages = serde_json::json!({"version": 1, "block": packages}).to_string();
    assert!(is_worth_reading(packages.as_bytes(), &KNOWLEDGE));
    let list = read(&packages).lists.remove(0);
    assert_eq!(
        (list.kind, list.purpose),
        (Kind::Packages, Purpose::Unclear)
    );
    let makers = r#"["iphone","samsung","huawei","oneplus","motorola","nokia","lenovo","meizu","one","two","three","four"]"#;
    assert!(is_worth_reading(makers.as_bytes(), &KNOWLEDGE));
    let list = read(makers).lists.remove(0);
    assert_eq!(list.purpose, Purpose::Unclear);
    assert_eq!(list.themes.first().unwrap().theme, Theme::BrandsAndRivals);
    assert!(!is_worth_reading(
        r#"["iphone","samsung","huawei","oneplus","a long day","two","three"]"#.as_bytes(),
        &KNOWLEDGE
    ));
    let settings =
        "name = org.example.one\nport = 80\nmain = org.example.two\nhost = a.example\nuser = me";
    assert!(!is_worth_reading(settings.as_bytes(), &KNOWLEDGE));
    let properties = "ro.example.name\nro.example.region\nro.example.model.code\nro.example.a.b\nro.example.x.y\nro.example.q.r";
    assert!(!is_worth_reading(properties.as_bytes(), &KNOWLEDGE));
}

#[test]
fn pictures_and_noise_are_not_worth_reading() {
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(100_000)
    .collect();
    assert!(!is_worth_reading(&noise, &KNOWLEDGE));
    let mut budget = Budget::new(1_000);
    let found = recognise(
        "x",
        View::new(&noise),
        &KNOWLEDGE,
        &Limits::default(),
        &mut budget,
    );
    assert!(found.lists.is_empty());
    assert_eq!(found.opaque.len(), 1);
    assert!(found.opaque[0].entropy > 7.9);
    assert!(!is_worth_reading(&vec![0; 100_000], &KNOWLEDGE));
}

/// Means of payment named after phone makers, with one word that spam has too, as in an app for transport cards.
#[test]
fn names_of_makers_with_one_other_term_are_no_filter() {
    let words = [
        "支付宝一键支付",
        "SAMSUNG_PAY",
        "三星支付",
        "HUAWEI_PAY",
        "华为支付",
        "OPPO_PAY",
        "VIVO_PAY",
        "小米优惠",
        "银联",
        "交通卡移资",
        "移动促销(不可领发票)",
        "退卡",
        "开卡",
        "充值",
        "移卡",
        "联通促销",
    ];
    let found = recognise(
        "some/file",
        View::new(words.join("\n").as_bytes()),
        &KNOWLEDGE,
        &Limits::default(),
        &mut Budget::new(1_000_000),
    );
    assert_eq!(found.filter_candidates().count(), 0, "{:?}", found.lists);
}
