//! A mail server on loopback with a private certificate authority, and faults that a test orders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The only login that is accepted.
pub const USER: &str = "post";
/// Its password.
pub const PASSWORD: &str = "correct horse";

/// How the server protects its links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protection {
    /// Not at all, and STARTTLS is not offered: also what a man in the middle makes of a server.
    Plain,
    /// STARTTLS.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A moment of the dialogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// Before the greeting.
    Greeting,
    /// At `EHLO`.
    Ehlo,
    /// At `STARTTLS`.
    StartTls,
    /// At `AUTH`.
    Auth,
    /// At `MAIL FROM`.
    Mail,
    /// At `RCPT TO`.
    Rcpt,
    /// At `DATA`.
    Data,
    /// After `354`, before the text.
    Text,
    /// After the final dot.
    Dot,
}

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// This is answered, and the link stays open.
    Reply(&'static str),
    /// This is answered, and the link is closed.
    ReplyAndClose(&'static str),
    /// Nothing is answered, and the link stays open.
    Stall,
    /// The link is closed without an answer.
    Cut,
    /// The letter is taken, then the link is closed without an answer. Only at [`At::Dot`].
    TakeAndCut,
    /// The letter is taken, then nothing is answered, and the link stays open. Only at [`At::Dot`].
    TakeAndStall,
}

/// A letter that the server has taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The envelope's recipient.
    pub to: String,
    /// The text with its headers.
    pub text: String,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// Whether its sender had logged in.
    pub logged_in: bool,
}

/// How a server behaves.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How links are protected.
    pub protection: Protection,
    /// The name on the certificate; clients ask for `localhost`.
    pub name: &'static str,
    /// Whether `AUTH` is offered and asked for.
    pub login: bool,
    /// Whether addresses beyond ASCII are taken.
    pub utf8: bool,
    /// The fault to come, at most so many times.
    pub fault: Option<(At, Fault, usize)>,
    /// How often its moment passes well before it comes.
    pub spared: usize,
}

impl Plan {
    /// A server without faults.
    pub fn healthy(protection: Protection) -> Self {
        Plan { protection, name: "localhost", login: false, utf8: false, fault: None, spared: 0 }
    }

    /// The same with a fault that happens so many times.
    pub fn failing(self, at: At, fault: Fault, times: usize) -> Self {
        Plan { fault: Some((at, fault, times)), ..self }
    }

    /// The same with so many moments at which all goes well before the fault comes.
    pub fn after(self, spared: usize) -> Self {
        Plan { spared, ..self }
    }
}

#[derive(Default)]
struct Records {
    taken: Vec<Taken>,
    links: usize,
    lines: Vec<String>,
}

/// A running server; it ends with its test.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    counter: Counter,
    task: Mutex<Option<AbortHandle>>,
    folder: tempfile::TempDir,
}

/// What all links of a server share.
#[derive(Clone)]
struct Counter {
    acceptor: TlsAcceptor,
    plan: Arc<Mutex<Plan>>,
    records: Arc<Mutex<Records>>,
}

impl Server {
    /// Starts one on a free port.
    pub async fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let certificates = Certificates::new(plan.name);
        std::fs::write(folder.path().join("ca.pem"), &certificates.authority).unwrap();
        let counter = Counter { acceptor: certificates.acceptor(), plan: Arc::new(Mutex::new(plan)), records: Arc::default() };
        let task = tokio::spawn(listen(listener, counter.clone())).abort_handle();
        Server { address, counter, task: Mutex::new(Some(task)), folder }
    }

    /// Ends it: all links are cut, and new ones refused.
    pub fn halt(&self) {
        if let Some(task) = self.task.lock().unwrap().take() {
            task.abort();
        }
    }

    /// Starts it again at the same address.
    pub async fn resume(&self) {
        self.halt();
        for _ in 0..100 {
            match TcpListener::bind(self.address).await {
                Ok(listener) => {
                    *self.task.lock().unwrap() = Some(tokio::spawn(listen(listener, self.counter.clone())).abort_handle());
                    return;
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        panic!("{} is not free", self.address);
    }

    /// Behaves in another way from now on.
    pub fn behave(&self, plan: Plan) {
        *self.counter.plan.lock().unwrap() = plan;
    }

    /// The certificate of its authority.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The letters taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.counter.records.lock().unwrap().taken.clone()
    }

    /// How many letters were taken so far.
    pub fn count(&self) -> usize {
        self.counter.records.lock().unwrap().taken.len()
    }

    /// How many links were opened.
    pub fn links(&self) -> usize {
        self.counter.records.lock().unwrap().links
    }

    /// What clients said outside of letters.
    pub fn said(&self) -> Vec<String> {
        self.counter.records.lock().unwrap().lines.clone()
    }
}

/// A certificate of a private authority, made for one test.
pub struct Certificates {
    /// The authority's certificate, as PEM.
    pub authority: String,
    /// The server's certificate, as PEM.
    pub certificate: String,
    /// The server's key, as PEM.
    pub key: String,
    config: Arc<ServerConfig>,
}

impl Certificates {
    /// Makes them for a server of this name.
    pub fn new(name: &str) -> Self {
        let mut authority = CertificateParams::new(vec![]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
        let der = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.der().clone()], der).unwrap();
        Certificates { authority: authority.pem(), certificate: certificate.pem(), key: key.serialize_pem(), config: Arc::new(config) }
    }

    fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.config.clone())
    }
}

async fn listen(listener: TcpListener, counter: Counter) {
    let mut links = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        counter.records.lock().unwrap().links += 1;
        let dialogue = Dialogue { plan: counter.plan.clone(), records: counter.records.clone(), encrypted: false, logged_in: false };
        // A client that goes away is no fault of the server.
        links.spawn(serve(stream, counter.acceptor.clone(), dialogue));
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, mut dialogue: Dialogue) -> Option<()> {
    let protection = dialogue.plan.lock().unwrap().protection;
    if protection == Protection::Tls {
        let stream = acceptor.accept(stream).await.ok()?;
        dialogue.encrypted = true;
        return dialogue.run(stream, true).await.map(drop);
    }
    let stream = dialogue.run(stream, true).await?;
    dialogue.encrypted = true;
    let stream = acceptor.accept(stream).await.ok()?;
    dialogue.run(stream, false).await.map(drop)
}

struct Dialogue {
    plan: Arc<Mutex<Plan>>,
    records: Arc<Mutex<Records>>,
    encrypted: bool,
    logged_in: bool,
}

impl Dialogue {
    /// Talks until the link ends (`None`) or turns to TLS (the bare stream).
    async fn run<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: S, greets: bool) -> Option<S> {
        let mut stream = BufReader::new(stream);
        if greets {
            self.answer(&mut stream, At::Greeting, "220 localhost ESMTP").await?;
        }
        let mut to = String::new();
        loop {
            let line = read_line(&mut stream).await?;
            self.records.lock().unwrap().lines.push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => self.answer(&mut stream, At::Ehlo, &self.capabilities()).await.map(drop)?,
                "STARTTLS" => {
                    if self.answer(&mut stream, At::StartTls, "220 go ahead").await? {
                        return Some(stream.into_inner());
                    }
                }
                "AUTH" => self.login(&mut stream, &line).await?,
                "MAIL" => self.answer(&mut stream, At::Mail, "250 sender fine").await.map(drop)?,
                "RCPT" => {
                    to = line[line.find('<')? + 1..line.find('>')?].to_owned();
                    self.answer(&mut stream, At::Rcpt, "250 recipient fine").await?;
                }
                "DATA" => self.take(&mut stream, &to).await?,
                "QUIT" => return say(&mut stream, "221 farewell").await.and(None),
                _ => say(&mut stream, "250 fine").await?,
            }
        }
    }

    fn capabilities(&self) -> String {
        let plan = *self.plan.lock().unwrap();
        let starttls = if plan.protection == Protection::StartTls && !self.encrypted { "250-STARTTLS\r\n" } else { "" };
        let utf8 = if plan.utf8 { "250-SMTPUTF8\r\n" } else { "" };
        let auth = if plan.login { "250-AUTH PLAIN LOGIN\r\n" } else { "" };
        format!("250-localhost\r\n{starttls}{auth}{utf8}250 8BITMIME")
    }

    async fn login<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut BufReader<S>, line: &str) -> Option<()> {
        // base64 of "\0post\0correct horse"
        self.logged_in = line.ends_with("AHBvc3QAY29ycmVjdCBob3JzZQ==");
        let usual = if self.logged_in { "235 welcome" } else { "535 5.7.8 wrong password" };
        self.answer(stream, At::Auth, usual).await.map(drop)
    }

    async fn take<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut BufReader<S>, to: &str) -> Option<()> {
        if !self.answer(stream, At::Data, "354 go ahead").await? {
            return Some(());
        }
        match self.fault(At::Text) {
            Some(Fault::Stall) => std::future::pending().await,
            Some(_) => return None,
            None => {}
        }
        let mut text = String::new();
        loop {
            match read_line(stream).await?.as_str() {
                "." => break,
                line => text.push_str(&format!("{}\r\n", line.strip_prefix('.').unwrap_or(line))),
            }
        }
        let taken = Taken { to: to.to_owned(), text, encrypted: self.encrypted, logged_in: self.logged_in };
        match self.fault(At::Dot) {
            None => {
                self.records.lock().unwrap().taken.push(taken);
                say(stream, "250 2.0.0 taken as 4711").await
            }
            Some(fault) => {
                if matches!(fault, Fault::TakeAndCut | Fault::TakeAndStall) {
                    self.records.lock().unwrap().taken.push(taken);
                }
                act(stream, fault).await
            }
        }
    }

    /// Answers as usual (`true`) or with the fault that is due here (`false`).
    async fn answer<S: AsyncWrite + Unpin>(&self, stream: &mut S, at: At, usual: &str) -> Option<bool> {
        match self.fault(at) {
            None => say(stream, usual).await.map(|()| true),
            Some(fault) => act(stream, fault).await.map(|()| false),
        }
    }

    fn fault(&self, here: At) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap();
        let (at, fault, times) = plan.fault?;
        if at != here || times == 0 {
            return None;
        }
        if plan.spared > 0 {
            plan.spared -= 1;
            return None;
        }
        plan.fault = Some((at, fault, times - 1));
        Some(fault)
    }
}

async fn act<S: AsyncWrite + Unpin>(stream: &mut S, fault: Fault) -> Option<()> {
    match fault {
        Fault::Reply(reply) => say(stream, reply).await,
        Fault::ReplyAndClose(reply) => say(stream, reply).await.and(None),
        Fault::Stall | Fault::TakeAndStall => std::future::pending().await,
        Fault::Cut | Fault::TakeAndCut => None,
    }
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, line: &str) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

async fn read_line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    let read = stream.take(1_000_000).read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
