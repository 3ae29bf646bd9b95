//! Who wrote what: one page for each name among the `authors`, and one that lists them all.

use std::collections::BTreeMap;

use super::{
    Claims, PageRef, View, cards,
    paging::{self, Paged},
};
use crate::{
    base::path::{UrlPath, folder_name},
    output::context::{Detail, FactValue, PageInputs, PersonContext},
    parse::markdown::slug,
    site::{Made, PageId, SectionId, Site, link},
};

/// Somebody with the entries that name them. Names that differ in case and signs only are one person's.
pub(super) struct Person {
    name: String,
    pages: Vec<PageId>,
}

/// By the last part of their address.
pub(super) type People = BTreeMap<String, Person>;

pub(super) fn people(site: &Site) -> People {
    let mut people = People::new();
    if !site.makes(Made::People) {
        return people;
    }
    for id in site.page_ids().filter(|id| !site.page(*id).is_landing) {
        for name in &site.page(id).document.front_matter.authors {
            let Some(slug) = own_slug(name) else { continue };
            let person =
                people.entry(slug).or_insert_with(|| Person { name: name.clone(), pages: Vec::new() });
            if person.pages.last() != Some(&id) {
                person.pages.push(id);
            }
        }
    }
    people
}

/// The last part of the address of a person's page; a name without a letter or digit has none.
fn own_slug(name: &str) -> Option<String> {
    Some(folder_name(&slug(name))).filter(|slug| !slug.is_empty())
}

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if !view.site.makes(Made::People) {
        return;
    }
    all_paged(view).outputs(outputs, PageRef::People);
    for (slug, person) in view.people() {
        paged(slug, person).outputs(outputs, |number| PageRef::Person(slug.clone(), number));
    }
}

fn all_paged(view: &View<'_>) -> Paged {
    Paged::new(&Made::People.url(), view.people().len(), paging::NAMES)
}

fn paged(slug: &str, person: &Person) -> Paged {
    Paged::new(&person_url(slug), person.pages.len(), paging::ENTRIES)
}

fn person_url(slug: &str) -> UrlPath {
    UrlPath::new(format!("{}{slug}/", Made::People.url()))
}

pub(super) fn all_inputs(view: &View<'_>, number: usize) -> PageInputs {
    let paged = all_paged(view);
    let people: Vec<_> = view.people().iter().collect();
    let people = paged.part(&people, number).iter().map(|(slug, person)| context(slug, person)).collect();
    let mut inputs = view.page("people", &Made::People.url(), "People", Detail::People(people));
    inputs.page.breadcrumbs = vec![cards::section_link(view.site, SectionId::ROOT)];
    paged.place(view, &mut inputs, number);
    inputs
}

pub(super) fn inputs(view: &View<'_>, slug: &str, number: usize) -> PageInputs {
    let person = &view.people()[slug];
    let paged = paged(slug, person);
    let mut detail = context(slug, person);
    detail.entries =
        paged.part(&person.pages, number).iter().map(|page| cards::card(view.site, *page)).collect();
    let mut inputs = view.page("person", &person_url(slug), person.name.clone(), Detail::Person(detail));
    let all = crate::output::context::Link { title: "People".to_owned(), url: link(&Made::People.url()) };
    inputs.page.breadcrumbs = vec![cards::section_link(view.site, SectionId::ROOT), all];
    paged.place(view, &mut inputs, number);
    inputs
}

fn context(slug: &str, person: &Person) -> PersonContext {
    PersonContext {
        name: person.name.clone(),
        url: link(&person_url(slug)),
        count: person.pages.len(),
        entries: Vec::new(),
    }
}

/// The authors of an entry, each with the address of their page if there is one.
pub(super) fn authors(site: &Site, names: &[String]) -> Vec<FactValue> {
    let href = |name: &str| Some(link(&person_url(&own_slug(name).filter(|_| site.makes(Made::People))?)));
    names.iter().map(|name| FactValue { href: href(name), ..FactValue::text(name) }).collect()
}
