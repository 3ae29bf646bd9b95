//! Numbers as text: the digits that postings are written in.
//!
//! Base 45 with two alphabets: the last digit of a number is of [`LAST`], those before it of [`MORE`], so that no
//! separator is needed. All digits stand in a JSON string as they are. `static/search/20-index.js` reads them.

const LAST: &[u8; 45] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS";
const MORE: &[u8; 45] = b"TUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~";

pub fn push(out: &mut String, mut number: u32) {
    while number >= 45 {
        out.push(MORE[(number % 45) as usize].into());
        number = number / 45 - 1;
    }
    out.push(LAST[number as usize].into());
}

#[cfg(test)]
mod tests {
    fn read(text: &str) -> u32 {
        let (mut number, mut place) = (0, 1);
        for byte in text.bytes() {
            if let Some(digit) = super::LAST.iter().position(|d| *d == byte) {
                return number + digit as u32 * place;
            }
            let digit = super::MORE.iter().position(|d| *d == byte).unwrap() as u32;
            number += (digit + 45) * place;
            place *= 45;
        }
        panic!("no last digit in {text}")
    }

    #[test]
    fn every_number_comes_back() {
        for number in (0..5000).chain([45 * 45 + 44, 1 << 20, 1 << 26]) {
            let mut text = String::new();
            super::push(&mut text, number);
            assert_eq!(read(&text), number, "{text}");
        }
    }
}
