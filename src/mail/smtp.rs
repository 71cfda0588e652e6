//! Letters to a mail server (RFC 5321).
//!
//! The client drives the dialogue command by command, because lettre's own `send` hides how far it came and waits for ever:
//! here each command has its time limit, and a flag is set at the last moment before the final dot.

use super::message::Stationery;
use super::{Receipt, Secret, Security, SendError, SmtpConfig, link};
use crate::domain::Letter;
use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use std::io;
use std::time::Duration;
use tokio::time::timeout;

/// The text goes out in pieces of this many bytes, so that a link cut early is noticed before the final dot.
const PIECE: usize = 4096;

/// Leave is taken in this time or not at all.
const FAREWELL: Duration = Duration::from_secs(2);

/// A mail server, and the link to it while one is open.
pub struct Smtp {
    server: SmtpConfig,
    tls: TlsParameters,
    stationery: Stationery,
    link: Option<AsyncSmtpConnection>,
}

impl Smtp {
    pub(super) fn new(server: SmtpConfig, stationery: Stationery) -> Result<Self, SendError> {
        let tls = tls_parameters(&server)?;
        Ok(Smtp { server, tls, stationery, link: None })
    }

    /// Sends over the open link, or a new one. Only after success is the link kept.
    pub(super) async fn send(&mut self, letter: &Letter) -> Result<Receipt, SendError> {
        let message = self.stationery.message(letter)?;
        let mut link = self.ready_link().await?;
        address(&mut link, &message, self.server.timeout).await?;
        let reply = hand_over(&mut link, &message, self.server.timeout).await?;
        self.link = Some(link);
        Ok(Receipt { reply: printed(&reply) })
    }

    pub(super) async fn check_login(&mut self) -> Result<(), SendError> {
        self.close().await;
        self.link = Some(self.connect().await?);
        self.close().await;
        Ok(())
    }

    pub(super) async fn close(&mut self) {
        if let Some(mut link) = self.link.take() {
            // The letters are safe already: how the server takes the farewell does not matter.
            let _ = timeout(FAREWELL, link.quit()).await;
        }
    }

    /// The link of the last letter, where the server still answers on it, else a new one.
    async fn ready_link(&mut self) -> Result<AsyncSmtpConnection, SendError> {
        if let Some(mut kept) = self.link.take()
            && timeout(self.server.timeout, kept.test_connected()).await == Ok(true)
        {
            return Ok(kept);
        }
        self.connect().await
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let SmtpConfig { host, port, timeout: limit, .. } = &self.server;
        let greeting = timeout(*limit, self.greet()).await;
        let mut link = greeting.map_err(|_| SendError::broken(format!("{host}:{port} did not answer in {limit:?}")))??;
        if let Some((user, password)) = &self.server.login {
            let login = timeout(*limit, log_in(&mut link, user, password)).await;
            login.map_err(|_| SendError::broken(format!("{host}:{port} did not answer the login in {limit:?}")))??;
        }
        Ok(link)
    }

    /// Connects and protects the link as configured; never falls back to a lesser protection.
    async fn greet(&self) -> Result<AsyncSmtpConnection, SendError> {
        let SmtpConfig { host, port, security, .. } = &self.server;
        let hello = ClientId::default();
        let at = |fault: Error| unreachable_server(&format!("{host}:{port}"), &fault);
        let mut stream = link::open(host, *port).await.map_err(|fault| SendError::broken(format!("{host}:{port}: {fault}")))?;
        if *security == Security::Tls {
            stream = link::protect(stream, self.tls.clone()).await.map_err(at)?;
        }
        let mut link = AsyncSmtpConnection::connect_with_transport(stream, &hello).await.map_err(at)?;
        if *security == Security::StartTls {
            if !link.can_starttls() {
                return Err(SendError::misconfigured(format!("{host}:{port} does not offer STARTTLS; nothing is sent in the clear")));
            }
            link.starttls(self.tls.clone(), &hello).await.map_err(at)?;
        }
        Ok(link)
    }
}

fn tls_parameters(server: &SmtpConfig) -> Result<TlsParameters, SendError> {
    if server.security == Security::None && server.login.is_some() && !is_this_machine(&server.host) {
        return Err(SendError::misconfigured(format!("a password would go to {} in the clear: choose starttls or tls", server.host)));
    }
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.ca_file {
        let fault = |e: &dyn std::fmt::Display| SendError::misconfigured(format!("cannot read certificates from {}: {e}", path.display()));
        let pem = std::fs::read(path).map_err(|e| fault(&e))?;
        builder = builder.certificate_store(CertificateStore::None);
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| fault(&e))?);
    }
    builder.build().map_err(SendError::misconfigured)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

async fn log_in(link: &mut AsyncSmtpConnection, user: &str, password: &Secret) -> Result<(), SendError> {
    let credentials = Credentials::new(user.to_owned(), password.reveal().to_owned());
    match link.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await {
        Ok(_) => Ok(()),
        Err(fault) if fault.is_permanent() => Err(SendError::misconfigured(format!("login as {user} was refused: {}", told(&fault)))),
        Err(fault) if fault.is_client() => Err(SendError::misconfigured(format!("cannot log in as {user}: {}", told(&fault)))),
        Err(fault) => Err(SendError::broken(told(&fault))),
    }
}

/// Opens an envelope: `MAIL FROM` and `RCPT TO`.
async fn address(link: &mut AsyncSmtpConnection, message: &Message, limit: Duration) -> Result<(), SendError> {
    let envelope = message.envelope();
    let parameters = parameters(link, envelope)?;
    step(link.command(Mail::new(envelope.from().cloned(), parameters)), limit).await?;
    for to in envelope.to() {
        step(link.command(Rcpt::new(to.clone(), vec![])), limit).await?;
    }
    Ok(())
}

/// Asks for addresses beyond ASCII (RFC 6531) where the letter has some.
fn parameters(link: &AsyncSmtpConnection, envelope: &Envelope) -> Result<Vec<MailParameter>, SendError> {
    let mut addresses = envelope.to().iter().chain(envelope.from());
    if addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        return Ok(vec![]);
    }
    let is_taken = link.server_info().supports_feature(Extension::SmtpUtfEight);
    let refusal = || SendError::refused("the server takes no addresses beyond ASCII (RFC 6531)");
    is_taken.then(|| vec![MailParameter::SmtpUtfEight]).ok_or_else(refusal)
}

/// `DATA`, the text and the final dot. From the dot on, silence does not mean that the letter was not taken.
async fn hand_over(link: &mut AsyncSmtpConnection, message: &Message, limit: Duration) -> Result<Response, SendError> {
    step(link.command(Data), limit).await?;
    let text = message.formatted();
    let mut dotted = false;
    let end = std::iter::from_fn(|| {
        dotted = true;
        None
    });
    let answer = timeout(limit, link.message_iter(text.chunks(PIECE).chain(end))).await;
    match answer {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(fault)) if fault.status().is_some() => Err(by_code(&fault)),
        Ok(Err(fault)) if dotted => Err(SendError::unknown(told(&fault))),
        Ok(Err(fault)) => Err(SendError::broken(told(&fault))),
        Err(_) if dotted => Err(SendError::unknown(format!("no answer to the letter in {limit:?}"))),
        Err(_) => Err(SendError::broken(format!("the letter could not be handed over in {limit:?}"))),
    }
}

async fn step(command: impl Future<Output = Result<Response, Error>>, limit: Duration) -> Result<Response, SendError> {
    match timeout(limit, command).await {
        Ok(answer) => answer.map_err(|fault| by_code(&fault)),
        Err(_) => Err(SendError::broken(format!("no answer in {limit:?}"))),
    }
}

/// What a reply to a command about the letter means. 421 closes the link; 530 and 538 ask for a login or for encryption: the letter is
/// not at fault.
fn by_code(fault: &Error) -> SendError {
    match fault.status().map(u16::from) {
        Some(530 | 534 | 535 | 538) => SendError::misconfigured(told(fault)),
        Some(500..) => SendError::refused(told(fault)),
        None | Some(421) => SendError::broken(told(fault)),
        Some(_) => SendError::deferred(told(fault)),
    }
}

/// A server that cannot be used, before any letter is spoken of: a bad certificate or a 5xx greeting needs the operator,
/// everything else may pass.
fn unreachable_server(address: &str, fault: &Error) -> SendError {
    let said = format!("{address}: {}", told(fault));
    if fault.is_permanent() || fault.is_tls() || is_bad_certificate(fault) {
        SendError::misconfigured(said)
    } else {
        SendError::broken(said)
    }
}

/// rustls reports what it does not accept as invalid data of the stream.
fn is_bad_certificate(fault: &Error) -> bool {
    causes(fault).any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::InvalidData))
}

fn causes(fault: &Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(fault), |cause| cause.source())
}

/// The server's words behind their code, or the fault of the link.
fn told(fault: &Error) -> String {
    let words = causes(fault).next().map_or_else(|| fault.to_string(), ToString::to_string);
    match fault.status() {
        Some(code) => format!("{code} {words}"),
        None => words,
    }
}

fn printed(reply: &Response) -> String {
    let words: Vec<_> = reply.message().collect();
    format!("{} {}", reply.code(), words.join(" "))
}
