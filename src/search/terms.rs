//! One page → its terms: what it is found by, and how well.
//!
//! Looks at nothing but the page, not even at the average length of texts, so that an edit changes no other page's terms.
//! How well a term describes a section (BM25F: weighted counts by field, against the text's length) is rounded to a few
//! levels here, so that search needs no table of lengths.

use rustc_hash::FxHashMap;

use super::{
    digits,
    page::{Page, Section},
    tokens,
};
use crate::script::is_dense;

/// The terms of a page, in order.
#[derive(Debug, Default)]
pub struct Terms {
    /// All terms, one behind the other.
    text: String,
    /// Of each term, where it ends in `text` and its places end in `places`, and what they are.
    entries: Vec<Entry>,
    places: String,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    text_end: u32,
    places_end: u32,
    shape: Shape,
}

/// What [`Term::places`] holds, for the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Whether it begins with how the page as a whole is about the term.
    pub whole: bool,
    /// Whether it has the count of sections before the sections, because there is not just one.
    pub counted: bool,
    /// Whether the term is in a title or heading.
    pub named: bool,
}

/// One term of a page.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a> {
    pub text: &'a str,
    pub shape: Shape,
    pub places: &'a str,
}

impl Terms {
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    pub fn get(&self, index: usize) -> Term<'_> {
        let (text, places) = match index.checked_sub(1) {
            None => (0, 0),
            Some(before) => (self.entries[before].text_end, self.entries[before].places_end),
        };
        let entry = self.entries[index];
        Term {
            text: &self.text[text as usize..entry.text_end as usize],
            shape: entry.shape,
            places: &self.places[places as usize..entry.places_end as usize],
        }
    }

    /// The index of the first term that is not before `text`.
    pub fn lower_bound(&self, text: &str) -> usize {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle).text < text { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn push(&mut self, text: &str, shape: Shape, places: &str) {
        let end = |text: &str| u32::try_from(text.len()).expect("a page is smaller");
        self.text.push_str(text);
        self.places.push_str(places);
        self.entries.push(Entry { text_end: end(&self.text), places_end: end(&self.places), shape });
    }
}

/// The weight of one occurrence, by where it is.
mod weight {
    pub const CODE: f32 = 0.8;
    /// In a heading above the section's own.
    pub const ABOVE: f32 = 0.5;
    pub const TAG: f32 = 2.0;
    pub const DESCRIPTION: f32 = 1.5;
    /// In the name of the file or of a section that the page is in.
    pub const TRAIL: f32 = 0.8;
}

/// The length of a text, in tokens, that neither helps nor hurts.
const USUAL_LENGTH: f32 = 120.0;
/// How much the length matters.
const LENGTH_SHARE: f32 = 0.6;
/// The count at which a text is half as much about a term as it can be.
const HALF: f32 = 1.2;
/// The lower ends of the levels but the first.
const LEVELS: [f32; 5] = [0.26, 0.36, 0.46, 0.58, 0.72];
/// The lengths of names, in words, up to which each class goes; a longer name is of one class more.
const NAME_LENGTHS: [usize; 8] = [1, 2, 3, 4, 5, 6, 8, 12];
/// Levels, then classes of names: how many values there are.
const VALUES: u32 = 15;

/// Indexes a page.
pub fn of(page: &Page<'_>) -> Terms {
    let mut collector = Collector::default();
    for name in [page.title].iter().chain(&page.synonyms) {
        collector.title(name);
    }
    for tag in &page.tags {
        collector.whole(tag, weight::TAG);
    }
    collector.whole(page.description, weight::DESCRIPTION);
    for name in page.trail.iter().chain([&page.name]) {
        collector.whole(name, weight::TRAIL);
    }
    for (facet, value) in &page.facets {
        collector.about(&format!(":{facet}={value}"), 0.0);
    }
    let mut above: Vec<&Section<'_>> = Vec::new();
    for (section, number) in page.sections.iter().zip(page.section_numbers()) {
        above.retain(|heading| heading.level < section.level);
        collector.section(section, number, &above);
        if section.level > 1 {
            above.push(section);
        }
    }
    collector.finish()
}

#[derive(Default)]
struct Collector {
    numbers: FxHashMap<String, usize>,
    found: Vec<Found>,
    /// The length of each section's text, in tokens.
    lengths: FxHashMap<u32, f32>,
}

/// What is known of one term so far.
#[derive(Default)]
struct Found {
    /// The class of the shortest title that it is in.
    title: Option<u32>,
    whole: Option<f32>,
    sections: Vec<Count>,
}

#[derive(Default)]
struct Count {
    section: u32,
    text: f32,
    /// In headings above.
    above: f32,
    /// The class of the section's own heading, if it is in that.
    heading: Option<u32>,
}

impl Collector {
    fn found(&mut self, term: &str) -> &mut Found {
        let number = match self.numbers.get(term) {
            Some(number) => *number,
            None => {
                self.numbers.insert(term.to_owned(), self.found.len());
                self.found.push(Found::default());
                self.found.len() - 1
            }
        };
        &mut self.found[number]
    }

    fn count(&mut self, term: &str, section: u32) -> &mut Count {
        let sections = &mut self.found(term).sections;
        if sections.last().is_none_or(|count| count.section != section) {
            sections.push(Count { section, ..Count::default() });
        }
        sections.last_mut().expect("one was added")
    }

    fn about(&mut self, term: &str, weight: f32) {
        *self.found(term).whole.get_or_insert(0.0) += weight;
    }

    fn whole(&mut self, text: &str, weight: f32) {
        tokens::tokens(text, &mut |term| self.about(term, weight));
    }

    /// A title is also found with two of its words written as one.
    fn title(&mut self, name: &str) {
        let words = tokens::words(name);
        let class = class(words.len());
        let mut add = |term: &str| {
            let title = &mut self.found(term).title;
            *title = Some(title.map_or(class, |known| known.min(class)));
        };
        tokens::tokens(name, &mut add);
        for pair in words.windows(2).filter(|pair| !pair[0].starts_with(is_dense)) {
            add(&pair.concat());
        }
    }

    fn section(&mut self, section: &Section<'_>, number: u32, above: &[&Section<'_>]) {
        let mut length = 0.0;
        let texts = [(section.text, 1.0), (section.code, weight::CODE)];
        for (text, weight) in texts {
            tokens::tokens(text, &mut |term| {
                length += 1.0;
                self.count(term, number).text += weight;
            });
        }
        let class = class(tokens::words(section.heading).len());
        tokens::tokens(section.heading, &mut |term| self.count(term, number).heading = Some(class));
        for heading in above {
            tokens::tokens(heading.heading, &mut |term| self.count(term, number).above += weight::ABOVE);
        }
        self.lengths.insert(number, length);
    }

    fn finish(self) -> Terms {
        let mut terms: Vec<(u64, &str, usize)> =
            self.numbers.iter().map(|(text, number)| (head(text), text.as_str(), *number)).collect();
        terms.sort_unstable();
        let mut result = Terms::default();
        let mut places = String::new();
        for (_, text, number) in terms {
            let found = &self.found[number];
            places.clear();
            let shape = found.write(&self.lengths, &mut places);
            result.push(text, shape, &places);
        }
        // A preview keeps them.
        result.text.shrink_to_fit();
        result.places.shrink_to_fit();
        result.entries.shrink_to_fit();
        result
    }
}

impl Found {
    fn write(&self, lengths: &FxHashMap<u32, f32>, out: &mut String) -> Shape {
        let whole = match self.title {
            Some(class) => Some(LEVELS.len() as u32 + 1 + class),
            None => self.whole.map(level),
        };
        let counted = self.sections.len() != 1;
        if counted {
            digits::push(out, u32::try_from(self.sections.len()).expect("a page has fewer sections"));
        }
        if let Some(whole) = whole {
            digits::push(out, whole);
        }
        let mut last = 0;
        for count in &self.sections {
            digits::push(out, (count.section - last) * VALUES + count.value(lengths[&count.section]));
            last = count.section;
        }
        let named = self.title.is_some() || self.sections.iter().any(|count| count.heading.is_some());
        Shape { whole: whole.is_some(), counted, named }
    }
}

impl Count {
    fn value(&self, length: f32) -> u32 {
        if let Some(class) = self.heading {
            return LEVELS.len() as u32 + 1 + class;
        }
        let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH;
        level(self.text / length + self.above)
    }
}

/// The first bytes as a number, which is in the same order and quicker to compare.
fn head(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// The level of a weighted count.
fn level(count: f32) -> u32 {
    let share = count / (count + HALF);
    LEVELS.iter().filter(|level| share >= **level).count() as u32
}

/// The class of a name of so many words.
fn class(words: usize) -> u32 {
    NAME_LENGTHS.iter().filter(|longest| words > **longest).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page<'static> {
        Page {
            title: "Static files",
            synonyms: vec!["assets"],
            facets: vec![("kind", "concept".to_owned())],
            sections: vec![
                Section { level: 1, text: "Serve them fast.", ..Section::default() },
                Section { id: "cache", heading: "Cache forever", level: 2, text: "serve", code: "max_age" },
            ],
            ..Page::default()
        }
    }

    #[test]
    fn terms_are_in_order_with_all_fields() {
        let terms = of(&page());
        let texts: Vec<&str> = (0..terms.count()).map(|at| terms.get(at).text).collect();
        assert_eq!(
            texts,
            [
                ":kind=concept",
                "age",
                "assets",
                "cache",
                "fast",
                "files",
                "forever",
                "max",
                "maxage",
                "serve",
                "static",
                "staticfiles",
                "them"
            ]
        );
        assert_eq!(terms.lower_bound("b"), 3);
    }

    #[test]
    fn titles_and_headings_outrank_text() {
        let terms = of(&page());
        let term = |text: &str| {
            let term = terms.get(terms.lower_bound(text));
            assert_eq!(term.text, text);
            (term.shape.whole, term.shape.counted, term.shape.named, term.places.to_owned())
        };
        assert_eq!(term("static"), (true, true, true, "ah".to_owned()), "no section, title of two words");
        assert_eq!(term("assets"), (true, true, true, "ag".to_owned()), "a synonym is a title");
        assert_eq!(term("cache"), (false, false, true, "w".to_owned()), "section 1, heading of two words");
        assert_eq!(term("serve"), (false, true, false, "cet".to_owned()), "two sections");
    }
}
