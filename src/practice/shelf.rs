//! Objects of one kind in the order in which they were made.
//!
//! A list, because Okta lists objects in that order, with a note of where each object was put. The note may be out of
//! date; then the list is searched.

use std::collections::BTreeMap;

/// Something with an identifier.
pub(super) trait Kept {
    /// The identifier, unique on its shelf.
    fn id(&self) -> &str;
}

/// The objects of one kind.
#[derive(Debug, Clone)]
pub(super) struct Shelf<T> {
    items: Vec<T>,
    /// Where an object was when it came, by identifier.
    places: BTreeMap<String, usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            places: BTreeMap::new(),
        }
    }
}

impl<T: Kept> Shelf<T> {
    /// Puts an object at the end.
    pub(super) fn add(&mut self, item: T) {
        self.places.insert(item.id().to_owned(), self.items.len());
        self.items.push(item);
    }

    /// Where the object with that identifier is.
    fn place(&self, id: &str) -> Option<usize> {
        let noted = self.places.get(id).copied();
        let there = noted.filter(|place| self.items.get(*place).is_some_and(|item| item.id() == id));
        there.or_else(|| self.items.iter().position(|item| item.id() == id))
    }

    /// Puts an object at a position, or at the end of a shorter shelf.
    pub(super) fn put_in(&mut self, at: usize, item: T) {
        self.items.insert(at.min(self.items.len()), item);
    }

    /// The object with that identifier.
    pub(super) fn get(&self, id: &str) -> Option<&T> {
        self.items.get(self.place(id)?)
    }

    /// The object with that identifier, to change it.
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place(id)?;
        self.items.get_mut(place)
    }

    /// Takes the object with that identifier away.
    pub(super) fn remove(&mut self, id: &str) -> Option<T> {
        let place = self.place(id)?;
        self.places.remove(id);
        Some(self.items.remove(place))
    }

    /// The object at a place, counting from zero.
    pub(super) fn at(&self, place: usize) -> Option<&T> {
        self.items.get(place)
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
        assert_eq!(shelf.get("c").map(String::as_str), Some("c"));
        shelf.retain(|name| name == "c");
        assert_eq!(shelf.get("c").map(String::as_str), Some("c"));
        assert!(shelf.get("b").is_none());
    }
}
