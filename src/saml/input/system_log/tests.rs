//! Whatever an export looks like, the same events come out, and nothing that is nobody's business.

use super::super::{Content, InputError, may_be_recording, read};
use serde_json::{Value, json};

const TYPE: &str = "user.authentication.auth_via_IDP";
const REASON: &str = "Unable to resolve IdP endpoint, \"x\"";

fn event() -> Value {
    json!({
        "uuid": "u1", "published": "2026-11-23T07:00:00.250Z", "eventType": TYPE, "version": "0",
        "displayMessage": "Authenticate user via IDP", "severity": "WARN", "legacyEventType": null,
        "client": { "ipAddress": "192.0.2.7", "userAgent": { "rawUserAgent": "geheim" }, "geographicalContext": null },
        "actor": { "id": "00u1", "type": "User", "alternateId": "mira.chen@acme.example", "displayName": "Mira Chen" },
        "outcome": { "result": "FAILURE", "reason": REASON },
        "target": [
            { "id": "0oa1", "type": "AppInstance", "alternateId": "Acme IdP", "displayName": "Acme" },
            { "id": "0oa2", "type": "AppUser", "alternateId": null, "displayName": "Mira", "detailEntry": { "x": "geheim" } },
        ],
        "transaction": { "type": "WEB", "id": "tr1", "detail": {} },
        "debugContext": { "debugData": { "requestUri": "/sso?token=geheim" } },
        "authenticationContext": { "externalSessionId": "trs1", "issuer": null },
        "request": { "ipChain": [{ "ip": "192.0.2.7" }] },
    })
}

fn log(bytes: &[u8]) -> Value {
    let documents = read(bytes).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)));
    let [document] = documents.as_slice() else {
        panic!("{documents:?}")
    };
    let Content::SystemLog(json) = &document.content else {
        panic!("{document:?}")
    };
    let same = |content: &Content| *content == document.content;
    assert!(
        read(json.as_bytes()).is_ok_and(|again| same(&again[0].content)),
        "{json}"
    );
    assert!(!json.contains("geheim") && !json.contains("192.0.2.7"), "{json}");
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_message_beside_a_reason_is_kept_and_addresses_beside_it_are_not() {
    let mut event = event();
    event["debugContext"]["debugData"]["message"] = json!("The SAML assertion has expired.");
    let kept = log(json!([event]).to_string().as_bytes());
    assert_eq!(
        kept[0]["debugContext"],
        json!({ "debugData": { "message": "The SAML assertion has expired." } })
    );
    assert_eq!(
        log(json!([self::event()]).to_string().as_bytes())[0].get("debugContext"),
        None
    );
}

#[test]
fn json_of_any_outline_holds_the_same_events() {
    let event = event();
    let lines = format!("{event}\n{event}\n");
    let expected = log(json!([event, event]).to_string().as_bytes());
    assert_eq!(log(lines.as_bytes()), expected);
    let pretty = serde_json::to_string_pretty(&json!([event, event])).unwrap();
    assert_eq!(log(format!("\u{feff} {pretty}").as_bytes()), expected);
    let single = log(event.to_string().as_bytes());
    assert_eq!(single[0], expected[1]);
    assert_eq!(single[0]["published"], "2026-11-23T07:00:00.25Z");
    assert_eq!(single[0]["outcome"]["reason"], REASON);
    assert_eq!(
        single[0]["target"][1],
        json!({ "id": "0oa2", "type": "AppUser", "displayName": "Mira" })
    );
    assert_eq!(single[0]["transaction"]["id"], "tr1");
    assert_eq!(single[0]["authenticationContext"]["externalSessionId"], "trs1");
}

#[test]
fn an_event_that_is_none_is_left_out_and_the_others_stay() {
    let other = json!([
        { "eventType": TYPE, "published": "never" },
        { "eventType": TYPE },
        3,
        { "uuid": 7, "eventType": TYPE, "published": "2026-11-23T07:00:00Z", "actor": "Mira", "target": null,
          "outcome": [], "displayMessage": { "x": 1 } },
    ]);
    let found = log(other.to_string().as_bytes());
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["uuid"], "7");
}

/// The columns as the admin console writes them, as a spreadsheet program keeps them, and as people rename them.
#[test]
fn a_table_is_read_by_the_names_of_its_columns() {
    let console = "timestamp,uuid,event_type,display_message,severity,client.user_agent.raw_user_agent,\
        client.ip_address,actor.id,actor.type,actor.alternate_id,actor.display_name,outcome.result,outcome.reason,\
        target0.id,target0.type,target0.alternate_id,target0.display_name,target1.id,target1.type,\
        target1.display_name,transaction.id,authentication_context.external_session_id\r\n\
        2026-11-23T07:00:00.250Z,u1,user.authentication.auth_via_IDP,Authenticate user via IDP,WARN,\"geheim, x\",\
        192.0.2.7,00u1,User,mira.chen@acme.example,Mira Chen,FAILURE,\"Unable to resolve IdP endpoint, \"\"x\"\"\",\
        0oa1,AppInstance,Acme IdP,Acme,0oa2,AppUser,Mira,tr1,trs1\r\n";
    let renamed = "Target[1].displayName;target[1].id;target[1].type;Outcome.Reason;Outcome Result;Actor;Actor id;\
        actor.type;actor.alternateId;Event Type;displayMessage;severity;UUID;Published;target.id;target.type;\
        target.alternateId;target.displayName;transactionId;externalSessionId\n\
        Mira;0oa2;AppUser;\"Unable to resolve IdP endpoint, \"\"x\"\"\";FAILURE;Mira Chen;00u1;User;\
        mira.chen@acme.example;user.authentication.auth_via_IDP;Authenticate user via IDP;WARN;u1;\
        2026-11-23 07:00:00.250 UTC;0oa1;AppInstance;Acme IdP;Acme;tr1;trs1";
    let tabs = renamed.replace(';', "\t").replace(" UTC", "");
    let expected = log(json!([event()]).to_string().as_bytes());
    for table in [console, renamed, &tabs, &format!("\u{feff}{console}")] {
        assert_eq!(log(table.as_bytes()), expected, "{table}");
        assert!(may_be_recording(&table.as_bytes()[..200]), "{table}");
    }
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(tabs.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(log(&wide), expected);
}

#[test]
fn a_table_keeps_the_message_beside_a_reason_and_no_other_debug_data() {
    for column in [
        "debug_context.debug_data.error_message",
        "debugContext.debugData.message",
        "Error message",
    ] {
        let row = "u1,a,2026-11-23T07:00:00Z,/sso?token=geheim or so,The SAML assertion has expired.";
        let table = format!("uuid,event_type,timestamp,debug_context.debug_data.request_uri,{column}\n{row}");
        assert_eq!(
            log(table.as_bytes())[0]["debugContext"],
            json!({ "debugData": { "message": "The SAML assertion has expired." } }),
            "{column}"
        );
    }
}

#[test]
fn rows_may_be_short_broken_or_without_identifier() {
    let table = "event_type,timestamp,actor.alternate_id,outcome.reason\n\
        a,2026-11-23T07:00:00Z\n\n,2026-11-23T07:00:00Z,x\nb,2026-11-23T08:00:00Z,\"x\ny\"z,\"open";
    let found = log(table.as_bytes());
    let told: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["uuid"])
        .collect();
    assert_eq!(told, ["row 1", "row 4"]);
    assert_eq!(found[1]["actor"]["alternateId"], "x\ny");
    assert_eq!(found[1]["outcome"]["reason"], "open");
}

#[test]
fn a_table_of_something_else_and_one_without_events_are_told_apart() {
    assert_eq!(read(b"name,age\nMira,40"), Err(InputError::Unknown));
    assert!(!may_be_recording(b"Date,Event,Error message\n1,2,3"));
    let dates = b"timestamp,event_type,actor.id\n11/23/2026 7:00,x,y\n";
    assert_eq!(read(dates), Err(InputError::NoEvents));
    assert!(!may_be_recording(
        b"Good morning, event type, actor and timestamp are words"
    ));
}

#[test]
fn more_events_than_are_kept_are_refused() {
    let row = format!("x,2026-11-23T07:00:00Z,{}\n", "y".repeat(2000));
    let table = format!("event_type,timestamp,actor.id\n{}", row.repeat(52_000));
    assert_eq!(read(table.as_bytes()), Err(InputError::TooManyEvents));
}
