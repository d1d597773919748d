//! How an org behaves where no setting of its API says so: each is off in an org that is in order.

/// What an org does differently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ways {
    /// It has bought no provisioning.
    pub(crate) no_provisioning: bool,
    /// Somebody else uses up the limit of calls that change people.
    pub(crate) user_limit_used_up: bool,
    /// Its responses carry an assertion without a signature.
    pub(crate) assertion_unsigned: bool,
    /// Its responses carry a signature at the assertion alone.
    pub(crate) response_unsigned: bool,
    /// It signs with RSA and SHA-1.
    pub(crate) sha1: bool,
    /// Its responses say that the sign-in failed.
    pub(crate) failure: bool,
    /// Its responses name a request that was answered long ago.
    pub(crate) old_request: bool,
    /// It sends one assertion again and again.
    pub(crate) same_assertion: bool,
}
