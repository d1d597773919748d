//! Objects of one kind in the order in which they were made.
//!
//! A list, because Okta lists objects in that order and no practice org is large.

/// Something with an identifier.
pub(super) trait Kept {
    /// The identifier, unique on its shelf.
    fn id(&self) -> &str;
}

/// The objects of one kind.
#[derive(Debug, Clone)]
pub(super) struct Shelf<T> {
    items: Vec<T>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T: Kept> Shelf<T> {
    /// Puts an object at the end.
    pub(super) fn add(&mut self, item: T) {
        self.items.push(item);
    }

    /// Puts an object at a position, or at the end of a shorter shelf.
    pub(super) fn put_in(&mut self, at: usize, item: T) {
        self.items.insert(at.min(self.items.len()), item);
    }

    /// The object with that identifier.
    pub(super) fn get(&self, id: &str) -> Option<&T> {
        self.items.iter().find(|item| item.id() == id)
    }

    /// The object with that identifier, to change it.
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.items.iter_mut().find(|item| item.id() == id)
    }

    /// Takes the object with that identifier away.
    pub(super) fn remove(&mut self, id: &str) -> Option<T> {
        let at = self.items.iter().position(|item| item.id() == id)?;
        Some(self.items.remove(at))
    }

    /// All objects.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter()
    }

    /// All objects, to change them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
    }

    /// Keeps only what fits.
    pub(super) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items.retain(keep);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Kept for String {
        fn id(&self) -> &str {
            self
        }
    }

    #[test]
    fn objects_stay_in_the_order_in_which_they_came() {
        let mut shelf = Shelf::default();
        for name in ["b", "a", "c"] {
            shelf.add(name.to_owned());
        }
        assert_eq!(shelf.remove("a").as_deref(), Some("a"));
        assert_eq!(shelf.iter().collect::<Vec<_>>(), ["b", "c"]);
        assert!(shelf.get("a").is_none() && shelf.len() == 2);
    }
}
