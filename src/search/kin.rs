//! Words that readers type for words that titles have.
//!
//! A page is found by them as if its title had them at its end: `login` finds "Authentication". Only titles have kin:
//! they say what a page is about, where a text only mentions it. The words are those that people who learn to program
//! use for one another, in English; a word may be in several groups.

use std::{collections::HashMap, sync::LazyLock};

/// Each line is a group of words that mean nearly the same; none has an `s` for more than one at its end, if it can do without.
const GROUPS: &str = "
404 missing
access authorization permission role
account user
alert notification
animation transition
anonymous closure lambda
argument parameter
array list vector
asset static
async asynchronous
authentication login signin
author contributor team
background job queue task worker
begin introduction overview quickstart start started
billing payment subscription
bug debug debugging
category tag taxonomy
changelog release version
check validation
cli command console terminal
color colour
concurrency concurrent parallel thread
condition conditional
configuration option preference setting
container docker
credential password secret
cron periodic schedule scheduling
css style
database sql
delete remove
dependency library package
deploy deployment host hosting publish publishing
dictionary hash map
directory folder
documentation manual
email mail
encrypt encryption
env environment
error exception failure
example sample
extension plugin
factory fake seed seeding
faq question
feed rss
find search
function method
i18n internationalization l10n language locale localization multilingual translation
image photo picture
immutable readonly
inheritance subclass
install installation setup
interface protocol trait
iteration iterator loop
layout structure
log logging
migrate migration upgrade upgrading
module namespace
notification push
optimization performance slow speed
pagination paging
privacy security
problem troubleshooting
prop property
realtime websocket
router routing url
template view
test testing
";

static KIN: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut kin: HashMap<&str, Vec<&str>> = HashMap::new();
    for group in GROUPS.lines() {
        for word in group.split(' ') {
            kin.entry(word).or_default().extend(group.split(' ').filter(|other| *other != word));
        }
    }
    kin
});

/// The words that stand for a word of a title, or for the one that it is more than one of.
pub fn of(word: &str) -> impl Iterator<Item = &'static str> {
    let known = KIN.get(word).or_else(|| KIN.get(word.strip_suffix('s')?));
    known.into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_one_another() {
        let kin = |word| of(word).collect::<Vec<_>>().join(" ");
        assert_eq!(kin("mail"), "email");
        assert_eq!(kin("queues"), "background job task worker");
        assert_eq!(kin("list"), "array vector", "not itself");
        assert_eq!(kin("redis"), "");
    }

    #[test]
    fn groups_are_in_order_and_of_words_that_the_index_has() {
        let groups: Vec<&str> = GROUPS.trim().lines().collect();
        assert!(groups.is_sorted());
        for word in groups.iter().flat_map(|group| group.split(' ')) {
            assert_eq!(super::super::tokens::words(word), [word]);
        }
    }
}
