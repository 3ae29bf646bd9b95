//! Entries that require each other: nobody could begin with any of them.

use super::{Checked, place_of};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic},
        source::Span,
    },
    site::PageId,
};

/// Reports each cycle once, at the prerequisite that closes it, with all entries on the way.
pub(super) fn check(checked: &Checked<'_>, problems: &mut Vec<Diagnostic>) {
    let site = checked.site;
    let mut state = vec![State::New; site.pages.len()];
    for start in site.page_ids() {
        if state[start.0] != State::New {
            continue;
        }
        // Depth first, with the way kept by hand: a long chain must not use up the stack.
        let mut way: Vec<(PageId, usize)> = vec![(start, 0)];
        state[start.0] = State::OnTheWay;
        while let Some((page, next)) = way.last_mut() {
            let page = *page;
            let Some(&to) = site.graph.prerequisites[page.0].get(*next) else {
                state[page.0] = State::Done;
                way.pop();
                continue;
            };
            *next += 1;
            match state[to.0] {
                State::New => {
                    state[to.0] = State::OnTheWay;
                    way.push((to, 0));
                }
                State::OnTheWay => {
                    let begin = way.iter().position(|(page, _)| *page == to).expect("it is on the way");
                    let cycle: Vec<PageId> = way[begin..].iter().map(|(page, _)| *page).collect();
                    problems.push(report(checked, &cycle));
                }
                State::Done => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnTheWay,
    Done,
}

fn report(checked: &Checked<'_>, cycle: &[PageId]) -> Diagnostic {
    let site = checked.site;
    let names: Vec<&str> =
        cycle.iter().chain(&cycle[..1]).map(|page| site.page(*page).path.as_str()).collect();
    let page = site.page(*cycle.last().expect("a cycle has a page"));
    let to = site.page(cycle[0]);
    let range = place_of(&page.document.front_matter.prerequisites, to).unwrap_or(0..0);
    Diagnostic::new(
        Code::PrerequisiteCycle,
        Span::new(&page.document.source, range),
        format!("prerequisites go round in a circle: {}", names.join(" → ")),
    )
    .help("remove one of them, so that there is an entry to begin with")
}
