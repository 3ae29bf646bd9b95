//! The glossary: all names of the concepts, A to Z, each with its definition or with the term where that stands.
//!
//! The order is that of the letters without their marks, the same in every language.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    Claims, PageRef, View, cards,
    paging::{self, Paged},
};
use crate::{
    base::script::is_dense,
    output::context::{Detail, GlossaryGroup, GlossaryTerm, Link, OutlineItem, PageInputs},
    parse::markdown::{Numbered, slug, unique},
    site::{Made, SectionId, Site, glossary, link},
};

/// The heading of terms that do not begin with a letter of an alphabet.
const OTHERS: &str = "Others";

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if view.site.makes(Made::Glossary) {
        paged(&groups(view.site)).outputs(outputs, PageRef::Glossary);
    }
}

/// All terms on as many pages as they need. A page ends between any two of them.
fn paged(groups: &[GlossaryGroup]) -> Paged {
    Paged::new(&glossary::url(), groups.iter().map(|group| group.terms.len()).sum(), paging::NAMES)
}

pub(super) fn inputs(view: &View<'_>, number: usize) -> PageInputs {
    let groups = groups(view.site);
    let paged = paged(&groups);
    let groups = part(groups, &paged, number);
    let outline = groups.iter().map(|group| OutlineItem {
        id: group.id.clone(),
        title: group.letter.clone(),
        children: Vec::new(),
    });
    let outline = outline.collect();
    let mut inputs = view.page("glossary", &glossary::url(), "Glossary", Detail::Glossary(groups));
    inputs.page.breadcrumbs = vec![cards::section_link(view.site, SectionId::ROOT)];
    inputs.page.outline = outline;
    paged.place(view, &mut inputs, number);
    inputs
}

/// The groups of one page, with references that lead to the pages of their terms.
fn part(groups: Vec<GlossaryGroup>, paged: &Paged, number: usize) -> Vec<GlossaryGroup> {
    let all = || groups.iter().flat_map(|group| &group.terms);
    let pages: HashMap<&str, usize> =
        all().enumerate().map(|(at, term)| (term.id.as_str(), paged.page_of(at))).collect();
    let mut place = 0;
    let mut shown = Vec::new();
    for group in &groups {
        let mut terms = Vec::new();
        for term in &group.terms {
            place += 1;
            if paged.page_of(place - 1) != number {
                continue;
            }
            let mut term = term.clone();
            if let Some(see) = &mut term.see {
                see.url = format!("{}#{}", link(&paged.url(pages[see.url.as_str()])), see.url);
            }
            terms.push(term);
        }
        if !terms.is_empty() {
            shown.push(GlossaryGroup { terms, letter: group.letter.clone(), id: group.id.clone() });
        }
    }
    shown
}

/// The terms by letter; what a reference leads to is still the id alone.
fn groups(site: &Site) -> Vec<GlossaryGroup> {
    let mut ids = Ids::default();
    // Letters first. Within one, terms that differ in marks or case only stay in an order all the same.
    let mut letters: BTreeMap<(bool, String), Vec<(String, GlossaryTerm)>> = BTreeMap::new();
    for term in terms(site, &mut ids) {
        let key = folded(&term.term);
        let letter = letter(&key);
        let place = (letter.is_none(), letter.unwrap_or_else(|| OTHERS.to_owned()));
        letters.entry(place).or_default().push((key, term));
    }
    let mut groups = Vec::new();
    for ((_, letter), mut terms) in letters {
        terms.sort_by(|(a, x), (b, y)| (a, &x.term, &x.id).cmp(&(b, &y.term, &y.id)));
        let id = ids.take(&format!("letter {letter}"));
        groups.push(GlossaryGroup { letter, id, terms: terms.into_iter().map(|(_, term)| term).collect() });
    }
    groups
}

fn terms(site: &Site, ids: &mut Ids) -> Vec<GlossaryTerm> {
    let mut terms = Vec::new();
    for page in site.pages.iter().filter(|page| glossary::is_concept(page)) {
        let front_matter = &page.document.front_matter;
        let other_names: Vec<&String> =
            front_matter.synonyms.iter().filter(|synonym| **synonym != page.title).collect();
        let own = GlossaryTerm {
            term: page.title.clone(),
            id: ids.take(&page.title),
            url: Some(link(&page.url)),
            description: front_matter.description.clone(),
            synonyms: other_names.iter().map(|name| (*name).clone()).collect(),
            see: None,
        };
        let see = Link { title: own.term.clone(), url: own.id.clone() };
        terms.push(own);
        terms.extend(other_names.into_iter().map(|name| GlossaryTerm {
            term: name.clone(),
            id: ids.take(name),
            url: None,
            description: None,
            synonyms: Vec::new(),
            see: Some(see.clone()),
        }));
    }
    terms
}

/// The ids of the page.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<String>,
    numbered: Numbered,
}

impl Ids {
    fn take(&mut self, name: &str) -> String {
        let id = unique(&self.taken, &mut self.numbered, slug(name));
        self.taken.insert(id.clone());
        id
    }
}

/// The text in lower case, without marks.
fn folded(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The letter that a folded term begins with; nothing for digits, signs and scripts without an alphabet.
fn letter(key: &str) -> Option<String> {
    let first = key.chars().next().filter(|c| c.is_alphabetic() && !is_dense(*c))?;
    Some(first.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::{folded, letter};

    #[test]
    fn marks_and_case_do_not_change_the_letter() {
        let letter = |term: &str| letter(&folded(term));
        assert_eq!(letter("Über"), Some("U".to_owned()));
        assert_eq!(letter("ścieżka"), Some("S".to_owned()));
        assert_eq!(letter("кэш"), Some("К".to_owned()));
        assert_eq!(letter("12-factor"), None);
        assert_eq!(letter("缓存"), None);
    }
}
