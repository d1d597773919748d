//! Values of an org itself, and ways of a source org that no setting shows.

use super::super::super::org::Org;
use serde_json::Value;

/// A value of an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::practice::fault) enum OrgField {
    /// The org switch for just-in-time provisioning.
    Jit,
    /// How far its clock is off, in seconds.
    ClockOffset,
    /// Whether the Org2Org app may be added.
    Org2OrgAvailable,
    /// Whether its apps can be provisioned at all.
    ProvisioningAvailable,
    /// Whether the limit for changing people is used up by somebody else.
    UserLimitUsedUp,
    /// Whether it signs the assertion.
    SignsAssertion,
    /// Whether it signs the response around the assertion.
    SignsResponse,
    /// Whether it signs with SHA-1.
    SignsWithSha1,
    /// Whether it answers every request with a failure.
    AnswersFailure,
    /// Whether its responses name a request that was answered long ago.
    AnswersOldRequest,
    /// Whether it sends one assertion again and again.
    RepeatsAssertion,
}

impl OrgField {
    pub(super) fn read(self, org: &Org) -> Value {
        if self == Self::ClockOffset {
            return Value::from(org.clock_offset);
        }
        Value::Bool(match self {
            Self::Jit => org.jit,
            Self::Org2OrgAvailable => org.org2org,
            Self::ProvisioningAvailable => !org.ways.no_provisioning,
            Self::UserLimitUsedUp => org.ways.user_limit_used_up,
            Self::SignsAssertion => !org.ways.assertion_unsigned,
            Self::SignsResponse => !org.ways.response_unsigned,
            Self::SignsWithSha1 => org.ways.sha1,
            Self::AnswersFailure => org.ways.failure,
            Self::AnswersOldRequest => org.ways.old_request,
            Self::RepeatsAssertion => org.ways.same_assertion,
            Self::ClockOffset => false,
        })
    }

    pub(super) fn write(self, org: &mut Org, value: &Value) {
        let on = value.as_bool().unwrap_or_default();
        match self {
            Self::Jit => org.jit = on,
            Self::ClockOffset => org.clock_offset = value.as_i64().unwrap_or_default(),
            Self::Org2OrgAvailable => org.org2org = on,
            Self::ProvisioningAvailable => org.ways.no_provisioning = !on,
            Self::UserLimitUsedUp => org.ways.user_limit_used_up = on,
            Self::SignsAssertion => org.ways.assertion_unsigned = !on,
            Self::SignsResponse => org.ways.response_unsigned = !on,
            Self::SignsWithSha1 => org.ways.sha1 = on,
            Self::AnswersFailure => org.ways.failure = on,
            Self::AnswersOldRequest => org.ways.old_request = on,
            Self::RepeatsAssertion => org.ways.same_assertion = on,
        }
    }
}
