//! Writing small XML documents by hand: escaping and line breaks.

/// Text safe in element content and in double-quoted attributes (XML 1.0 §2.4).
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() && !"\n\t".contains(letter) => {}
            letter => safe.push(letter),
        }
    }
    safe
}

/// Base64 in lines of 76, as certificates stand in metadata.
pub(super) fn lines(base64: &str) -> String {
    let mut text = String::new();
    for (place, letter) in base64.chars().enumerate() {
        if place > 0 && place % 76 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_made_harmless() {
        assert_eq!(escape("a<b>&\"c'\u{0}"), "a&lt;b&gt;&amp;&quot;c&#39;");
    }

    #[test]
    fn long_base64_is_broken_after_76_letters() {
        let text = lines(&"A".repeat(150));
        assert_eq!(text.lines().map(str::len).collect::<Vec<_>>(), [76, 74]);
    }
}
