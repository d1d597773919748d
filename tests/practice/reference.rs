//! The reference that tables of these tests are held to, where it is at hand.

/// A section of the reference by its number; `None`, and said aloud, where the reference is not at hand.
pub(crate) fn section(number: &str) -> Option<String> {
    section_of("okta-api.md", number)
}

/// The same of another part of the knowledge base.
pub(crate) fn section_of(file: &str, number: &str) -> Option<String> {
    let path = crate::witness::document::folder().join("../knowledge").join(file);
    let Ok(reference) = std::fs::read_to_string(path) else {
        println!("skipped: the reference is not at hand");
        return None;
    };
    let section = reference.split(&format!("### {number} ")).nth(1).unwrap();
    let end = section.split("\n---").next().unwrap().split("\n## ").next();
    Some(end.unwrap().to_owned())
}
