//! The apps an org may add by name (a tiny part of Okta's integration network).

/// A field of `settings.app`.
pub(super) struct Field {
    /// Its name.
    pub(super) name: &'static str,
    /// Whether it must be given.
    pub(super) required: bool,
}

/// An app of the catalogue.
pub(super) struct Known {
    /// The key name.
    pub(super) name: &'static str,
    /// The name people know.
    pub(super) title: &'static str,
    /// The sign-on modes it offers, the usual one first.
    pub(super) modes: &'static [&'static str],
    /// Its own settings.
    pub(super) fields: &'static [Field],
    /// Whether it can be provisioned.
    pub(super) provisioning: bool,
    /// The number at the end of its sign-in link.
    pub(super) number: u32,
}

const CATALOGUE: [Known; 6] = [
    Known {
        name: "okta_org2org",
        title: "Okta Org2Org",
        modes: &["SAML_2_0", "AUTO_LOGIN", "OPENID_CONNECT"],
        fields: &[
            required("baseUrl"),
            optional("acsUrl"),
            optional("audRestriction"),
        ],
        provisioning: true,
        number: 1857,
    },
    Known {
        name: "dropbox_for_business",
        title: "Dropbox Business",
        modes: &["SAML_2_0", "BROWSER_PLUGIN", "AUTO_LOGIN"],
        fields: &[],
        provisioning: true,
        number: 1944,
    },
    Known {
        name: "zoomus",
        title: "Zoom",
        modes: &["SAML_2_0", "BROWSER_PLUGIN"],
        fields: &[
            required("subDomain"),
            optional("audience_uri"),
            optional("acs_url"),
        ],
        provisioning: true,
        number: 1835,
    },
    Known {
        name: "bookmark",
        title: "Bookmark App",
        modes: &["BOOKMARK"],
        fields: &[required("url"), optional("requestIntegration")],
        provisioning: false,
        number: 2557,
    },
    Known {
        name: "saasure",
        title: "Okta Admin Console",
        modes: &["OPENID_CONNECT"],
        fields: &[],
        provisioning: false,
        number: 1,
    },
    Known {
        name: "okta_enduser",
        title: "Okta Dashboard",
        modes: &["OPENID_CONNECT"],
        fields: &[],
        provisioning: false,
        number: 2,
    },
];

const fn required(name: &'static str) -> Field {
    Field { name, required: true }
}

const fn optional(name: &'static str) -> Field {
    Field {
        name,
        required: false,
    }
}

/// The app of that key name.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    CATALOGUE.iter().find(|known| known.name == name)
}
