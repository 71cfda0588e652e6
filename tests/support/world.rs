//! A world for the program under test: a folder with a configuration, sources on a loopback server, and the binary itself.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::http::{Reply, Server, reply};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The folder, the server, and what was configured.
pub struct World {
    pub folder: tempfile::TempDir,
    pub web: Server,
    sources: String,
    settings: String,
}

/// What a run of the program printed, and how it ended.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl World {
    pub async fn new() -> World {
        World { folder: tempfile::tempdir().unwrap(), web: Server::start().await, sources: String::new(), settings: String::new() }
    }

    /// Adds a source that answers as told.
    pub fn source(&mut self, id: &str, replies: impl IntoIterator<Item = Reply>) -> &mut Self {
        let path = format!("/{id}.xml");
        self.web.on(&path, replies);
        let url = self.web.url(&path);
        self.sources +=
            &format!("[[source]]\nid = \"{id}\"\nname = \"The {id}\"\nurl = \"{url}\"\nstanding = \"trade_press\"\nlang = \"en\"\n\n");
        self
    }

    /// Adds a source with one feed of these articles, each on a page of its own.
    pub fn newspaper(&mut self, id: &str, articles: &[Story]) -> &mut Self {
        for story in articles {
            self.web.on(&story.path, [reply("200 OK", "Content-Type: text/html; charset=utf-8", story.page())]);
        }
        let feed = feed(articles, |path| self.web.url(path));
        self.source(id, [reply("200 OK", "Content-Type: application/rss+xml", feed)])
    }

    /// Adds lines to the configuration.
    pub fn setting(&mut self, lines: &str) -> &mut Self {
        self.settings += lines;
        self.settings += "\n";
        self
    }

    /// Changes lines of the configuration.
    pub fn change(&mut self, from: &str, to: &str) -> &mut Self {
        assert!(self.settings.contains(from), "{from} is not in the settings");
        self.settings = self.settings.replace(from, to);
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        self.path("data/pledgewatch.db")
    }

    /// The command with the world's configuration, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.keep("sources.toml", if self.sources.is_empty() { "source = []\n" } else { &self.sources });
        let fetch = "[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_spacing_seconds = 0\ntotal_timeout_seconds = 5\n";
        self.keep("pledgewatch.toml", &format!("sources = \"sources.toml\"\n{fetch}{}", self.settings));
        let mut command = binary();
        command.arg("--config").arg(self.path("pledgewatch.toml")).args(arguments).current_dir(self.folder.path());
        command
    }

    /// Writes a file where it does not say this already: another run may be reading it.
    fn keep(&self, name: &str, text: &str) {
        if std::fs::read_to_string(self.path(name)).ok().as_deref() != Some(text) {
            std::fs::write(self.path(name), text).unwrap();
        }
    }

    /// Runs the program to its end.
    pub async fn run(&self, arguments: &[&str]) -> Run {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || Run::from(command.output().unwrap())).await.unwrap()
    }

    /// The letters written as files, by name.
    pub fn letters(&self) -> Vec<String> {
        let Ok(found) = std::fs::read_dir(self.path("data/letters")) else { return Vec::new() };
        let mut letters: Vec<String> = found.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        letters.sort();
        letters
    }
}

/// The program, with nothing configured.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pledgewatch"));
    command.stdin(Stdio::null()).env_remove("RUST_LOG").env_remove("PLEDGEWATCH_SMTP_PASSWORD");
    command
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// An article of a newspaper, dated a few hours ago.
#[derive(Clone, Debug)]
pub struct Story {
    pub path: String,
    pub title: String,
    pub text: String,
}

impl Story {
    pub fn new(path: &str, title: &str, text: &str) -> Story {
        Story { path: path.to_owned(), title: title.to_owned(), text: text.to_owned() }
    }

    pub fn page(&self) -> String {
        let paragraphs: String = self.text.lines().map(|line| format!("<p>{line}</p>\n")).collect();
        format!(
            "<!doctype html><html lang=\"en\"><head><title>{0}</title></head><body><nav><a href=\"/\">Home</a> <a href=\"/about\">About</a></nav>\
             <article><h1>{0}</h1>\n{paragraphs}</article><footer>All rights reserved</footer></body></html>",
            self.title
        )
    }
}

/// An RSS 2.0 feed of articles, dated an hour ago.
#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
pub fn feed(articles: &[Story], url: impl Fn(&str) -> String) -> String {
    let date = (chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()) - chrono::TimeDelta::hours(1)).to_rfc2822();
    let items: String = articles
        .iter()
        .map(|story| {
            let link = url(&story.path);
            format!("<item><title>{}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate><description>About Ukraine.</description></item>", story.title)
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A newspaper</title><link>{}</link>{items}</channel></rss>",
        url("/")
    )
}

/// A story that reports one pledge: Denmark, DKK 1.5 billion.
pub fn danish_story() -> Story {
    Story::new(
        "/denmark.html",
        "Denmark to give Ukraine DKK 1.5 billion for air defence",
        "Denmark will provide Ukraine with a new military aid package worth DKK 1.5 billion, the Danish defence ministry said in Copenhagen.\n\
         The package contains air defence missiles and artillery ammunition, according to the ministry's statement to the press.\n\
         Deliveries are to begin in the autumn and will go on for most of next year, the ministry added in its statement on the package.",
    )
}

/// A story that reports one pledge: Norway, NOK 700 million.
pub fn norwegian_story() -> Story {
    Story::new(
        "/norway.html",
        "Norway pledges NOK 700 million for drones for Ukraine",
        "Norway will donate NOK 700 million to buy drones for Ukraine, the Norwegian government announced in Oslo this week.\n\
         The money pays for reconnaissance drones that are made by Ukrainian producers, the government's statement says.\n\
         It is the first contribution of this kind this year, and further ones are being prepared, the government said in its statement.",
    )
}
