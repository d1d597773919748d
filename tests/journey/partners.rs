//! Two orgs that are no part of the program, as those of real partners: it knows their addresses and nothing else.

use crate::program::{Program, connected};
use org2org_setup::{
    federation::Side,
    practice::{self, Practice, Temper},
    wizard::{Event, connect::SecretText},
};
use tokio::runtime::Runtime;

/// Both orgs, served until this is dropped.
pub(crate) struct Partners {
    pub(crate) practice: Practice,
    _server: Runtime,
}

impl Partners {
    /// Gentle, because the program waits by the real clock: a small org's limits would hold each story up for minutes.
    pub(crate) fn serve() -> Self {
        let server = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let options = practice::Options {
            temper: Temper::Gentle,
            ..practice::Options::default()
        };
        let practice = server.block_on(Practice::start(options)).unwrap();
        Self {
            practice,
            _server: server,
        }
    }

    pub(crate) fn address(&self, side: Side) -> String {
        let card = match side {
            Side::Source => self.practice.source(),
            Side::Target => self.practice.target(),
        };
        card.url.to_string()
    }

    pub(crate) fn token(&self, side: Side) -> String {
        let card = match side {
            Side::Source => self.practice.source(),
            Side::Target => self.practice.target(),
        };
        card.api_token.clone()
    }

    /// Enters address and token of one org and has them tried.
    pub(crate) fn enter(&self, program: &mut Program, side: Side) {
        program.send(Event::Address(side, self.address(side)));
        check(program, side, &self.token(side));
    }

    /// A new connection of both orgs.
    pub(crate) fn connect(&self, program: &mut Program) {
        new_connection(program);
        for side in Side::BOTH {
            self.enter(program, side);
        }
        connected(program);
    }
}

/// The form of a new connection.
pub(crate) fn new_connection(program: &mut Program) {
    program.send(Event::NewConnection);
    program.until("the form is there", |wizard| wizard.open.is_some());
}

/// Has a token tried at the address that stands there.
pub(crate) fn check(program: &mut Program, side: Side, token: &str) {
    program.send(Event::Token(side, SecretText::new(token.to_owned())));
    program.send(Event::Check(side));
    program.until("the org was looked at", |wizard| {
        !wizard.open.as_ref().unwrap().form(side).report.is_running()
    });
}
