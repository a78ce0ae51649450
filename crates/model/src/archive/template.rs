//! Path and date templates such as `news/{year}/{month:02}/{day}/{slug}.md`.

use std::fmt::{self, Write as _};

use jiff::civil::Date;

use crate::diagnostic::Span;
use crate::diagnostic::suggest::nearest;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Field(&'static FieldKind),
}

/// A field that a template can have.
#[derive(Debug, PartialEq, Eq)]
struct FieldKind {
    /// What stands between its braces.
    name: &'static str,
    what: What,
    /// How many digits its number has; 0 for as many as it needs.
    digits: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Year,
    Month,
    Day,
    Slug,
}

static FIELDS: [FieldKind; 6] = [
    FieldKind { name: "year", what: What::Year, digits: 4 },
    FieldKind { name: "month", what: What::Month, digits: 0 },
    FieldKind { name: "month:02", what: What::Month, digits: 2 },
    FieldKind { name: "day", what: What::Day, digits: 0 },
    FieldKind { name: "day:02", what: What::Day, digits: 2 },
    FieldKind { name: "slug", what: What::Slug, digits: 0 },
];

/// A template of literals and the fields `{year}`, `{month}`, `{day}`, `{slug}`; `{month:02}` has two digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Piece>,
}

/// A number or word that a template found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its bytes in the path.
    pub span: Span,
    /// The number; 0 for a slug, the largest if it is larger.
    pub value: u32,
    /// Whether it has as many digits as the template wants.
    pub well_formed: bool,
}

/// What a template found in a text, in whatever number of digits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scan {
    /// The year, if there is one.
    pub year: Option<Field>,
    /// The month.
    pub month: Option<Field>,
    /// The day of the month.
    pub day: Option<Field>,
    /// The slug.
    pub slug: Option<Field>,
}

impl Scan {
    /// The day that the fields name, if the calendar has it.
    pub fn date(&self) -> Option<Date> {
        let (year, month, day) = (self.year?.value, self.month?.value, self.day?.value);
        Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
    }

    /// Year, month and day, whether or not the calendar has them.
    pub fn numbers(&self) -> [Option<u32>; 3] {
        [self.year, self.month, self.day].map(|field| field.map(|field| field.value))
    }

    /// Whether every number has as many digits as the template wants.
    pub fn is_well_formed(&self) -> bool {
        [self.year, self.month, self.day].into_iter().flatten().all(|field| field.well_formed)
    }
}

/// What is wrong with a template.
#[derive(Debug)]
pub struct TemplateError {
    /// The part of it that is at fault; `None` is all of it.
    pub part: Option<String>,
    pub message: String,
    pub help: Option<String>,
}

impl TemplateError {
    pub(super) fn new(part: Option<&str>, message: &str) -> TemplateError {
        TemplateError { part: part.map(str::to_owned), message: message.to_owned(), help: None }
    }

    fn no_field(part: &str, name: &str) -> TemplateError {
        let help = match nearest(name, FIELDS.iter().map(|field| field.name), 0.5) {
            Some(near) => format!("did you mean {{{near}}}"),
            None => "the fields are {year}, {month}, {month:02}, {day}, {day:02} and {slug}".to_owned(),
        };
        TemplateError { help: Some(help), ..TemplateError::new(Some(part), &format!("unknown field `{part}`")) }
    }
}

impl Template {
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            push_literal(&mut parts, &rest[..open])?;
            let Some(close) = rest[open..].find('}').map(|length| open + length) else {
                return Err(TemplateError::new(Some(&rest[open..]), "a `{` without a `}`"));
            };
            let name = &rest[open + 1..close];
            let field = FIELDS.iter().find(|field| field.name == name);
            parts.push(Piece::Field(field.ok_or_else(|| TemplateError::no_field(&rest[open..=close], name))?));
            rest = &rest[close + 1..];
        }
        push_literal(&mut parts, rest)?;
        Ok(Template { parts })
    }

    /// How often the template has `{year}`, `{month}`, `{day}` and `{slug}`.
    pub fn counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for part in &self.parts {
            if let Piece::Field(field) = part {
                counts[field.what as usize] += 1;
            }
        }
        counts
    }

    /// The text for a date and a slug.
    pub fn render(&self, date: Date, slug: &str) -> String {
        let mut text = String::new();
        for part in &self.parts {
            let (number, digits) = match part {
                Piece::Literal(literal) => {
                    text.push_str(literal);
                    continue;
                }
                Piece::Field(FieldKind { what: What::Slug, .. }) => {
                    text.push_str(slug);
                    continue;
                }
                Piece::Field(FieldKind { what: What::Year, digits, .. }) => (date.year(), digits),
                Piece::Field(FieldKind { what: What::Month, digits, .. }) => (date.month().into(), digits),
                Piece::Field(FieldKind { what: What::Day, digits, .. }) => (date.day().into(), digits),
            };
            // Writing to a String does not fail.
            let _ = write!(text, "{number:0digits$}");
        }
        text
    }

    /// Finds the fields in `text`, whatever their number of digits. The error is the offset at which `text` is
    /// something else.
    pub fn scan(&self, text: &str) -> Result<Scan, usize> {
        let mut scan = Scan::default();
        let mut at = 0;
        for (index, part) in self.parts.iter().enumerate() {
            let rest = &text[at..];
            let kind = match part {
                Piece::Literal(literal) => {
                    at += rest.strip_prefix(literal.as_str()).map(|_| literal.len()).ok_or(at)?;
                    continue;
                }
                Piece::Field(kind) => kind,
            };
            let (slot, field) = match kind.what {
                What::Slug => (&mut scan.slug, self.slug(index, rest, at)),
                What::Year => (&mut scan.year, number(rest, at, kind.digits)),
                What::Month => (&mut scan.month, number(rest, at, kind.digits)),
                What::Day => (&mut scan.day, number(rest, at, kind.digits)),
            };
            let field = field.ok_or(at)?;
            at = field.span.end;
            *slot = Some(field);
        }
        if at == text.len() { Ok(scan) } else { Err(at) }
    }

    /// A slug reaches to the end of its path component, less the literal that follows.
    fn slug(&self, index: usize, rest: &str, at: usize) -> Option<Field> {
        let component = &rest[..rest.find('/').unwrap_or(rest.len())];
        let slug = match self.parts.get(index + 1) {
            Some(Piece::Literal(literal)) => component.strip_suffix(literal.as_str())?,
            _ => component,
        };
        let span = Span::new(at, at + slug.len());
        (!slug.is_empty()).then_some(Field { span, value: 0, well_formed: true })
    }

    /// The template of the folder, without the last path component.
    pub fn folder(&self) -> Option<Template> {
        let mut parts = self.parts.clone();
        while let Some(part) = parts.pop() {
            if let Piece::Literal(literal) = part
                && let Some(slash) = literal.rfind('/')
            {
                push_literal(&mut parts, &literal[..slash]).ok()?;
                return Some(Template { parts });
            }
        }
        None
    }

    /// What stands before the first field, up to and without the last slash: the folder of all such paths.
    pub fn base(&self) -> &str {
        match self.parts.first() {
            Some(Piece::Literal(literal)) => literal.rfind('/').map_or("", |slash| &literal[..slash]),
            _ => "",
        }
    }

    /// What stands after the last field.
    pub fn suffix(&self) -> &str {
        match self.parts.last() {
            Some(Piece::Literal(literal)) => literal,
            _ => "",
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Piece::Literal(literal) => f.write_str(literal)?,
                Piece::Field(field) => write!(f, "{{{}}}", field.name)?,
            }
        }
        Ok(())
    }
}

fn push_literal(parts: &mut Vec<Piece>, literal: &str) -> Result<(), TemplateError> {
    if literal.contains('}') {
        return Err(TemplateError::new(Some(literal), "a `}` without a `{`"));
    }
    if !literal.is_empty() {
        parts.push(Piece::Literal(literal.to_owned()));
    }
    Ok(())
}

fn number(text: &str, offset: usize, digits: usize) -> Option<Field> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let own = &text[..length];
    let well_formed = if digits == 0 { !own.starts_with('0') } else { length == digits };
    let span = Span::new(offset, offset + length);
    (length > 0).then(|| Field { span, value: own.parse().unwrap_or(u32::MAX), well_formed })
}
