//! Text in the two languages that klar speaks.

/// A language of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which a pack lists them.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// The language's code, as in `--lang` and in pack files: `sv` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }
}

/// One text in both languages. Which of them is shown is decided when it is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// The Swedish wording.
    pub sv: String,
    /// The English wording.
    pub en: String,
}

impl Text {
    /// The same words in both languages: for names, values and numbers.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { sv: words.clone(), en: words }
    }

    /// The wording in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }

    /// A text made by calling `words` once for each language.
    pub fn each(mut words: impl FnMut(Lang) -> String) -> Self {
        Self { sv: words(Lang::Sv), en: words(Lang::En) }
    }

    /// Whether there are no words in either language.
    pub fn is_empty(&self) -> bool {
        self.sv.is_empty() && self.en.is_empty()
    }
}

/// Makes a [`Text`] from two format strings: `text!(sv: "…", en: "…")`, with inline arguments.
#[macro_export]
macro_rules! text {
    (sv: $sv:literal, en: $en:literal $(,)?) => {
        $crate::source::Text { sv: format!($sv), en: format!($en) }
    };
}
