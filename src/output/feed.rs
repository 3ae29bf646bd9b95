//! `feed.xml` (Atom, RFC 4287): what was added and changed last, for feed readers. It holds absolute addresses, so there is
//! none without `base_url`.

use super::{Claims, Output, View};
use crate::{
    base::escape::escape_into,
    site::{Made, PageId},
};

/// The newest so many entries.
const LENGTH: usize = 30;

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    if view.site.makes(Made::Feed) {
        let xml = feed(view).into_bytes();
        outputs.insert(Made::Feed.url().out_path(), Output::Bytes(xml.into()));
    }
}

fn feed(view: &View<'_>) -> String {
    let config = &view.site.config;
    let newest = view.changes();
    let newest = &newest[..newest.len().min(LENGTH)];
    let mut xml = Xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""
        .to_owned());
    escape_into(&mut xml.0, &config.language);
    xml.0.push_str("\">\n");
    let home = config.base_url.as_deref().unwrap_or_default();
    xml.element("title", &config.title);
    if !config.description.is_empty() {
        xml.element("subtitle", &config.description);
    }
    xml.element("id", home);
    xml.link("alternate", home);
    xml.link("self", &view.absolute(&Made::Feed.url()).unwrap_or_default());
    let author = config.author.as_ref().unwrap_or(&config.title);
    xml.author(author);
    if let Some(date) = newest.first().and_then(|id| view.site.page(*id).document.front_matter.changed()) {
        xml.element("updated", &format!("{date}T00:00:00Z"));
    }
    for id in newest {
        entry(view, *id, &mut xml);
    }
    xml.0.push_str("</feed>\n");
    xml.0
}

fn entry(view: &View<'_>, id: PageId, xml: &mut Xml) {
    let page = view.site.page(id);
    let front_matter = &page.document.front_matter;
    let address = view.absolute(&page.url).unwrap_or_default();
    xml.0.push_str("<entry>\n");
    xml.element("title", &page.title);
    xml.element("id", &address);
    xml.link("alternate", &address);
    if let Some(date) = front_matter.date {
        xml.element("published", &format!("{date}T00:00:00Z"));
    }
    if let Some(date) = front_matter.changed() {
        xml.element("updated", &format!("{date}T00:00:00Z"));
    }
    for author in &front_matter.authors {
        xml.author(author);
    }
    for tag in &front_matter.tags {
        xml.0.push_str("<category term=\"");
        escape_into(&mut xml.0, &tag.value);
        xml.0.push_str("\"/>\n");
    }
    if let Some(description) = &front_matter.description {
        xml.element("summary", description);
    }
    xml.0.push_str("</entry>\n");
}

struct Xml(String);

impl Xml {
    fn element(&mut self, name: &str, text: &str) {
        self.0.push_str(&format!("<{name}>"));
        escape_into(&mut self.0, text);
        self.0.push_str(&format!("</{name}>\n"));
    }

    fn link(&mut self, rel: &str, address: &str) {
        self.0.push_str(&format!("<link rel=\"{rel}\" href=\""));
        escape_into(&mut self.0, address);
        self.0.push_str("\"/>\n");
    }

    fn author(&mut self, name: &str) {
        self.0.push_str("<author>");
        self.element("name", name);
        self.0.push_str("</author>\n");
    }
}
