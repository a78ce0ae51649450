//! Path and date templates such as `news/{year}/{month:02}/{day}/{slug}.md`.

use std::fmt::{self, Write as _};

use jiff::civil::Date;

use crate::diagnostic::Span;
use crate::rules::suggest::nearest;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Year,
    Month { padded: bool },
    Day { padded: bool },
    Slug,
}

/// A template of literals and the fields `{year}`, `{month}`, `{day}`, `{slug}`; `{month:02}` has two digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// A number or word that a template found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it stands.
    pub span: Span,
    /// The number; 0 for a slug, the largest if it is larger.
    pub value: u32,
    /// Whether it has as many digits as the template wants.
    pub well_formed: bool,
}

/// What a template found in a text, in whatever number of digits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scan {
    /// `{year}`.
    pub year: Option<Field>,
    /// `{month}`.
    pub month: Option<Field>,
    /// `{day}`.
    pub day: Option<Field>,
    /// `{slug}`.
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

/// The fields that a template can have.
const FIELDS: [(&str, Part); 6] = [
    ("year", Part::Year),
    ("month", Part::Month { padded: false }),
    ("month:02", Part::Month { padded: true }),
    ("day", Part::Day { padded: false }),
    ("day:02", Part::Day { padded: true }),
    ("slug", Part::Slug),
];

/// What is wrong with a template.
#[derive(Debug)]
pub struct TemplateError {
    /// The part of it that is at fault; `None` is all of it.
    pub part: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl TemplateError {
    fn new(part: Option<&str>, message: String) -> TemplateError {
        TemplateError { part: part.map(str::to_owned), message, help: None }
    }

    fn no_field(part: &str, name: &str) -> TemplateError {
        let help = match nearest(name, FIELDS.iter().map(|(field, _)| *field), 0.5) {
            Some(near) => format!("did you mean {{{near}}}"),
            None => "there are {year}, {month}, {month:02}, {day}, {day:02} and {slug}".to_owned(),
        };
        TemplateError { help: Some(help), ..TemplateError::new(Some(part), format!("no field is called `{part}`")) }
    }
}

impl Template {
    /// Parses a template.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            push_literal(&mut parts, &rest[..open])?;
            let Some(close) = rest[open..].find('}').map(|length| open + length) else {
                return Err(TemplateError::new(Some(&rest[open..]), "a `{` without a `}`".to_owned()));
            };
            let name = &rest[open + 1..close];
            let field = FIELDS.iter().find(|(field, _)| *field == name).map(|(_, part)| part.clone());
            parts.push(field.ok_or_else(|| TemplateError::no_field(&rest[open..=close], name))?);
            rest = &rest[close + 1..];
        }
        push_literal(&mut parts, rest)?;
        Ok(Template { parts })
    }

    /// How often the template has `{year}`, `{month}`, `{day}` and `{slug}`.
    pub fn counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for part in &self.parts {
            match part {
                Part::Literal(_) => {}
                Part::Year => counts[0] += 1,
                Part::Month { .. } => counts[1] += 1,
                Part::Day { .. } => counts[2] += 1,
                Part::Slug => counts[3] += 1,
            }
        }
        counts
    }

    /// The text for a date and a slug.
    pub fn render(&self, date: Date, slug: &str) -> String {
        let mut text = String::new();
        for part in &self.parts {
            // Writing to a String does not fail.
            let _ = match part {
                Part::Literal(literal) => write!(text, "{literal}"),
                Part::Year => write!(text, "{:04}", date.year()),
                Part::Month { padded: true } => write!(text, "{:02}", date.month()),
                Part::Month { padded: false } => write!(text, "{}", date.month()),
                Part::Day { padded: true } => write!(text, "{:02}", date.day()),
                Part::Day { padded: false } => write!(text, "{}", date.day()),
                Part::Slug => write!(text, "{slug}"),
            };
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
            let (slot, digits) = match part {
                Part::Literal(literal) => {
                    at += rest.strip_prefix(literal.as_str()).map(|_| literal.len()).ok_or(at)?;
                    continue;
                }
                Part::Slug => {
                    let length = self.slug_length(index, rest).ok_or(at)?;
                    scan.slug = Some(Field { span: Span::new(at, at + length), value: 0, well_formed: true });
                    at += length;
                    continue;
                }
                Part::Year => (&mut scan.year, Digits::Exactly(4)),
                Part::Month { padded } => (&mut scan.month, Digits::of_day_or_month(*padded)),
                Part::Day { padded } => (&mut scan.day, Digits::of_day_or_month(*padded)),
            };
            let field = number(rest, at, digits).ok_or(at)?;
            at = field.span.end;
            *slot = Some(field);
        }
        if at == text.len() { Ok(scan) } else { Err(at) }
    }

    /// A slug reaches to the end of its path component, less the literal that follows.
    fn slug_length(&self, index: usize, rest: &str) -> Option<usize> {
        let component = &rest[..rest.find('/').unwrap_or(rest.len())];
        let slug = match self.parts.get(index + 1) {
            Some(Part::Literal(literal)) => component.strip_suffix(literal.as_str())?,
            _ => component,
        };
        (!slug.is_empty()).then_some(slug.len())
    }

    /// The template of the folder, without the last path component.
    pub fn folder(&self) -> Option<Template> {
        let mut parts = self.parts.clone();
        while let Some(part) = parts.pop() {
            if let Part::Literal(literal) = part
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
            Some(Part::Literal(literal)) => literal.rfind('/').map_or("", |slash| &literal[..slash]),
            _ => "",
        }
    }

    /// What stands after the last field.
    pub fn suffix(&self) -> &str {
        match self.parts.last() {
            Some(Part::Literal(literal)) => literal,
            _ => "",
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            f.write_str(match part {
                Part::Literal(literal) => literal,
                Part::Year => "{year}",
                Part::Month { padded: true } => "{month:02}",
                Part::Month { padded: false } => "{month}",
                Part::Day { padded: true } => "{day:02}",
                Part::Day { padded: false } => "{day}",
                Part::Slug => "{slug}",
            })?;
        }
        Ok(())
    }
}

fn push_literal(parts: &mut Vec<Part>, literal: &str) -> Result<(), TemplateError> {
    if literal.contains('}') {
        return Err(TemplateError::new(Some(literal), "a `}` without a `{`".to_owned()));
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal.to_owned()));
    }
    Ok(())
}

enum Digits {
    Exactly(usize),
    NoLeadingZero,
}

impl Digits {
    fn of_day_or_month(padded: bool) -> Digits {
        if padded { Digits::Exactly(2) } else { Digits::NoLeadingZero }
    }
}

fn number(text: &str, offset: usize, digits: Digits) -> Option<Field> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let own = &text[..length];
    let value = if length == 0 { None } else { Some(own.parse().unwrap_or(u32::MAX)) }?;
    let well_formed = match digits {
        Digits::Exactly(wanted) => length == wanted,
        Digits::NoLeadingZero => !own.starts_with('0'),
    };
    Some(Field { span: Span::new(offset, offset + length), value, well_formed })
}
