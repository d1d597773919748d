//! Characters that a reader takes for one another: letters of other scripts, typographic dashes and quotes, and the
//! digits and letters that look the same in many typefaces. Not a list of all confusables, only of those that get
//! into addresses and identifiers by copying, retyping or with intent.

/// Whether the two read the same although they are not.
pub(super) fn look_alike(expected: &str, found: &str) -> bool {
    expected.chars().map(face).eq(found.chars().map(face))
}

/// One character that stands for all that look like it.
fn face(c: char) -> char {
    match c {
        '0' | 'O' | '\u{39f}' | '\u{41e}' => 'O',
        '1' | 'l' | 'I' | '|' | '\u{399}' | '\u{406}' | '\u{4c0}' | '\u{456}' => 'l',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{2033}' => '"',
        '\u{2215}' | '\u{2044}' => '/',
        '\u{ff01}'..='\u{ff5e}' => fullwidth(c),
        _ => cyrillic(c).or_else(|| greek(c)).unwrap_or(c),
    }
}

fn fullwidth(c: char) -> char {
    char::from_u32(u32::from(c) - 0xfee0).map_or(c, |plain| if plain == c { c } else { face(plain) })
}

fn cyrillic(c: char) -> Option<char> {
    let pairs = [
        ('\u{430}', 'a'),
        ('\u{435}', 'e'),
        ('\u{43e}', 'o'),
        ('\u{440}', 'p'),
        ('\u{441}', 'c'),
        ('\u{443}', 'y'),
        ('\u{445}', 'x'),
        ('\u{455}', 's'),
        ('\u{458}', 'j'),
        ('\u{501}', 'd'),
        ('\u{4bb}', 'h'),
        ('\u{410}', 'A'),
        ('\u{412}', 'B'),
        ('\u{415}', 'E'),
        ('\u{41a}', 'K'),
        ('\u{41c}', 'M'),
        ('\u{41d}', 'H'),
        ('\u{420}', 'P'),
        ('\u{421}', 'C'),
        ('\u{422}', 'T'),
        ('\u{425}', 'X'),
        ('\u{405}', 'S'),
        ('\u{408}', 'J'),
    ];
    pairs
        .into_iter()
        .find_map(|(other, latin)| (other == c).then_some(latin))
}

fn greek(c: char) -> Option<char> {
    let pairs = [
        ('\u{3bf}', 'o'),
        ('\u{3b1}', 'a'),
        ('\u{3bd}', 'v'),
        ('\u{391}', 'A'),
        ('\u{392}', 'B'),
        ('\u{395}', 'E'),
        ('\u{396}', 'Z'),
        ('\u{397}', 'H'),
        ('\u{39a}', 'K'),
        ('\u{39c}', 'M'),
        ('\u{39d}', 'N'),
        ('\u{3a1}', 'P'),
        ('\u{3a4}', 'T'),
        ('\u{3a5}', 'Y'),
        ('\u{3a7}', 'X'),
    ];
    pairs
        .into_iter()
        .find_map(|(other, latin)| (other == c).then_some(latin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_read_as_latin() {
        assert!(look_alike("acme.example", "\u{430}\u{441}me.example"));
        assert!(look_alike("a-b", "a\u{2013}b"));
        assert!(look_alike("A1", "\u{ff21}\u{ff11}"));
    }

    #[test]
    fn what_looks_different_is_different() {
        assert!(!look_alike("acme", "acne"));
        assert!(!look_alike("ab", "abc"));
    }
}
