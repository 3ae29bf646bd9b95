//! What the index takes of a page: borrowed from the site, as a whole the key to what is remembered of it.

use crate::base::digest::Digest;

/// A page as search sees it.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// As links write it: `technologies/redis/index.html`.
    pub url: String,
    pub title: &'a str,
    pub synonyms: Vec<&'a str>,
    /// The titles of the sections that it is in, the outermost first.
    pub trail: Vec<&'a str>,
    /// The name of its file, without its folder and `.md`.
    pub name: &'a str,
    /// What it can be filtered by: the name of a facet and a value.
    pub facets: Vec<(&'static str, String)>,
    /// Its kind's name, and that for people; both empty where results need not tell it.
    pub kind: [&'a str; 2],
    pub tags: Vec<&'a str>,
    pub description: &'a str,
    /// What links that lead here are called, and how many pages call it so.
    pub links: Vec<(&'a str, u32)>,
    /// The first one is the text before the first heading.
    pub sections: Vec<Section<'a>>,
}

/// The text below one heading.
#[derive(Clone, Debug, Default)]
pub struct Section<'a> {
    /// Empty for the text before the first heading.
    pub id: &'a str,
    pub heading: &'a str,
    /// That of the heading; 1 for the text before the first one.
    pub level: u8,
    pub text: &'a str,
    pub code: &'a str,
}

/// Sections in one file of texts, at most: a section's number is its file's number times this, plus its place in it.
pub const SECTIONS_PER_FILE: usize = 8;
/// Bytes of text after which the next section begins a new file.
const FILE_SIZE: usize = 3500;

impl Page<'_> {
    /// The number of each section.
    pub fn section_numbers(&self) -> Vec<u32> {
        let (mut file, mut place, mut size) = (0, 0, 0);
        let number = |section: &Section<'_>| {
            let own = section.heading.len() + section.text.len() + section.code.len();
            if place == SECTIONS_PER_FILE || (place > 0 && size + own > FILE_SIZE) {
                (file, place, size) = (file + 1, 0, 0);
            }
            let number = file * SECTIONS_PER_FILE + place;
            place += 1;
            size += own;
            u32::try_from(number).expect("a page has fewer sections")
        };
        self.sections.iter().map(number).collect()
    }

    /// A number that says whether a block of texts ends with it, and depends on nothing but its address.
    pub fn mark(&self) -> u8 {
        Digest::of_bytes(self.url.as_bytes()).bytes()[0]
    }

    /// How many files its texts are in.
    pub fn files(&self) -> u32 {
        self.section_numbers().last().map_or(0, |last| last / SECTIONS_PER_FILE as u32 + 1)
    }

    /// The digest of everything but the sections.
    pub fn digest(&self) -> Digest {
        let Self { url, title, synonyms, trail, name, facets, kind, tags, description, links, sections: _ } =
            self;
        let counts = [synonyms.len(), trail.len(), facets.len(), tags.len()].map(|count| count.to_string());
        let links: Vec<(&str, String)> =
            links.iter().map(|(name, pages)| (*name, pages.to_string())).collect();
        let links = links.iter().flat_map(|(name, pages)| [*name, pages.as_str()]);
        let facets = facets.iter().flat_map(|(facet, value)| [*facet, value.as_str()]);
        let single = [url.as_str(), title, name, description].into_iter().chain(*kind);
        let lists = synonyms.iter().chain(trail).chain(tags).copied().chain(facets).chain(links);
        Digest::of_texts(counts.iter().map(String::as_str).chain(single).chain(lists))
    }
}
