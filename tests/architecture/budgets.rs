//! How large things may be, and that everything public is explained.

use super::{
    Breach, assert_none,
    source::{Source, all, attributes, below, is_for_tests, relative, shipped},
};
use proc_macro2::Span;
use syn::{
    Attribute, Block, ImplItem, Item, Signature, Visibility,
    spanned::Spanned as _,
    visit::{self, Visit},
};

/// Lines of a function from its `fn` to its last brace.
const FUNCTION_LINES: usize = 100;
/// Lines of a file without its tests.
const FILE_LINES: usize = 700;
/// Lines of a file of the practice orgs: handlers grow by themselves.
const PRACTICE_FILE_LINES: usize = 400;
/// Arguments without `self`.
const ARGUMENTS: usize = 6;

#[test]
fn no_function_is_too_long() {
    let long = functions()
        .into_iter()
        .filter(|function| function.lines > FUNCTION_LINES);
    assert_none(
        long.map(|f| {
            f.breach(format!(
                "{} has {} lines, at most {FUNCTION_LINES}: split it",
                f.name, f.lines
            ))
        })
        .collect(),
    );
}

#[test]
fn no_function_takes_too_many_arguments() {
    let greedy = functions()
        .into_iter()
        .filter(|function| function.arguments > ARGUMENTS);
    assert_none(
        greedy
            .map(|f| {
                f.breach(format!(
                    "{} takes {} arguments, at most {ARGUMENTS}",
                    f.name, f.arguments
                ))
            })
            .collect(),
    );
}

#[test]
fn no_file_is_too_long() {
    let breach = |source: &Source| {
        let most = if source.floor() == "practice" {
            PRACTICE_FILE_LINES
        } else {
            FILE_LINES
        };
        let lines = shipped_lines(source);
        (lines > most).then(|| Breach {
            file: source.file.clone(),
            line: most,
            what: format!("{lines} lines without tests, at most {most}: split it by subject"),
        })
    };
    assert_none(shipped().iter().filter_map(breach).collect());
}

#[test]
fn everything_public_is_explained() {
    let breaches = shipped().into_iter().flat_map(|source| {
        let mut reader = Docs {
            file: source.file.clone(),
            found: Vec::new(),
        };
        reader.visit_file(&source.syntax);
        reader.found
    });
    assert_none(breaches.collect());
}

#[test]
fn every_module_says_what_it_is() {
    let silent = all().into_iter().filter(|source| !source.text.starts_with("//!"));
    let what = "does not open with //!: what it is, and what it refuses to do";
    assert_none(
        silent
            .map(|source| Breach {
                file: source.file,
                line: 1,
                what: what.to_owned(),
            })
            .collect(),
    );
}

#[test]
fn no_lint_is_silenced_without_being_expected() {
    let found = all().into_iter().flat_map(|source| {
        let lines = attribute_lines(&source, "allow");
        lines.into_iter().map(move |line| Breach {
            file: source.file.clone(),
            line,
            what: "#[allow] outlives its cause: use #[expect(…, reason = \"…\")]".to_owned(),
        })
    });
    assert_none(found.collect());
}

#[test]
fn modules_are_files_of_their_own_name() {
    let stale = below("src").into_iter().filter(|path| path.ends_with("mod.rs"));
    let what = "a module stands in a file of its own name, so that tabs can be told apart".to_owned();
    assert_none(
        stale
            .map(|path| Breach {
                file: relative(&path),
                line: 1,
                what: what.clone(),
            })
            .collect(),
    );
}

#[test]
fn nothing_is_left_to_be_done_later() {
    let marks = [
        "TO".to_owned() + "DO",
        "FIX".to_owned() + "ME",
        "XX".to_owned() + "X",
    ];
    let mut found = Vec::new();
    for path in below("src").into_iter().chain(below("tests")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(mark.as_str())) {
                let what = format!("{mark}: do it, or write it where plans are kept");
                found.push(Breach {
                    file: relative(&path),
                    line: number + 1,
                    what,
                });
            }
        }
    }
    assert_none(found);
}

#[test]
fn the_measures_see_what_they_measure() {
    let body = "    let x = 1;\n".repeat(120);
    let code = format!(
        "fn long(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) {{\n{body}}}\npub struct Bare {{ pub x: u8 }}\n"
    );
    let source = Source::parse("src/x.rs", code);
    let function = &functions_of(&source)[0];
    assert_eq!((function.lines, function.arguments, function.line), (122, 7, 1));
    let mut docs = Docs {
        file: "src/x.rs".to_owned(),
        found: Vec::new(),
    };
    docs.visit_file(&source.syntax);
    let undocumented: Vec<&str> = docs.found.iter().map(|breach| breach.what.as_str()).collect();
    assert_eq!(
        undocumented,
        [
            "struct Bare is public and not explained",
            "field x is public and not explained"
        ]
    );
    let allowed = Source::parse(
        "src/x.rs",
        "fn f() {\n    #[allow(dead_code)]\n    let x = 1;\n}".to_owned(),
    );
    assert_eq!(attribute_lines(&allowed, "allow"), [2]);
}

/// A function as it was measured.
pub(crate) struct Function {
    file: String,
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
    arguments: usize,
}

impl Function {
    fn breach(&self, what: String) -> Breach {
        Breach {
            file: self.file.clone(),
            line: self.line,
            what,
        }
    }
}

pub(crate) fn functions() -> Vec<Function> {
    shipped().iter().flat_map(functions_of).collect()
}

pub(crate) fn functions_of(source: &Source) -> Vec<Function> {
    let mut reader = Functions {
        file: source.file.clone(),
        found: Vec::new(),
    };
    reader.visit_file(&source.syntax);
    reader.found
}

struct Functions {
    file: String,
    found: Vec<Function>,
}

impl Functions {
    fn add(&mut self, signature: &Signature, block: &Block) {
        let first = signature.fn_token.span.start().line;
        let last = block.brace_token.span.close().end().line;
        let arguments = signature
            .inputs
            .iter()
            .filter(|input| matches!(input, syn::FnArg::Typed(_)))
            .count();
        let (file, name) = (self.file.clone(), signature.ident.to_string());
        self.found.push(Function {
            file,
            name,
            line: first,
            lines: last - first + 1,
            arguments,
        });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.add(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

/// Lines up to the first module of tests inside the file.
pub(crate) fn shipped_lines(source: &Source) -> usize {
    let tests = source.syntax.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.content.is_some() && is_for_tests(&module.attrs) => {
            Some(module.span().start().line)
        }
        _ => None,
    });
    tests.map_or_else(|| source.text.lines().count(), |line| line - 1)
}

/// Looks for public things without a doc comment.
struct Docs {
    file: String,
    found: Vec<Breach>,
}

impl Docs {
    fn check(&mut self, public: bool, attributes: &[Attribute], span: Span, what: &str) {
        let explained = attributes
            .iter()
            .any(|attribute| attribute.path().is_ident("doc"));
        if public && !explained && !is_for_tests(attributes) {
            let what = format!("{what} is public and not explained");
            self.found.push(Breach {
                file: self.file.clone(),
                line: span.start().line,
                what,
            });
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

impl<'ast> Visit<'ast> for Docs {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_for_tests(attributes(item)) {
            return;
        }
        let (visibility, ident, word) = match item {
            Item::Const(item) => (&item.vis, &item.ident, "const"),
            Item::Enum(item) => (&item.vis, &item.ident, "enum"),
            Item::Fn(item) => (&item.vis, &item.sig.ident, "fn"),
            Item::Static(item) => (&item.vis, &item.ident, "static"),
            Item::Struct(item) => (&item.vis, &item.ident, "struct"),
            Item::Trait(item) => (&item.vis, &item.ident, "trait"),
            Item::Type(item) => (&item.vis, &item.ident, "type"),
            _ => return visit::visit_item(self, item),
        };
        self.check(
            is_public(visibility),
            attributes(item),
            ident.span(),
            &format!("{word} {ident}"),
        );
        if is_public(visibility) {
            visit::visit_item(self, item);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(ident) = &field.ident {
            self.check(
                is_public(&field.vis),
                &field.attrs,
                ident.span(),
                &format!("field {ident}"),
            );
        }
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        let ident = &variant.ident;
        self.check(true, &variant.attrs, ident.span(), &format!("variant {ident}"));
        for field in &variant.fields {
            if let Some(ident) = &field.ident {
                self.check(true, &field.attrs, ident.span(), &format!("field {ident}"));
            }
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.is_some() {
            return;
        }
        for item in &item.items {
            match item {
                ImplItem::Fn(f) => self.check(
                    is_public(&f.vis),
                    &f.attrs,
                    f.sig.ident.span(),
                    &format!("fn {}", f.sig.ident),
                ),
                ImplItem::Const(c) => self.check(
                    is_public(&c.vis),
                    &c.attrs,
                    c.ident.span(),
                    &format!("const {}", c.ident),
                ),
                _ => {}
            }
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.check(
            true,
            &item.attrs,
            item.sig.ident.span(),
            &format!("fn {}", item.sig.ident),
        );
    }
}

pub(crate) fn attribute_lines(source: &Source, name: &str) -> Vec<usize> {
    struct Finder<'a>(&'a str, Vec<usize>);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_attribute(&mut self, attribute: &'ast Attribute) {
            let inner = attribute.path().is_ident("cfg_attr")
                && attribute_tokens(attribute).contains(&format!("{} (", self.0));
            if attribute.path().is_ident(self.0) || inner {
                self.1.push(attribute.span().start().line);
            }
        }
    }
    let mut finder = Finder(name, Vec::new());
    finder.visit_file(&source.syntax);
    finder.1
}

fn attribute_tokens(attribute: &Attribute) -> String {
    attribute
        .meta
        .require_list()
        .map(|list| list.tokens.to_string())
        .unwrap_or_default()
}
