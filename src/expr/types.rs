//! The types of expressions, most of them read off the document schemas.

use super::Wanted;
use crate::source::Text;
use crate::structure::{Field, Shape};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of a value before any case is read.
#[derive(Clone, Debug)]
pub enum Type {
    /// Anything: nothing is checked.
    Any,
    /// `null`.
    Null,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// Text, with what it is known to be.
    Text(TextType),
    /// A calendar date that was computed.
    Date,
    /// A list.
    List(Arc<Self>),
    /// A mapping with these fields.
    Map(Arc<MapType>),
    /// A document of the case, of one kind or of any.
    Document(Arc<Vocabulary>, Option<Arc<str>>),
    /// The same, or `null`.
    Nullable(Arc<Self>),
}

/// What is known of a text.
#[derive(Clone, Debug, Default)]
pub struct TextType {
    /// The only values that it can have.
    pub values: Option<Arc<[String]>>,
    /// What it stands for.
    pub form: Form,
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Itself.
    #[default]
    Plain,
    /// A calendar date.
    Date,
    /// An instant.
    Instant,
}

/// The fields of a mapping.
#[derive(Clone, Debug, Default)]
pub struct MapType {
    /// The fields that are named.
    pub fields: BTreeMap<String, Type>,
    /// The type of any other field; `None` where there are none.
    pub rest: Option<Type>,
}

/// The kinds of documents with their types.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Each kind's type: a mapping.
    pub kinds: BTreeMap<String, Type>,
}

impl Type {
    /// The type of the values that a schema allows.
    pub fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Any => Self::Any,
            Shape::Null => Self::Null,
            Shape::Bool => Self::Bool,
            Shape::Int => Self::Int,
            Shape::Number => Self::Number,
            Shape::Text(text) => Self::Text(TextType {
                values: (!text.values.is_empty()).then(|| text.values.as_slice().into()),
                form: match text.format.as_deref() {
                    Some("date") => Form::Date,
                    Some("instant") => Form::Instant,
                    _ => Form::Plain,
                },
            }),
            Shape::List(item) => Self::List(Arc::new(Self::of(item))),
            Shape::Map(map) => {
                let field = |(key, field): (&String, &Field)| (key.clone(), Self::of(&field.shape));
                let fields = map.fields.iter().map(field).collect();
                Self::Map(Arc::new(MapType { fields, rest: map.rest.as_ref().map(Self::of) }))
            }
            Shape::Nullable(inner) => Self::Nullable(Arc::new(Self::of(inner))),
        }
    }

    /// The type without the possibility of `null`.
    pub(super) fn solid(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner.solid(),
            other => other,
        }
    }

    /// The type of a field, or the names of the fields that there are. `Ok(Any)` where nothing is known.
    pub(super) fn field(&self, name: &str) -> Result<Self, Vec<String>> {
        match self.solid() {
            Self::Any => Ok(Self::Any),
            Self::Map(map) => match map.fields.get(name).or(map.rest.as_ref()) {
                Some(found) => Ok(found.clone()),
                None => Err(map.fields.keys().cloned().collect()),
            },
            Self::Document(vocabulary, Some(kind)) => match vocabulary.kinds.get(&**kind) {
                Some(map) => map.field(name),
                None => Ok(Self::Any),
            },
            Self::Document(vocabulary, None) => vocabulary.any_field(name),
            _ => Err(Vec::new()),
        }
    }

    /// The type of the items of a list; `None` for anything that is not one.
    pub(super) fn item(&self) -> Option<Self> {
        match self.solid() {
            Self::Any => Some(Self::Any),
            Self::List(item) => Some((**item).clone()),
            _ => None,
        }
    }

    /// The type of the items of a list; anything for what is not known to be one.
    #[must_use]
    pub fn item_type(&self) -> Self {
        self.item().unwrap_or(Self::Any)
    }

    /// Whether it is known to be true or false.
    pub fn serves_condition(&self) -> bool {
        matches!(self.solid(), Self::Bool)
    }

    /// The values that a text can have, where they are known.
    pub fn text_values(&self) -> impl Iterator<Item = &str> {
        let values = match self.solid() {
            Self::Text(text) => text.values.as_deref(),
            _ => None,
        };
        values.unwrap_or_default().iter().map(String::as_str)
    }

    /// The name of the type in messages.
    pub(super) fn name(&self) -> Text {
        match self.solid() {
            Self::Any => text!(sv: "vad som helst", en: "anything"),
            Self::Null => Text::same("null"),
            Self::Bool => text!(sv: "sant eller falskt", en: "true or false"),
            Self::Int => text!(sv: "ett heltal", en: "a whole number"),
            Self::Number => text!(sv: "ett tal", en: "a number"),
            Self::Text(TextType { form: Form::Date, .. }) | Self::Date => {
                text!(sv: "ett datum", en: "a date")
            }
            Self::Text(TextType { form: Form::Instant, .. }) => {
                text!(sv: "en tidpunkt", en: "an instant")
            }
            Self::Text(_) => text!(sv: "en text", en: "a text"),
            Self::List(_) => text!(sv: "en lista", en: "a list"),
            Self::Map(_) | Self::Nullable(_) => text!(sv: "en mappning", en: "a mapping"),
            Self::Document(..) => text!(sv: "ett dokument", en: "a document"),
        }
    }

    /// Whether a value of the type can be used as `wanted`.
    pub(super) fn serves(&self, wanted: Wanted) -> bool {
        let solid = self.solid();
        match wanted {
            _ if matches!(solid, Self::Any) => true,
            Wanted::Anything => true,
            Wanted::Condition => matches!(solid, Self::Bool),
            Wanted::List => matches!(solid, Self::List(_)),
            Wanted::Date => self.is_date(),
            Wanted::Shown => match solid {
                Self::List(item) => item.serves(Wanted::Shown),
                Self::Map(_) | Self::Document(..) | Self::Null => false,
                _ => true,
            },
        }
    }

    /// Whether it is a calendar date, written or computed.
    pub(super) fn is_date(&self) -> bool {
        matches!(self.solid(), Self::Date | Self::Text(TextType { form: Form::Date, .. }))
    }

    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.solid(), Self::Int | Self::Number)
    }

    /// What is common to two types.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self.solid(), other.solid()) {
            (Self::Bool, Self::Bool) => Self::Bool,
            (Self::Int, Self::Int) => Self::Int,
            (Self::Date, Self::Date) => Self::Date,
            (a, b) if a.is_date() && b.is_date() => Self::Date,
            (a, b) if a.is_number() && b.is_number() => Self::Number,
            (Self::Text(a), Self::Text(b)) => {
                let values = a.values.as_ref().zip(b.values.as_ref());
                let values = values.map(|(a, b)| a.iter().chain(b.iter()).cloned().collect());
                let form = if a.form == b.form { a.form } else { Form::Plain };
                Self::Text(TextType { values, form })
            }
            (Self::List(a), Self::List(b)) => Self::List(Arc::new(a.join(b))),
            (Self::Document(kinds, Some(a)), Self::Document(_, Some(b))) if a == b => {
                Self::Document(Arc::clone(kinds), Some(Arc::clone(a)))
            }
            _ => Self::Any,
        }
    }
}

impl Vocabulary {
    /// The type of a field of a document of any kind: that of the kinds that have it.
    fn any_field(&self, name: &str) -> Result<Type, Vec<String>> {
        let found = self.kinds.values().filter_map(|kind| kind.field(name).ok());
        match found.reduce(|a, b| a.join(&b)) {
            Some(found) => Ok(found),
            None => {
                let mut names: Vec<String> =
                    self.kinds.values().filter_map(|kind| kind.field("").err()).flatten().collect();
                names.sort();
                names.dedup();
                Err(names)
            }
        }
    }
}
