//! Letters that a domain signs (DKIM): the signature verified by other code, as the receiver's server would, on what it received.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use smtp::{Plan, Protection, Server};
use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt;
use world::{World, danish_story};

/// What stands in front of the key itself in the PKCS #8 form of an RSA key of 2048 bits.
const WRAPPING: usize = 26;

/// A key, with its private half as `openssl genrsa -traditional` writes it.
fn key() -> (KeyPair, String) {
    let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    let pem = pem(&der.as_ref()[WRAPPING..]);
    (key, pem)
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n", lines.join("\n"))
}

/// A header's value with folds and runs of white space made one space (RFC 6376 §3.4.2).
fn relaxed(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The body without white space at line ends, runs of it made one space, and one line end at its end (§3.4.4).
fn relaxed_body(body: &str) -> String {
    let line = |line: &str| {
        let mut out = String::new();
        for c in line.trim_end_matches([' ', '\t']).chars() {
            match c {
                ' ' | '\t' if out.ends_with(' ') => {}
                '\t' => out.push(' '),
                c => out.push(c),
            }
        }
        out
    };
    let lines: Vec<String> = body.split("\r\n").map(line).collect();
    format!("{}\r\n", lines.join("\r\n").trim_end_matches("\r\n"))
}

/// The headers in order: name in lower case, value as it came.
fn headers(head: &str) -> Vec<(String, String)> {
    let unfolded = head.replace("\r\n ", "\n ").replace("\r\n\t", "\n\t");
    unfolded.split("\r\n").map(|line| line.split_once(':').unwrap()).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect()
}

/// What a verifier says of a letter.
fn verify(letter: &str, key: &KeyPair) -> Result<HashMap<String, String>, &'static str> {
    let (head, body) = letter.split_once("\r\n\r\n").unwrap();
    let headers = headers(head);
    let value = |name: &str| headers.iter().rev().find(|(known, _)| known == name).map(|(_, value)| relaxed(value));
    let signature = value("dkim-signature").ok_or("no signature")?;
    let tags: HashMap<String, String> = signature
        .split(';')
        .map(|tag| tag.trim().split_once('=').unwrap())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    if STANDARD.decode(&tags["bh"]).unwrap() != Sha256::digest(relaxed_body(body)).to_vec() {
        return Err("the body was changed");
    }
    let signed = tags["h"].split(':').filter_map(|name| Some(format!("{}:{}\r\n", name.trim(), value(name.trim())?)));
    let (unsigned, _) = signature.split_once("; b=").unwrap();
    let text = format!("{}dkim-signature:{unsigned}; b=", signed.collect::<String>());
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref());
    public
        .verify(text.as_bytes(), &STANDARD.decode(tags["b"].replace(char::is_whitespace, "")).unwrap())
        .map_err(|_| "the headers were changed")?;
    Ok(tags)
}

async fn world(pem: &str, mode: u32) -> (World, Server) {
    let mut world = World::new().await;
    let post = Server::start(Plan::healthy(Protection::Plain)).await;
    std::fs::write(world.path("dkim.pem"), pem).unwrap();
    std::fs::set_permissions(world.path("dkim.pem"), std::fs::Permissions::from_mode(mode)).unwrap();
    world.newspaper("daily", &[danish_story()]);
    world.setting("[web]\npublic_url = \"https://pledges.example\"");
    world.setting(&format!(
        "[mail]\nfrom = \"Ledger <ledger@pledges.example>\"\nlist_id = \"list.pledges.example\"\n\
         [mail.dkim]\ndomain = \"pledges.example\"\nselector = \"autumn\"\nkey_file = \"dkim.pem\"\n\
         [mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"none\"",
        post.address.port()
    ));
    world.setting(
        "[[subscriber]]\nname = \"desk\"\naddress = \"desk@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\"\ncsv = true",
    );
    (world, post)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_signed_and_cannot_be_changed() {
    let (key, pem) = key();
    let (world, post) = world(&pem, 0o600).await;
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    let letter = post.taken().remove(0).text;
    let tags = verify(&letter, &key).unwrap_or_else(|fault| panic!("{fault}:\n{letter}"));
    assert_eq!((tags["d"].as_str(), tags["s"].as_str(), tags["a"].as_str()), ("pledges.example", "autumn", "rsa-sha256"));
    for header in ["from", "subject", "list-unsubscribe", "list-unsubscribe-post", "message-id"] {
        assert!(tags["h"].split(':').any(|signed| signed.trim() == header), "{header} is signed");
    }
    let rewrapped = letter.replacen("; ", ";\r\n  ", 2);
    assert!(verify(&rewrapped, &key).is_ok(), "a server may wrap headers otherwise");
    let rows = [
        (letter.replace("To: desk@", "To: wire@"), "the headers were changed"),
        (letter.replace("Subject: ", "Subject: Urgent: "), "the headers were changed"),
        (letter.replace("https://pledges.example/unsubscribe/", "https://evil.example/unsubscribe/"), "the headers were changed"),
        (
            letter.replacen("Denmark", "Sweden", 9).replace("Subject: 1 new pledge: Sweden", "Subject: 1 new pledge: Denmark"),
            "the body was changed",
        ),
    ];
    for (forged, fault) in rows {
        assert_eq!(verify(&forged, &key).unwrap_err(), fault);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_used_is_refused() {
    let (_, pem) = key();
    let rows = [
        (pem.as_str(), 0o604, "dkim.pem", "everybody on this machine can read the key"),
        ("no key", 0o600, "dkim.pem", "holds no RSA key"),
        (pem.as_str(), 0o600, "other.pem", "cannot read the key"),
    ];
    for (text, mode, file, told) in rows {
        let (mut world, post) = world(text, mode).await;
        world.change("dkim.pem", file);
        for arguments in [["check"], ["--once"]] {
            let run = world.run(&arguments).await;
            assert!(run.code == Some(1) && run.err.contains(told), "{told}: {run:?}");
            assert!(!run.err.contains(&pem[40..80]) && !run.out.contains(&pem[40..80]), "the key is not printed");
        }
        assert!(post.taken().is_empty());
    }
}
