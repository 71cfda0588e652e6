//! The whole program against feeds on the loopback: how long a run takes, and how much processor time and memory.
//!
//! Each number is of the released binary as a service manager would run it: start-up, polling, storing, the end. The feeds lie on as
//! many hosts as there are hundreds of them, for one host is asked one question at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Hosts on the loopback; all are this machine.
const HOSTS: u8 = 100;

fn main() {
    // A bench that is built by `cargo test --benches` is told so; it has nothing to test.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    for (feeds, links) in [(200, Links::Own), (2_000, Links::Own), (800, Links::Shared)] {
        let world = World::new(feeds, links);
        world.run("first run", &["--once"]);
        world.run("unchanged", &["--once", "--all"]);
        world.run("nothing due", &["--once"]);
    }
    bomb();
}

/// Entries of a feed.
const ENTRIES: usize = 20;

/// Where a feed's entries lead.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Links {
    /// Each feed's to addresses of its own.
    Own,
    /// Every feed's to the same ones, as those of one agency's customers may.
    Shared,
}

/// A folder with a configuration, and a server for its feeds.
struct World {
    folder: tempfile::TempDir,
    name: String,
}

impl World {
    fn new(feeds: usize, links: Links) -> World {
        let body = feed(ENTRIES);
        let path = |asked: &str| asked.split(' ').nth(1).unwrap_or_default().to_owned();
        let own = move |asked: &str| if links == Links::Own { body.replace("/HOST", &path(asked)) } else { body.clone() };
        let port = serve(move |asked| answer(asked, own(asked).as_bytes()));
        World::of(format!("{feeds} feeds, links {links:?}"), (0..feeds).map(|n| format!("http://{}:{port}/{n}", host(n))))
    }

    fn of(name: String, urls: impl Iterator<Item = String>) -> World {
        let folder = tempfile::tempdir().unwrap();
        let source = |(n, url)| {
            format!("[[source]]\nid = \"s{n}\"\nname = \"Source {n}\"\nurl = \"{url}\"\nstanding = \"general_press\"\nlang = \"en\"\n\n")
        };
        write(folder.path(), "sources.toml", &urls.enumerate().map(source).collect::<String>());
        let settings = "sources = \"sources.toml\"\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_spacing_seconds = 0\n[cycle]\narticles_per_cycle = 100000\n";
        write(folder.path(), "pledgewatch.toml", settings);
        World { folder, name }
    }

    /// Runs the program and prints what it took.
    fn run(&self, what: &str, arguments: &[&str]) -> Usage {
        let (begun, cpu) = (Instant::now(), children_cpu());
        let mut command = Command::new(env!("CARGO_BIN_EXE_pledgewatch"));
        command.args(arguments).current_dir(self.folder.path()).env("RUST_LOG", "error").stdout(Stdio::null()).stderr(Stdio::null());
        let memory = peak_memory(command.spawn().unwrap());
        let usage = Usage { wall: begun.elapsed(), cpu: children_cpu() - cpu, memory };
        println!("{:<24} {what:<12} {usage}", self.name);
        usage
    }
}

struct Usage {
    wall: Duration,
    cpu: Duration,
    /// Bytes at the peak.
    memory: u64,
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>7.3} s, {:>5.2} s of processor, {:>5.1} MB",
            self.wall.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.memory as f64 / 1e6
        )
    }
}

/// A bomb of 292 KB that unfolds to 300 MB, and the same source answering with a feed of one entry.
fn bomb() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::repeat(b' ').take(300_000_000), &mut packer).unwrap();
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
    let bomb: Arc<[u8]> = [head.as_slice(), &packer.finish().unwrap()].concat().into();
    let small = feed(1);
    let port = serve(move |asked| if asked.starts_with("GET /bomb") { bomb.to_vec() } else { answer(asked, small.as_bytes()) });
    let idle =
        World::of("a feed of one entry".to_owned(), std::iter::once(format!("http://127.0.0.1:{port}/feed"))).run("first run", &["--once"]);
    let hit = World::of("a gzip bomb".to_owned(), std::iter::once(format!("http://127.0.0.1:{port}/bomb"))).run("first run", &["--once"]);
    println!("the bomb costs {:.1} MB above that", (hit.memory as f64 - idle.memory as f64) / 1e6);
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

fn host(n: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, 1 + u8::try_from(n % usize::from(HOSTS)).unwrap())
}

/// A feed of that many entries of the last days, none of them about Ukraine.
fn feed(entries: usize) -> String {
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    let item = |n: usize| {
        let date = (now - chrono::TimeDelta::hours(n as i64 + 1)).to_rfc2822();
        format!(
            "<item><title>The harbour office announces change number {n} of its timetable</title><link>https://port.example/HOST/news/{n}</link>\
             <guid>https://port.example/HOST/news/{n}</guid><pubDate>{date}</pubDate><description>Ferries will leave from another quay, the \
             harbour office says in its notice to travellers.</description></item>"
        )
    };
    let items: String = (0..entries).map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Port</title><link>https://port.example/</link>{items}</channel></rss>"
    )
}

/// "Not modified" to a question with a condition, else the feed.
fn answer(asked: &str, body: &[u8]) -> Vec<u8> {
    if asked.to_ascii_lowercase().contains("\r\nif-none-match:") {
        return b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec();
    }
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: \"1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Answers on all hosts, one thread each; gives the port.
fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> u16 {
    let answer = Arc::new(answer);
    let first = TcpListener::bind((host(0), 0)).unwrap();
    let port = first.local_addr().unwrap().port();
    let rest = (1..usize::from(HOSTS)).map(|n| TcpListener::bind((host(n), port)).unwrap());
    for listener in std::iter::once(first).chain(rest) {
        let answer = Arc::clone(&answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that hangs up, as it does on a bomb, is within its rights.
                let _ = stream.and_then(|stream| talk(stream, answer.as_ref()));
            }
        });
    }
    port
}

fn talk(mut stream: TcpStream, answer: &dyn Fn(&str) -> Vec<u8>) -> std::io::Result<()> {
    let mut asked = Vec::new();
    let mut piece = [0; 4096];
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece)? {
            0 => return Ok(()),
            read => asked.extend_from_slice(&piece[..read]),
        }
    }
    stream.write_all(&answer(&String::from_utf8_lossy(&asked)))
}

/// Waits for the program's end; the most memory it ever held, in bytes.
fn peak_memory(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024);
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// The processor time of all programs that this one ran and waited for, to a hundredth of a second.
fn children_cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}
