//! Two Okta orgs imitated inside the program.
