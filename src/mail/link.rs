//! The stream under a link to a mail server. It sends at once: the dialogue is made of small pieces that wait for answers, and a system that
//! gathers them into larger ones (Nagle's algorithm) costs 40 ms with each letter.

use lettre::transport::smtp::Error;
#[allow(deprecated, reason = "the one way to TLS from the first byte over a stream of our own")]
use lettre::transport::smtp::client::AsyncNetworkStream;
use lettre::transport::smtp::client::{AsyncTokioStream, TlsParameters};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A stream that lettre can talk over.
pub(super) type Stream = Box<dyn AsyncTokioStream>;

/// Connects to the first address of a host that answers.
pub(super) async fn open(host: &str, port: u16) -> io::Result<Stream> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}

/// Protects a stream before a word is said on it (RFC 8314).
#[allow(deprecated)]
pub(super) async fn protect(stream: Stream, tls: TlsParameters) -> Result<Stream, Error> {
    let mut stream = AsyncNetworkStream::use_existing_tokio1(stream);
    stream.upgrade_tls(tls).await?;
    Ok(Box::new(Protected(stream)))
}

/// A protected stream with the traits of tokio.
#[derive(Debug)]
#[allow(deprecated)]
struct Protected(AsyncNetworkStream);

impl AsyncTokioStream for Protected {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.peer_addr()
    }
}

impl AsyncRead for Protected {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = ready!(futures::AsyncRead::poll_read(Pin::new(&mut self.0), context, into.initialize_unfilled()))?;
        into.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Protected {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        futures::AsyncWrite::poll_write(Pin::new(&mut self.0), context, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        futures::AsyncWrite::poll_flush(Pin::new(&mut self.0), context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        futures::AsyncWrite::poll_close(Pin::new(&mut self.0), context)
    }
}
