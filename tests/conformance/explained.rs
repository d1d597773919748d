//! Differences between recorded answers and those of the practice orgs that are meant to be, each with its reason.

/// Beginning and end of a difference, and why it is right.
type Explained = (&'static str, &'static str, &'static str);

/// What no recording decides: where it would stand, and what the practice orgs do meanwhile. A test fails as soon as a
/// recording shows such an object.
pub(crate) const UNDECIDED: &[(&str, &str)] = &[(
    "PolicyRule, system true: created, lastUpdated",
    "Every recorded rule was made by somebody. The specification lets both instants be null, and gives both to the rules \
     of Okta's own that it shows as examples; so do the practice orgs",
)];

/// Why a difference is right; `None` when nobody knows.
pub(crate) fn reason(difference: &str) -> Option<&'static str> {
    EXPLAINED
        .iter()
        .find(|(start, end, _)| difference.starts_with(start) && difference.ends_with(end))
        .map(|(_, _, reason)| *reason)
}

/// Explanations that explain none of these differences.
pub(crate) fn unused<'d>(differences: impl Iterator<Item = &'d String>) -> Vec<&'static str> {
    let differences: Vec<&String> = differences.collect();
    let idle = |(start, end, _): &&Explained| {
        let mut all = differences.iter();
        !all.any(|difference| difference.starts_with(start) && difference.ends_with(end))
    };
    EXPLAINED.iter().filter(idle).map(|(start, ..)| *start).collect()
}

const KINDS: &str = "The recorded org has apps of kinds that the practice orgs do not offer";
const OLD: &str = "Orgs of 2020; later recordings agree with the practice orgs";
const ORG: &str = "Depends on what the recorded org holds";
const FEATURE: &str = "Only orgs with that feature show it";

const EXPLAINED: &[Explained] = &[
    // Apps
    ("createApplication 200: /_links/self", "missing", KINDS),
    ("createApplication 200: /credentials/", "missing", KINDS),
    (
        "createApplication 400: status 200",
        "",
        "The recorded org was full",
    ),
    (
        "createApplication 200: /settings/extendedProperties",
        "missing",
        OLD,
    ),
    ("getApplication 200: /settings/extendedProperties", "missing", OLD),
    ("createApplication 200: /universalLogout", "", FEATURE),
    ("getApplication 200: /universalLogout", "", FEATURE),
    ("listApplications 200: /*/universalLogout", "", FEATURE),
    ("replaceApplication 200: /universalLogout", "", FEATURE),
    (
        "listApplications 200: /*/_links/clientCredentials",
        "missing",
        KINDS,
    ),
    ("listApplications 200: /*/_links/help", "missing", KINDS),
    ("listApplications 200: /*/_links/metadata", "missing", KINDS),
    (
        "listApplications 200: /*/credentials/oauthClient",
        "missing",
        KINDS,
    ),
    ("listApplications 200: /*/settings/app/", "missing", KINDS),
    ("listApplications 200: /*/settings/oauthClient", "missing", KINDS),
    ("listApplications 200: /*/settings/signOn", "missing", KINDS),
    ("listApplications 200: /*/visibility/appLinks/", "missing", KINDS),
    // Identity providers
    (
        "createIdentityProvider 200: status 40",
        "",
        "The practice orgs offer SAML identity providers and no others yet",
    ),
    // People
    (
        "createUser 200: /realmId",
        "missing",
        "Only orgs with realms show it",
    ),
    (
        "deactivateUser 204: status 200",
        "",
        "Okta answers 200 or 204; both are recorded of the same org",
    ),
    ("listGroupUsers 200: /*/statusChanged", "instead of null", OLD),
    ("listUsers 200: /*/credentials/recovery_question", "missing", ORG),
    (
        "getUser 200: /credentials/recovery_question",
        "missing",
        "The practice orgs do not offer to change it",
    ),
    (
        "createGroupRule 200: status 400",
        "",
        "What was sent is not recorded",
    ),
    (
        "listGroupRules 200: ",
        "is list instead of null",
        "What was answered is recorded as broken text",
    ),
    (
        "getCsrForIdentityProvider 404: says",
        "",
        "The recorded provider is of a kind that the practice orgs do not offer",
    ),
    // Features and policies
    (
        "listFeatures 200: /*/_links/helpDoc",
        "missing",
        "Some features have a page of help",
    ),
    (
        "listFeatures 200: /*/_links/disable",
        "anybody saw",
        "Only features that were off are recorded",
    ),
    (
        "listPolicies 200: /*/_links/deactivate",
        "missing",
        "The recorded org has policies of its own",
    ),
    (
        "listPolicies 200: /*/_links/mappings",
        "missing",
        "The recorded org has policies of its own",
    ),
];
