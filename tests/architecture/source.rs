//! The source files of the crate, parsed, each with the module it makes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use syn::{Attribute, Item};

/// A source file.
pub(crate) struct Source {
    /// Its path from the root of the project, with forward slashes.
    pub(crate) file: String,
    /// The module it makes: `["okta", "client"]`; empty for the crate's root.
    pub(crate) module: Vec<String>,
    /// Its text.
    pub(crate) text: String,
    /// Its syntax.
    pub(crate) syntax: syn::File,
}

impl Source {
    /// A file that was read already.
    pub(crate) fn parse(file: &str, text: String) -> Self {
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        Self {
            file: file.to_owned(),
            module: module_of(file),
            text,
            syntax,
        }
    }

    /// The module right below the crate's root, `main` for the program's own file.
    pub(crate) fn floor(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }
}

/// Every file below `src` that is compiled into the program.
pub(crate) fn shipped() -> Vec<Source> {
    shipped_of(all())
}

/// Those of some files that are not for tests as a whole.
pub(crate) fn shipped_of(all: Vec<Source>) -> Vec<Source> {
    let tests: BTreeSet<Vec<String>> = all.iter().flat_map(test_modules).collect();
    let is_test = |module: &[String]| (1..=module.len()).any(|end| tests.contains(&module[..end]));
    all.into_iter()
        .filter(|source| !is_test(&source.module))
        .collect()
}

/// Every file below `src`.
pub(crate) fn all() -> Vec<Source> {
    below("src")
        .iter()
        .map(|path| Source::parse(&relative(path), fs::read_to_string(path).unwrap()))
        .collect()
}

/// Every Rust file below a folder of the project, in order.
pub(crate) fn below(folder: &str) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    found
}

/// Every file below a folder of the project, in order, but for what was built there.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_dir() {
                found.push(path);
            } else if path.file_name().is_none_or(|name| name != "target") {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path from the root of the project, with forward slashes.
pub(crate) fn relative(path: &Path) -> String {
    let parts = path.strip_prefix(root()).unwrap().components();
    parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join("/")
}

/// Whether an item is there for tests alone.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Path>()
                    .is_ok_and(|path| path.is_ident("test")))
    })
}

/// The attributes of an item.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn module_of(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    if inner == "lib" {
        Vec::new()
    } else {
        inner.split('/').map(str::to_owned).collect()
    }
}

/// The modules in files of their own that a file declares for tests.
fn test_modules(source: &Source) -> Vec<Vec<String>> {
    let declared = source.syntax.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && is_for_tests(&module.attrs) => {
            Some(module.ident.to_string())
        }
        _ => None,
    });
    declared
        .map(|name| source.module.iter().cloned().chain([name]).collect())
        .collect()
}
