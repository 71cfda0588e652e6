//! What becomes of a letter under every fault of a mail server, and of the ways that need none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/smtp.rs"]
mod smtp;

use pledgewatch::domain::{Attachment, Letter};
use pledgewatch::mail::{MailConfig, Mailbox, Mailer, Receipt, Secret, Security, SendError, SmtpConfig, Way};
use smtp::{At, Fault, PASSWORD, Plan, Protection, Server, USER};
use std::path::PathBuf;
use std::time::Duration;

fn letter(name: &str) -> Letter {
    Letter {
        message_id: format!("{name}@pledges.example"),
        to: format!("{name}@example.org"),
        subject: "2 new pledges: Denmark €214 m, Norway".to_owned(),
        text: "Dear reader,\n\n.a line that begins with a dot\n".to_owned(),
        html: "<p>€214 m for Ukraine</p>".repeat(1000),
        unsubscribe: Some(format!("https://pledges.example/unsubscribe/{name}.0f")),
        ..Letter::default()
    }
}

fn config(way: Way) -> MailConfig {
    MailConfig {
        from: "Pledgewatch <letters@pledges.example>".to_owned(),
        list_id: Some("letters.pledges.example".to_owned()),
        unsubscribe: Some("leave@pledges.example".to_owned()),
        dkim: None,
        way,
    }
}

fn to_server(server: &Server, protection: Protection) -> SmtpConfig {
    let security = match protection {
        Protection::Plain => Security::None,
        Protection::StartTls => Security::StartTls,
        Protection::Tls => Security::Tls,
    };
    SmtpConfig {
        host: "localhost".to_owned(),
        port: server.address.port(),
        security,
        login: None,
        ca_file: Some(server.ca_file()),
        timeout: Duration::from_millis(400),
    }
}

fn mailer(config_: SmtpConfig) -> Mailer {
    Mailer::new(config(Way::Smtp(config_))).unwrap()
}

/// The fate of a letter, by one word.
fn fate(result: &Result<Receipt, SendError>) -> &'static str {
    match result {
        Ok(_) => "sent",
        Err(SendError::Deferred { .. }) => "deferred",
        Err(SendError::Broken { .. }) => "broken",
        Err(SendError::Refused { .. }) => "refused",
        Err(SendError::Unknown { .. }) => "unknown",
        Err(SendError::Misconfigured { .. }) => "misconfigured",
    }
}

/// One letter to a server that fails once, and then its second try: what each try says, and how many copies arrive.
async fn check(protection: Protection, at: At, fault: Fault, first: &str, copies: usize) {
    let server = Server::start(Plan::healthy(protection).failing(at, fault, 1)).await;
    let mut mailer = mailer(to_server(&server, protection));
    let result = mailer.send(&letter("reader")).await;
    assert_eq!(fate(&result), first, "{protection:?} {at:?} {fault:?}: {result:?}");
    let again = mailer.send(&letter("reader")).await;
    assert_eq!(fate(&again), "sent", "{protection:?} {at:?} {fault:?}, second try: {again:?}");
    assert_eq!(server.taken().len(), copies, "{protection:?} {at:?} {fault:?}");
    assert!(server.taken().iter().all(|taken| taken.encrypted == (protection != Protection::Plain)));
}

#[tokio::test]
async fn each_fault_has_its_fate() {
    use Fault::{Cut, Reply, ReplyAndClose, Stall, TakeAndCut};
    let busy = ReplyAndClose("421 4.3.2 closing down");
    let rows = [
        (At::Greeting, busy, "broken", 1),
        (At::Greeting, ReplyAndClose("554 5.7.1 no service for you"), "misconfigured", 1),
        (At::Ehlo, busy, "broken", 1),
        (At::Mail, busy, "broken", 1),
        (At::Mail, Reply("530 5.7.0 log in first"), "misconfigured", 1),
        (At::Mail, Reply("550 5.7.1 sender not welcome"), "refused", 1),
        (At::Rcpt, Reply("450 4.2.1 mailbox busy"), "deferred", 1),
        (At::Rcpt, Reply("550 5.1.1 no such mailbox"), "refused", 1),
        (At::Data, Reply("451 4.3.0 try later"), "deferred", 1),
        (At::Data, Reply("552 5.3.4 too large"), "refused", 1),
        (At::Dot, Reply("451 4.7.0 greylisted"), "deferred", 1),
        (At::Dot, Reply("452 4.3.1 disk full"), "deferred", 1),
        (At::Dot, Reply("552 5.3.4 too large"), "refused", 1),
        (At::Dot, Reply("this is no reply"), "unknown", 1),
        (At::Dot, Cut, "unknown", 1),
        (At::Dot, TakeAndCut, "unknown", 2),
        (At::Dot, Stall, "unknown", 1),
        (At::Text, Cut, "broken", 1),
        (At::Data, Cut, "broken", 1),
        (At::Rcpt, Cut, "broken", 1),
        (At::Mail, Cut, "broken", 1),
        (At::Ehlo, Cut, "broken", 1),
        (At::Greeting, Cut, "broken", 1),
        (At::Greeting, Stall, "broken", 1),
        (At::Ehlo, Stall, "broken", 1),
        (At::Mail, Stall, "broken", 1),
        (At::Rcpt, Stall, "broken", 1),
        (At::Data, Stall, "broken", 1),
    ];
    for (at, fault, first, copies) in rows {
        check(Protection::Plain, at, fault, first, copies).await;
    }
    let encrypted = [
        (At::StartTls, Reply("454 4.7.0 TLS not available for now"), "broken", 1),
        (At::StartTls, Stall, "broken", 1),
        (At::StartTls, Cut, "broken", 1),
        (At::Dot, TakeAndCut, "unknown", 2),
        (At::Rcpt, Reply("550 5.1.1 no such mailbox"), "refused", 1),
    ];
    for (at, fault, first, copies) in encrypted {
        check(Protection::StartTls, at, fault, first, copies).await;
    }
    check(Protection::Tls, At::Dot, Stall, "unknown", 1).await;
    check(Protection::Tls, At::Mail, Cut, "broken", 1).await;
}

#[tokio::test]
async fn letters_taken_are_letters_owed_while_links_are_cut() {
    let server = Server::start(Plan::healthy(Protection::StartTls).failing(At::Rcpt, Fault::Cut, 5)).await;
    let mut mailer = mailer(to_server(&server, Protection::StartTls));
    let mut owed: Vec<_> = (0..20).map(|n| letter(&format!("reader{n}"))).collect();
    let all: Vec<_> = owed.iter().map(|letter| letter.to.clone()).collect();
    while let Some(next) = owed.pop() {
        if mailer.send(&next).await.is_err() {
            owed.insert(0, next);
        }
    }
    let mut taken: Vec<_> = server.taken().into_iter().map(|taken| taken.to).collect();
    taken.sort();
    let mut expected = all;
    expected.sort();
    assert_eq!(taken, expected);
}

#[tokio::test]
async fn a_batch_uses_one_link_and_takes_its_leave() {
    let server = Server::start(Plan::healthy(Protection::Tls)).await;
    let mut mailer = mailer(to_server(&server, Protection::Tls));
    for n in 0..5 {
        let receipt = mailer.send(&letter(&format!("reader{n}"))).await.unwrap();
        assert_eq!(receipt.reply, "250 2.0.0 taken as 4711");
    }
    mailer.close().await;
    assert_eq!((server.taken().len(), server.links()), (5, 1));
    assert_eq!(server.said().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn a_server_that_is_not_there_breaks_no_letter() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let nobody = SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        login: None,
        ca_file: None,
        timeout: Duration::from_millis(400),
    };
    let result = mailer(nobody).send(&letter("reader")).await;
    assert_eq!(fate(&result), "broken", "{result:?}");
}

#[tokio::test]
async fn a_stripped_starttls_is_an_error_and_nothing_is_said_in_the_clear() {
    let server = Server::start(Plan { login: true, ..Plan::healthy(Protection::Plain) }).await;
    let login = Some((USER.to_owned(), Secret::new(PASSWORD)));
    let mut mailer = mailer(SmtpConfig { login, ..to_server(&server, Protection::StartTls) });
    let result = mailer.send(&letter("reader")).await;
    assert_eq!(fate(&result), "misconfigured", "{result:?}");
    assert!(server.said().iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{:?}", server.said());
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_certificate_must_be_trusted_and_bear_the_name() {
    for protection in [Protection::StartTls, Protection::Tls] {
        let elsewhere = Server::start(Plan { name: "elsewhere.example", ..Plan::healthy(protection) }).await;
        let result = mailer(to_server(&elsewhere, protection)).send(&letter("reader")).await;
        assert_eq!(fate(&result), "misconfigured", "{protection:?}, wrong name: {result:?}");
        let stranger = Server::start(Plan::healthy(protection)).await;
        let untrusting = SmtpConfig { ca_file: Some(elsewhere.ca_file()), ..to_server(&stranger, protection) };
        let result = mailer(untrusting).send(&letter("reader")).await;
        assert_eq!(fate(&result), "misconfigured", "{protection:?}, wrong authority: {result:?}");
        assert!(elsewhere.taken().is_empty() && stranger.taken().is_empty());
    }
}

#[tokio::test]
async fn a_login_is_checked_and_its_password_never_told() {
    let rows = [
        (PASSWORD, None, "sent"),
        ("battery staple", None, "misconfigured"),
        (PASSWORD, Some(Fault::Reply("454 4.7.0 try later")), "broken"),
        (PASSWORD, Some(Fault::Stall), "broken"),
    ];
    for (password, fault, expected) in rows {
        let plan = Plan { login: true, ..Plan::healthy(Protection::StartTls) };
        let server = Server::start(fault.map_or(plan, |fault| plan.failing(At::Auth, fault, 1))).await;
        let config = SmtpConfig { login: Some((USER.to_owned(), Secret::new(password))), ..to_server(&server, Protection::StartTls) };
        assert!(!format!("{config:?}").contains(password));
        let result = mailer(config).send(&letter("reader")).await;
        assert_eq!(fate(&result), expected, "{result:?}");
        assert!(!format!("{result:?}").contains(password));
        assert_eq!(server.taken().iter().filter(|taken| taken.logged_in).count(), usize::from(expected == "sent"));
    }
}

#[tokio::test]
async fn check_login_says_whether_a_letter_could_be_sent() {
    let server = Server::start(Plan { login: true, ..Plan::healthy(Protection::Tls) }).await;
    for (password, good) in [(PASSWORD, true), ("wrong", false)] {
        let login = Some((USER.to_owned(), Secret::new(password)));
        let checked = mailer(SmtpConfig { login, ..to_server(&server, Protection::Tls) }).check_login().await;
        assert_eq!(checked.is_ok(), good, "{checked:?}");
    }
    assert!(server.taken().is_empty());
}

#[test]
fn a_password_does_not_go_to_another_machine_in_the_clear() {
    let rows = [("mail.example", true, false), ("mail.example", false, true), ("localhost", true, true), ("127.0.0.1", true, true)];
    for (host, with_login, accepted) in rows {
        let login = with_login.then(|| (USER.to_owned(), Secret::new(PASSWORD)));
        let smtp =
            SmtpConfig { host: host.to_owned(), port: 25, security: Security::None, login, ca_file: None, timeout: Duration::from_secs(1) };
        assert_eq!(Mailer::new(config(Way::Smtp(smtp))).is_ok(), accepted, "{host} {with_login}");
    }
}

#[tokio::test]
async fn headers_are_those_of_a_list() {
    let server = Server::start(Plan::healthy(Protection::Plain)).await;
    let reply = Letter { in_reply_to: Some("first@pledges.example".to_owned()), ..letter("reader") };
    mailer(to_server(&server, Protection::Plain)).send(&reply).await.unwrap();
    let text = server.taken().remove(0).text;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ");
    for header in [
        "From: Pledgewatch <letters@pledges.example>",
        "To: reader@example.org",
        "Message-ID: <reader@pledges.example>",
        "In-Reply-To: <first@pledges.example>",
        "References: <first@pledges.example>",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "List-Id: <letters.pledges.example>",
        "List-Unsubscribe: <https://pledges.example/unsubscribe/reader.0f>, <mailto:leave@pledges.example?subject=unsubscribe>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(head.lines().any(|line| line == header), "{header} is missing in\n{head}");
    }
    assert!(head.contains("\r\nDate: ") && head.contains("multipart/alternative"), "{head}");
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998), "the letter passes any server");
    assert!(body.find("text/plain").unwrap() < body.find("text/html").unwrap());
    assert!(body.contains("\r\n.a line that begins with a dot"), "dots are kept");
}

#[tokio::test]
async fn no_text_adds_a_header() {
    let hostile = "2 new pledges\r\nBcc: all@example.org\r\n\r\n<p>\0 €5 m";
    let server = Server::start(Plan::healthy(Protection::Plain)).await;
    let mut post = mailer(to_server(&server, Protection::Plain));
    let rows = [
        Letter { subject: hostile.to_owned(), ..letter("a") },
        Letter { in_reply_to: Some(hostile.to_owned()), ..letter("b") },
        Letter { unsubscribe: Some(hostile.to_owned()), ..letter("c") },
        Letter { message_id: hostile.to_owned(), ..letter("d") },
        Letter {
            attachments: vec![Attachment { name: hostile.to_owned(), media_type: "text/csv".to_owned(), text: String::new() }],
            ..letter("e")
        },
    ];
    for one in &rows {
        post.send(one).await.unwrap();
    }
    let taken = server.taken();
    assert_eq!(taken.len(), rows.len());
    for one in taken {
        let (head, _) = one.text.split_once("\r\n\r\n").unwrap();
        assert!(!one.text.contains("\r\nBcc:") && !one.text.contains('\0') && head.contains("\r\nContent-Type: multipart/"), "{head}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_a_link() {
    let server = Server::start(Plan::healthy(Protection::Plain)).await;
    let nobody = Letter { to: "not an address\r\nBcc: all@example.org".to_owned(), ..letter("reader") };
    let result = mailer(to_server(&server, Protection::Plain)).send(&nobody).await;
    assert_eq!((fate(&result), server.links()), ("refused", 0), "{result:?}");
}

#[tokio::test]
async fn an_address_beyond_ascii_goes_only_to_a_server_that_takes_it() {
    for (utf8, expected) in [(true, "sent"), (false, "refused")] {
        let server = Server::start(Plan { utf8, ..Plan::healthy(Protection::Plain) }).await;
        let reader = Letter { to: "пошта@example.org".to_owned(), ..letter("reader") };
        let result = mailer(to_server(&server, Protection::Plain)).send(&reader).await;
        assert_eq!(fate(&result), expected, "{result:?}");
        assert_eq!(server.taken().len(), usize::from(utf8));
        assert_eq!(server.said().iter().any(|line| line.ends_with(" SMTPUTF8")), utf8, "{:?}", server.said());
    }
}

#[tokio::test]
async fn files_are_whole_and_a_second_try_replaces_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut mailer = Mailer::new(config(Way::Files(folder.path().join("new/box")))).unwrap();
    let odd = Letter { message_id: "../../etc/x@pledges.example".to_owned(), ..letter("reader") };
    for one in [&letter("reader"), &letter("reader"), &odd] {
        mailer.send(one).await.unwrap();
    }
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("new/box")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["_.._etc_x@pledges.example.eml", "reader@pledges.example.eml"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_a_fault_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let result = Mailer::new(config(Way::Files(folder.path().join("file/box")))).unwrap().send(&letter("reader")).await;
    assert_eq!(fate(&result), "misconfigured", "{result:?}");
}

#[tokio::test]
async fn memory_keeps_letters() {
    let mailbox = Mailbox::default();
    Mailer::Memory(mailbox.clone()).send(&letter("reader")).await.unwrap();
    assert_eq!(mailbox.letters(), [letter("reader")]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_exit_code_of_sendmail_decides() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let rows = [
        (format!("cat > {}; echo \"$@\" >> {}", kept.display(), kept.display()), "sent"),
        ("cat > /dev/null; echo busy >&2; exit 75".to_owned(), "deferred"),
        ("exit 71".to_owned(), "deferred"),
        ("cat > /dev/null; exit 67".to_owned(), "refused"),
        ("exit 78".to_owned(), "misconfigured"),
        ("cat > /dev/null; sleep 60".to_owned(), "unknown"),
        ("cat > /dev/null; kill -9 $$".to_owned(), "unknown"),
        ("exec sleep 60".to_owned(), "deferred"),
    ];
    for (script, expected) in rows {
        let program = program(&folder, &script);
        let way = Way::Sendmail { program, timeout: Duration::from_millis(600) };
        let large = Letter { html: "<p>more than a pipe holds</p>".repeat(20_000), ..letter("reader") };
        let result = Mailer::new(config(way)).unwrap().send(&large).await;
        assert_eq!(fate(&result), expected, "{script}: {result:?}");
    }
    let text = std::fs::read_to_string(kept).unwrap();
    assert!(text.contains("\nMessage-ID: <reader@pledges.example>\n") && !text.contains('\r'));
    assert!(text.ends_with("-i -f letters@pledges.example -- reader@example.org\n"));
    let missing = Way::Sendmail { program: PathBuf::from("/nowhere/sendmail"), timeout: Duration::from_secs(1) };
    let mut mailer = Mailer::new(config(missing)).unwrap();
    assert_eq!(fate(&mailer.send(&letter("reader")).await), "misconfigured");
    assert!(mailer.check_login().await.is_err());
}

#[cfg(unix)]
fn program(folder: &tempfile::TempDir, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.path().join("sendmail");
    let _ = std::fs::remove_file(&path);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}
