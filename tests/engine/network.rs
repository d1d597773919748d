//! What stands between this computer and an org: no network, a captive portal, an inspecting proxy, another product.
//! Each gets its own sentence and a next step, and none is taken for a wrong token.

use org2org_setup::{
    clock::{Boxed, SystemClock},
    federation::{
        observe,
        orgs::Side,
        preflight::{self, Weight},
    },
    okta::{
        ApiToken, Client, OrgUrl,
        transport::{Failure, Headers, HttpRequest, HttpResponse, HttpTransport, Transport, TransportError},
    },
};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

/// Answers every request alike.
struct Same(Result<HttpResponse, TransportError>);

impl Transport for Same {
    fn send(&self, _: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        Box::pin(std::future::ready(self.0.clone()))
    }
}

fn page(status: u16, media_type: &str, body: &str) -> Same {
    Same(Ok(HttpResponse {
        status,
        headers: Headers::from_pairs([("content-type", media_type)]),
        body: body.as_bytes().to_vec(),
    }))
}

fn failing(failure: Failure, detail: &str) -> Same {
    Same(Err(TransportError::new(failure, "acme.okta.com", detail)))
}

/// What the screen says: one thing, which stops, with what to do about it.
async fn said(address: &str, transport: impl Transport + 'static) -> String {
    let url = OrgUrl::parse(address).unwrap();
    let token = ApiToken::parse("00marked-token-that-is-long-enough-to-be-one").unwrap();
    let client = Client::new(url, Some(token), Arc::new(transport), Arc::new(SystemClock));
    let report = preflight::judge(Side::Source, client.org(), &observe::org(&client.reader()).await);
    assert!(!report.is_ready());
    let [note] = report.notes.as_slice() else {
        panic!("{:?}", report.notes);
    };
    assert_eq!(note.weight, Weight::Stops);
    assert!(!note.advice.next.is_empty(), "{:?}", note.advice);
    format!("{}: {}", note.advice.headline, note.advice.why)
}

const ACME: &str = "https://acme.okta.com";

#[tokio::test(start_paused = true)]
async fn a_captive_portal_that_answers_with_its_own_page_is_recognised() {
    let portal = page(
        200,
        "text/html",
        "<html><title>Hotel guest network</title></html>",
    );
    let said = said(ACME, portal).await;
    assert!(
        said.starts_with("acme.okta.com answered, but not as an Okta org"),
        "{said}"
    );
    assert!(said.contains("A network that asks for a sign-in first"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_captive_portal_that_redirects_is_not_followed_and_named() {
    let said = said(ACME, failing(Failure::Redirect, "login.hotel.example")).await;
    assert!(said.contains("login.hotel.example"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn another_product_at_the_address_is_told_from_an_okta_org() {
    let product = page(404, "application/json", r#"{"message":"Not found"}"#);
    let said = said(ACME, product).await;
    assert!(said.contains("not as"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_wants_a_password_is_named() {
    let said = said(ACME, failing(Failure::Proxy, "")).await;
    assert!(said.to_lowercase().contains("proxy"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn without_a_network_the_name_or_the_connection_is_missing() {
    let unknown = said(ACME, failing(Failure::Name, "")).await;
    assert!(unknown.starts_with("There is no acme.okta.com"), "{unknown}");
    for failure in [Failure::Connect, Failure::Timeout, Failure::Interrupted] {
        let said = said(ACME, failing(failure, "")).await;
        assert!(said.starts_with("acme.okta.com cannot be reached"), "{said}");
    }
}

/// A real handshake with a certificate of an issuer that this computer does not know.
#[tokio::test]
async fn a_proxy_that_opens_the_encrypted_connection_is_explained() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let proxy = tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let _refused = acceptor.accept(socket).await;
        }
    });
    let said = said(&format!("https://127.0.0.1:{port}"), HttpTransport::default()).await;
    proxy.abort();
    assert!(
        said.starts_with("Your network opens the encrypted connection"),
        "{said}"
    );
}
