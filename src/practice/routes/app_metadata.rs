//! SAML metadata of apps (Okta API: Preview the application SAML metadata; SAML Metadata §2.4).

use super::super::http::Response;
use super::super::keys::SigningKey;
use super::super::org::app::App;
use super::super::refusal::Refusal;
use super::super::world::{Answer, Call};
use super::super::xml;
use super::apps::found;

const KIND: &str = "application/xml;charset=ISO-8859-1";

/// The metadata for administrators; `kid` picks another key than the one in use.
pub(super) fn private(call: &mut Call<'_>) -> Answer {
    let accept = call.request.header_value("accept").unwrap_or("*/*");
    if !["application/xml", "text/xml", "*/*"]
        .iter()
        .any(|kind| accept.contains(kind))
    {
        return Err(Refusal::bad_accept());
    }
    let app = found(call)?;
    if app.sign_on_mode != "SAML_2_0" {
        return Err(Refusal::no_metadata());
    }
    let key = match call.request.query_value("kid") {
        Some(kid) => app.keys.iter().find(|key| key.kid == kid),
        None => app.signing_key(),
    };
    let key = key.ok_or_else(|| {
        Refusal::not_found(call.request.query_value("kid").unwrap_or(&app.id), "JsonWebKey")
    })?;
    let document = document(app, key, &call.org().base).ok_or_else(Refusal::internal)?;
    Ok(Response::text(200, KIND, document))
}

/// The metadata for everybody, by external key.
pub(in crate::practice) fn public(call: &Call<'_>, external_key: &str) -> Option<Response> {
    let app = call
        .org()
        .apps
        .iter()
        .find(|app| app.external_key == external_key && app.active)?;
    let document = document(app, app.signing_key()?, &call.org().base)?;
    Some(Response::text(200, KIND, document))
}

fn document(app: &App, key: &SigningKey, base: &str) -> Option<String> {
    let location = xml::escape(&format!("{base}{}", app.sso_path()));
    let certificate = xml::lines(&key.certificate_base64()?);
    let issuer = xml::escape(&app.issuer());
    let binding = "urn:oasis:names:tc:SAML:2.0:bindings";
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <md:EntityDescriptor entityID=\"{issuer}\" xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">\
         <md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
         <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
         </md:KeyDescriptor>\
         <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>\
         <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>\
         <md:SingleSignOnService Binding=\"{binding}:HTTP-POST\" Location=\"{location}\"/>\
         <md:SingleSignOnService Binding=\"{binding}:HTTP-Redirect\" Location=\"{location}\"/>\
         </md:IDPSSODescriptor></md:EntityDescriptor>"
    ))
}
