//! Lists that are longer than a page should be: the first part at the list's own address, the others at `page/2/` below it.
//!
//! So no page grows with the site.

use super::{Claims, Output, PageRef, View};
use crate::{
    base::path::UrlPath,
    output::context::{Link, PageInputs, Paging},
    site::link,
};

/// Entries with their descriptions, cards or rows, on one page.
pub(super) const ENTRIES: usize = 50;

/// Lines of a few words on one page.
pub(super) const NAMES: usize = 150;

/// A list with the address that it begins at.
pub(super) struct Paged {
    url: UrlPath,
    /// How many pages there are; at least one.
    count: usize,
    size: usize,
}

impl Paged {
    pub fn new(url: &UrlPath, items: usize, size: usize) -> Self {
        Self { url: url.clone(), count: items.div_ceil(size).max(1), size }
    }

    /// Adds the output of each page.
    pub fn outputs(&self, outputs: &mut Claims, page: impl Fn(usize) -> PageRef) {
        for number in 1..=self.count {
            outputs.insert(self.url(number).out_path(), Output::Page(page(number)));
        }
    }

    /// The address of a page; they are counted from 1.
    pub fn url(&self, number: usize) -> UrlPath {
        match number {
            1 => self.url.clone(),
            _ => UrlPath::new(format!("{}page/{number}/", self.url)),
        }
    }

    /// Which page the item at a place is on.
    pub fn page_of(&self, place: usize) -> usize {
        place / self.size + 1
    }

    /// The items of a page.
    pub fn part<'a, T>(&self, items: &'a [T], number: usize) -> &'a [T] {
        let start = ((number - 1) * self.size).min(items.len());
        &items[start..(start + self.size).min(items.len())]
    }

    /// Says on a page which of them it is.
    pub fn place(&self, view: &View<'_>, inputs: &mut PageInputs, number: usize) {
        if self.count == 1 {
            return;
        }
        let url = self.url(number);
        inputs.root = url.out_path().to_root();
        inputs.page.url = link(&url);
        inputs.page.canonical = view.absolute(&url);
        let at = |number: usize| (1..=self.count).contains(&number).then(|| link(&self.url(number)));
        inputs.page.paging = Some(Paging {
            number,
            count: self.count,
            previous: at(number - 1),
            next: at(number + 1),
            pages: self.links(number),
        });
    }

    /// The first page, the last one, and those around this one; a gap has no address.
    fn links(&self, number: usize) -> Vec<Link> {
        let mut links = Vec::new();
        let mut last = 0;
        for at in 1..=self.count {
            if at != 1 && at != self.count && at.abs_diff(number) > 2 {
                continue;
            }
            if at > last + 1 {
                links.push(Link { title: "…".to_owned(), url: String::new() });
            }
            links.push(Link { title: at.to_string(), url: link(&self.url(at)) });
            last = at;
        }
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_on_one_page() {
        let items: Vec<usize> = (0..101).collect();
        let paged = Paged::new(&UrlPath::new("tags/a/"), items.len(), 50);
        let parts: Vec<usize> = (1..=3).flat_map(|number| paged.part(&items, number).to_vec()).collect();
        assert_eq!(parts, items);
        assert_eq!(paged.part(&items, 4), [] as [usize; 0]);
        assert_eq!((paged.page_of(49), paged.page_of(50), paged.page_of(100)), (1, 2, 3));
        assert_eq!(paged.url(1).as_str(), "tags/a/");
        assert_eq!(paged.url(3).as_str(), "tags/a/page/3/");
    }

    #[test]
    fn far_pages_are_left_out_of_the_links() {
        let paged = Paged::new(&UrlPath::new("a/"), 1000, 50);
        let titles =
            |number| paged.links(number).into_iter().map(|link| link.title).collect::<Vec<_>>().join(" ");
        assert_eq!(titles(1), "1 2 3 … 20");
        assert_eq!(titles(10), "1 … 8 9 10 11 12 … 20");
        assert_eq!(titles(18), "1 … 16 17 18 19 20");
    }
}
