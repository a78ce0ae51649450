//! What can be done to an event file so that it has one defect.

use super::*;
use crate::synthetic::SyntheticEvent;

pub const SOURCES: &[&str] = &["### Source:", "### Sources:"];
pub const CHANGES: &[&str] = &["### Changes:"];
pub const RELATED: &[&str] = &["### Related:"];
pub type Section = &'static [&'static str];

impl Target {
    /// All events of an archive, each with a folder of a day of another year.
    pub fn all(archive: &Synthetic, elsewhere: impl Fn(&str) -> String) -> Vec<Target> {
        let target = |event: &SyntheticEvent| Target {
            path: event.path.clone(),
            lines: event.text.split('\n').map(str::to_owned).collect(),
            bytes: None,
            linked: false,
            elsewhere: elsewhere(&event.path),
            twin: None,
        };
        archive.events().iter().map(target).collect()
    }

    pub fn write(&self, root: &Path) {
        let path = root.join(&self.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = self.bytes.clone().unwrap_or_else(|| self.lines.join("\n").into_bytes());
        fs::write(path, bytes).unwrap();
    }

    /// Puts `text` in the place of the line `index` (from 0) and returns its number (from 1).
    pub fn set(&mut self, index: usize, text: impl Into<String>) -> Option<usize> {
        self.lines[index] = text.into();
        Some(index + 1)
    }

    pub fn insert(&mut self, index: usize, lines: &[&str]) {
        self.lines.splice(index..index, lines.iter().map(|line| (*line).to_owned()));
    }

    pub fn position(&self, is: impl Fn(&str) -> bool) -> Option<usize> {
        self.lines.iter().position(|line| is(line))
    }

    // The parts of the path: `news/2004/08/9/slug.md`.

    pub fn year(&self) -> &str {
        self.part(1)
    }

    pub fn month(&self) -> &str {
        self.part(2)
    }

    pub fn day(&self) -> &str {
        self.part(3)
    }

    pub fn slug(&self) -> &str {
        self.part(4).trim_end_matches(".md")
    }

    pub fn part(&self, index: usize) -> &str {
        self.path.split('/').nth(index).unwrap()
    }

    /// The month without its zero, when it has one.
    pub fn short_month(&self) -> Option<&str> {
        self.month().strip_prefix('0')
    }

    pub fn month_name(&self) -> &'static str {
        let month: usize = self.month().parse().unwrap();
        ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"][month - 1]
    }

    /// The day as it must not be written, when that differs.
    pub fn padded_day(&self) -> Option<String> {
        (self.day().len() == 1).then(|| format!("0{}", self.day()))
    }

    /// Another day of the same month, that every month has.
    pub fn other_day(&self) -> &'static str {
        if self.day() == "17" { "18" } else { "17" }
    }

    /// Moves the file, unless a link would break by that.
    pub fn move_to(&mut self, path: String) -> Option<usize> {
        if self.linked {
            return None;
        }
        let (own, new) = (self.path.trim_end_matches(".md"), path.trim_end_matches(".md"));
        for line in &mut self.lines {
            *line = line.replace(&format!("/{own}."), &format!("/{new}."));
        }
        self.path = path;
        Some(1)
    }

    // The date heading and the title.

    pub fn date(&self) -> usize {
        self.position(|line| line.starts_with("### [")).unwrap()
    }

    pub fn title(&self) -> usize {
        self.position(|line| line.starts_with("# ")).unwrap()
    }

    pub fn title_text(&self) -> &str {
        title_text(&self.lines)
    }

    /// Changes the title of an event that nothing links to: every link's text would have to change with it.
    pub fn set_title(&mut self, change: impl FnOnce(&str) -> String) -> Option<usize> {
        let title = self.title();
        let text = change(&self.lines[title]);
        if self.linked { None } else { self.set(title, text) }
    }

    /// The index of the description.
    pub fn description(&self) -> Option<usize> {
        let below = self.title() + 2;
        self.lines.get(below).filter(|line| !line.is_empty() && !line.starts_with('#')).map(|_| below)
    }

    /// Adds to the description.
    pub fn describe(&mut self, text: &str) -> Option<usize> {
        let description = self.description()?;
        self.lines[description].push_str(text);
        Some(description + 1)
    }

    /// Adds the same story under another slug.
    pub fn duplicate(&mut self, slug: &str, title: impl FnOnce(&str) -> String) -> Option<usize> {
        if self.heading(CHANGES).is_some() {
            return None;
        }
        let mut lines = self.lines.clone();
        let at = self.title();
        lines[at] = title(&lines[at]);
        let folder = self.path.rsplit_once('/')?.0;
        for line in &mut lines {
            *line = line.replace(&format!("/{}.", self.slug()), &format!("/{slug}."));
        }
        self.twin = Some((format!("{folder}/{slug}.md"), lines));
        Some(1)
    }

    /// Writes the date heading anew, with this date and this folder.
    pub fn set_date(&mut self, date: &str, folder: &str) -> Option<usize> {
        self.set(self.date(), format!("### [{date}](/news/{folder}/index.md)"))
    }

    pub fn set_date_text(&mut self, date: &str) -> Option<usize> {
        let folder = format!("{}/{}/{}", self.year(), self.month(), self.day());
        self.set_date(date, &folder)
    }

    pub fn set_date_link(&mut self, link: &str) -> Option<usize> {
        let date = format!("{}-{}-{}", self.year(), self.month(), self.day());
        self.set(self.date(), format!("### [{date}]({link})"))
    }

    /// The index of the title, in a file where nothing stands before the date heading and between the two.
    pub fn plain_title(&self) -> Option<usize> {
        (self.date() == 0 && self.title() == 2).then_some(2)
    }

    // Sections and their items.

    pub fn heading(&self, section: Section) -> Option<usize> {
        self.position(|line| section.contains(&line))
    }

    pub fn set_heading(&mut self, section: Section, heading: &str) -> Option<usize> {
        self.set(self.heading(section)?, heading)
    }

    /// The indices of a section's items.
    pub fn items(&self, section: Section) -> Option<Vec<usize>> {
        let first = self.heading(section)? + 2;
        let count = self.lines[first..].iter().take_while(|line| !line.is_empty()).count();
        Some((first..first + count).collect())
    }

    /// The items that are sources: all but the cover image.
    pub fn sources(&self) -> Option<Vec<usize>> {
        let mut items = self.items(SOURCES)?;
        items.retain(|&item| !self.lines[item].contains("[Cover Image]"));
        Some(items)
    }

    /// One source, not always the first.
    pub fn source(&self) -> Option<usize> {
        let sources = self.sources()?;
        Some(sources[self.path.len() % sources.len()])
    }

    /// One related item, not always the first.
    pub fn related(&self) -> Option<usize> {
        let items = self.items(RELATED)?;
        Some(items[self.path.len() % items.len()])
    }

    /// A section's last item, when it is not a cover image: what is done to it cannot disturb the numbering.
    pub fn last(&self, section: Section) -> Option<usize> {
        let last = *self.items(section)?.last()?;
        (!self.lines[last].contains("[Cover Image]")).then_some(last)
    }

    /// Splits `N. [text](target)rest` of a line; a target ends at the last bracket before the context.
    pub fn item(&self, index: usize) -> Item {
        let line = &self.lines[index];
        let (number, rest) = line.split_once(". [").unwrap();
        let (text, rest) = rest.split_once("](").unwrap();
        let end = rest.find(") _").unwrap_or(rest.len() - 1);
        Item {
            number: number.to_owned(),
            text: text.to_owned(),
            target: rest[..end].to_owned(),
            rest: rest[end + 1..].to_owned(),
        }
    }

    /// Changes one item.
    pub fn edit(&mut self, index: usize, change: impl FnOnce(&Item) -> String) -> Option<usize> {
        let text = change(&self.item(index));
        self.set(index, text)
    }

    /// Changes where one item leads.
    pub fn retarget(&mut self, index: usize, change: impl FnOnce(&str) -> String) -> Option<usize> {
        let mut item = self.item(index);
        item.target = change(&item.target);
        self.set(index, item.to_string())
    }

    pub fn source_url(&mut self, url: &str) -> Option<usize> {
        self.retarget(self.source()?, |_| url.to_owned())
    }

    pub fn related_path(&mut self, change: impl FnOnce(&str) -> String) -> Option<usize> {
        self.retarget(self.related()?, change)
    }

    /// Repeats the document of one source further down, slightly changed.
    pub fn repeat_source(&mut self, change: impl FnOnce(&str) -> Option<String>) -> Option<usize> {
        let sources = self.sources()?;
        let url = change(&self.item(sources[0]).target)?;
        let last = sources.last().filter(|&last| *last != sources[0])?;
        self.retarget(*last, |_| url)
    }

    /// Cuts the lines of a section, heading included, up to the next heading or the end.
    pub fn cut(&mut self, section: Section) -> Option<Vec<String>> {
        let start = self.heading(section)?;
        let end = self.items(section)?.last()? + 1;
        let end = if self.lines[end..].len() > 1 { end + 1 } else { end };
        Some(self.lines.drain(start..end).collect())
    }

    /// Some if no earlier version's slug was cut: without Changes such versions are one story twice.
    pub fn short_versions(&self) -> Option<()> {
        let items = self.items(CHANGES)?;
        let (_, earlier) = items.split_last()?;
        earlier.iter().all(|&item| self.item(item).target.len() < 130).then_some(())
    }

    /// Puts a section after the last one.
    pub fn move_to_end(&mut self, section: Section, last: Section) -> Option<usize> {
        self.heading(last)?;
        let moved = self.cut(section)?;
        self.lines.pop();
        self.lines.push(String::new());
        let index = self.lines.len();
        self.lines.extend(moved);
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines.push(String::new());
        Some(index + 1)
    }

    /// Adds a section below the sources.
    pub fn add_section(&mut self, lines: &[&str]) -> Option<usize> {
        let index = self.items(SOURCES)?.last()? + 1;
        self.insert(index, lines);
        Some(index + 2)
    }

    pub fn remove_items(&mut self, section: Section) -> Option<usize> {
        let items = self.items(section)?;
        self.lines.drain(items[0]..items[0] + items.len());
        Some(self.heading(section)? + 1)
    }

    // Numbers.

    /// Numbers a section's items anew and returns the line of the item `at`; a section with fewer items than
    /// `least` is too short to show the defect.
    pub fn renumber(&mut self, section: Section, least: usize, at: usize, number: fn(usize) -> usize) -> Option<usize> {
        let items = self.items(section).filter(|items| items.len() >= least)?;
        for (position, &index) in items.iter().enumerate() {
            let mut item = self.item(index);
            item.number = number(position + 1).to_string();
            self.lines[index] = item.to_string();
        }
        Some(items[at - 1] + 1)
    }

    /// Repeats the number before it in the section's last item: what robots do with a cover image.
    pub fn repeat_last(&mut self, section: Section) -> Option<usize> {
        let items = self.items(section).filter(|items| items.len() > 1)?;
        self.edit(*items.last()?, |item| Item { number: (items.len() - 1).to_string(), ..item.clone() }.to_string())
    }

    // Bytes.

    /// Inserts `text` before the description's last space.
    pub fn mark(&mut self, text: &str) -> Option<usize> {
        let description = self.description()?;
        let space = self.lines[description].rfind(' ')?;
        self.lines[description].insert_str(space, text);
        Some(description + 1)
    }
}

#[derive(Clone)]
pub struct Item {
    pub number: String,
    pub text: String,
    pub target: String,
    pub rest: String,
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}. [{}]({}){}", self.number, self.text, self.target, self.rest)
    }
}
