//! Which scripts a list is written in, and which language that speaks for.

/// A writing system, as far as word lists need them told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Chinese characters.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean.
    Hangul,
    /// Cyrillic letters.
    Cyrillic,
    /// Arabic letters.
    Arabic,
    /// Greek letters.
    Greek,
    /// Hebrew letters.
    Hebrew,
    /// Devanagari.
    Devanagari,
    /// Thai.
    Thai,
    /// Tibetan.
    Tibetan,
    /// Any other letter.
    Other,
}

impl Script {
    /// Every script, in the order of reports.
    pub const ALL: [Self; 12] = [
        Self::Latin,
        Self::Han,
        Self::Kana,
        Self::Hangul,
        Self::Cyrillic,
        Self::Arabic,
        Self::Greek,
        Self::Hebrew,
        Self::Devanagari,
        Self::Thai,
        Self::Tibetan,
        Self::Other,
    ];

    /// The name of the script in English, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Latin => "latin",
            Self::Han => "han",
            Self::Kana => "kana",
            Self::Hangul => "hangul",
            Self::Cyrillic => "cyrillic",
            Self::Arabic => "arabic",
            Self::Greek => "greek",
            Self::Hebrew => "hebrew",
            Self::Devanagari => "devanagari",
            Self::Thai => "thai",
            Self::Tibetan => "tibetan",
            Self::Other => "other",
        }
    }

    /// The script of a letter; `None` for anything that is not a letter.
    pub fn of(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        Some(match c {
            '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Han,
            '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => {
                Self::Kana
            }
            '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' => {
                Self::Hangul
            }
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{620}'..='\u{64a}'
            | '\u{66e}'..='\u{6d3}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{5d0}'..='\u{5ea}' => Self::Hebrew,
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' => Self::Thai,
            '\u{f40}'..='\u{fbc}' => Self::Tibetan,
            '\u{c0}'..='\u{24f}'
            | '\u{1e00}'..='\u{1eff}'
            | '\u{ff21}'..='\u{ff3a}'
            | '\u{ff41}'..='\u{ff5a}' => Self::Latin,
            _ if c.is_alphabetic() => Self::Other,
            _ => return None,
        })
    }
}

/// Whether the character belongs to a script written without spaces between words.
pub(crate) const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters counted by script, with the few that tell languages apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letters {
    counts: [u64; Script::ALL.len()],
    simplified: u64,
    traditional: u64,
    vietnamese: u64,
    turkish: u64,
    german: u64,
    spanish: u64,
    ukrainian: u64,
    persian: u64,
}

/// Common characters that are written so in simplified Chinese only.
const fn is_simplified(c: char) -> bool {
    matches!(
        c,
        '国' | '们'
            | '这'
            | '说'
            | '时'
            | '东'
            | '车'
            | '马'
            | '门'
            | '来'
            | '对'
            | '为'
            | '过'
            | '动'
            | '会'
            | '学'
            | '长'
            | '开'
            | '关'
            | '电'
            | '见'
            | '问'
            | '间'
            | '党'
            | '轮'
            | '师'
            | '发'
            | '现'
            | '头'
            | '条'
            | '无'
            | '气'
            | '义'
            | '记'
            | '风'
            | '龙'
            | '华'
    )
}

/// The traditional forms of the same characters.
const fn is_traditional(c: char) -> bool {
    matches!(
        c,
        '國' | '們'
            | '這'
            | '說'
            | '時'
            | '東'
            | '車'
            | '馬'
            | '門'
            | '來'
            | '對'
            | '為'
            | '過'
            | '動'
            | '會'
            | '學'
            | '長'
            | '開'
            | '關'
            | '電'
            | '見'
            | '問'
            | '間'
            | '黨'
            | '輪'
            | '師'
            | '發'
            | '現'
            | '頭'
            | '條'
            | '無'
            | '氣'
            | '義'
            | '記'
            | '風'
            | '龍'
            | '華'
    )
}

impl Letters {
    pub(crate) fn add(&mut self, text: &str) {
        if text.is_ascii() {
            let n = text.bytes().filter(u8::is_ascii_alphabetic).count();
            if let Some(count) = self.counts.get_mut(Script::Latin as usize) {
                *count = count.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
            }
            return;
        }
        for c in text.chars() {
            let Some(script) = Script::of(c) else {
                continue;
            };
            if let Some(count) = self.counts.get_mut(script as usize) {
                *count = count.saturating_add(1);
            }
            let told = match script {
                Script::Han if is_simplified(c) => &mut self.simplified,
                Script::Han if is_traditional(c) => &mut self.traditional,
                Script::Latin if !c.is_ascii() => match c {
                    'ă' | 'đ' | 'ơ' | 'ư' | '\u{1ea0}'..='\u{1ef9}' => &mut self.vietnamese,
                    'ğ' | 'ı' | 'ş' | 'İ' => &mut self.turkish,
                    'ä' | 'ö' | 'ü' | 'ß' => &mut self.german,
                    'ñ' | 'á' | 'í' | 'ó' | 'ú' => &mut self.spanish,
                    _ => continue,
                },
                Script::Cyrillic if matches!(c, 'і' | 'ї' | 'є' | 'ґ') => &mut self.ukrainian,
                Script::Arabic if matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک') => {
                    &mut self.persian
                }
                _ => continue,
            };
            *told = told.saturating_add(1);
        }
    }

    fn count(&self, script: Script) -> u64 {
        self.counts.get(script as usize).copied().unwrap_or(0)
    }

    fn total(&self) -> u64 {
        self.counts
            .iter()
            .fold(0, |sum, &count| sum.saturating_add(count))
    }

    /// The share of each script that occurs, largest first.
    pub(crate) fn shares(&self) -> Vec<(Script, f64)> {
        let mut shares: Vec<(Script, f64)> = Script::ALL
            .into_iter()
            .filter(|&script| self.count(script) > 0)
            .map(|script| (script, share(self.count(script), self.total())))
            .collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shares
    }

    /// A guess, as a BCP 47 tag; `und` where the letters do not tell.
    pub(crate) fn language(&self) -> &'static str {
        let total = self.total();
        let at_least = |count: u64, percent: u64| {
            total > 0 && count.saturating_mul(100) >= total.saturating_mul(percent)
        };
        if at_least(self.count(Script::Kana), 10) {
            "ja"
        } else if at_least(self.count(Script::Hangul), 40) {
            "ko"
        } else if at_least(self.count(Script::Han), 40) {
            match (self.simplified, self.traditional) {
                (s, t) if t > s.saturating_mul(2) => "zh-Hant",
                (s, t) if s > t.saturating_mul(2) => "zh-Hans",
                _ => "zh",
            }
        } else if at_least(self.count(Script::Cyrillic), 40) {
            if at_least(self.ukrainian, 2) {
                "uk"
            } else {
                "ru"
            }
        } else if at_least(self.count(Script::Arabic), 40) {
            if at_least(self.persian, 4) {
                "fa"
            } else {
                "ar"
            }
        } else if at_least(self.count(Script::Thai), 40) {
            "th"
        } else if at_least(self.count(Script::Greek), 40) {
            "el"
        } else if at_least(self.count(Script::Hebrew), 40) {
            "he"
        } else if at_least(self.count(Script::Devanagari), 40) {
            "hi"
        } else if at_least(self.count(Script::Tibetan), 40) {
            "bo"
        } else if at_least(self.vietnamese, 6) {
            "vi"
        } else if at_least(self.turkish, 3) {
            "tr"
        } else if at_least(self.german, 2) {
            "de"
        } else if at_least(self.spanish, 2) {
            "es"
        } else {
            // Plain ASCII letters may be English, pinyin or anything else.
            "und"
        }
    }
}

/// `part / whole` as a number from 0 to 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts stay far below 2^52, and a share needs three digits"
)]
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
