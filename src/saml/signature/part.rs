//! The parts of a signature: its children by name, and the base64 in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use super::DSIG;

/// The first child of that name in the namespace of signatures.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name((DSIG, name)))
}

/// All text right within an element, comments left out, so that none can cut it short.
pub fn text_of(node: Node<'_, '_>) -> String {
    node.children()
        .filter(Node::is_text)
        .filter_map(|part| part.text())
        .collect()
}

/// The bytes in an element of base64; `None` where there are none.
pub(super) fn bytes(node: Node<'_, '_>) -> Option<Vec<u8>> {
    let compact: String = text_of(node).split_whitespace().collect();
    STANDARD.decode(compact).ok().filter(|bytes| !bytes.is_empty())
}
