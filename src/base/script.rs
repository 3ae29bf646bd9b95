//! Scripts, as far as it matters how words are told apart in them.

/// Scripts that are written without spaces: Han, Kana and Hangul, Thai, Lao, Burmese, Khmer.
pub fn is_dense(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// Letters of scripts with spaces that are neither capitals nor numbers and have one form only: Unicode's compatibility forms leave
/// them as they are, and no two of them are one letter. Most text in these scripts is made of them, and need not be looked up in
/// Unicode's tables. The vowel signs of Devanagari are among them.
pub fn is_settled(c: char) -> bool {
    matches!(
        c,
        'α'..='ρ'
            | 'σ'..='ω'
            | 'а'..='и'
            | 'к'..='я'
            | 'ђ'
            | 'є'..='і'
            | 'ј'..='ћ'
            | 'џ'
            | '\u{5d0}'..='\u{5ea}'
            | '\u{621}'
            | '\u{627}'..='\u{63a}'
            | '\u{641}'..='\u{64a}'
            | '\u{67e}'
            | '\u{686}'
            | '\u{698}'
            | '\u{6a9}'
            | '\u{6af}'
            | '\u{6cc}'
            | '\u{901}'..='\u{928}'
            | '\u{92a}'..='\u{930}'
            | '\u{932}'..='\u{933}'
            | '\u{935}'..='\u{939}'
            | '\u{93e}'..='\u{94d}'
    )
}

/// The same of scripts without spaces.
pub fn is_settled_dense(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{
        UnicodeNormalization,
        char::{compose, is_combining_mark},
    };

    use super::*;

    #[test]
    fn settled_letters_have_one_form() {
        let all: Vec<char> =
            ('\u{80}'..='\u{ffff}').filter(|c| is_settled(*c) || is_settled_dense(*c)).collect();
        for c in &all {
            assert!(c.nfkd().nfc().eq([*c]), "{c:?}");
            assert!((c.is_alphabetic() || is_combining_mark(*c)) && !c.is_numeric(), "{c:?}");
            assert!(!c.is_uppercase() && c.to_lowercase().eq([*c]), "{c:?}");
            assert!(is_dense(*c) == is_settled_dense(*c), "{c:?}");
        }
        // No Han character is composed of others.
        let composed: Vec<&char> = all.iter().filter(|c| !matches!(c, '\u{4e00}'..='\u{9fff}')).collect();
        for first in &composed {
            assert!(composed.iter().all(|second| compose(**first, **second).is_none()), "{first:?}");
        }
    }
}
