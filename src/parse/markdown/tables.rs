//! Tables (GFM §4.10), in a box of their own that scrolls on narrow screens.

use std::mem;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::{Item, Pass};

pub(super) fn pass(pass: &mut Pass<'_, '_>) {
    if !pass.has(|event| matches!(event, Event::Start(Tag::Table(_)))) {
        return;
    }
    let mut tables = 0;
    let mut alignments = Vec::new();
    let mut in_head = false;
    let mut column = 0;
    let mut in_body = false;
    let mut cell = "td";
    let mut items = pass.take_items().into_iter().peekable();
    while let Some((item, range)) = items.next() {
        let html = match item {
            Item::Event(Event::Start(Tag::Table(columns))) => {
                tables += 1;
                alignments = columns;
                format!(
                    "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table {tables}\"><table>\n"
                )
            }
            Item::Event(Event::End(TagEnd::Table)) => {
                let body = if mem::take(&mut in_body) { "</tbody>\n" } else { "" };
                format!("{body}</table></div>\n")
            }
            Item::Event(Event::Start(Tag::TableHead)) => {
                (in_head, column) = (true, 0);
                "<thead>\n<tr>".to_owned()
            }
            Item::Event(Event::End(TagEnd::TableHead)) => {
                in_head = false;
                "</tr>\n</thead>\n".to_owned()
            }
            Item::Event(Event::Start(Tag::TableRow)) => {
                column = 0;
                let body = if mem::replace(&mut in_body, true) { "" } else { "<tbody>\n" };
                format!("{body}<tr>")
            }
            Item::Event(Event::End(TagEnd::TableRow)) => "</tr>\n".to_owned(),
            Item::Event(Event::Start(Tag::TableCell)) => {
                let class = match alignments.get(column) {
                    Some(Alignment::Right) => " class=\"end\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Left) => " class=\"start\"",
                    Some(Alignment::None) | None => "",
                };
                column += 1;
                // A corner without words is the head of nothing.
                let is_empty = matches!(items.peek(), Some((Item::Event(Event::End(TagEnd::TableCell)), _)));
                cell = if in_head && !is_empty { "th" } else { "td" };
                let scope = if cell == "th" { " scope=\"col\"" } else { "" };
                format!("<{cell}{scope}{class}>")
            }
            Item::Event(Event::End(TagEnd::TableCell)) => format!("</{cell}>"),
            other => {
                pass.keep(other, range);
                continue;
            }
        };
        pass.html(html, range);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;

    #[test]
    fn corner_without_words_is_no_head() {
        check(
            "|  | a |\n|---|---|\n| b |  |\n",
            expect![[r#"
                <div class="table" tabindex="0" role="group" aria-label="Table 1"><table>
                <thead>
                <tr><td></td><th scope="col">a</th></tr>
                </thead>
                <tbody>
                <tr><td>b</td><td></td></tr>
                </tbody>
                </table></div>
            "#]],
        );
    }
}
