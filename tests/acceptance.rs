//! Letters to a mail server of the distribution: aiosmtpd, an independent reader of RFC 5321, over STARTTLS into a Maildir. Skipped where it
//! is not installed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // other tests use the rest of it
#[path = "support/claims.rs"]
mod claims;
#[path = "support/http.rs"]
mod http;
#[path = "support/ledger.rs"]
mod ledger;
#[path = "support/readers.rs"]
mod readers;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use pledgewatch::domain::LetterState;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use world::World;

/// aiosmtpd, ended with the test.
struct Postmaster {
    process: Child,
    port: u16,
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Postmaster {
    /// Starts it on a free port, with a private certificate; `None` where it is not installed.
    fn start(folder: &Path) -> Option<Postmaster> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let certificates = smtp::Certificates::new("localhost");
        let file = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).unwrap();
            folder.join(name)
        };
        file("ca.pem", &certificates.authority);
        let mut command = Command::new("aiosmtpd");
        command.args(["-n", "-l", &format!("127.0.0.1:{port}"), "-c", "aiosmtpd.handlers.Mailbox"]);
        command.arg("--tlscert").arg(file("cert.pem", &certificates.certificate));
        command.arg("--tlskey").arg(file("key.pem", &certificates.key));
        let process = command.arg(folder.join("maildir")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        Some(Postmaster { process, port })
    }

    fn wait(&mut self) {
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            assert!(self.process.try_wait().unwrap().is_none(), "aiosmtpd ended");
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("aiosmtpd does not listen");
    }
}

/// A reader's letters in a Maildir.
fn letters(maildir: &Path) -> Vec<String> {
    let files = std::fs::read_dir(maildir.join("new")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_of_the_distribution_takes_each_letter_once() {
    let mut world = World::new().await;
    let Some(mut post) = Postmaster::start(world.folder.path()) else {
        println!("skipped: there is no aiosmtpd (package python3-aiosmtpd)");
        return;
    };
    post.wait();
    readers::ledger_with_pledges(&world);
    world.setting(&format!(
        "[mail]\nfrom = \"ledger@example.org\"\nlist_id = \"pledges.example.org\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nca_file = \"ca.pem\"",
        post.port
    ));
    let readers: Vec<String> = (1..=20).map(|n| format!("reader-{n}")).collect();
    readers.iter().for_each(|name| readers::subscriber(&mut world, name, "instant"));
    for sent in [20, 0] {
        let run = world.run(&["--once"]).await;
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.out.contains(&format!("{sent} sent, 0 failed")), "{}", run.out);
    }
    assert!(readers::outbox(&world).iter().all(|row| row.state == LetterState::Sent && row.attempts == 1));
    let letters = letters(&world.path("maildir"));
    assert_eq!(letters.len(), 20);
    for name in &readers {
        let letter = letters.iter().find(|letter| letter.contains(&format!("X-RcptTo: {name}@example.org"))).unwrap();
        for line in ["List-Id: <pledges.example.org>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0"] {
            assert!(letter.lines().any(|found| found == line), "{line} is missing in\n{letter}");
        }
        assert!(letter.contains("Denmark") && letter.contains("text/html"), "{letter}");
    }
}
