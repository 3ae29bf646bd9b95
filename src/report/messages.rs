//! Diagnostics → messages for people: one for each cause, however often it shows.
//!
//! A field that another tool put into every entry, or a folder that all links of a manual begin with, is one thing to mend and
//! hundreds of diagnostics. Scripts and editors read every place (`json`, `sarif`); a terminal and a review on GitHub get one
//! message with the number of places and the first of them. Levels, counts and exit codes are those of the diagnostics.

use std::collections::{BTreeSet, HashMap};

use super::plural;
use crate::base::{
    diagnostic::{Code, Diagnostic, Level},
    source::Span,
};

/// So many diagnostics of one cause are shown one by one; of more, so many places are named.
const SHOWN: usize = 3;

/// What is told at once.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    pub level: Level,
    pub problem: &'a Diagnostic,
    /// All that have its cause, itself first, if they are many.
    more: Option<More<'a>>,
}

#[derive(Clone, Copy)]
struct More<'a> {
    cause: &'a str,
    count: usize,
    files: usize,
    /// The next ones after the first.
    places: [Option<&'a Span>; SHOWN - 1],
}

/// The messages of diagnostics, in the order of the first of each.
pub fn messages(diagnostics: &[(Level, Diagnostic)]) -> Vec<Message<'_>> {
    let mut groups: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
    for diagnostic in diagnostics {
        if let Some(key) = key(diagnostic) {
            groups.entry(key).or_default().push(&diagnostic.1);
        }
    }
    let mut messages = Vec::new();
    for diagnostic in diagnostics {
        let (level, problem) = diagnostic;
        let group = key(diagnostic).and_then(|key| groups.get(&key)).filter(|group| group.len() > SHOWN);
        if group.is_none_or(|group| std::ptr::eq(group[0], problem)) {
            let more = group.and_then(|group| Some(More::of(problem.cause()?, group)));
            messages.push(Message { level: *level, problem, more });
        }
    }
    messages
}

/// What problems of one cause have in common.
fn key((level, problem): &(Level, Diagnostic)) -> Option<(Level, Code, &str)> {
    Some((*level, problem.code, problem.cause()?))
}

/// The first `limit` messages, errors before warnings, in their order; all if there is no limit.
pub fn limited<'a>(messages: Vec<Message<'a>>, limit: Option<usize>) -> Vec<Message<'a>> {
    let Some(limit) = limit.filter(|limit| *limit < messages.len()) else { return messages };
    let mut order: Vec<usize> = (0..messages.len()).collect();
    order.sort_by_key(|at| messages[*at].level != Level::Error);
    order.truncate(limit);
    order.sort_unstable();
    order.into_iter().map(|at| messages[at]).collect()
}

impl<'a> More<'a> {
    fn of(cause: &'a str, group: &[&'a Diagnostic]) -> Self {
        let files: BTreeSet<_> =
            group.iter().filter_map(|problem| Some(&problem.span.as_ref()?.file)).collect();
        let place = |at: usize| group.get(at).and_then(|problem: &&Diagnostic| problem.span.as_ref());
        Self {
            cause,
            count: group.len(),
            files: files.len(),
            places: std::array::from_fn(|at| place(at + 1)),
        }
    }
}

impl<'a> Message<'a> {
    /// What is wrong, and how often.
    pub fn title(&self) -> String {
        match &self.more {
            Some(More { cause, count, files, .. }) => {
                format!("{cause} ({} in {})", plural(*count, "place"), plural(*files, "file"))
            }
            None => self.problem.message.clone(),
        }
    }

    /// Further places of the same cause, after the first.
    pub fn places(&self) -> impl Iterator<Item = &'a Span> {
        self.more.into_iter().flat_map(|more| more.places).flatten()
    }

    /// How many places are not named.
    pub fn rest(&self) -> usize {
        self.more.map_or(0, |more| more.count - SHOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;

    fn problem(code: Code, level: Level, file: usize, message: &str) -> (Level, Diagnostic) {
        let file = SourcePath::new(format!("content/{file}.md"));
        (level, Diagnostic::new(code, Span::new(&file, 0..1), message))
    }

    #[test]
    fn many_of_one_cause_are_one_message() {
        let mut problems: Vec<_> =
            (0..5).map(|file| problem(Code::UnknownField, Level::Warn, file, "no field `x`")).collect();
        problems.push(problem(Code::UnknownField, Level::Warn, 5, "no field `y`"));
        problems
            .extend((0..5).map(|file| problem(Code::MissingAlt, Level::Warn, file, "no alternative text")));
        let shown: Vec<String> = messages(&problems).iter().map(Message::title).collect();
        assert_eq!(shown[..2], ["no field `x` (5 places in 5 files)", "no field `y`"]);
        assert_eq!(shown.len(), 7, "each picture needs its own text");
        let first = messages(&problems)[0];
        let places: Vec<String> = first.places().map(|span| span.file.to_string()).collect();
        assert_eq!((places, first.rest()), (vec!["content/1.md".to_owned(), "content/2.md".to_owned()], 2));
        assert_eq!(messages(&problems[..3]).len(), 3, "a few are shown one by one");
    }

    #[test]
    fn errors_are_not_behind_the_limit() {
        let mut problems: Vec<_> =
            (0..5).map(|file| problem(Code::MissingAlt, Level::Warn, file, "a")).collect();
        problems.push(problem(Code::BrokenLink, Level::Error, 9, "b"));
        let shown = limited(messages(&problems), Some(2));
        let shown: Vec<&str> = shown.iter().map(|message| message.problem.code.name()).collect();
        assert_eq!(shown, ["missing-alt", "broken-link"]);
        assert_eq!(limited(messages(&problems), None).len(), 6);
    }
}
