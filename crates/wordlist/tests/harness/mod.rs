//! What tests of formats share.

use std::sync::LazyLock;
use wordlist::Knowledge;

/// A filter's list of our own.
pub(crate) const WORDS: [&str; 16] = [
    "六四事件",
    "天安门事件",
    "零八宪章",
    "刘晓波",
    "达赖喇嘛",
    "法轮功",
    "台湾独立",
    "翻墙",
    "赌博",
    "色情",
    "青蛙邮差",
    "灯塔饼干",
    "paper lantern",
    "七号风筝",
    "云雀广场",
    "银杏暗号",
];

/// The themes as they are shipped.
pub(crate) static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let parsed = Knowledge::parse(include_str!("../../../../knowledge/wordlist/themes.tsv"));
    assert_eq!(parsed.problems, []);
    parsed.value
});
