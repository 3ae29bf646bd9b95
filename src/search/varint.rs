//! Renumbering as text: the digits that postings are written in.
//!
//! Base 45 with two alphabets, so that no separator is needed: one for the last digit of a number, one for those before it.
//! All digits stand in a JSON string as they are. `static/search/20-index.js` reads them.

const BASE: u32 = 45;
/// The characters from `#` on but `\` and `` ` ``: 45 last digits, then as many others.
const DIGITS: [u8; 90] = {
    let mut digits = [0; 90];
    let (mut value, mut next) = (0, b'#');
    while value < digits.len() {
        if next != b'\\' && next != b'`' {
            digits[value] = next;
            value += 1;
        }
        next += 1;
    }
    digits
};
/// The value of each character: last digits count from 0, others from [`BASE`].
const VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let mut value = 0;
    while value < DIGITS.len() {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

pub fn push(out: &mut String, mut number: u32) {
    while number >= BASE {
        out.push(DIGITS[(number % BASE + BASE) as usize].into());
        number = number / BASE - 1;
    }
    out.push(DIGITS[number as usize].into());
}

/// Reads the number at a place, and goes behind it.
pub fn read(text: &[u8], at: &mut usize) -> u32 {
    let mut number = u32::from(VALUES[usize::from(text[*at])]);
    *at += 1;
    if number < BASE {
        return number;
    }
    let mut place = BASE;
    loop {
        let value = u32::from(VALUES[usize::from(text[*at])]);
        *at += 1;
        number += value * place;
        if value < BASE {
            return number;
        }
        place *= BASE;
    }
}

/// As [`read`], for no more than the number's remainder by the base.
pub fn lowest(text: &[u8], at: &mut usize) -> u32 {
    let value = u32::from(VALUES[usize::from(text[*at])]);
    *at += 1;
    if value < BASE {
        return value;
    }
    skip(text, at);
    value - BASE
}

/// Goes behind the number at a place.
pub fn skip(text: &[u8], at: &mut usize) {
    while u32::from(VALUES[usize::from(text[*at])]) >= BASE {
        *at += 1;
    }
    *at += 1;
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_number_comes_back() {
        for number in (0..5000).chain([45 * 45 + 44, 1 << 20, 1 << 26]) {
            let mut text = String::new();
            super::push(&mut text, number);
            let mut at = 0;
            assert_eq!(super::read(text.as_bytes(), &mut at), number, "{text}");
            assert_eq!(at, text.len());
            at = 0;
            assert_eq!(super::lowest(text.as_bytes(), &mut at), number % 45, "{text}");
            assert_eq!(at, text.len());
        }
    }
}
