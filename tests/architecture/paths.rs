//! Every path that a file names: in `use`, in types and expressions, and inside macros.

use super::source::{Source, attributes, is_for_tests};
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    ImplItem, Item, UseTree,
    visit::{self, Visit},
};

/// A path, with `self` and `super` written out from the crate's root.
#[derive(Debug)]
pub(crate) struct Named {
    /// Its segments, beginning with `crate` or the name of another crate.
    pub(crate) segments: Vec<String>,
    /// Its line, from 1.
    pub(crate) line: usize,
}

impl Named {
    /// Whether it begins with the segments of another path, such as `std::fs`.
    pub(crate) fn begins_with(&self, path: &str) -> bool {
        let mut own = self.segments.iter();
        path.split("::")
            .all(|segment| own.next().is_some_and(|mine| mine == segment))
    }

    /// Whether it ends with the segments of another path, such as `Instant::now`.
    pub(crate) fn ends_with(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.split("::").collect();
        let from = self.segments.len().checked_sub(wanted.len());
        from.is_some_and(|from| self.segments[from..].iter().eq(wanted.iter()))
    }

    /// As it would be written.
    pub(crate) fn text(&self) -> String {
        self.segments.join("::")
    }
}

/// Everything that a file names, and the lines of its `async fn`s.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The paths.
    pub(crate) paths: Vec<Named>,
    /// The lines of `async fn`.
    pub(crate) async_functions: Vec<usize>,
    module: Vec<String>,
}

/// Reads all names out of a file.
pub(crate) fn names(source: &Source) -> Names {
    let mut names = Names {
        module: source.module.clone(),
        ..Names::default()
    };
    names.visit_file(&source.syntax);
    names
}

impl Names {
    fn add(&mut self, segments: Vec<String>, span: Span) {
        let segments = self.from_root(segments);
        self.paths.push(Named {
            segments,
            line: span.start().line,
        });
    }

    /// Writes `self` and `super` out from the crate's root.
    fn from_root(&self, segments: Vec<String>) -> Vec<String> {
        let first = segments.first().map(String::as_str);
        if !matches!(first, Some("self" | "super")) {
            return segments;
        }
        let mut place = self.module.clone();
        let mut rest = segments.into_iter().peekable();
        while let Some(up) = rest.next_if(|segment| segment == "self" || segment == "super") {
            if up == "super" {
                place.pop();
            }
        }
        ["crate".to_owned()]
            .into_iter()
            .chain(place)
            .chain(rest)
            .collect()
    }

    fn add_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| {
            before
                .iter()
                .cloned()
                .chain([name.to_string()])
                .collect::<Vec<_>>()
        };
        match tree {
            UseTree::Path(path) => self.add_tree(&path.tree, &with(&path.ident)),
            UseTree::Name(name) => self.add(with(&name.ident), name.ident.span()),
            UseTree::Rename(name) => self.add(with(&name.ident), name.ident.span()),
            UseTree::Glob(glob) => self.add(before.to_vec(), glob.star_token.spans[0]),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_tree(tree, before)),
        }
    }

    /// Inside a macro there is no syntax yet: runs of `a::b::c` are taken for paths.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut run: Vec<(String, Span)> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end_run(&mut run);
                    }
                    run.push((ident.to_string(), ident.span()));
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.end_run(&mut run);
                    self.add_tokens(group.stream());
                    colons = 0;
                }
                _ => {
                    self.end_run(&mut run);
                    colons = 0;
                }
            }
        }
        self.end_run(&mut run);
    }

    fn end_run(&mut self, run: &mut Vec<(String, Span)>) {
        let segments: Vec<(String, Span)> = std::mem::take(run);
        if let (Some((_, span)), true) = (segments.first(), segments.len() > 1) {
            let span = *span;
            self.add(segments.into_iter().map(|(name, _)| name).collect(), span);
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_for_tests(attributes(item)) {
            return;
        }
        if let Item::Mod(module) = item {
            self.module.push(module.ident.to_string());
            visit::visit_item(self, item);
            self.module.pop();
        } else {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !matches!(item, ImplItem::Fn(function) if is_for_tests(&function.attrs)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if let (Some(first), true) = (path.segments.first(), segments.len() > 1) {
            self.add(segments, first.ident.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        self.add_tokens(item.tokens.clone());
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(word) = signature.asyncness {
            self.async_functions.push(word.span.start().line);
        }
        visit::visit_signature(self, signature);
    }
}
