//! The texts of the findings: every code of the program has its entry in `assets/findings.json` and every entry its
//! code, and every place where one is told hands in exactly the values that its text has places for.

use super::source::{Source, shipped};
use org2org_setup::explain;
use std::collections::BTreeSet;
use syn::{
    Expr, ExprCall, ExprMethodCall, FieldValue, Lit, LitStr, Member,
    visit::{self, Visit},
};

/// What stands in the place of a code or a case: a word, or something that is known only when the program runs.
type Word = Option<String>;

/// A place where a finding is told.
struct Telling {
    file: String,
    code: Word,
    case: Word,
    values: BTreeSet<String>,
}

#[derive(Default)]
struct Found {
    file: String,
    /// Codes of findings, each where it is given.
    codes: BTreeSet<String>,
    /// All texts of a file that could be a code or a case.
    words: BTreeSet<(String, String)>,
    tellings: Vec<Telling>,
    /// What logs are taken for: code and case.
    meanings: BTreeSet<(String, String)>,
}

fn word(expr: &Expr) -> Word {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The names in `&[("name", value), …]`.
fn names(expr: &Expr) -> BTreeSet<String> {
    let Expr::Reference(reference) = expr else {
        panic!("the values are not written out")
    };
    let Expr::Array(array) = &*reference.expr else {
        panic!("the values are not written out")
    };
    let name = |pair: &Expr| match pair {
        Expr::Tuple(pair) => word(&pair.elems[0]).unwrap(),
        _ => panic!("a value has no name"),
    };
    let org = |name: &String| ["source", "target"].contains(&name.as_str());
    array.elems.iter().map(name).filter(|name| !org(name)).collect()
}

impl Found {
    fn tell<'e>(&mut self, args: impl Iterator<Item = &'e Expr>) {
        let args: Vec<&Expr> = args.collect();
        self.tellings.push(Telling {
            file: self.file.clone(),
            code: word(args[0]),
            case: word(args[1]),
            values: names(args[2]),
        });
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "say" {
            self.tell(call.args.iter());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(path) = &*call.func {
            let called: Vec<String> = path
                .path
                .segments
                .iter()
                .map(|part| part.ident.to_string())
                .collect();
            let called: Vec<&str> = called.iter().map(String::as_str).collect();
            let args: Vec<&Expr> = call.args.iter().collect();
            match called.as_slice() {
                ["explain", "advice"] if self.file.contains("/evidence/") => self.tell(args.into_iter()),
                ["fail"] => self.codes.extend(word(args[3])),
                ["Code"] => self.codes.extend(word(args[0])),
                ["meaning"] => {
                    let (code, case) = (word(args[1]).unwrap(), word(args[2]).unwrap());
                    self.codes.insert(code.clone());
                    self.meanings.insert((code, case));
                }
                _ => {}
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_field_value(&mut self, field: &'ast FieldValue) {
        if matches!(&field.member, Member::Named(name) if name == "code") {
            self.codes.extend(word(&field.expr));
        }
        visit::visit_field_value(self, field);
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.words.insert((self.file.clone(), text.value()));
    }
}

fn found() -> Found {
    let mut found = Found::default();
    let told = |source: &Source| {
        ["src/federation/verify", "src/saml/finding"]
            .iter()
            .any(|folder| source.file.starts_with(folder))
    };
    for source in shipped().iter().filter(|source| told(source)) {
        found.file.clone_from(&source.file);
        found.visit_file(&source.syntax);
    }
    found
}

/// The names in a text's places, without those of the orgs, which are always handed in.
fn places(said: &explain::Said) -> BTreeSet<String> {
    let texts = [&said.headline, &said.why].into_iter().chain(&said.next);
    let inside = texts.flat_map(|text| text.split('{').skip(1).filter_map(|part| part.split_once('}')));
    inside
        .map(|(name, _)| name.to_owned())
        .filter(|name| !["source", "target"].contains(&name.as_str()))
        .collect()
}

#[test]
fn every_code_has_its_entry_and_every_entry_its_code() {
    let found = found();
    let known: BTreeSet<String> = explain::kinds().map(|(code, _)| code.to_owned()).collect();
    let unknown: Vec<&String> = found.codes.difference(&known).collect();
    assert!(unknown.is_empty(), "no texts for {unknown:?}");
    let written: BTreeSet<&String> = found.words.iter().map(|(_, word)| word).collect();
    let unused: Vec<&String> = known.iter().filter(|code| !written.contains(code)).collect();
    assert!(unused.is_empty(), "texts that nothing tells: {unused:?}");
    println!("{} kinds of findings, each with its texts", known.len());
}

#[test]
fn every_place_in_a_text_is_filled_and_no_value_is_left_over() {
    let found = found();
    let here = |file: &str, text: &str| found.words.contains(&(file.to_owned(), text.to_owned()));
    let mut wrong = Vec::new();
    for (code, kind) in explain::kinds() {
        for (case, said) in &kind.said {
            let places = places(said);
            let fits = |telling: &&Telling| {
                let code_fits = telling
                    .code
                    .as_deref()
                    .map_or_else(|| here(&telling.file, code), |it| it == code);
                let case_fits = telling
                    .case
                    .as_deref()
                    .map_or_else(|| here(&telling.file, case), |it| it == case);
                code_fits && case_fits
            };
            let exact = |telling: &&&Telling| telling.code.is_some() && telling.case.is_some();
            let tellings: Vec<&Telling> = found.tellings.iter().filter(fits).collect();
            let meant = found.meanings.contains(&(code.to_owned(), case.clone()));
            let mismatched = tellings
                .iter()
                .filter(exact)
                .any(|telling| telling.values != places);
            let filled = tellings.iter().any(|telling| telling.values == places);
            if mismatched || !(filled || (meant && places.is_empty())) {
                wrong.push(format!("{code}, {case}: places {places:?}"));
            }
        }
    }
    for telling in &found.tellings {
        if let (Some(code), Some(case)) = (&telling.code, &telling.case)
            && explain::said(code, case).is_none()
        {
            wrong.push(format!("{}: no text for {code}, {case}", telling.file));
        }
    }
    for (code, case) in &found.meanings {
        if explain::said(code, case).is_none() {
            wrong.push(format!("no text for {code}, {case}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
