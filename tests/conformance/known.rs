//! Where Okta's specification is wrong: each place with its reason, and the recorded answer of a real org that
//! proves it, or the part of the knowledge base that reports it where no recording is at hand.
//!
//! A test of the binary `conformance` checks that every recording named here shows what it is said to show.

use crate::witness::judge::Difference;

/// A known error of the specification.
pub(crate) struct Known {
    /// Operations by name, separated by spaces.
    pub(crate) operations: &'static str,
    /// `request`, a status, or `*` for both ways: what Okta shows may be sent back.
    pub(crate) part: &'static str,
    /// The place; `**` at the beginning for any beginning, `**` at the end for any end.
    pub(crate) at: &'static str,
    /// The rule that the specification wrongly states.
    pub(crate) rule: &'static str,
    /// What is so in truth.
    pub(crate) reason: &'static str,
    /// The recording (verb and address), or a part of the knowledge base.
    pub(crate) proof: &'static str,
}

/// What is so in truth, and the proof, for a difference that is known.
pub(crate) fn explanation(found: &Difference) -> Option<(&'static str, &'static str)> {
    let known = KNOWN.iter().find(|known| known.explains(found))?;
    Some((known.reason, known.proof))
}

impl Known {
    /// Whether a difference is this one.
    pub(crate) fn explains(&self, found: &Difference) -> bool {
        let part =
            self.part == found.part || (self.part == "*" && (found.part == "request" || found.part == "200"));
        let null = self.reason != NULL || found.detail.contains("null");
        part && null && self.rule == found.rule && self.operation(&found.operation) && self.place(&found.at)
    }

    fn operation(&self, name: &str) -> bool {
        self.operations == name || self.operations.split(' ').any(|known| known == name)
    }

    fn place(&self, at: &str) -> bool {
        let (before, start) = (self.at.strip_prefix("**"), self.at.strip_suffix("**"));
        match (before, start, before.and_then(|rest| rest.strip_suffix("**"))) {
            (_, _, Some(middle)) => at.contains(middle),
            (Some(end), _, None) => at.ends_with(end),
            (None, Some(start), None) => at.starts_with(start),
            (None, None, None) => at == self.at,
        }
    }
}

const fn known(
    operations: &'static str,
    part: &'static str,
    (at, rule): (&'static str, &'static str),
    reason: &'static str,
    proof: &'static str,
) -> Known {
    Known {
        operations,
        part,
        at,
        rule,
        reason,
        proof,
    }
}

const APPS: &str = "createApplication getApplication listApplications listAssignedApplicationsForGroup listPolicyApps replaceApplication";
const IDPS: &str = "activateIdentityProvider createIdentityProvider deactivateIdentityProvider getIdentityProvider \
                    listIdentityProviders listUserIdentityProviders replaceIdentityProvider";
const USERS: &str = "createUser getUser listGroupUsers listUsers replaceUser updateUser";
const RULES: &str = "createPolicyRule getPolicyRule listPolicyRules replacePolicyRule";
const TOKENS: &str = "getApiToken listApiTokens upsertApiToken";
const MAPPINGS: &str = "getProfileMapping updateProfileMapping";
const SCHEMAS: &str = "getUserSchema updateUserProfile";

const NEW_APP: &str = "POST https://test.okta.com/api/v1/apps?activate=true";
const ORG: &str = "GET https://test.okta.com/api/v1/org";
const MAPPING: &str = "POST https://test.okta.com/api/v1/mappings/prmnkwe1vcDGIxAzg1d7";
const SCHEMA: &str = "GET https://test.okta.com/api/v1/meta/schemas/user/default";

const NULL: &str = "Null where nothing is set; the specification forgets that";
const MORE: &str = "A member that the specification forgets";

/// All of them.
pub(crate) const KNOWN: &[Known] = &[
    // Apps
    known(
        APPS,
        "*",
        ("**/accessibility/errorRedirectUrl", "type"),
        NULL,
        NEW_APP,
    ),
    known(
        APPS,
        "*",
        ("**/accessibility/loginRedirectUrl", "type"),
        NULL,
        NEW_APP,
    ),
    known(APPS, "*", ("**/settings/notes/admin", "type"), NULL, NEW_APP),
    known(APPS, "*", ("**/settings/notes/enduser", "type"), NULL, NEW_APP),
    known(
        APPS,
        "*",
        ("**/settings/notifications/vpn/helpUrl", "type"),
        NULL,
        NEW_APP,
    ),
    known(
        APPS,
        "*",
        ("**/settings/notifications/vpn/message", "type"),
        NULL,
        NEW_APP,
    ),
    known(
        APPS,
        "*",
        ("**/universalLogout", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/apps",
    ),
    known(
        APPS,
        "*",
        ("**/settings/manualProvisioning", "unknown"),
        MORE,
        NEW_APP,
    ),
    known(APPS, "*", ("**/_links/policies", "unknown"), MORE, NEW_APP),
    known(
        APPS,
        "*",
        ("**/_links/profileEnrollment", "unknown"),
        MORE,
        NEW_APP,
    ),
    known(APPS, "*", ("**/_links/uploadLogo", "unknown"), MORE, NEW_APP),
    known(
        APPS,
        "*",
        ("**/name", "enum"),
        "Okta's own apps are OpenID Connect apps under names of their own",
        "GET https://test.okta.com/api/v1/apps?limit=2",
    ),
    known(
        APPS,
        "*",
        ("**/settings/app", "unknown"),
        "Apps of every sign-on mode have settings of their own",
        "GET https://test.okta.com/api/v1/apps?limit=2",
    ),
    known(
        "assignUserToApplication getApplicationUser listApplicationUsers updateApplicationUser",
        "200",
        ("**/externalId", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/apps/0oasf9qisGVmpA9eG4x6/users",
    ),
    known(
        APPS,
        "*",
        ("**/settings/app/acsUrl", "type"),
        NULL,
        "okta-api.md 2.2",
    ),
    known(
        APPS,
        "*",
        ("**/settings/app/audRestriction", "type"),
        NULL,
        "okta-api.md 2.2",
    ),
    known(
        APPS,
        "*",
        ("**/settings/app/audience_uri", "unknown"),
        MORE,
        "recorded: GET /api/v1/apps, an app of Zoom",
    ),
    known(
        APPS,
        "*",
        ("**/settings/app/acs_url", "unknown"),
        MORE,
        "recorded: GET /api/v1/apps, an app of Zoom",
    ),
    known(
        APPS,
        "*",
        ("**/settings/signOn", "required"),
        "Apps of the catalogue have fewer sign-on settings than an app of one's own",
        "okta-api.md 2.4",
    ),
    known(
        APPS,
        "*",
        ("**/settings/signOn/**", "type"),
        NULL,
        "okta-api.md 2.4",
    ),
    known(
        "replaceApplication",
        "request",
        ("", "required"),
        "Name and label are enough, as in Okta's own guide to switching keys",
        "okta-api.md 2.3",
    ),
    known(
        "previewSAMLmetadataForApplication",
        "200",
        ("header content-type", "unknown"),
        "The metadata comes as application/xml in ISO-8859-1",
        "okta-api.md 2.6",
    ),
    known(
        "previewSAMLmetadataForApplication",
        "request",
        ("query kid", "missing"),
        "Without kid the active key is meant, as the app's own link to the metadata does",
        "okta-api.md 2.6",
    ),
    known(
        "getDefaultProvisioningConnectionForApplication",
        "200",
        ("", "required"),
        "A connection that was never set has no profile",
        "GET https://test.okta.com/api/v1/apps/0oa3rk3ioj9S6PkjL5d7/connections/default",
    ),
    known(
        "deactivateApplication activateApplication",
        "200",
        ("body", "unknown"),
        "The answer is an empty object",
        "POST https://test.okta.com/api/v1/apps/0oaqgqe2x86CjcIO61d7/lifecycle/deactivate",
    ),
    known(
        "generateIdentityProviderSigningKey",
        "201",
        ("status", "undocumented"),
        "A new key is answered with 201 where the specification has 200",
        "POST https://test.okta.com/api/v1/idps/0oasfewzrOhZhzogX4x6/credentials/keys/generate?validityYears=2",
    ),
    known(
        "createGroupPushMapping deleteGroupPushMapping",
        "200",
        ("status", "undocumented"),
        "Real answers are 200 where the specification has 201 and 204",
        "okta-api.md 2.11",
    ),
    known(
        "getFeatureForApplication listFeaturesForApplication updateFeatureForApplication",
        "*",
        ("**/importSettings/username", "required"),
        "The member is called userNameFormat",
        "okta-api.md 2.8",
    ),
    known(
        "getFeatureForApplication listFeaturesForApplication updateFeatureForApplication",
        "*",
        ("**/importSettings/username/userNameFormat", "unknown"),
        "The member is called userNameFormat",
        "okta-api.md 2.8",
    ),
    known(
        "getFeatureForApplication listFeaturesForApplication updateFeatureForApplication",
        "*",
        ("**/importSettings/username/userNameExpression", "type"),
        NULL,
        "okta-api.md 2.8",
    ),
    // Identity providers
    known(
        IDPS,
        "*",
        ("**/policy/subject/matchAttribute", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/idps",
    ),
    known(
        IDPS,
        "*",
        ("**/policy/subject/filter", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/idps",
    ),
    known(
        IDPS,
        "*",
        ("**/policy/accountLink/filter", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/idps",
    ),
    known(
        IDPS,
        "*",
        ("**/policy/mapAMRClaims", "unknown"),
        MORE,
        "okta-api.md 3.5",
    ),
    known(
        IDPS,
        "*",
        ("**/policy/transformedUsernameMatchingEnabled", "unknown"),
        MORE,
        "okta-api.md 3.3",
    ),
    known(
        IDPS,
        "*",
        ("**/created", "type"),
        "Null after a replacement",
        "PUT https://test.okta.com/api/v1/idps/0oasfbmhtA1zxSF564x6",
    ),
    known(
        "generateIdentityProviderSigningKey",
        "201",
        ("status", "undocumented"),
        "The answer is 201 where the specification has 200",
        "POST https://test.okta.com/api/v1/idps/0oasfewzrOhZhzogX4x6/credentials/keys/generate?validityYears=2",
    ),
    known(
        "GET /api/v1/idps/{}/metadata.xml",
        "request",
        ("path", "unknown"),
        "The provider's own link leads there",
        "okta-api.md 3.6",
    ),
    known(
        "getIdentityProviderApplicationUser linkUserToIdentityProvider listIdentityProviderApplicationUsers",
        "200",
        ("**/profile/**", "type"),
        "Attributes of a profile are texts, not objects",
        "okta-api.md 3.1",
    ),
    known(
        RULES,
        "*",
        ("**/actions/idp/providers/*/type", "enum"),
        "OKTA stands for the org itself and needs no identifier",
        "okta-api.md 3.9",
    ),
    known(
        "listPolicies getPolicy",
        "200",
        ("**/conditions", "type"),
        NULL,
        "okta-api.md 3.9",
    ),
    known(
        "clonePolicy",
        "200",
        ("/created", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/policies/rsts3ly62thqN5vDd5d7/clone",
    ),
    known(
        "clonePolicy",
        "200",
        ("/lastUpdated", "type"),
        NULL,
        "POST https://test.okta.com/api/v1/policies/rsts3ly62thqN5vDd5d7/clone",
    ),
    // People
    known(
        USERS,
        "*",
        ("**/credentials/emails", "unknown"),
        MORE,
        "POST https://test.okta.com/api/v1/users?activate=true",
    ),
    known(
        "deactivateUser suspendUser unsuspendUser",
        "200",
        ("body", "unknown"),
        "The answer is an empty object",
        "POST https://test.okta.com/api/v1/users/00usf9bc3bkDNI42V4x6/lifecycle/deactivate",
    ),
    known(
        "addGroup getGroup listGroups listUserGroups replaceGroup",
        "200",
        ("**/profile", "anyOf"),
        NULL,
        "POST https://test.okta.com/api/v1/groups",
    ),
    // Mappings and schemas
    known(
        MAPPINGS,
        "*",
        ("/properties/**", "unknown"),
        "Properties are a map from attribute to rule; the specification describes a single rule",
        MAPPING,
    ),
    known(
        MAPPINGS,
        "request",
        ("", "required"),
        "Only properties are needed; the other two names belong to each property",
        MAPPING,
    ),
    known(SCHEMAS, "200", ("/description", "unknown"), MORE, SCHEMA),
    known(SCHEMAS, "200", ("/_links/type", "unknown"), MORE, SCHEMA),
    known(
        "getApplicationUserSchema updateApplicationUserProfile",
        "*",
        ("**/definitions/base/properties/**", "unknown"),
        "Every app has base attributes of its own",
        "okta-api.md 2.9",
    ),
    // The org
    known(
        TOKENS,
        "200",
        ("**/_links", "unknown"),
        "Called _link in the specification",
        "GET https://test.okta.com/api/v1/api-tokens",
    ),
    known(
        TOKENS,
        "200",
        ("**/tokenWindow", "pattern"),
        "The pattern of a duration lets none through",
        "GET https://test.okta.com/api/v1/api-tokens?limit=3",
    ),
    known(
        "getFeature listFeatureDependencies listFeatureDependents listFeatures updateFeatureLifecycle",
        "200",
        ("**/_links/enable", "unknown"),
        MORE,
        "GET https://test.okta.com/api/v1/features",
    ),
    known(
        "getFeature listFeatureDependencies listFeatureDependents listFeatures updateFeatureLifecycle",
        "200",
        ("**/_links/disable", "unknown"),
        "The counterpart of the link to enable",
        "okta-api.md 1.5",
    ),
    known("getOrgSettings", "200", ("/expiresAt", "type"), NULL, ORG),
    known("getOrgSettings", "200", ("/address1", "type"), NULL, ORG),
    known("getOrgSettings", "200", ("/address2", "type"), NULL, ORG),
    known("getOrgSettings", "200", ("/city", "type"), NULL, ORG),
    known("getOrgSettings", "200", ("/state", "type"), NULL, ORG),
    known("getOrgSettings", "200", ("/country", "type"), NULL, ORG),
    known("getOrgSettings", "200", ("/postalCode", "type"), NULL, ORG),
    known(
        "getWellknownOrgMetadata",
        "200",
        ("/cell", "unknown"),
        MORE,
        "okta-api.md 1.4",
    ),
    known(
        "getWellknownOrgMetadata",
        "200",
        ("/settings", "unknown"),
        MORE,
        "okta-api.md 1.4",
    ),
    // The System Log
    known(
        "listLogEvents",
        "200",
        ("**/detailEntry", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/authenticationContext/**", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/authenticationContext/**", "enum"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/client/**", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/request/ipChain/**", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/securityContext/**", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/outcome/reason", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/target", "type"),
        NULL,
        "okta-api.md 7.2",
    ),
    known(
        "listLogEvents",
        "200",
        ("/*/device", "unknown"),
        MORE,
        "okta-api.md 7.2",
    ),
    // Group rules
    known(
        "deleteGroupRule",
        "202",
        ("body", "unknown"),
        "An empty object",
        "DELETE https://test.okta.com/api/v1/groups/rules/0prsfncw9sygwaEYW4x6",
    ),
    // Simulation of policies
    known(
        "createPolicySimulation",
        "request",
        ("", "type"),
        "One simulation as an object; a list of them is refused as malformed",
        "management.yaml, example SimulatePolicyBody",
    ),
    known(
        "createPolicySimulation",
        "request",
        ("**", "unknown"),
        "The members of that one object",
        "management.yaml, example SimulatePolicyBody",
    ),
    known(
        "createPolicySimulation",
        "200",
        ("/evaluation", "unknown"),
        "The member of that object",
        "management.yaml, example SimulatePolicyResponse",
    ),
    known(
        "createPolicySimulation",
        "200",
        ("", "type"),
        "An object with the evaluations",
        "management.yaml, example SimulatePolicyResponse",
    ),
    // Keys of the authorization server
    known(
        "oauthKeys",
        "200",
        ("/keys/*/e", "unknown"),
        "The discriminator names uses where it should name types of keys",
        "oauth.yaml, example OAuthKeysExample; RFC 7518, section 6.3",
    ),
    known(
        "oauthKeys",
        "200",
        ("/keys/*/n", "unknown"),
        "The discriminator names uses where it should name types of keys",
        "oauth.yaml, example OAuthKeysExample; RFC 7518, section 6.3",
    ),
];
