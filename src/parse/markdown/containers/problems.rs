//! What is told about containers.

use std::ops::Range;

use super::{marks::Opening, names, writing::Writer};
use crate::base::diagnostic::Code;

impl Writer<'_, '_, '_> {
    /// Reports a container whose name says nothing to us.
    pub(super) fn unknown(&mut self, opening: &Opening) {
        let name = self.written(&opening.name);
        let mut names: Vec<&str> = names::known().collect();
        names.extend(self.pass.config.shapes.keys().map(String::as_str));
        let problem = self
            .pass
            .problem(Code::ForeignMarkup, opening.name.clone(), format!("no container is called `{name}`"))
            .did_you_mean(name, names)
            .help("its content is shown as it is; the containers are note, tip, important, warning, caution, details, tabs and code-group");
        self.pass.report(problem);
    }

    pub(super) fn call(&mut self, place: Range<usize>) {
        let problem = self
            .pass
            .problem(Code::ForeignMarkup, place, "this is a call of mkdocstrings, which nexus does not have")
            .help("write what it would put here; until then only the name is shown");
        self.pass.report(problem);
    }

    /// Reports a container that no mark ends.
    pub(super) fn unclosed(&mut self, at: usize) {
        let Some(mark) = self.marks.get(&at) else { return };
        let Some(opening) = mark.opening() else { return };
        let name = self.written(&opening.name);
        let signs = self.written(&mark.range);
        let sign = signs.chars().next().unwrap_or(':');
        let fence: String = signs.chars().take_while(|c| *c == sign).collect();
        let problem = self
            .pass
            .problem(Code::Markup, mark.range.clone(), format!("the container `{name}` has no end"))
            .label("it begins here")
            .help(format!("end it with a line that holds only `{fence}`, in the same list item or quote; until then it ends with what it is in"));
        self.pass.report(problem);
    }
}
