//! Entries: one page each.

use super::{BodyDigest, Claims, Output, PageRef, View, cards, comparison, one_page, people, tags};
use crate::{
    output::{
        context::{
            Backlink, Detail, EntryContext, Fact, FactValue, Link, PageInputs, Part, PathPlace, Relation,
        },
        template,
    },
    parse::{
        document::Document,
        kind::{self, KindField},
        markdown::Gist,
    },
    site::{
        PageId, Site, Whole,
        graph::{self, Tie},
        link,
    },
};

pub(super) fn outputs(view: &View<'_>, outputs: &mut Claims) {
    for id in view.site.page_ids().filter(|id| !view.site.page(*id).is_landing) {
        outputs.insert(view.site.page(id).url.out_path(), Output::Page(PageRef::Entry(id)));
    }
}

pub(super) fn inputs(view: &View<'_>, id: PageId, body: &BodyDigest<'_>) -> PageInputs {
    let page = view.site.page(id);
    let detail = Detail::Entry(Box::new(context(view, id)));
    let heading = page.document.markdown.first_heading.as_ref().unwrap_or(&page.title);
    let mut inputs = view.page("entry", &page.url, heading.clone(), detail);
    view.place_in(&mut inputs, page.section, view.common.positions[id.0]);
    view.add_document(&mut inputs, id, body);
    inputs.page.one_page_url = one_page::url(view, Whole::Path(id));
    inputs
}

fn context(view: &View<'_>, id: PageId) -> EntryContext {
    let site = view.site;
    let page = site.page(id);
    let front_matter = &page.document.front_matter;
    let [previous, next] =
        view.common.neighbours[id.0].map(|page| page.map(|page| cards::page_link(site, page)));
    let steps = site.graph.named(id, "steps");
    EntryContext {
        kind: cards::kind(&page.kind),
        difficulty: front_matter.difficulty.map(crate::parse::front_matter::Difficulty::name),
        time: front_matter.time.or_else(|| cards::time_of(site, &steps)),
        reading_time: reading_time(&page.document.gist),
        date: front_matter.date.map(cards::date),
        updated: front_matter.updated.map(cards::date),
        reviewed: front_matter.reviewed.as_ref().map(|date| cards::date(date.value)),
        authors: people::authors(site, &front_matter.authors),
        draft: front_matter.draft,
        status: front_matter.status.as_ref().map(|status| status.value.clone()),
        tags: front_matter.tags.iter().map(|tag| tags::tag_link(site, &tag.value)).collect(),
        prerequisites: cards::page_links(site, &site.graph.prerequisites[id.0]),
        unlocks: cards::page_links(site, &site.graph.unlocks[id.0]),
        related: site.graph.related[id.0].iter().map(|related| related_link(site, related)).collect(),
        backlinks: site.graph.backlinks[id.0].iter().map(|backlink| backlink_link(site, backlink)).collect(),
        previous,
        next,
        paths: site.graph.paths[id.0].iter().filter_map(|path| path_place(site, *path, id)).collect(),
        parts: parts(&page.document),
        facts: facts(site, id),
        comparison: comparison::of(view, page.section),
        steps: steps.iter().map(|step| cards::card(site, *step)).collect(),
    }
}

fn related_link(site: &Site, related: &graph::Related) -> Relation {
    let Link { title, url } = cards::page_link(site, related.page);
    let shared: Vec<String> = related.shared.iter().map(|tag| tags::tag_link(site, tag).title).collect();
    let note = (!shared.is_empty()).then(|| format!("Shares {}", shared.join(", ")));
    Relation { title, url, note }
}

fn backlink_link(site: &Site, backlink: &graph::Backlink) -> Backlink {
    let Link { title, url } = cards::page_link(site, backlink.page);
    let relations = backlink.ties.iter().map(tie_label).collect();
    Backlink { title, url, note: backlink.sentence.clone(), relations }
}

/// As what an entry names this one, in words.
fn tie_label(tie: &Tie) -> String {
    match tie {
        Tie::Requires => "Requires this".to_owned(),
        Tie::Related => "Related".to_owned(),
        Tie::Solves => "Solved with this".to_owned(),
        Tie::Alternative => "Alternative to this".to_owned(),
        Tie::Field(name) if name == "steps" => "Has this as a step".to_owned(),
        Tie::Field(name) => kind::label(name),
    }
}

/// Minutes, at 220 words a minute; a word of code counts half, since it is skimmed.
fn reading_time(gist: &Gist) -> u32 {
    let words = gist.words + gist.code_words / 2;
    u32::try_from(words.div_ceil(220)).unwrap_or(u32::MAX).max(1)
}

fn path_place(site: &Site, path: PageId, id: PageId) -> Option<PathPlace> {
    let steps = site.graph.named(path, "steps");
    let at = steps.iter().position(|step| *step == id)?;
    let step = |place: Option<usize>| Some(cards::page_link(site, *steps.get(place?)?));
    let Link { title, url } = cards::page_link(site, path);
    Some(PathPlace {
        title,
        url,
        step: at + 1,
        steps: steps.len(),
        previous: step(at.checked_sub(1)),
        next: step(Some(at + 1)),
    })
}

fn parts(document: &Document) -> Vec<Part> {
    let outline = &document.markdown.outline;
    let parts = document.gist.parts.iter().map(|part| Part {
        id: part.heading.map_or_else(String::new, |heading| outline[heading].id.clone()),
        digest: part.digest.clone(),
    });
    parts.collect()
}

/// The fields of the entry's kind; a learning path's steps are shown on their own.
fn facts(site: &Site, id: PageId) -> Vec<Fact> {
    let facts = site.graph.facts[id.0].iter();
    facts
        .filter(|(field, values)| !(values.is_empty() || field.name == "steps" && is_path(site, id)))
        .map(|(field, values)| Fact {
            name: field.name.clone(),
            label: kind::label(&field.name),
            values: fact_values(site, values),
        })
        .collect()
}

fn is_path(site: &Site, id: PageId) -> bool {
    site.page(id).kind.name == kind::PATH
}

pub(super) fn fact_values(site: &Site, values: &[graph::Fact]) -> Vec<FactValue> {
    let value = |fact: &graph::Fact| match fact {
        graph::Fact::Text(text) => FactValue::text(text),
        graph::Fact::Url(url) => {
            let shown = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            let shown = shown.trim_start_matches("www.").trim_end_matches('/');
            FactValue { external: true, ..FactValue::link(shown, url) }
        }
        graph::Fact::Page(page) => {
            let page = site.page(*page);
            FactValue::link(&page.title, link(&page.url))
        }
    };
    values.iter().map(value).collect()
}

/// The values of one field, or of the common field `status`, for a table.
pub(super) fn field_values(site: &Site, id: PageId, name: &str) -> Vec<FactValue> {
    let own = |(field, _): &&(KindField, Vec<graph::Fact>)| field.name == name;
    if let Some((_, values)) = site.graph.facts[id.0].iter().find(own) {
        return fact_values(site, values);
    }
    let front_matter = &site.page(id).document.front_matter;
    if name == "tags" {
        let links = front_matter.tags.iter().map(|tag| tags::tag_link(site, &tag.value));
        return links.map(|link| FactValue::link(link.title, link.url)).collect();
    }
    let value = match name {
        "time" => front_matter
            .time
            .map(|minutes| FactValue::keyed(template::duration(minutes), format!("{minutes:06}"))),
        "updated" => front_matter.updated.map(|date| {
            let date = cards::date(date);
            FactValue::keyed(date.text, date.iso)
        }),
        "status" => front_matter.status.as_ref().map(|status| FactValue::text(kind::label(&status.value))),
        "description" => front_matter.description.as_ref().map(FactValue::text),
        "difficulty" => front_matter.difficulty.map(|difficulty| {
            FactValue::keyed(kind::label(difficulty.name()), (difficulty as usize).to_string())
        }),
        _ => None,
    };
    value.into_iter().collect()
}
