//! Pages → their terms: what each is found by, and how well.
//!
//! What is written of a page depends on nothing but the page, not even on the average length of texts, so that an edit
//! changes nothing of other pages. How well a term describes a section (BM25F: weighted counts by field, against the
//! text's length) is rounded to a few levels here, so that search needs no table of lengths.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    format::{COUNTED, LEVELS, MENTION, NAME_LENGTHS, NAMES, WHOLE, is_name, push_section},
    kin,
    page::{Page, Section},
    postings::{ListStats, PostingLists, prefix_key},
    tokens, varint,
};
use crate::base::script::is_dense;

/// The weight of one occurrence, by where it is.
mod weight {
    pub const CODE: f32 = 0.8;
    /// In a heading above the section's own.
    pub const ABOVE: f32 = 0.5;
    pub const TAG: f32 = 2.0;
    pub const DESCRIPTION: f32 = 1.5;
    /// In the name of the file or of a section that the page is in.
    pub const TRAIL: f32 = 0.8;
    /// In the words of links that lead to the page, for each page that has such a link.
    pub const LINK: f32 = 1.5;
}

/// Pages whose links count: more of them say nothing new.
const MOST_LINKS: u32 = 4;
/// Words of a title that still says one thing: other words for its own are looked for in no longer one.
const SHORT_TITLE: usize = 3;

/// The length of a text, in tokens, that neither helps nor hurts.
const USUAL_LENGTH: f32 = 120.0;
/// How much the length matters.
const LENGTH_SHARE: f32 = 0.6;
/// The count at which a text is half as much about a term as it can be.
const HALF: f32 = 1.2;
/// Stands for no index.
const NONE: u32 = u32::MAX;

/// Takes pages one after the other, and numbers them from 0 on.
#[derive(Default)]
pub struct Indexer {
    numbers: FxHashMap<Box<str>, u32>,
    lists: Vec<Growing>,
    pages: u32,
    /// By the number of a term, where it is in `found`.
    at: Vec<u32>,
    /// What is known of the page at hand: its terms, how often they are in its sections, and the length of each section's
    /// text, in tokens.
    found: Vec<Found>,
    counts: Vec<Count>,
    lengths: Vec<f32>,
}

/// The list of one term while it grows.
#[derive(Default)]
struct Growing {
    data: String,
    stats: ListStats,
}

/// What is known of one term of a page so far.
struct Found {
    term: u32,
    /// The class of the shortest title that it is in.
    title: Option<u32>,
    whole: Option<f32>,
    /// How many pages lead here by a link with it.
    links: u32,
    /// The first and the last of its counts, and how many there are.
    first: u32,
    last: u32,
    sections: u32,
}

struct Count {
    section: u32,
    text: f32,
    /// In headings above.
    above: f32,
    /// The class of the section's own heading, if it is in that.
    heading: Option<u32>,
    /// The term's next count.
    next: u32,
}

impl Indexer {
    pub fn add(&mut self, page: &Page<'_>) {
        for name in [page.title].iter().chain(&page.synonyms) {
            self.title(name);
        }
        self.kin(page.title);
        for tag in &page.tags {
            self.whole(tag, weight::TAG);
        }
        self.whole(page.description, weight::DESCRIPTION);
        for name in page.trail.iter().chain([&page.name]) {
            self.whole(name, weight::TRAIL);
        }
        for (name, pages) in &page.links {
            self.links(name, *pages);
        }
        for (facet, value) in &page.facets {
            self.about(&format!(":{facet}={value}"), 0.0);
        }
        let mut above: Vec<&Section<'_>> = Vec::new();
        for (section, number) in page.sections.iter().zip(page.section_numbers()) {
            above.retain(|heading| heading.level < section.level);
            self.section(section, number, &above);
            if section.level > 1 {
                above.push(section);
            }
        }
        self.end_page();
    }

    /// The terms of all pages, in order.
    pub fn finish(self) -> PostingLists {
        let mut terms: Vec<(u64, &str, u32)> =
            self.numbers.iter().map(|(text, number)| (prefix_key(text), &**text, *number)).collect();
        terms.sort_unstable();
        let size = terms.iter().map(|(_, text, _)| text.len()).sum();
        let data = self.lists.iter().map(|list| list.data.len()).sum();
        let mut all = PostingLists::with_room(terms.len(), size, data);
        for (_, text, number) in terms {
            let Growing { data, stats } = &self.lists[number as usize];
            all.push(text, |out| {
                out.push_str(data);
                *stats
            });
        }
        all
    }

    /// The place of a term in what is found of the page at hand.
    fn found(&mut self, term: &str) -> usize {
        let number = match self.numbers.get(term) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.lists.len()).expect("a run of pages has fewer terms");
                self.numbers.insert(term.into(), number);
                self.lists.push(Growing::default());
                self.at.push(NONE);
                number
            }
        };
        let at = &mut self.at[number as usize];
        if *at == NONE {
            *at = u32::try_from(self.found.len()).expect("a page has fewer terms");
            let (title, whole, links) = (None, None, 0);
            self.found.push(Found {
                term: number,
                title,
                whole,
                links,
                first: NONE,
                last: NONE,
                sections: 0,
            });
        }
        *at as usize
    }

    fn count(&mut self, term: &str, section: u32) -> &mut Count {
        let new = u32::try_from(self.counts.len()).expect("a page has fewer words");
        let at = self.found(term);
        let found = &mut self.found[at];
        let last = found.last;
        // Sections come one after the other, so the one at hand can only be the last.
        if self.counts.get(last as usize).is_some_and(|count| count.section == section) {
            return &mut self.counts[last as usize];
        }
        found.sections += 1;
        found.last = new;
        match self.counts.get_mut(last as usize) {
            Some(count) => count.next = new,
            None => found.first = new,
        }
        self.counts.push(Count { section, text: 0.0, above: 0.0, heading: None, next: NONE });
        &mut self.counts[new as usize]
    }

    fn about(&mut self, term: &str, weight: f32) {
        let at = self.found(term);
        *self.found[at].whole.get_or_insert(0.0) += weight;
    }

    fn whole(&mut self, text: &str, weight: f32) {
        tokens::tokens(text, &mut |term| self.about(term, weight));
    }

    /// The words of a link that so many pages have.
    fn links(&mut self, name: &str, pages: u32) {
        let mut terms = FxHashSet::default();
        tokens::tokens(name, &mut |term| {
            let at = self.found(term);
            if terms.insert(at) {
                self.found[at].links += pages;
            }
        });
    }

    /// A short title is also found with other words for its own.
    fn kin(&mut self, title: &str) {
        let words = tokens::words(title);
        if words.len() > SHORT_TITLE {
            return;
        }
        let class = class(words.len());
        for other in words.iter().flat_map(|word| kin::of(word)) {
            let at = self.found(other);
            self.found[at].title.get_or_insert(class);
        }
    }

    /// A title is also found with two of its words written as one.
    fn title(&mut self, name: &str) {
        let words = tokens::words(name);
        let class = class(words.len());
        let mut add = |term: &str| {
            let at = self.found(term);
            let title = &mut self.found[at].title;
            *title = Some(title.map_or(class, |known| known.min(class)));
        };
        tokens::tokens(name, &mut add);
        let is_joined = |pair: &&[String]| !pair.iter().any(|word| word.starts_with(is_dense));
        let pairs = words.windows(2).filter(is_joined).map(<[String]>::concat);
        pairs.filter(|pair| tokens::fits(pair)).for_each(|pair| add(&pair));
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
        self.lengths.resize(number as usize + 1, 0.0);
        self.lengths[number as usize] = length;
    }

    /// Writes down what is known of the page at hand.
    fn end_page(&mut self) {
        for found in self.found.drain(..) {
            self.at[found.term as usize] = NONE;
            let Growing { data, stats } = &mut self.lists[found.term as usize];
            found.write(&self.counts, &self.lengths, self.pages, data, stats);
        }
        self.counts.clear();
        self.lengths.clear();
        self.pages += 1;
    }
}

impl Found {
    fn write(&self, counts: &[Count], lengths: &[f32], page: u32, data: &mut String, stats: &mut ListStats) {
        let whole = match self.title {
            Some(class) => Some(NAMES + class),
            None if self.links == 0 => self.whole.map(level),
            None => {
                let links = f32::from(u8::try_from(self.links.min(MOST_LINKS)).expect("a few"));
                Some(level(self.whole.unwrap_or_default() + weight::LINK * links))
            }
        };
        if whole == Some(0) && self.sections == 0 {
            return stats.enter(data, page, MENTION);
        }
        let counted = self.sections != 1;
        let flags = if whole.is_some() { WHOLE } else { 0 } | if counted { COUNTED } else { 0 };
        stats.enter(data, page, flags);
        if counted {
            varint::push(data, self.sections);
        }
        if let Some(whole) = whole {
            stats.named |= is_name(whole);
            varint::push(data, whole);
        }
        let mut last = 0;
        let mut at = self.first;
        while let Some(count) = counts.get(at as usize) {
            let value = count.value(lengths[count.section as usize]);
            stats.named |= is_name(value);
            push_section(data, count.section - last, value);
            last = count.section;
            at = count.next;
        }
    }
}

impl Count {
    fn value(&self, length: f32) -> u32 {
        if let Some(class) = self.heading {
            return NAMES + class;
        }
        let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH;
        level(self.text / length + self.above)
    }
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

    fn index(pages: &[Page<'_>]) -> PostingLists {
        let mut indexer = Indexer::default();
        pages.iter().for_each(|page| indexer.add(page));
        indexer.finish()
    }

    #[test]
    fn terms_are_in_order_with_all_fields() {
        let lists = index(&[page()]);
        let terms: Vec<&str> = lists.iter().map(|list| list.term).collect();
        let text = ":kind=concept age asset assets cache fast files forever max maxage serve static staticfiles them";
        assert_eq!(terms.join(" "), text);
        assert_eq!(lists.lower_bound("b"), 4);
    }

    #[test]
    fn titles_and_headings_outrank_text() {
        let lists = index(&[page()]);
        let term = |text: &str| {
            let list = lists.get(lists.lower_bound(text));
            assert_eq!(list.term, text);
            (list.data.to_owned(), list.named)
        };
        // Heads: two for the whole page, one where sections are counted.
        assert_eq!(term("static"), ("&#*".to_owned(), true), "no section, title of two words");
        assert_eq!(term("assets"), ("&#)".to_owned(), true), "a synonym is a title");
        assert_eq!(term("cache"), ("#9".to_owned(), true), "section 1, heading of two words");
        assert_eq!(term("serve"), ("$%'6".to_owned(), false), "two sections");
    }

    #[test]
    fn words_of_links_describe_the_page() {
        let lists = index(&[Page {
            title: "Redis",
            links: vec![("in-memory store", 3), ("Redis", 1)],
            ..Page::default()
        }]);
        let term = |text: &str| lists.get(lists.lower_bound(text)).data.to_owned();
        assert_eq!(term("redis"), "&#)", "a title says more");
        // A head, no section, and the highest level: three pages call it so.
        assert_eq!(term("store"), "&#(");
    }

    #[test]
    fn short_titles_have_kin() {
        let found =
            |title| index(&[Page { title, ..Page::default() }]).iter().any(|list| list.term == "email");
        assert!(found("Mail") && found("Sending mails"));
        assert!(!found("How mail is sent"), "it is about more than that");
    }

    #[test]
    fn pages_are_told_by_their_distance() {
        let titles = ["Zebra", "Cache", "Zebra cache"];
        let lists = index(&titles.map(|title| Page { title, ..Page::default() }));
        let found: Vec<_> = lists.iter().map(|list| (list.term, list.pages, list.last, list.data)).collect();
        // Heads: page 1 is 1 * 5 + 3, page 2 is 1 * 5 + 3 more; no sections; titles of one and two words.
        assert_eq!(
            found,
            [("cache", 2, 2, "+#)+#*"), ("zebra", 2, 2, "&#)0#*"), ("zebracache", 1, 2, "0#*")]
        );
    }
}
