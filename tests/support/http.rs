//! A loopback HTTP server that answers anything: bytes as written, a drip without end, silence. It keeps what it was asked.
//!
//! Written on bare TCP because a proper HTTP library refuses to lie.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use flate2::{Compression, write::GzEncoder};
use std::collections::HashMap;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

/// What the server does with one request.
#[derive(Clone)]
pub enum Reply {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Writes the head, then a piece again and again, for ever.
    Drip { head: String, piece: &'static str, every: Duration },
    /// Says nothing and keeps the connection.
    Silence,
    /// Waits until as many requests as the barrier counts are here, then answers as told.
    Together(Arc<Barrier>, Box<Reply>),
}

/// One request, as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// What was posted.
    pub body: String,
    pub begun: Instant,
    pub ended: Instant,
}

/// The server; its task ends with the test's runtime.
pub struct Server {
    pub addr: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    routes: Mutex<HashMap<String, Vec<Reply>>>,
    seen: Mutex<Vec<Seen>>,
}

impl Server {
    /// Starts a server that knows no path: what it does not know it answers with 404.
    pub async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (addr, state) = (listener.local_addr().unwrap(), Arc::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Server { addr, state }
    }

    /// Tells what to do with a path: the replies one after the other, the last one from then on.
    pub fn on(&self, path: &str, replies: impl IntoIterator<Item = Reply>) -> &Self {
        let replies = replies.into_iter().collect();
        self.state.routes.lock().unwrap().insert(path.to_owned(), replies);
        self
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// The same machine under another name, hence another host.
    pub fn url_of_localhost(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.addr.port())
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().unwrap().clone()
    }

    /// The paths asked for so far.
    pub fn paths(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.path).collect()
    }
}

/// An honest answer: `headers` are lines joined by `|`.
pub fn reply(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    raw(&format!("{status}\r\n{}Content-Length: {}\r\n", lines(headers), body.len()), body)
}

/// A head of status and headers as told, the end of the head, and a body: nothing is added.
pub fn raw(head: &str, body: impl AsRef<[u8]>) -> Reply {
    Reply::Bytes([format!("HTTP/1.1 {head}\r\n").as_bytes(), body.as_ref()].concat())
}

/// A redirect.
pub fn redirect(code: u16, to: &str) -> Reply {
    reply(&format!("{code} Moved"), &format!("Location: {to}"), "")
}

/// The bytes, compressed.
pub fn gzip(mut bytes: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut bytes, &mut encoder).unwrap();
    encoder.finish().unwrap()
}

fn lines(headers: &str) -> String {
    headers.split('|').filter(|line| !line.is_empty()).map(|line| format!("{line}\r\n")).collect()
}

async fn serve(mut stream: TcpStream, state: Arc<State>) {
    let begun = Instant::now();
    let Some((path, headers)) = question(&mut stream).await else { return };
    let Some(body) = posted(&mut stream, &headers).await else { return };
    let reply = state.reply(&path);
    let at = state.begin(Seen { path, headers, body, begun, ended: begun });
    // The client may hang up at any time: that is its right, and no fault of the test.
    let _ = answer(&mut stream, reply).await;
    state.seen.lock().unwrap()[at].ended = Instant::now();
    let _ = stream.shutdown().await;
    // Reads what is left, so that closing does not reset the connection under the client's hands.
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

impl State {
    fn reply(&self, path: &str) -> Reply {
        match self.routes.lock().unwrap().get_mut(path) {
            Some(replies) if replies.len() > 1 => replies.remove(0),
            Some(replies) => replies[0].clone(),
            None => reply("404 Not Found", "", "nothing here"),
        }
    }

    fn begin(&self, seen: Seen) -> usize {
        let mut all = self.seen.lock().unwrap();
        all.push(seen);
        all.len() - 1
    }
}

/// The first byte of a client that wants to talk TLS; a plain server answers it with words.
const TLS_HANDSHAKE: [u8; 1] = [0x16];

async fn question(stream: &mut TcpStream) -> Option<(String, HashMap<String, String>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
        if head == TLS_HANDSHAKE {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.ok()?;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let path = head.split(' ').nth(1)?.to_owned();
    let headers =
        head.lines().skip(1).filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Some((path, headers.collect()))
}

/// The body of a request; empty where none is announced.
async fn posted(stream: &mut TcpStream, headers: &HashMap<String, String>) -> Option<String> {
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    String::from_utf8(body).ok()
}

async fn answer(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes).await,
        Reply::Silence => stream.read_u8().await.map(|_| ()),
        Reply::Together(barrier, reply) => {
            barrier.wait().await;
            Box::pin(answer(stream, *reply)).await
        }
        Reply::Drip { head, piece, every } => {
            stream.write_all(format!("HTTP/1.1 {head}\r\n").as_bytes()).await?;
            loop {
                stream.write_all(piece.as_bytes()).await?;
                tokio::time::sleep(every).await;
            }
        }
    }
}
