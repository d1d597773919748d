//! A panic in the middle of a call, with the token in hand, does not show it.

use crate::search::Shown;
use org2org_setup::{
    clock::{Boxed, SystemClock},
    okta::{
        ApiToken, Client, OrgUrl,
        transport::{HttpRequest, HttpResponse, Transport, TransportError},
    },
    secret::Secret,
    wizard::{Wizard, connect::SecretText},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::{Arc, Mutex},
};

const TOKEN: &str = "00pAnIcAl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVW";

#[test]
fn a_panic_with_a_token_in_hand_does_not_show_it() {
    let said: Arc<Mutex<String>> = Arc::default();
    let notes = Arc::clone(&said);
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        let trace = std::backtrace::Backtrace::force_capture();
        notes
            .lock()
            .unwrap()
            .push_str(&format!("{panic}\n{panic:?}\n{trace}\n"));
    }));
    let payloads = [
        catch_unwind(in_a_call),
        catch_unwind(in_a_message),
        catch_unwind(in_an_unwrap),
    ]
    .map(Result::unwrap_err);
    set_hook(before);
    let mut shown = Shown::default();
    for payload in payloads {
        shown.text(
            "a payload",
            payload
                .downcast::<String>()
                .map_or_else(|_| "no text".to_owned(), |text| *text),
        );
    }
    shown.text("what the hook was told", said.lock().unwrap().clone());
    assert!(said.lock().unwrap().contains("fell over"));
    shown.assert_silent(&[TOKEN]);
}

fn in_a_call() {
    let url = OrgUrl::parse("https://acme.example").unwrap();
    let token = ApiToken::parse(TOKEN).unwrap();
    let client = Client::new(url, Some(token), Arc::new(Clumsy), Arc::new(SystemClock));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let read = AssertUnwindSafe(|| runtime.block_on(client.reader().me()));
    drop(read());
}

fn in_a_message() {
    let mut wizard = Wizard::default();
    let mut open = org2org_setup::wizard::Open::new("connection-1".to_owned());
    open.source.token = SecretText::new(TOKEN.to_owned());
    wizard.open = Some(open);
    panic!("fell over {wizard:?}");
}

fn in_an_unwrap() {
    let result: Result<(), Secret> = Err(Secret::new(TOKEN));
    result.unwrap();
}

/// Falls over with the request in hand.
struct Clumsy;

impl Transport for Clumsy {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        panic!("fell over {request:?}");
    }
}
