//! Layouts: which views a screen has, which method a click on one calls, which take a password.
//!
//! Spec: AOSP `frameworks/base/core/res/res/values/public-final.xml` for the numbers of the attributes,
//! `core/java/android/view/View.java`, `DeclaredOnClickListener`, for what a click calls, and
//! `core/java/android/widget/TextView.java`, `isPasswordInputType` and `isVisiblePasswordInputType`, for the input types
//! (`core/java/android/text/InputType.java`).
//!
//! Departures from the spec: values that come from a style or a theme are not looked up.

use crate::axml::{Attribute, Document, Element};
use crate::res_value::{Meaning, ResId};

/// `android:id`.
const ID: ResId = ResId(0x0101_00d0);
/// `android:onClick`.
const ON_CLICK: ResId = ResId(0x0101_026f);
/// `android:inputType`.
const INPUT_TYPE: ResId = ResId(0x0101_0220);
/// `android:password`, older than input types.
const PASSWORD: ResId = ResId(0x0101_015c);

/// A view of a layout that has a number, a method for clicks or takes a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutView {
    /// The number by which code finds it.
    pub id: Option<ResId>,
    /// The method of the activity around it that a click calls.
    pub on_click: Option<String>,
    /// Whether what is typed into it is a password.
    pub takes_password: bool,
}

/// The views of a document, in the order of their start tags; those of which nothing is said are left out.
pub fn views(document: &Document<'_>) -> Vec<LayoutView> {
    let all = document.elements().map(|element| view(&element));
    all.filter(|it| it.id.is_some() || it.on_click.is_some() || it.takes_password)
        .collect()
}

fn view(element: &Element<'_, '_>) -> LayoutView {
    let meaning = |id: ResId| {
        let attribute = element.attribute_by_id(id);
        attribute.map(|it: Attribute<'_, '_>| it.value().meaning())
    };
    let id = match meaning(ID) {
        Some(Meaning::Reference(id)) => Some(id),
        _ => None,
    };
    let on_click = element.attribute_by_id(ON_CLICK).and_then(|it| it.string());
    let by_type = match meaning(INPUT_TYPE) {
        Some(Meaning::Hex(flags)) => is_password(flags),
        Some(Meaning::Int(flags)) => is_password(flags.cast_unsigned()),
        _ => false,
    };
    LayoutView {
        id,
        on_click: on_click.map(std::borrow::Cow::into_owned),
        takes_password: by_type || meaning(PASSWORD) == Some(Meaning::Bool(true)),
    }
}

/// Whether an input type is that of a password: by its class (lowest four bits) and its variation (the eight above).
fn is_password(input_type: u32) -> bool {
    // TYPE_CLASS_TEXT with _PASSWORD, _VISIBLE_PASSWORD or _WEB_PASSWORD; TYPE_CLASS_NUMBER with _PASSWORD.
    matches!(input_type & 0xfff, 0x81 | 0x91 | 0xe1 | 0x12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Limits, View};
    use testkit::axml_builder::{Element as El, Value};

    fn check(element: El) -> Vec<(Option<u32>, Option<String>, bool)> {
        let bytes = El::new("LinearLayout").child(element).document(true);
        let document = Document::parse(View::new(&bytes), &Limits::default()).unwrap();
        let all = views(&document.value).into_iter();
        all.map(|it| (it.id.map(|id| id.0), it.on_click, it.takes_password))
            .collect()
    }

    fn field(input_type: i32) -> El {
        El::new("EditText")
            .android("id", 0x0101_00d0, Value::Ref(0x7f07_0001))
            .android("inputType", 0x0101_0220, Value::Int(input_type))
    }

    #[test]
    fn a_field_takes_a_password_by_class_and_variation_of_its_type() {
        // InputType.java: TYPE_CLASS_TEXT 1, TYPE_TEXT_VARIATION_PASSWORD 0x80, TYPE_TEXT_FLAG_MULTI_LINE 0x20000.
        let of = |flags| check(field(flags))[0].2;
        assert!(of(0x81) && of(0x91) && of(0xe1) && of(0x12) && of(0x2_0081));
        // A name of a person, a number, an address of a web site, a password's variation of a date.
        assert!(!of(0x61) && !of(0x02) && !of(0x11) && !of(0x84));
    }

    #[test]
    fn the_older_attribute_counts_too() {
        let with = |value| El::new("EditText").android("password", 0x0101_015c, Value::Bool(value));
        assert_eq!(check(with(true)), [(None, None, true)]);
        assert_eq!(check(with(false)), []);
    }

    #[test]
    fn a_click_calls_the_method_that_is_named() {
        let button = El::new("Button").android("onClick", 0x0101_026f, "send");
        assert_eq!(check(button), [(None, Some(String::from("send")), false)]);
    }
}
