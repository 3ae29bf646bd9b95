//! The glossary: all names of the concepts, A to Z, each with its definition or with the term where that stands.
//!
//! The order is that of the letters without their marks, the same in every language.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Output, Outputs, PageRef, View, cards};
use crate::{
    context::{Detail, GlossaryGroup, GlossaryTerm, OutlineItem, PageInputs},
    markdown::{slug, unique},
    script::is_dense,
    site::{SectionId, Site, glossary, link},
};

/// The heading of terms that do not begin with a letter of an alphabet.
const OTHERS: &str = "Others";

pub(super) fn outputs(view: &View<'_>, outputs: &mut Outputs) {
    if view.site.has_glossary {
        outputs.insert(glossary::url().out_path(), Output::Page(PageRef::Glossary));
    }
}

pub(super) fn inputs(view: &View<'_>) -> PageInputs {
    let groups = groups(view.site);
    let outline = groups.iter().map(|group| OutlineItem {
        id: group.id.clone(),
        title: group.letter.clone(),
        children: Vec::new(),
    });
    let outline = outline.collect();
    let mut inputs = view.page("glossary", &glossary::url(), "Glossary", Detail::Glossary(groups));
    inputs.page.breadcrumbs = vec![cards::section_link(view.site, SectionId::ROOT)];
    inputs.page.outline = outline;
    inputs
}

fn groups(site: &Site) -> Vec<GlossaryGroup> {
    let mut ids = BTreeSet::new();
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
        let id = take_id(&mut ids, &format!("letter {letter}"));
        groups.push(GlossaryGroup { letter, id, terms: terms.into_iter().map(|(_, term)| term).collect() });
    }
    groups
}

fn terms(site: &Site, ids: &mut BTreeSet<String>) -> Vec<GlossaryTerm> {
    let mut terms = Vec::new();
    for page in site.pages.iter().filter(|page| glossary::is_concept(page)) {
        let front_matter = &page.document.front_matter;
        let other_names: Vec<&String> =
            front_matter.synonyms.iter().filter(|synonym| **synonym != page.title).collect();
        let own = GlossaryTerm {
            term: page.title.clone(),
            id: take_id(ids, &page.title),
            url: Some(link(&page.url)),
            description: front_matter.description.clone(),
            synonyms: other_names.iter().map(|name| (*name).clone()).collect(),
            see: None,
        };
        let see = OutlineItem { id: own.id.clone(), title: own.term.clone(), children: Vec::new() };
        terms.push(own);
        terms.extend(other_names.into_iter().map(|name| GlossaryTerm {
            term: name.clone(),
            id: take_id(ids, name),
            url: None,
            description: None,
            synonyms: Vec::new(),
            see: Some(see.clone()),
        }));
    }
    terms
}

fn take_id(taken: &mut BTreeSet<String>, name: &str) -> String {
    let id = unique(taken, slug(name));
    taken.insert(id.clone());
    id
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
