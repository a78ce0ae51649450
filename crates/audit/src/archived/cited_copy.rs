//! Sources that are themselves copies in the web archive.
//!
//! Whether there is such a copy the archive's index knows. So its page is not asked for, which costs the archive more.

use jiff::Timestamp;
use url::Url;

use super::cdx::time;
use newslint_model::source::{ArchivePlace, ArchivePlaces, request_url};

/// A copy that is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedCopy {
    /// In which of the web archives.
    pub archive: usize,
    /// When it was made.
    pub at: Timestamp,
    /// Of what.
    pub original: Url,
}

/// Where web archives have their copies.
#[derive(Clone, Debug)]
pub struct CopyPlaces(Vec<Option<CopyPlace>>);

/// Where one has its copies: the Wayback Machine below `/web/`.
#[derive(Clone, Debug)]
pub(super) struct CopyPlace {
    base: Url,
}

impl CopyPlaces {
    /// Where these have theirs.
    pub fn new(archives: &ArchivePlaces) -> Self {
        Self(archives.iter().map(CopyPlace::new).collect())
    }

    /// Reads a copy's URL: `https://web.archive.org/web/20210504120000/http://gazette.example/bridge`. `None` if it is
    /// anything else, such as the list of copies, or the one that is nearest to a day.
    pub fn read(&self, cited: &str) -> Option<CitedCopy> {
        let of = |(archive, place): (usize, &Option<CopyPlace>)| {
            let (at, original) = place.as_ref()?.read(cited)?;
            Some(CitedCopy { archive, at, original })
        };
        self.0.iter().enumerate().find_map(of)
    }

    /// Whether a host is the one of an archive.
    pub fn is_of(&self, archive: usize, host: &str) -> bool {
        self.0.get(archive).and_then(Option::as_ref).is_some_and(|place| place.base.host_str() == Some(host))
    }
}

impl CopyPlace {
    /// A text that is no URL has no copies.
    pub(super) fn new(archive: &ArchivePlace) -> Option<Self> {
        Url::parse(&archive.copies()).ok().map(|base| Self { base })
    }

    /// Reads a copy's URL. The time may have a flag behind it, such as `id_`, and of the scheme of the original archives
    /// take nearly everything.
    pub(super) fn read(&self, cited: &str) -> Option<(Timestamp, Url)> {
        // Nearly all that is cited is something else.
        if !cited.contains(self.base.host_str()?) {
            return None;
        }
        let url = Url::parse(cited).ok()?;
        let is_there = (url.host_str(), url.port()) == (self.base.host_str(), self.base.port());
        let place = self.base.path();
        if !is_there || !url.path().starts_with(place) {
            return None;
        }
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let (time_and_flag, original) = path.strip_prefix(place)?.split_once('/')?;
        let (digits, flag) = time_and_flag.split_at_checked(14)?;
        let is_flag = flag.is_empty()
            || flag
                .strip_suffix('_')
                .is_some_and(|flag| flag.len() == 2 && flag.bytes().all(|b| b.is_ascii_lowercase()));
        let at = time(digits).filter(|_| is_flag)?;
        Some((at, request_url(&with_scheme(original))?))
    }
}

/// The original with a whole scheme: `//` becomes `/` on the way through many programs, and some leave it out.
fn with_scheme(original: &str) -> String {
    for scheme in ["http:", "https:"] {
        if let Some(rest) = original.strip_prefix(scheme) {
            return format!("{scheme}//{}", rest.trim_start_matches('/'));
        }
    }
    format!("http://{original}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use newslint_model::source::ArchiveKind;

    fn place(url: &str, kind: ArchiveKind) -> ArchivePlace {
        ArchivePlace { url: url.to_owned(), kind, gap: std::time::Duration::ZERO }
    }

    #[test]
    fn copies_of_all_archives_are_read() {
        let archives = [
            place("https://web.archive.org", ArchiveKind::Wayback),
            place("https://arquivo.pt/wayback", ArchiveKind::Pywb),
            place("http://localhost:8080/news", ArchiveKind::Pywb),
        ];
        let places = CopyPlaces::new(&archives.into_iter().collect());
        for (cited, expected) in [
            ("https://web.archive.org/web/20210504120000/http://gazette.example/bridge", Some(0)),
            ("https://arquivo.pt/wayback/20210504120000mp_/http://gazette.example/bridge", Some(1)),
            ("http://localhost:8080/news/20210504120000/http://gazette.example/bridge", Some(2)),
            ("https://arquivo.pt/wayback/cdx?url=http://gazette.example/bridge", None),
            ("https://arquivo.pt/page/search?q=20210504120000/http://gazette.example/", None),
            ("http://localhost:8080/other/20210504120000/http://gazette.example/bridge", None),
        ] {
            assert_eq!(places.read(cited).map(|copy| copy.archive), expected, "{cited}");
        }
    }

    #[test]
    fn copies_are_read() {
        let places = CopyPlaces::new(&[place("https://web.archive.org", ArchiveKind::Wayback)].into_iter().collect());
        let read = |cited: &str| places.read(cited);
        let base = "https://web.archive.org/web";
        for (cited, original) in [
            ("20210504120000/http://gazette.example/bridge", "http://gazette.example/bridge"),
            ("20210504120000/https://gazette.example/bridge?a=1&b=/web/", "https://gazette.example/bridge?a=1&b=/web/"),
            ("20210504120000id_/http://gazette.example/bridge", "http://gazette.example/bridge"),
            ("20210504120000/http:/gazette.example/bridge", "http://gazette.example/bridge"),
            ("20210504120000/gazette.example/bridge#top", "http://gazette.example/bridge"),
        ] {
            let found = read(&format!("{base}/{cited}"));
            let found = found.map(|copy| (copy.at.to_string(), copy.original.to_string()));
            assert_eq!(found, Some(("2021-05-04T12:00:00Z".to_owned(), original.to_owned())), "{cited}");
        }
        assert!(read("http://web.archive.org/web/20210504120000/http://gazette.example/").is_some());
        for other in [
            "https://web.archive.org/web/2021/http://gazette.example/",
            "https://web.archive.org/web/20210504/http://gazette.example/",
            "https://web.archive.org/web/20211304120000/http://gazette.example/",
            "https://web.archive.org/web/20210504120000*/http://gazette.example/",
            "https://web.archive.org/web/*/http://gazette.example/",
            "https://web.archive.org/web/20210504120000/",
            "https://web.archive.org/web/20210504120000",
            "https://web.archive.org/web/é0210504120000/http://gazette.example/",
            "https://web.archive.org/save/20210504120000/http://gazette.example/",
            "https://web.archive.org:8080/web/20210504120000/http://gazette.example/",
            "https://archive.example/web/20210504120000/http://gazette.example/",
            "http://gazette.example/web/20210504120000/http://web.archive.org/",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
