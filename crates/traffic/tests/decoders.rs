//! The pages of `knowledge/decoders/` on requests in the services' forms.
//!
//! Where the bytes are from stands with each: what an independent program made after the source that the page names.

use base::Limits;
use fmt_net::http::{Body, Header, Request};
use std::path::Path;
use traffic::decoder::{Decoder, Status};
use traffic::peel;

fn page(name: &str) -> Decoder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/decoders");
    let page = std::fs::read_to_string(folder.join(format!("{name}.md"))).unwrap();
    Decoder::read(&page).unwrap()
}

fn request(url: &str, kind: &str, body: &[u8]) -> Request {
    Request {
        method: "POST".to_owned(),
        url: url.to_owned(),
        headers: vec![Header::new(b"content-type", kind.as_bytes())],
        body: Body::whole(body.to_vec(), false),
        ..Request::default()
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap())
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// Events as lines: name, then parameters.
fn events(decoder: &Decoder, request: &Request) -> Vec<String> {
    let parameters = peel::parameters(request, &Limits::default()).value;
    assert!(decoder.knows(request, &parameters), "{}", decoder.id);
    let parameters = decoder.read_parameters(&parameters);
    let line = |event: &traffic::decoder::Event<'_>| {
        let parameters: Vec<String> = event
            .parameters
            .iter()
            .map(|(name, parameter)| format!("{name}={}", parameter.value))
            .collect();
        format!("{}: {}", event.name.unwrap_or("?"), parameters.join(" "))
    };
    decoder.events(&parameters).iter().map(line).collect()
}

#[test]
fn mistat_is_opened_with_the_key_that_its_own_form_gives() {
    // AES by openssl, the key by Python's hashlib, after com.xiaomi.mistatistic.sdk.
    let sealed = "1b10043479c98c793b2a6de572d8007896299e29d3b32544cf76a7af85844e14bb924a34bf87949ee0c3e57393d0cd42a0ca5006be803ab762dce55c494ff38a0bb70394a4ebd434d4eef492409b30eb19aa69039e131c8b93f61b48c0794c956c1d66ab2dac40efc48aaa2e3e7a834f0cb27782d9c6310aa7bc558d5c8fdf2e3dc5daf2376ea079f284f2eb1929c80a16314d049235c760e3a6e4825a31bb95c6f8474e73e6a4a829aad60c062fd393";
    let form = |device: &str| {
        format!(
            "app_id=2882303761517&app_key=5381733&device_id={device}&mistatv=3&size=2&stat_value={sealed}"
        )
    };
    let send = |body: &str| {
        request(
            "http://data.mistat.xiaomi.com/mistats/v2",
            "application/x-www-form-urlencoded",
            body.as_bytes(),
        )
    };
    let mistat = page("mistat");
    assert_eq!(
        events(&mistat, &send(&form("0123456789abcdef0123456789abcdef"))),
        [
            "app_start: key=app_start params.from=launcher type=count value=1",
            "mistat_pt: key=mistat_pt type=numeric value=4521",
        ]
    );
    // With another device it stays closed.
    let none: [&str; 0] = [];
    assert_eq!(
        events(&mistat, &send(&form("1123456789abcdef0123456789abcdef"))),
        none
    );
}

#[test]
fn mta_is_opened_with_the_key_that_every_client_holds() {
    // RC4 and gzip by Python, after the published client.
    for sealed in [
        "c63813f630189c4732db0f9286c551ea65c065d53bb735b2443f1fef4e8fcafe617141698fe9dd81b43d1833f04763074f0c7a8cb956400d64407441a808d86301029fa435b293d248a4e30166feb2e972f1ae4374d531555970f8305b49533b724b2dd6b59ad5fc1d661c7fd702cf",
        "bd1a76ed0da9a57702eb23b0e1af665c0cac9391439cb4a283310641443887d908e9daf6a45a8c313e35493132e1272519e628bfa6806462bd94b880ec0b59c867daef10bd6493004776f078d8e3906c3ff7b514cdfec0bb8d0306ecdc97b2e9dc4b4d4d7a79943f135c72ec8c7ea8161c826c7793ac",
    ] {
        let request = request(
            "http://pingma.qq.com/mstat/report/?index=1",
            "",
            &bytes(sealed),
        );
        assert_eq!(
            events(&page("tencent-mta"), &request),
            [
                "button: index=1 ei=button et=1000 kv.page=start mc=3c:22:fb:00:11:22 ts=1442947739 ui=490154203237518"
            ]
        );
    }
}

#[test]
fn firebase_numbers_have_their_names() {
    // Encoded by hand-written Python after the numbers that the page names.
    let body = bytes(
        "0ab801080112300a0a0a025f6f12046175746f0a0c0a045f73696418c0a7a38906120d73657373696f6e5f737461727418fbccecbbb82f12150a080a035f657418a92312025f6518a4f0ecbbb82f1a140880ccecbbb82f12045f666f742080ccecbbb82f4207616e64726f69644a0231305208416c6465722035475a056c742d6c74607872126c742e706174696b72612e74657374626564aa01203031323334353637383961626364656630313233343536373839616263646566",
    );
    let request = request("https://app-measurement.com/a", "", &body);
    let decoder = page("firebase-analytics");
    assert_eq!(
        events(&decoder, &request),
        [
            "session_start: param._o.name=_o param._o.string_value=auto param._sid.name=_sid param._sid.int_value=1630065600 name=session_start timestamp_millis=1630065600123",
            "_e: param._et.name=_et param._et.int_value=4521 name=_e timestamp_millis=1630065604644",
        ]
    );
    let parameters = peel::parameters(&request, &Limits::default()).value;
    let read = decoder.read_parameters(&parameters);
    let value = |place: &str| {
        let found = read.iter().find(|it| Decoder::place(it) == place);
        found.map(|it| it.value.as_str())
    };
    assert_eq!(value("bundle.device_model"), Some("Alder 5G"));
    assert_eq!(
        value("bundle.app_instance_id"),
        Some("0123456789abcdef0123456789abcdef")
    );
    assert_eq!(
        value("bundle.user_property._fot.int_value"),
        Some("1630065600000")
    );
}

#[test]
fn umeng_of_small_programs_is_read() {
    // As umtrack-wx 2.8.0 sent it on loopback, shortened.
    let body = r#"{"h":{"dt":"Phone","sv":"2.8.0","ak":"0123","dm":"Alder 5G","it":"uuid","itr":{"ud":"1GpH6RAFqm"}},"a":{"e":{"v3iKAusvQC":[{"id":"WxEvent","ts":1795277177563,"text":"a","number":17}]}}}"#;
    let request = request(
        "https://umini.shujupie.com/wxm_logs",
        "application/json",
        body.as_bytes(),
    );
    assert_eq!(
        events(&page("umeng"), &request),
        ["WxEvent: id=WxEvent number=17 text=a ts=1795277177563"]
    );
}

#[test]
fn forms_and_json_of_attribution_and_statistics_are_read() {
    let appsflyer = request(
        "https://api2.appsflyer.com/inappevent/lt.patikra.testbed",
        "application/json",
        br#"{"appsflyer_id":"1415211453000-6513894","eventName":"af_purchase","eventValue":"{\"af_revenue\":\"6\"}"}"#,
    );
    assert_eq!(
        events(&page("appsflyer"), &appsflyer),
        [
            "af_purchase: appsflyer_id=1415211453000-6513894 eventName=af_purchase eventValue={\"af_revenue\":\"6\"}"
        ]
    );
    let crash = request(
        "https://crashlyticsreports-pa.googleapis.com/v1/firelog/legacy/batchlog",
        "application/json",
        br#"{"logRequest":[{"logSource":"1","logSourceName":"FIREBASE_CRASHLYTICS_REPORT","clientInfo":{"androidClientInfo":{"model":"M"}},"logEvent":[{"eventTimeMs":"1"}]}]}"#,
    );
    let found = events(&page("crashlytics"), &crash);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("FIREBASE_CRASHLYTICS_REPORT: "));
    assert!(found[0].contains("clientInfo.androidClientInfo.model=M"));
    let page_seen = request("https://hm.baidu.com/hm.gif?si=1&et=0&u=x&ds=1x1", "", b"");
    assert_eq!(
        events(&page("baidu-mobstat"), &page_seen),
        ["0: si=1 et=0 u=x ds=1x1"]
    );
}

#[test]
fn services_that_stay_closed_say_what_would_open_them() {
    for (name, url, headers) in [
        (
            "hianalytics",
            "https://metrics2.data.hicloud.com:6447/common/hmshioperqrt",
            vec![],
        ),
        ("jpush", "https://stats.jpush.cn/v3/report", vec![]),
        (
            "oppo-statistics",
            "https://dragate.dc.oppomobile.com/stat",
            vec![],
        ),
        (
            "hianalytics",
            "https://h.example/x",
            vec![
                Header::new(b"x-hasdk-productid", b"1"),
                Header::new(b"App-Id", b"2"),
            ],
        ),
    ] {
        let decoder = page(name);
        assert_eq!(decoder.status, Status::Encrypted);
        assert!(decoder.obstacle.as_deref().unwrap().contains("hook"));
        let mut request = request(url, "", b"\x01\x02\xff");
        request.headers.extend(headers);
        assert!(decoder.knows(&request, &[]), "{name}");
    }
}

#[test]
fn every_page_names_its_gaps_and_where_its_keys_are_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/decoders");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let decoder = Decoder::read(&text).unwrap();
        assert!(text.contains("## Known gaps"), "{}", decoder.id);
        for seal in &decoder.seals {
            assert!(!seal.source.is_empty(), "{}", decoder.id);
        }
    }
}
