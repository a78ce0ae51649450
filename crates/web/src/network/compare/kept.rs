//! What is kept, for a run, of the answers that others are compared with. There is one for each folder that an archive
//! cites, so all of it is small, whatever strangers send.

use std::collections::HashSet;
use std::hash::Hasher;
use std::sync::{Arc, Mutex, PoisonError};

use fnv::FnvHasher;
use tokio::sync::OnceCell;
use url::Url;

use crate::network::gate::is_way_back;
use crate::network::page::markers::{removed, vacancy};
use crate::network::page::{Drawn, Page, Sketch, Vocabulary, repeated, repeats, text_repeats};
use newslint_model::source::Cause;

/// What a control showed.
pub(super) enum ControlAnswer {
    /// That it does not exist.
    Honest,
    /// Something.
    There(Box<ControlPage>),
    /// That an object store does not let us read it, or has no such thing.
    StoreError,
    /// Nothing that says anything.
    Unknown,
}

/// What there is where nothing can be, as far as it takes to know that again. It may be no page at all.
pub(super) struct ControlPage {
    /// Where it led, if it led anywhere: a hash, because an address is as long as a host likes.
    landing: Option<u64>,
    /// Whether the address there carries the way back.
    pub is_way_back: bool,
    /// Whether not a byte was sent.
    pub is_empty: bool,
    pub vacancy: Option<Cause>,
    /// Whether it says that a document was taken away.
    pub is_removal: bool,
    /// The words of its title that are its own URL's.
    pub repeated: Box<[u32]>,
    pub sketch: Option<Arc<Sketch>>,
    /// Whether the links of such a page are others each time, if anybody has asked.
    pub rotates: OnceCell<bool>,
}

/// The page of a 404 for what cannot exist.
pub(super) struct NotFoundPage {
    pub sketch: Arc<Sketch>,
    /// Whether its title, or its text, has words of its own URL.
    pub repeats_in_title: bool,
    pub repeats_in_text: bool,
}

/// The sketches of a run, each once: a host that has a page for everything has the same one in all its folders, or one
/// that differs in what it repeats of the URL.
#[derive(Default)]
pub(super) struct Sketches(Mutex<Known>);

#[derive(Default)]
struct Known {
    sketches: HashSet<Arc<Sketch>>,
    drawn: HashSet<Drawn>,
}

impl Sketches {
    fn once(&self, mut sketch: Sketch) -> Arc<Sketch> {
        // A panic elsewhere leaves them as they were.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.sketches.get(&sketch) {
            return Arc::clone(same);
        }
        for drawn in sketch.drawn() {
            match known.drawn.get(drawn) {
                Some(same) => *drawn = Arc::clone(same),
                None => _ = known.drawn.insert(Arc::clone(drawn)),
            }
        }
        let new = Arc::new(sketch);
        known.sketches.insert(Arc::clone(&new));
        new
    }
}

/// What the front page of an origin is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    NotFound,
    /// That of a host at which nobody has anything.
    Vacant(Cause),
    Other,
}

/// What the front page of an origin tells.
pub(super) struct FrontText {
    /// Where it is.
    at: u64,
    pub vocabulary: Vocabulary,
}

impl FrontText {
    pub(super) fn new(at: &Url, page: &Page) -> Self {
        Self { at: hash(at), vocabulary: Vocabulary::of(page) }
    }

    /// Whether it is at this address.
    pub(super) fn is_at(&self, at: &Url) -> bool {
        self.at == hash(at)
    }
}

impl ControlPage {
    pub(super) fn new(url: &Url, at: &Url, page: Option<&Page>, is_empty: bool, sketches: &Sketches) -> Self {
        Self {
            landing: (at != url).then(|| hash(at)),
            is_way_back: is_way_back(url, at),
            is_empty,
            vacancy: page.and_then(|page| vacancy(url, at, page)),
            is_removal: page.is_some_and(removed),
            repeated: page.map(|page| repeated(page, url)).unwrap_or_default(),
            sketch: page.map(|page| sketches.once(Sketch::of(page, url))),
            rotates: OnceCell::new(),
        }
    }

    /// Whether it led to where another URL led as well.
    pub(super) fn leads_to(&self, at: &Url) -> bool {
        self.landing == Some(hash(at))
    }
}

impl NotFoundPage {
    /// Of a page at a URL that was made up of the one `beside` it.
    pub(super) fn new(page: &Page, url: &Url, beside: &Url, sketches: &Sketches) -> Self {
        Self {
            sketch: sketches.once(Sketch::of(page, url)),
            repeats_in_title: repeats(&repeated(page, url), beside),
            repeats_in_text: text_repeats(page, url, beside),
        }
    }
}

fn hash(url: &Url) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(url.as_str().as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::mem::size_of;

    use super::*;

    /// What a run keeps of a folder whose control was a page of 8,000 words: 1.3 KB, and less than half a KB of one more on
    /// a host that has that page for everything, under another title or the same.
    #[test]
    fn little_is_kept_of_a_folder() -> Result<(), url::ParseError> {
        let text: String = (0..8000).filter_map(|at| Some(format!("<p>{}", char::from_u32(0x4E00 + at)?))).collect();
        let sketches = Sketches::default();
        let of_folder = |name: &str, title: &str| {
            let url = Url::parse("http://gazette.example/")?.join(name)?;
            let page = Page::read(format!("<title>{title}</title>{text}").as_bytes(), None);
            Ok::<_, url::ParseError>(ControlPage::new(&url, &url, Some(&page), false, &sketches))
        };
        let (one, other) = (of_folder("news/xkcd", "Gazette")?, of_folder("sport/bcdf", "Gazette")?);
        // Its cell, counted; the page; and in the maps a key and a pointer, of which at least half are taken.
        let cell = size_of::<OnceCell<ControlAnswer>>() + 2 * size_of::<usize>();
        let folder = cell + size_of::<ControlPage>() + size_of_val(&*one.repeated) + 2 * 2 * 2 * size_of::<u64>();
        let sketch = one.sketch.as_ref().map_or(0, |sketch| sketch.bytes());
        assert!(folder < 400 && folder + sketch < 1300, "{folder} + {sketch} bytes");
        assert!(one.sketch.zip(other.sketch).is_some_and(|(one, other)| Arc::ptr_eq(&one, &other)));

        // One that differs in its title shares its text.
        let titled = of_folder("sport/xkcd", "Gazette: sport/xkcd")?;
        let known = sketches.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (titles, texts, links) = (2, 1, 1);
        assert_eq!((known.sketches.len(), known.drawn.len()), (2, titles + texts + links));
        assert!(titled.sketch.is_some());
        Ok(())
    }
}
