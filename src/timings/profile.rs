//! Notes → sums: how long each kind of work, entry, code block and language took.
//!
//! A piece of work is charged what it took without the pieces inside it, so sums count no moment of a thread twice.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use super::{Block, Span, Subject, Work};

/// A stretch of time in which a thread was busy with a piece of work and with none inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The piece, among the spans.
    pub span: usize,
    pub begin: Duration,
    pub end: Duration,
}

#[derive(Debug, Default)]
pub struct Profile<'a> {
    /// By thread, in the order of time.
    pub lanes: BTreeMap<usize, Vec<Segment>>,
    pub works: BTreeMap<Work, WorkCost>,
    /// The slowest first.
    pub entries: Vec<(&'a str, EntryCost)>,
    pub blocks: Vec<(&'a Block, Duration)>,
    pub languages: Vec<(&'a str, LanguageCost)>,
}

/// What one kind of work took.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkCost {
    /// When the first piece began.
    pub begin: Duration,
    /// On the main thread.
    pub stage: Duration,
    /// On the threads that share the work.
    pub shared: Duration,
    /// How many pieces those did.
    pub pieces: usize,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct EntryCost {
    pub parse: Duration,
    pub render: Duration,
    pub highlight: Duration,
}

impl EntryCost {
    pub fn total(&self) -> Duration {
        self.parse + self.render + self.highlight
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct LanguageCost {
    pub blocks: usize,
    pub bytes: usize,
    pub time: Duration,
}

impl<'a> Profile<'a> {
    pub fn new(spans: &'a [Span]) -> Self {
        let lanes = lanes(spans);
        let mut own = vec![Duration::ZERO; spans.len()];
        for segment in lanes.values().flatten() {
            own[segment.span] += segment.end - segment.begin;
        }
        let mut works: BTreeMap<Work, WorkCost> = BTreeMap::new();
        let mut entries: HashMap<&str, EntryCost> = HashMap::new();
        let mut languages: HashMap<&str, LanguageCost> = HashMap::new();
        let mut blocks = Vec::new();
        for (span, time) in spans.iter().zip(own) {
            let cost =
                works.entry(span.work).or_insert(WorkCost { begin: span.begin, ..WorkCost::default() });
            cost.begin = cost.begin.min(span.begin);
            if span.lane == 0 {
                cost.stage += time;
            } else {
                cost.shared += time;
                cost.pieces += 1;
            }
            match (&span.subject, span.work) {
                (Subject::File(file), Work::Parse) => entries.entry(file).or_default().parse += time,
                (Subject::File(file), Work::Render) => entries.entry(file).or_default().render += time,
                (Subject::Block(block), _) => {
                    entries.entry(&block.file).or_default().highlight += time;
                    let language = languages.entry(&block.language).or_default();
                    language.blocks += 1;
                    language.bytes += block.bytes;
                    language.time += time;
                    blocks.push((block, time));
                }
                _ => {}
            }
        }
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by_key(|(file, cost)| (std::cmp::Reverse(cost.total()), *file));
        let mut languages: Vec<_> = languages.into_iter().collect();
        languages.sort_by_key(|(name, cost)| (std::cmp::Reverse(cost.time), *name));
        blocks.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
        Self { lanes, works, entries, blocks, languages }
    }
}

fn lanes(spans: &[Span]) -> BTreeMap<usize, Vec<Segment>> {
    let mut by_lane: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, span) in spans.iter().enumerate() {
        by_lane.entry(span.lane).or_default().push(at);
    }
    by_lane.into_iter().map(|(lane, of_lane)| (lane, segments(spans, of_lane))).collect()
}

/// The segments of a thread, whose spans lie beside or inside one another.
fn segments(spans: &[Span], mut of_lane: Vec<usize>) -> Vec<Segment> {
    of_lane.sort_by_key(|&at| (spans[at].begin, std::cmp::Reverse(spans[at].end)));
    let mut segments = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut from = Duration::ZERO;
    let mut add = |span: usize, begin: Duration, end: Duration| {
        if begin < end {
            segments.push(Segment { span, begin, end });
        }
    };
    for at in of_lane {
        let begin = spans[at].begin;
        while let Some(inner) = open.pop_if(|inner| spans[*inner].end <= begin) {
            add(inner, from, spans[inner].end);
            from = from.max(spans[inner].end);
        }
        if let Some(&outer) = open.last() {
            add(outer, from, begin);
        }
        from = begin;
        open.push(at);
    }
    while let Some(inner) = open.pop() {
        add(inner, from, spans[inner].end);
        from = from.max(spans[inner].end);
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn span(lane: usize, work: Work, begin: u64, end: u64, subject: Subject) -> Span {
        Span { lane, work, begin: ms(begin), end: ms(end), subject }
    }

    fn file(name: &str) -> Subject {
        Subject::File(name.to_owned())
    }

    fn block(file: &str, language: &str) -> Subject {
        let text = |text: &str| text.to_owned();
        Subject::Block(Block { file: text(file), language: text(language), first_line: text("x"), bytes: 10 })
    }

    #[test]
    fn work_is_charged_without_what_is_inside_it() {
        // As they are noted: when they end.
        let spans = [
            span(1, Work::Highlight, 12, 14, block("a", "c")),
            span(1, Work::Highlight, 14, 17, block("a", "go")),
            span(1, Work::Render, 10, 20, file("a")),
            span(2, Work::Highlight, 11, 12, block("b", "c")),
            span(2, Work::Render, 11, 15, file("b")),
            span(0, Work::Index, 11, 13, Subject::Site),
            span(0, Work::Produce, 10, 20, Subject::Site),
        ];
        let profile = Profile::new(&spans);
        let work = |work| profile.works[&work];
        assert_eq!((work(Work::Produce).stage, work(Work::Index).stage), (ms(8), ms(2)));
        assert_eq!((work(Work::Render).shared, work(Work::Render).pieces), (ms(5 + 3), 2));
        assert_eq!((work(Work::Highlight).shared, work(Work::Highlight).begin), (ms(6), ms(11)));
        let busy: Duration = profile.lanes[&1].iter().map(|segment| segment.end - segment.begin).sum();
        assert_eq!(busy, ms(10), "no moment counts twice");
        let entries: Vec<_> =
            profile.entries.iter().map(|(name, cost)| (*name, cost.render, cost.highlight)).collect();
        assert_eq!(entries, [("a", ms(5), ms(5)), ("b", ms(3), ms(1))]);
        let languages: Vec<_> =
            profile.languages.iter().map(|(name, cost)| (*name, cost.blocks, cost.time)).collect();
        assert_eq!(languages, [("c", 2, ms(3)), ("go", 1, ms(3))]);
        assert_eq!(profile.blocks.len(), 3);
    }
}
