//! The defects of events, one a row.

use super::target::*;
use super::*;

const fn defect(rule: &'static str, name: &'static str, apply: fn(&mut Target) -> Option<usize>) -> Defect {
    Defect { name, rule, apply }
}

#[rustfmt::skip] // one row a defect
pub const DEFECTS: &[Defect] = &[
    // Kinds that few files can show come first, as long as all files are free.
    defect("changes-numbering", "a number repeated in place of its own", |t| t.renumber(CHANGES, 4, 3, |n| if n == 3 { 2 } else { n })),
    defect("changes-numbering", "a number repeated, the rest moved down", |t| t.renumber(CHANGES, 3, 3, |n| if n > 2 { n - 1 } else { n })),
    defect("changes-numbering", "a number left out", |t| t.renumber(CHANGES, 3, 3, |n| if n > 2 { n + 1 } else { n })),
    defect("changes-numbering", "two numbers swapped", |t| t.renumber(CHANGES, 3, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("changes-numbering", "starting at 2", |t| t.renumber(CHANGES, 1, 1, |n| n + 1)),
    defect("changes-numbering", "starting at 0", |t| t.renumber(CHANGES, 1, 1, |n| n - 1)),
    defect("changes-numbering", "the current version repeats the number before it", |t| t.repeat_last(CHANGES)),
    defect("related-path", "a typo in an earlier version", |t| {
        t.short_versions()?;
        t.retarget(t.items(CHANGES)?[0], |path| path.replacen("-", "-x", 1))
    }),
    defect("empty-section", "no changes", |t| {
        t.short_versions()?;
        t.remove_items(CHANGES)
    }),
    defect("section-heading", "Changes after Related", |t| t.move_to_end(CHANGES, RELATED)),

    defect("source-numbering", "a number repeated in place of its own", |t| t.renumber(SOURCES, 4, 3, |n| if n == 3 { 2 } else { n })),
    defect("source-numbering", "a number repeated, the rest moved down", |t| t.renumber(SOURCES, 4, 3, |n| if n > 2 { n - 1 } else { n })),
    defect("source-numbering", "a number left out", |t| t.renumber(SOURCES, 4, 3, |n| if n > 2 { n + 1 } else { n })),
    defect("source-numbering", "two numbers swapped", |t| t.renumber(SOURCES, 3, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("source-numbering", "two numbers swapped in the middle", |t| t.renumber(SOURCES, 4, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("source-numbering", "starting at 2", |t| t.renumber(SOURCES, 1, 1, |n| n + 1)),
    defect("source-numbering", "starting at 0", |t| t.renumber(SOURCES, 1, 1, |n| n - 1)),
    defect("source-numbering", "the last item repeats the number before it", |t| t.repeat_last(SOURCES)),
    defect("source-numbering", "the cover image repeats the number before it", |t| {
        t.position(|line| line.contains("[Cover Image]"))?;
        t.repeat_last(SOURCES)
    }),

    defect("file-path", "an upper-case letter", |t| t.move_to(t.path.replacen("-", "-A", 1))),
    defect("file-path", "a space", |t| t.move_to(t.path.replacen("-", " ", 1))),
    defect("file-path", "a plus sign", |t| t.move_to(t.path.replacen("-", "+", 1))),
    defect("file-path", "an accented letter", |t| t.move_to(t.path.replacen("-", "-é", 1))),
    defect("file-path", "a padded day", |t| {
        let folder = format!("news/{}/{}/{}", t.year(), t.month(), t.padded_day()?);
        t.move_to(format!("{folder}/{}.md", t.slug()))
    }),
    defect("file-path", "an unpadded month", |t| {
        let folder = format!("news/{}/{}/{}", t.year(), t.short_month()?, t.day());
        t.move_to(format!("{folder}/{}.md", t.slug()))
    }),
    defect("file-path", "month 13", |t| t.move_to(format!("news/{}/13/{}/{}.md", t.year(), t.day(), t.slug()))),
    defect("file-path", "30 February", |t| t.move_to(format!("news/{}/02/30/{}.md", t.year(), t.slug()))),
    defect("file-path", "in the month's folder", |t| t.move_to(format!("news/{}/{}/{}.md", t.year(), t.month(), t.slug()))),
    defect("file-path", "a folder too deep", |t| {
        t.move_to(format!("news/{}/{}/{}/more/{}.md", t.year(), t.month(), t.day(), t.slug()))
    }),

    defect("date-heading", "missing", |t| {
        t.plain_title()?;
        t.lines.drain(..2);
        Some(1)
    }),
    defect("date-heading", "level 2", |t| t.set(t.date(), t.lines[t.date()].replacen("###", "##", 1))),
    defect("date-heading", "level 4", |t| t.set(t.date(), t.lines[t.date()].replacen("###", "####", 1))),
    defect("date-heading", "no link", |t| t.set(t.date(), format!("### {}-{}-{}", t.year(), t.month(), t.day()))),
    defect("date-heading", "padded day", |t| t.set_date_text(&format!("{}-{}-{}", t.year(), t.month(), t.padded_day()?))),
    defect("date-heading", "unpadded month", |t| t.set_date_text(&format!("{}-{}-{}", t.year(), t.short_month()?, t.day()))),
    defect("date-heading", "month name", |t| t.set_date_text(&format!("{} {} {}", t.day(), t.month_name(), t.year()))),
    defect("date-heading", "30 February", |t| t.set_date(&format!("{}-02-30", t.year()), &format!("{}/02/30", t.year()))),
    defect("date-heading", "link to README.md", |t| t.set_date_link(&format!("/news/{}/{}/{}/README.md", t.year(), t.month(), t.day()))),
    defect("date-heading", "link to the event", |t| t.set_date_link(&format!("/{}", t.path))),
    defect("date-heading", "link to the padded day", |t| {
        t.set_date_link(&format!("/news/{}/{}/{}/index.md", t.year(), t.month(), t.padded_day()?))
    }),
    defect("date-heading", "relative link", |t| t.set_date_link("index.md")),

    defect("title-heading", "missing", |t| {
        let title = t.plain_title().filter(|_| !t.linked)?;
        t.lines.remove(title);
        Some(t.date() + 1)
    }),
    defect("title-heading", "missing below a context heading", |t| {
        let context = t.position(|line| line.starts_with("##### ")).filter(|_| !t.linked)?;
        t.lines.remove(t.title());
        Some(context + 1)
    }),
    defect("title-heading", "empty", |t| t.set_title(|_| "# ".to_owned())),
    defect("title-heading", "a second title", |t| {
        let index = t.heading(RELATED)?;
        t.insert(index, &["# A second title", ""]);
        Some(index + 1)
    }),
    defect("title-heading", "before the date heading", |t| {
        let title = t.plain_title()?;
        t.lines.swap(0, title);
        Some(1)
    }),
    defect("title-heading", "level 2", |t| t.set(t.title(), t.lines[t.title()].replacen("#", "##", 1))),

    defect("section-heading", "misspelt", |t| t.set_heading(RELATED, "### Realted:")),
    defect("section-heading", "without colon", |t| t.set_heading(SOURCES, "### Sources")),
    defect("section-heading", "lower case", |t| t.set_heading(SOURCES, "### source:")),
    defect("section-heading", "level 4", |t| t.set_heading(RELATED, "#### Related:")),
    defect("section-heading", "level 2", |t| t.set_heading(SOURCES, "## Source:")),
    defect("section-heading", "Source twice", |t| {
        t.heading(&["### Source:"])?;
        t.add_section(&["", "### Source:", "", "1. [Gazette](https://gazette.example/planted)"])
    }),
    defect("section-heading", "both Source and Sources", |t| {
        t.heading(&["### Source:"])?;
        t.add_section(&["", "### Sources:", "", "1. [Gazette](https://gazette.example/planted)"])
    }),
    defect("section-heading", "Related before Source", |t| {
        if t.heading(CHANGES).is_some() {
            return None;
        }
        t.move_to_end(SOURCES, RELATED)
    }),
    defect("section-heading", "unknown", |t| t.add_section(&["", "### Notes:", "", "Nobody knows these."])),

    defect("date-path", "heading text of another day", |t| t.set_date_text(&format!("{}-{}-{}", t.year(), t.month(), t.other_day()))),
    defect("date-path", "heading link of another day", |t| {
        t.set_date_link(&format!("/news/{}/{}/{}/index.md", t.year(), t.month(), t.other_day()))
    }),
    defect("date-path", "heading text and link of another day", |t| {
        let day = t.other_day();
        t.set_date(&format!("{}-{}-{day}", t.year(), t.month()), &format!("{}/{}/{day}", t.year(), t.month()))
    }),
    defect("date-path", "in the folder of another year", |t| {
        t.move_to(format!("{}/{}.md", t.elsewhere, t.slug()))?;
        Some(t.date() + 1)
    }),

    defect("related-numbering", "a number repeated in place of its own", |t| t.renumber(RELATED, 4, 3, |n| if n == 3 { 2 } else { n })),
    defect("related-numbering", "a number repeated, the rest moved down", |t| t.renumber(RELATED, 4, 3, |n| if n > 2 { n - 1 } else { n })),
    defect("related-numbering", "a number left out", |t| t.renumber(RELATED, 4, 3, |n| if n > 2 { n + 1 } else { n })),
    defect("related-numbering", "two numbers swapped", |t| t.renumber(RELATED, 4, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("related-numbering", "starting at 2", |t| t.renumber(RELATED, 1, 1, |n| n + 1)),
    defect("related-numbering", "starting at 0", |t| t.renumber(RELATED, 1, 1, |n| n - 1)),
    defect("related-numbering", "the last item repeats the number before it", |t| t.repeat_last(RELATED)),

    defect("source-item", "no link", |t| t.edit(t.source()?, |i| format!("{}. {} {}", i.number, i.text, i.target))),
    defect("source-item", "text right below an item", |t| {
        let index = t.sources()?[0] + 1;
        t.insert(index, &["Both say the same."]);
        Some(index + 1)
    }),
    defect("source-item", "a paragraph between items", |t| {
        let sources = t.sources().filter(|sources| sources.len() > 1)?;
        t.insert(sources[1], &["", "Others say:", ""]);
        Some(sources[1] + 2)
    }),
    defect("source-item", "an empty outlet", |t| t.edit(t.source()?, |i| format!("{}. []({})", i.number, i.target))),
    defect("source-item", "a space before the address", |t| t.edit(t.source()?, |i| format!("{}. [{}] ({})", i.number, i.text, i.target))),
    defect("source-item", "an unbalanced opening bracket", |t| t.source_url("https://gazette.example/wiki/Lantern_(planted")),
    defect("source-item", "a bullet", |t| t.edit(t.last(SOURCES)?, |i| format!("- [{}]({})", i.text, i.target))),
    defect("source-item", "a bullet between numbers", |t| {
        let items = t.items(SOURCES).filter(|items| items.len() > 2)?;
        t.edit(items[1], |i| format!("- [{}]({})", i.text, i.target))
    }),
    defect("source-item", "a bracket after the number", |t| t.edit(t.last(SOURCES)?, |i| format!("{}) [{}]({})", i.number, i.text, i.target))),
    defect("source-item", "no space after the number", |t| t.edit(t.last(SOURCES)?, |i| format!("{}.[{}]({})", i.number, i.text, i.target))),
    defect("source-item", "text after the link", |t| t.edit(t.source()?, |i| format!("{i} (in French)"))),

    defect("source-url", "relative", |t| t.source_url("/a/b")),
    defect("source-url", "no scheme", |t| t.source_url("www.gazette.example/x")),
    defect("source-url", "ftp", |t| t.source_url("ftp://gazette.example/x")),
    defect("source-url", "a space", |t| t.source_url("https://gazette.example/a b.html")),
    defect("source-url", "a doubled scheme", |t| t.source_url("http://http://gazette.example/x")),
    defect("source-url", "one slash", |t| t.source_url("http:/gazette.example/x")),
    defect("source-url", "no colon", |t| t.source_url("https//gazette.example/x")),
    defect("source-url", "a misspelt scheme", |t| t.source_url("htps://gazette.example/x")),
    defect("source-url", "no host", |t| t.source_url("https://")),
    defect("source-url", "an empty label in the host", |t| t.source_url("https://gazette..example/")),
    defect("source-url", "an impossible port", |t| t.source_url("https://gazette.example:99999/x")),
    defect("source-url", "userinfo", |t| t.source_url("https://user:pw@gazette.example/")),
    defect("source-url", "&amp; escaped twice", |t| t.source_url("https://gazette.example/x?a=1&amp;amp;b=2")),
    defect("source-url", "localhost", |t| t.source_url("http://localhost/x")),
    defect("source-url", "a private address", |t| t.source_url("http://10.0.0.1/x")),
    defect("source-url", "an unbalanced closing bracket", |t| t.source_url("https://gazette.example/planted)")),

    defect("hidden-character", "a mark in an address", |t| t.source_url("https://gazette.example/x\u{200e}y")),
    defect("hidden-character", "a Cyrillic letter in a host", |t| t.source_url("https://g\u{430}zette.example/x")),
    defect("hidden-character", "a no-break space after the number", |t| t.edit(t.source()?, |i| format!("{}.\u{a0}[{}]({})", i.number, i.text, i.target))),

    defect("duplicate-source", "the same address", |t| t.repeat_source(|url| Some(url.to_owned()))),
    defect("duplicate-source", "another fragment", |t| t.repeat_source(|url| (!url.contains('#')).then(|| format!("{url}#comments")))),
    defect("duplicate-source", "a tracking parameter", |t| {
        t.repeat_source(|url| (!url.contains(['#', '?'])).then(|| format!("{url}?utm_source=planted")))
    }),
    defect("duplicate-source", "a tracking parameter behind others", |t| {
        t.repeat_source(|url| url.contains('?').then(|| format!("{url}&utm_source=planted")))
    }),

    defect("related-item", "no link", |t| t.edit(t.related()?, |i| format!("{}. {}{}", i.number, i.text, i.rest))),
    defect("related-item", "no context", |t| t.edit(t.related()?, |i| format!("{}. [{}]({})", i.number, i.text, i.target))),
    defect("related-item", "an open context", |t| t.edit(t.related()?, |i| i.to_string().trim_end_matches('_').to_owned())),
    defect("related-item", "a context without underscores", |t| t.edit(t.related()?, |i| i.to_string().replace(" _Context", " Context").trim_end_matches('_').to_owned())),
    defect("related-item", "a space before the path", |t| t.edit(t.related()?, |i| format!("{}. [{}] ({}){}", i.number, i.text, i.target, i.rest))),
    defect("related-item", "a bullet", |t| t.edit(t.last(RELATED)?, |i| format!("- [{}]({}){}", i.text, i.target, i.rest))),
    defect("related-item", "a bracket after the number", |t| t.edit(t.last(RELATED)?, |i| format!("{}) [{}]({}){}", i.number, i.text, i.target, i.rest))),

    defect("related-path", "a typo", |t| t.related_path(|path| path.replacen("-", "-x", 1))),
    defect("related-path", "relative", |t| t.related_path(|path| format!("../8/{}", path.rsplit('/').next().unwrap()))),
    defect("related-path", "relative, and right", |t| t.related_path(|path| path.replacen("/news", "../../..", 1))),
    defect("related-path", "without the first slash", |t| t.related_path(|path| path[1..].to_owned())),
    defect("related-path", "with a host", |t| t.related_path(|path| format!("https://archive.example{path}"))),
    defect("related-path", "without .md", |t| t.related_path(|path| path.replace(".md", ""))),
    defect("related-path", ".html", |t| t.related_path(|path| path.replace(".md", ".html"))),
    defect("related-path", "upper case", |t| t.related_path(str::to_uppercase)),
    defect("related-path", "upper case in the slug", |t| t.related_path(|path| path.replacen("-a", "-A", 1))),
    defect("related-path", "out of the archive", |t| t.related_path(|_| "/../etc/passwd".to_owned())),
    defect("related-path", "to a day index", |t| t.related_path(|path| format!("{}/index.md", path.rsplit_once('/').unwrap().0))),
    defect("related-path", "30 February", |t| t.related_path(|_| "/news/2004/02/30/x.md".to_owned())),

    defect("related-self", "to itself", |t| {
        let path = format!("/{}", t.path);
        t.related_path(|_| path)
    }),
    defect("duplicate-related", "the same path", |t| {
        let items = t.items(RELATED).filter(|items| items.len() > 2)?;
        let first = t.item(items[0]);
        t.edit(items[2], |item| Item { text: first.text, target: first.target, ..item.clone() }.to_string())
    }),

    defect("empty-section", "no related items", |t| t.remove_items(RELATED)),
    defect("empty-section", "no sources", |t| t.remove_items(SOURCES)),

    defect("text-encoding", "Latin-1", |t| {
        let line = t.mark("\0");
        let bytes = t.lines.join("\n").into_bytes();
        t.bytes = Some(bytes.into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect());
        line
    }),
    defect("text-encoding", "Latin-1 in a context", |t| {
        let related = t.related()?;
        t.lines[related] = t.lines[related].replace("_Context: ", "_Context: \0");
        let bytes = t.lines.join("\n").into_bytes();
        t.bytes = Some(bytes.into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect());
        Some(related + 1)
    }),
    defect("text-encoding", "a byte order mark", |t| {
        t.lines[0].insert(0, '\u{feff}');
        Some(1)
    }),
    defect("text-encoding", "NUL", |t| t.mark("\0")),
    defect("text-encoding", "a bell", |t| t.mark("\u{7}")),
    defect("text-encoding", "a delete", |t| t.mark("\u{7f}")),
    defect("text-encoding", "a control character of Windows-1252", |t| t.mark("\u{92}")),
    defect("text-encoding", "CRLF throughout", |t| {
        t.bytes = Some(t.lines.join("\r\n").into_bytes());
        Some(1)
    }),
    defect("text-encoding", "one CRLF", |t| {
        let title = t.title();
        t.lines[title].push('\r');
        Some(title + 1)
    }),

    defect("html-entity", "in the title", |t| t.set_title(|title| title.replacen('e', "&#101;", 1))),
    defect("html-entity", "in an outlet", |t| t.edit(t.source()?, |i| format!("{}. [Bell &amp; Anchor]({})", i.number, i.target))),
    defect("html-entity", "in a related title", |t| t.edit(t.related()?, |i| Item { text: i.text.replacen('e', "&#101;", 1), ..i.clone() }.to_string())),
    defect("html-entity", "escaped twice", |t| t.describe(" They won&amp;rsquo;t.")),
    defect("html-entity", "escaped twice, and its semicolon once", |t| t.describe(" They won&amp;rsquo&#x3B;t.")),
    defect("wiki-markup", "italics in the title", |t| t.set_title(|title| format!("{} ''Belle''", title.trim_end()))),
    defect("wiki-markup", "one side of italics in the title", |t| t.set_title(|title| format!("{} ''Belle", title.trim_end()))),
    defect("wiki-markup", "a template in the title", |t| t.set_title(|title| format!("{} {{{{nowrap|9 men}}}}", title.trim_end()))),
    defect("wiki-markup", "a link in the title", |t| t.set_title(|title| format!("{} [http://gazette.example/x (Gazette)]", title.trim_end()))),
    defect("wiki-markup", "a URL with hyphens in the description", |t| t.describe(" (http:--gazette.example-x)")),
    defect("wiki-markup", "the end of a template in the description", |t| t.describe("]date=October 2012")),
    defect("wiki-markup", "italics in an outlet", |t| t.edit(t.source()?, |i| format!("{}. [''Gazette'']({})", i.number, i.target))),
    defect("related-title", "another text", |t| t.edit(t.related()?, |i| Item { text: "Nobody knows this".to_owned(), ..i.clone() }.to_string())),
    defect("duplicate-event", "the same title", |t| t.duplicate(&format!("{}-2", t.slug()), |title| title.to_uppercase().replace(',', ""))),
    defect("duplicate-event", "a slug cut elsewhere", |t| {
        // In mid-word, so that the shorter path comes first.
        let slug = t.slug().as_bytes();
        let end = (110..slug.len()).find(|&end| !slug[end - 1..=end].contains(&b'-'))?;
        let cut = t.slug()[..end].to_owned();
        // Other versions of the story would have such a slug as well.
        let is_told_once = !t.linked && t.position(|line| line == "### Changes:").is_none();
        (is_told_once && t.title_text().len() > 180).then(|| t.duplicate(&cut, |title| format!("{} Really.", title.trim_end())))?
    }),
    defect("future-date", "a day to come", |t| {
        t.set_date(FUTURE_DATE, &FUTURE["news/".len()..]);
        t.move_to(format!("{FUTURE}/{}.md", t.slug()))
    }),
];
