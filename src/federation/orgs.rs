//! The two sides of a connection, made hard to confuse.

use crate::okta::{Client, Reader, Writer};
use serde::{Deserialize, Serialize};

/// One of the two orgs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The identity provider: where people sign in.
    Source,
    /// The service provider: where the apps are.
    Target,
}

impl Side {
    /// Both sides, the source first.
    pub const BOTH: [Self; 2] = [Self::Source, Self::Target];

    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Source => Self::Target,
            Self::Target => Self::Source,
        }
    }

    /// As it stands in JSON and in the command line's output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }

    /// The name of the role in plain words.
    pub fn role(self) -> &'static str {
        match self {
            Self::Source => "source org",
            Self::Target => "target org",
        }
    }
}

/// The clients of both orgs.
#[derive(Clone, Debug)]
pub struct Orgs {
    /// Where people sign in.
    pub source: Client,
    /// Where the apps are.
    pub target: Client,
}

impl Orgs {
    /// The client of a side.
    pub fn client(&self, side: Side) -> &Client {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// The reading half of a side.
    pub fn reader(&self, side: Side) -> Reader {
        self.client(side).reader()
    }

    /// The changing half of a side.
    pub fn writer(&self, side: Side) -> Writer {
        self.client(side).writer()
    }

    /// The reading halves of both sides.
    pub fn readers(&self) -> Readers {
        Readers {
            source: self.source.reader(),
            target: self.target.reader(),
        }
    }
}

/// The reading halves of both orgs: enough to observe and to verify.
#[derive(Clone, Debug)]
pub struct Readers {
    /// Where people sign in.
    pub source: Reader,
    /// Where the apps are.
    pub target: Reader,
}

impl Readers {
    /// The reader of a side.
    pub fn of(&self, side: Side) -> &Reader {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }
}
