//! Names that look like a misspelt one.

/// The most names that are offered.
const MOST: usize = 3;

/// The names of faults that look like `name`, the likeliest first: few letters apart, or sharing a word.
pub(super) fn names_like(name: &str) -> Vec<&'static str> {
    let name = name.to_lowercase();
    let mut near: Vec<(usize, &'static str)> = super::all()
        .map(|fault| (distance(&name, fault.name), fault.name))
        .filter(|(apart, known)| *apart <= known.len() / 3 || shares_a_word(&name, known))
        .collect();
    near.sort_unstable();
    near.into_iter().take(MOST).map(|(_, known)| known).collect()
}

fn shares_a_word(name: &str, known: &str) -> bool {
    let long = |word: &&str| word.len() > 3;
    name.split(['-', '_', ' '])
        .filter(long)
        .any(|word| known.split('-').any(|own| own.starts_with(word)))
}

/// How many letters must be added, left out or changed (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut before = at;
        let mut next = vec![at + 1];
        for (other, above) in to.chars().zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            let change = before + usize::from(other != letter);
            before = *above;
            next.push(change.min(left + 1).min(above + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_apart_are_counted() {
        assert_eq!(distance("issuer", "issuer"), 0);
        assert_eq!(distance("isuer", "issuer"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
