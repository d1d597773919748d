//! Everything that is measured of the source, in one table beside its budget. `-- --nocapture` shows it.

use super::{
    Breach, assert_none,
    budgets::{attribute_lines, functions, shipped_lines},
    shares::{Shares, shares},
    source::{Source, all, attributes, is_for_tests, shipped},
};
use proc_macro2::Span;
use std::collections::BTreeSet;
use syn::{
    BinOp, Expr, Item, Lit, Pat,
    spanned::Spanned as _,
    visit::{self, Visit},
};

/// Lines of a `match` on events, or of the one function that takes them: it sorts, and others do the work.
const EVENT_LINES: usize = 60;
/// The names that may follow `Color32::` anywhere: neither is a colour to be seen.
const NO_COLOURS: [&str; 2] = ["TRANSPARENT", "PLACEHOLDER"];
/// What takes sizes in points.
const SIZED: [&str; 7] = ["Margin", "CornerRadius", "Stroke", "Vec2", "Rect", "vec2", "pos2"];
/// Lines of tests for each line of code.
const TESTS_TO_CODE: f64 = 0.8;

#[test]
fn every_measure_is_within_its_budget() {
    let rows = rows();
    println!("{:44} {:>8} {:>8}", "measure", "is", "budget");
    for row in &rows {
        println!("{row}");
    }
    let over: Vec<String> = rows
        .iter()
        .filter(|row| !row.holds())
        .map(Row::to_string)
        .collect();
    assert!(over.is_empty(), "over budget:\n{}", over.join("\n"));
}

#[test]
fn sizes_and_colours_stand_in_the_theme() {
    assert_none(painted().into_iter().flat_map(|source| paints(&source)).collect());
}

#[test]
fn whoever_takes_events_only_sorts_them() {
    let long = shipped().into_iter().flat_map(|source| {
        let found = event_matches(&source).into_iter().chain(updates(&source));
        let long = found.filter(|(_, lines)| *lines > EVENT_LINES);
        let breach = |(line, lines)| Breach {
            file: source.file.clone(),
            line,
            what: format!("{lines} lines take events, at most {EVENT_LINES}: hand them on"),
        };
        long.map(breach).collect::<Vec<_>>()
    });
    assert_none(long.collect());
}

#[test]
fn the_measures_see_colours_sizes_events_panics_and_tasks() {
    let code = "fn f(ui: &Ui) {\n\
                let a = Color32::from_rgb(1, 2, 3);\n\
                let b = Color32::TRANSPARENT;\n\
                ui.add_space(7.5);\n\
                let c = 0.6 * width;\n\
                let m = Margin::same(4);\n\
                match event {\n Event::A(x) | Event::B(x) => x,\n other => y,\n }\n\
                tokio::spawn(work);\n self.tokio.spawn(work);\n self.spawn(work);\n\
                x.unwrap(); panic!();\n}";
    let source = Source::parse("src/ui/x.rs", code.to_owned());
    let lines: Vec<usize> = paints(&source).iter().map(|breach| breach.line).collect();
    assert_eq!(lines, [2, 4, 6]);
    assert_eq!(event_matches(&source), [(7, 4)]);
    assert_eq!((panics(&source), spawns(&source)), (2, 2));
}

/// One measure.
struct Row {
    what: String,
    is: f64,
    budget: Budget,
}

enum Budget {
    AtMost(f64),
    AtLeast(f64),
}

impl Row {
    fn holds(&self) -> bool {
        match self.budget {
            Budget::AtMost(most) => self.is <= most,
            Budget::AtLeast(least) => self.is >= least,
        }
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |number: f64| format!("{}", (number * 100.0).round() / 100.0);
        let budget = match self.budget {
            Budget::AtMost(most) => format!("≤ {}", number(most)),
            Budget::AtLeast(least) => format!("≥ {}", number(least)),
        };
        write!(f, "{:44} {:>8} {budget:>8}", self.what, number(self.is))
    }
}

fn rows() -> Vec<Row> {
    let sources = shipped();
    let mut rows = Vec::new();
    let mut functions: Vec<usize> = functions().iter().map(|function| function.lines).collect();
    let sizes = [(50, 8), (90, 30), (99, 70), (100, 100)];
    rows.extend(percentiles("lines of a function", &mut functions, &sizes));
    let mut files: Vec<usize> = sources.iter().map(shipped_lines).collect();
    rows.extend(percentiles(
        "lines of a file",
        &mut files,
        &[(50, 200), (90, 450), (100, 700)],
    ));
    let most = |what: &str, is: usize, most: usize| Row {
        what: what.to_owned(),
        is: float(is),
        budget: Budget::AtMost(float(most)),
    };
    let practice = sources.iter().filter(|source| source.floor() == "practice");
    rows.push(most(
        "longest file of the practice orgs",
        practice.map(shipped_lines).max().unwrap_or(0),
        400,
    ));
    let events = sources
        .iter()
        .flat_map(|source| event_matches(source).into_iter().chain(updates(source)));
    let longest = events.map(|(_, lines)| lines).max().unwrap_or(0);
    rows.push(most("longest match on events", longest, EVENT_LINES));
    let colours = painted().iter().map(|source| paints(source).len()).sum();
    rows.push(most("colours and sizes outside the theme", colours, 0));
    let spawning: BTreeSet<&str> = sources
        .iter()
        .filter(|source| source.floor() != "practice" && spawns(source) > 0)
        .map(|source| source.file.as_str())
        .collect();
    rows.push(most(
        "files that spawn tasks, practice orgs aside",
        spawning.len(),
        1,
    ));
    let allowed = all()
        .iter()
        .map(|source| attribute_lines(source, "allow").len())
        .sum();
    rows.push(most("#[allow]", allowed, 0));
    rows.extend(rates(&sources));
    rows
}

fn rates(sources: &[Source]) -> [Row; 2] {
    let Shares { code, tests } = shares();
    let panics: usize = sources.iter().map(panics).sum();
    [
        Row {
            what: "panics in 1,000 lines of code".to_owned(),
            is: 1000.0 * float(panics) / float(code),
            budget: Budget::AtMost(1.0),
        },
        Row {
            what: "lines of tests for a line of code".to_owned(),
            is: float(tests) / float(code),
            budget: Budget::AtLeast(TESTS_TO_CODE),
        },
    ]
}

fn percentiles(what: &str, lines: &mut [usize], budgets: &[(usize, usize)]) -> Vec<Row> {
    lines.sort_unstable();
    let row = |&(percent, most): &(usize, usize)| {
        let name = if percent == 100 {
            "max".to_owned()
        } else {
            format!("p{percent}")
        };
        Row {
            what: format!("{what}, {name}"),
            is: float(lines[(lines.len() - 1) * percent / 100]),
            budget: Budget::AtMost(float(most)),
        }
    };
    budgets.iter().map(row).collect()
}

fn float(count: usize) -> f64 {
    u32::try_from(count).unwrap().into()
}

/// What paints, but for the theme itself and the drawings of the icons, which have a grid of their own.
fn painted() -> Vec<Source> {
    let mut sources = shipped();
    sources.retain(|source| {
        let aside = ["src/ui/theme", "src/ui/icon/"];
        matches!(source.floor(), "ui" | "app") && !aside.iter().any(|begin| source.file.starts_with(begin))
    });
    sources
}

/// Walks through what is shipped of a file and notes what a rule finds.
struct Walk<'a> {
    source: &'a Source,
    breaches: Vec<Breach>,
    panics: usize,
    spawns: usize,
    matches: Vec<(usize, usize)>,
}

fn walk(source: &Source) -> Walk<'_> {
    let mut walk = Walk {
        source,
        breaches: Vec::new(),
        panics: 0,
        spawns: 0,
        matches: Vec::new(),
    };
    walk.visit_file(&source.syntax);
    walk
}

fn paints(source: &Source) -> Vec<Breach> {
    walk(source).breaches
}

fn panics(source: &Source) -> usize {
    walk(source).panics
}

fn spawns(source: &Source) -> usize {
    walk(source).spawns
}

/// The wizard's events alone: those of the journal and of XML are small and belong to themselves.
fn event_matches(source: &Source) -> Vec<(usize, usize)> {
    if matches!(source.floor(), "wizard" | "ui" | "app" | "runtime") {
        walk(source).matches
    } else {
        Vec::new()
    }
}

/// The one function that takes every event.
fn updates(source: &Source) -> Vec<(usize, usize)> {
    if source.floor() != "wizard" {
        return Vec::new();
    }
    let functions = super::budgets::functions_of(source);
    let own = functions.into_iter().filter(|function| function.name == "update");
    own.map(|function| (function.line, function.lines)).collect()
}

impl Walk<'_> {
    fn note(&mut self, span: Span, what: &str) {
        self.breaches.push(Breach {
            file: self.source.file.clone(),
            line: span.start().line,
            what: format!("{what}: it belongs into the theme"),
        });
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let colour = names.windows(2).find(|two| two[0] == "Color32");
        if colour.is_some_and(|two| !NO_COLOURS.contains(&two[1].as_str())) {
            self.note(path.span(), "a colour");
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let share = matches!(binary.op, BinOp::Mul(_) | BinOp::Div(_));
        for side in [&binary.left, &binary.right] {
            if !(share && matches!(&**side, Expr::Lit(_))) {
                self.visit_expr(side);
            }
        }
    }

    fn visit_lit(&mut self, lit: &'ast Lit) {
        if let Lit::Float(float) = lit
            && !["0.0", "1.0"].contains(&float.base10_digits())
        {
            self.note(float.span(), "a size in points");
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func {
            let names: Vec<String> = path
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            let sized = names.iter().any(|name| SIZED.contains(&name.as_str()));
            for argument in call.args.iter().filter(|_| sized) {
                if let Expr::Lit(syn::ExprLit {
                    lit: Lit::Int(number),
                    ..
                }) = argument
                    && number.base10_digits() != "0"
                {
                    self.note(number.span(), "a size in points");
                }
            }
            if names.last().is_some_and(|name| name == "spawn") && names.len() > 1 {
                self.spawns += 1;
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let own = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
        match call.method.to_string().as_str() {
            "spawn" if !own => self.spawns += 1,
            "unwrap" | "expect" => self.panics += 1,
            _ => {}
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let panicking = [
            "panic",
            "unreachable",
            "todo",
            "unimplemented",
            "assert",
            "assert_eq",
            "assert_ne",
        ];
        let name = found
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        if name.is_some_and(|name| panicking.contains(&name.as_str())) {
            self.panics += 1;
        }
    }

    fn visit_expr_match(&mut self, found: &'ast syn::ExprMatch) {
        if found.arms.iter().any(|arm| is_event(&arm.pat)) {
            let (first, last) = (found.span().start().line, found.span().end().line);
            self.matches.push((first, last - first + 1));
        }
        visit::visit_expr_match(self, found);
    }
}

fn is_event(pattern: &Pat) -> bool {
    let named = |path: &syn::Path| path.segments.iter().any(|segment| segment.ident == "Event");
    match pattern {
        Pat::TupleStruct(pattern) => named(&pattern.path),
        Pat::Struct(pattern) => named(&pattern.path),
        Pat::Path(pattern) => named(&pattern.path),
        Pat::Or(pattern) => pattern.cases.iter().any(is_event),
        _ => false,
    }
}
