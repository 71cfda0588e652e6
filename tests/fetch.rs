//! The fetcher against a server that lies, stalls, loops and blocks. All traffic stays on the loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;

use http::{Reply, Server, gzip, raw, redirect, reply};
use pledgewatch::domain::Validators;
use pledgewatch::fetch::{Cap, FetchConfig, FetchError, Fetcher, Request, Response};
use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::rustls::{ServerConfig, pki_types::PrivateKeyDer};

/// Short times and small limits, and the loopback allowed.
fn config() -> FetchConfig {
    FetchConfig {
        user_agent: "pledgewatch/0.1 (+mailto:operator@example.org)".to_owned(),
        total_timeout: Duration::from_secs(5),
        per_host_spacing: Duration::ZERO,
        allow: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        feed_cap: 1000,
        page_cap: 500,
        ..FetchConfig::default()
    }
}

fn feed<'a>(url: &'a str, validators: &'a Validators) -> Request<'a> {
    Request { url, validators, cap: Cap::Feed, robots: false }
}

async fn get(config: &FetchConfig, url: &str) -> Result<Response, FetchError> {
    Fetcher::new(config).unwrap().get(&feed(url, &Validators::default())).await
}

async fn get_page(fetcher: &Fetcher, url: &str) -> Result<Response, FetchError> {
    fetcher.get(&Request { url, validators: &Validators::default(), cap: Cap::Page, robots: true }).await
}

/// One line for what came back: what a row compares.
fn outcome(result: &Result<Response, FetchError>) -> String {
    match result {
        Ok(Response::Fetched { page, moved, .. }) => {
            let moved = moved.as_deref().map(|to| format!(", moved to {}", path(to))).unwrap_or_default();
            format!("{} bytes of {}{moved}", page.body.len(), path(&page.url))
        }
        Ok(Response::NotModified { .. }) => "not modified".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn path(url: &str) -> &str {
    url.splitn(4, '/').last().unwrap()
}

/// Asks for `/feed`, which answers as told; the outcome must begin with `expected` and weigh `weight` quarters.
#[track_caller]
fn check(rows: Vec<(&str, Reply, &str, u32)>) {
    let config = FetchConfig { total_timeout: Duration::from_millis(700), ..config() };
    run(async {
        let server = Server::start().await;
        for (name, answer, expected, weight) in rows {
            server.on("/feed", [answer]);
            let result = get(&config, &server.url("/feed")).await;
            let shown = outcome(&result);
            assert!(shown.starts_with(expected), "{name}: {shown}");
            assert_eq!(result.err().map_or(0, |error| error.weight()), weight, "{name}: {shown}");
        }
    });
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test);
}

#[test]
fn every_answer_has_its_name_and_weight() {
    let status = |line: &str| reply(line, "", "words");
    check(vec![
        ("good", status("200 OK"), "5 bytes of feed", 0),
        ("no reason phrase", status("200"), "5 bytes of feed", 0),
        ("non-authoritative", status("203 Non-Authoritative"), "5 bytes of feed", 0),
        ("nothing", reply("200 OK", "", ""), "0 bytes of feed", 0),
        ("no content", raw("204 No Content\r\n", ""), "the server answered with status 204", 4),
        ("a part nobody asked for", status("206 Partial Content"), "the server answered with status 206", 4),
        ("a choice", status("300 Multiple Choices"), "the server answered with status 300", 4),
        ("unauthorised", status("401 Unauthorized"), "the server answered with status 401", 4),
        ("forbidden", status("403 Forbidden"), "the server answered with status 403", 4),
        ("not found", status("404 Not Found"), "the server answered with status 404", 2),
        ("gone", status("410 Gone"), "the server says that this address is gone for good", 4),
        ("too many", status("429 Too Many Requests"), "the server answered with status 429", 2),
        ("broken", status("500 Oops"), "the server answered with status 500", 2),
        ("odd", status("999 Request Denied"), "the server answered with status 999", 2),
        ("304 to no question", raw("304 Not Modified\r\n", ""), "the server says \"not modified\" though nothing was asked", 2),
    ]);
}

#[test]
fn lies_about_the_body_are_found() {
    let text = "x".repeat(600);
    let zipped = gzip(text.as_bytes());
    let gz = "Content-Encoding: gzip";
    check(vec![
        ("gzip", reply("200 OK", gz, &zipped), "600 bytes", 0),
        ("gzip, length of the plain text", raw(&format!("200 OK\r\n{gz}\r\nContent-Length: 600\r\n"), &zipped), "the answer broke off", 1),
        ("plain text called gzip", reply("200 OK", gz, &text), "the body cannot be decompressed", 2),
        ("half a gzip", reply("200 OK", gz, &zipped[..zipped.len() / 2]), "the answer broke off", 1),
        ("plain text called brotli", reply("200 OK", "Content-Encoding: br", &text), "the body cannot be decompressed", 2),
        ("plain text called zstd", reply("200 OK", "Content-Encoding: zstd", &text), "the body cannot be decompressed", 2),
        (
            "deflate, which we do not offer",
            reply("200 OK", "Content-Encoding: deflate", &text),
            "the body cannot be decompressed: its coding deflate",
            2,
        ),
        ("a charset in the wrong header", reply("200 OK", "Content-Encoding: utf-8", &text), "600 bytes", 0),
        ("shorter than said", raw("200 OK\r\nContent-Length: 700\r\n", &text), "the answer broke off", 1),
        ("longer than said", raw("200 OK\r\nContent-Length: 70\r\n", &text), "70 bytes", 0),
        ("no length at all", raw("200 OK\r\n", &text), "600 bytes", 0),
        ("chunks", raw("200 OK\r\nTransfer-Encoding: chunked\r\n", "5\r\nwords\r\n0\r\n\r\n"), "5 bytes", 0),
        ("chunks without an end", raw("200 OK\r\nTransfer-Encoding: chunked\r\n", "5\r\nwords\r\n"), "the answer broke off", 1),
        ("chunks of no size", raw("200 OK\r\nTransfer-Encoding: chunked\r\n", "many\r\nwords\r\n"), "the answer broke off", 1),
        ("two lengths", raw("200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n", "words"), "the answer broke off", 1),
    ]);
}

#[test]
fn no_connection_takes_more_than_its_share() {
    let drip = |head: &str| Reply::Drip { head: head.to_owned(), piece: "x", every: Duration::from_millis(50) };
    let flood = |head: &str| Reply::Bytes(format!("HTTP/1.1 {head}{}", "x".repeat(2_000_000)).into_bytes());
    check(vec![
        ("silence", Reply::Silence, "no whole answer within 0 s", 1),
        ("a drip of body", drip("200 OK\r\n"), "no whole answer", 1),
        ("a drip of header", drip("200 OK"), "no whole answer", 1),
        ("a flood of body", flood("200 OK\r\n\r\n"), "the document is larger than 1000 bytes", 4),
        ("a flood of header", flood("200 OK\r\nX: "), "the answer broke off", 1),
        ("hangs up", Reply::Bytes(Vec::new()), "the answer broke off", 1),
        ("no HTTP", Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()), "the answer broke off", 1),
    ]);
}

#[test]
fn the_limit_counts_decompressed_bytes() {
    let body = |length: usize| "x".repeat(length);
    let zipped = |length: u64| reply("200 OK", "Content-Encoding: gzip", gzip(std::io::repeat(b'x').take(length)));
    let too_large = "the document is larger than 1000 bytes";
    check(vec![
        ("at the limit", reply("200 OK", "", body(1000)), "1000 bytes", 0),
        ("above it", reply("200 OK", "", body(1001)), too_large, 4),
        ("above it, without a length", raw("200 OK\r\n", body(1001)), too_large, 4),
        ("said to be above it", raw("200 OK\r\nContent-Length: 99999999999\r\n", "x"), too_large, 4),
        ("at the limit, compressed", zipped(1000), "1000 bytes", 0),
        ("above it, compressed", zipped(1001), too_large, 4),
        ("a bomb", zipped(50_000_000), too_large, 4),
    ]);
}

/// One of the ignored tests of this file, as a process of its own.
fn alone(test: &str) -> tokio::process::Command {
    let mut process = tokio::process::Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", test, "--ignored", "--nocapture"]);
    process
}

/// What the other tests hold meanwhile is none of its cost.
#[test]
fn a_bomb_costs_no_more_than_its_limit() {
    run(async {
        let output = alone("a_bomb_in_its_own_process").output().await.unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("1 passed"), "{told} {}", String::from_utf8_lossy(&output.stderr));
    });
}

#[test]
#[ignore = "run by a_bomb_costs_no_more_than_its_limit"]
fn a_bomb_in_its_own_process() {
    run(async {
        let server = Server::start().await;
        server.on("/feed", [reply("200 OK", "Content-Encoding: gzip", gzip(std::io::repeat(b'x').take(300_000_000)))]);
        let as_shipped = FetchConfig { allow: config().allow, ..FetchConfig::default() };
        let error = get(&as_shipped, &server.url("/feed")).await.unwrap_err();
        assert_eq!(error, FetchError::TooLarge { limit: 15_000_000 });
        assert!(peak_memory() < 60_000_000, "{} bytes at the peak of the process", peak_memory());
    });
}

/// The most memory this process has ever held, in bytes; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0) * 1000
}

#[test]
fn walls_are_named() {
    let html = |title: &str| {
        reply("200 OK", "Content-Type: text/html", format!("<!doctype html><html><head><title>{title}</title></head></html>"))
    };
    check(vec![
        ("Cloudflare", reply("403 Forbidden", "Cf-Mitigated: challenge", "x"), "blocked by a Cloudflare challenge", 4),
        ("DataDome", reply("403 Forbidden", "X-DataDome: protected", "x"), "blocked by DataDome", 4),
        ("DataDome lets us pass", reply("200 OK", "X-DataDome: protected", "x"), "1 bytes", 0),
        ("AWS WAF", reply("202 Accepted", "x-amzn-waf-action: challenge", ""), "blocked by an AWS WAF challenge", 4),
        ("Imperva", reply("403 Forbidden", "X-Iinfo: 1-2", "x"), "blocked by Imperva", 4),
        ("Akamai", reply("403 Forbidden", "Server: AkamaiGHost", "x"), "blocked by Akamai", 4),
        ("Cloudflare serves a plain refusal", reply("403 Forbidden", "Server: cloudflare", "x"), "the server answered with status 403", 4),
        ("a good status", html("Just a moment..."), "blocked by a Cloudflare challenge", 4),
        ("a headline", html("Not just a moment..."), "76 bytes", 0),
        ("consent", redirect(302, "https://consent.example.com/m?continue=x"), "blocked by the consent form of consent.example.com", 4),
    ]);
}

#[test]
fn redirects_are_followed_one_by_one() {
    run(async {
        let server = Server::start().await;
        for hop in 1..=9 {
            server.on(&format!("/hop{hop}"), [redirect(302, &format!("/hop{}", hop - 1))]);
        }
        server.on("/hop0", [reply("200 OK", "", "there")]);
        server.on("/new", [reply("200 OK", "", "there")]);
        let rows = [
            ("/hop5", None, "5 bytes of hop0"),
            ("/hop6", None, "more than 5 redirects"),
            ("/loop", Some(redirect(301, "/loop")), "more than 5 redirects"),
            ("/for-good", Some(redirect(301, "/new")), "5 bytes of new, moved to new"),
            ("/for-good-308", Some(redirect(308, "/new")), "5 bytes of new, moved to new"),
            ("/for-now", Some(redirect(307, "/new")), "5 bytes of new"),
            ("/then-for-now", Some(redirect(301, "/hop1")), "5 bytes of hop0, moved to hop1"),
            ("/first-for-now", Some(redirect(302, "/for-good")), "5 bytes of new"),
            ("/nowhere", Some(reply("301 Moved", "", "")), "the server answered with status 301"),
            (
                "/to-a-file",
                Some(redirect(301, "file:///etc/passwd")),
                "\"file:///etc/passwd\" cannot be fetched: only http and https are, not file",
            ),
            ("/to-nonsense", Some(redirect(301, "http://[::1")), "\"http://[::1\" cannot be fetched"),
            ("/to-a-private-host", Some(redirect(302, "http://10.0.0.1/")), "10.0.0.1 is no public address"),
            ("/to-the-cloud", Some(redirect(302, "http://0xA9FEA9FE/latest")), "169.254.169.254 is no public address"),
        ];
        for (path, answer, expected) in rows {
            answer.map(|answer| server.on(path, [answer]));
            let shown = outcome(&get(&config(), &server.url(path)).await);
            assert!(shown.starts_with(expected), "{path}: {shown}");
        }
    });
}

#[test]
fn credentials_stay_with_their_own_origin_and_are_never_shown() {
    run(async {
        let server = Server::start().await;
        let with = |url: String| url.replace("http://", "http://reader:s3cret@");
        server.on("/here", [redirect(301, "/feed")]).on("/feed", [reply("200 OK", "", "words")]);
        server.on("/away", [redirect(301, &server.url_of_localhost("/elsewhere"))]).on("/elsewhere", [reply("200 OK", "", "words")]);
        for path in ["/here", "/away"] {
            let answer = get(&config(), &with(server.url(path))).await;
            let Ok(Response::Fetched { page, moved: None, .. }) = answer else { panic!("{path}: {answer:?}") };
            assert!(!page.url.contains("s3cret"), "{path}: {}", page.url);
        }
        let asked: Vec<_> = server.seen().into_iter().map(|seen| (seen.path, seen.headers.contains_key("authorization"))).collect();
        let expected = [("/here", true), ("/feed", true), ("/away", true), ("/elsewhere", false)];
        assert_eq!(asked, expected.map(|(path, sent)| (path.to_owned(), sent)));
        let closed = "127.0.0.1:1";
        for url in [format!("http://a:s3cret@{closed}/"), "ftp://a:s3cret@host/".to_owned(), "http://a:s3cret@[::1/".to_owned()] {
            let error = get(&config(), &url).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    });
}

#[test]
fn validators_are_sent_and_kept_as_they_are() {
    run(async {
        let server = Server::start().await;
        let (etag, date) = ("W/\"a b--gzip\"", "Sun, 1 Mar 2026 12:00:00 +0000");
        let good =
            reply("200 OK", &format!("ETag: {etag}|Last-Modified: {date}|Cache-Control: max-age=900|Content-Type: text/xml"), "words");
        server.on("/feed", [good, raw("304 Not Modified\r\nCache-Control: max-age=60\r\n", "")]);
        let fetcher = Fetcher::new(&config()).unwrap();
        let first = fetcher.get(&feed(&server.url("/feed"), &Validators::default())).await.unwrap();
        let Response::Fetched { page, validators, hints, .. } = first else { panic!("{first:?}") };
        assert_eq!(page.content_type.as_deref(), Some("text/xml"));
        assert_eq!(validators, Validators { etag: Some(etag.to_owned()), last_modified: Some(date.to_owned()) });
        assert_eq!(hints.max_age, Some(Duration::from_secs(900)));
        let second = fetcher.get(&feed(&server.url("/feed"), &validators)).await.unwrap();
        assert!(matches!(second, Response::NotModified { hints } if hints.max_age == Some(Duration::from_secs(60))), "{second:?}");
        let [first, second] = &server.seen()[..] else { panic!("two questions") };
        assert_eq!((first.headers.get("if-none-match"), first.headers.get("if-modified-since")), (None, None));
        assert_eq!(second.headers["if-none-match"], etag);
        assert_eq!(second.headers["if-modified-since"], date);
        assert_eq!(second.headers["user-agent"], "pledgewatch/0.1 (+mailto:operator@example.org)");
        assert_eq!(second.headers["accept-encoding"], "zstd,gzip,br");
    });
}

#[test]
fn a_server_may_ask_for_patience() {
    run(async {
        let server = Server::start().await;
        server.on("/feed", [reply("429 Too Many Requests", "Retry-After: 7200", "")]);
        let error = get(&config(), &server.url("/feed")).await.unwrap_err();
        assert_eq!(error.hints().retry_after, Some(Duration::from_secs(7200)));
    });
}

#[test]
fn the_loopback_is_refused_unless_allowed() {
    run(async {
        let server = Server::start().await;
        let closed = FetchConfig { allow: Vec::new(), ..config() };
        for url in [server.url("/feed"), server.url_of_localhost("/feed")] {
            let error = get(&closed, &url).await.unwrap_err();
            assert!(matches!(error, FetchError::ForbiddenAddress { addr } if addr.is_loopback()), "{url}: {error}");
        }
        assert!(server.seen().is_empty());
    });
}

#[test]
fn trouble_with_the_connection_is_told_apart() {
    run(async {
        let server = Server::start().await;
        let refused = get(&config(), "http://127.0.0.1:1/").await.unwrap_err();
        assert!(matches!(&refused, FetchError::Connect { cause } if cause.contains("refused")), "{refused:?}");
        for addr in [server.addr, tls_server("127.0.0.1", 2100).await.0] {
            let error = get(&config(), &format!("https://{addr}/feed")).await.unwrap_err();
            assert!(matches!(&error, FetchError::Tls { .. }) && error.is_our_network(), "{error:?}");
        }
        let nameless = get(&config(), "http://no..name/").await.unwrap_err();
        assert!(matches!(nameless, FetchError::Dns { .. }), "{nameless:?}");
        assert!(refused.is_our_network() && nameless.is_our_network());
    });
}

/// A TLS server that answers "words" to whoever trusts its certificate, which is for `name` and good until that year, and the
/// certificate in PEM.
async fn tls_server(name: &str, until: i32) -> (SocketAddr, String) {
    let mut told = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
    told.not_after = rcgen::date_time_ymd(until, 1, 1);
    let signing_key = rcgen::KeyPair::generate().unwrap();
    let made = told.self_signed(&signing_key).unwrap();
    let (pem, key) = (made.pem(), PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap());
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![made.into()], key).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (addr, acceptor) = (listener.local_addr().unwrap(), tokio_rustls::TlsAcceptor::from(Arc::new(config)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // The handshake fails where the client does not trust us: that is what the test is about.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords").await;
            let _ = stream.shutdown().await;
        }
    });
    (addr, pem)
}

/// The system's certificates are read when a process asks for them first, so each client is a process of its own.
#[test]
fn a_server_that_the_system_trusts_is_read_under_its_name_while_its_certificate_lasts() {
    let rows = [
        ("127.0.0.1", 2100, "5 bytes of feed"),
        ("paper.example", 2100, "no secure connection"),
        ("127.0.0.1", 2020, "no secure connection"),
    ];
    run(async {
        for (name, until, expected) in rows {
            let (addr, pem) = tls_server(name, until).await;
            let folder = tempfile::tempdir().unwrap();
            let bundle = folder.path().join("ca.pem");
            std::fs::write(&bundle, pem).unwrap();
            let mut client = alone("client_in_its_own_process");
            client.env("SSL_CERT_FILE", bundle).env_remove("SSL_CERT_DIR");
            client.env("PLEDGEWATCH_TEST_URL", format!("https://{addr}/feed"));
            let told = String::from_utf8(client.output().await.unwrap().stdout).unwrap();
            assert!(told.contains(&format!("outcome: {expected}")), "{name} until {until}: {told}");
        }
    });
}

#[test]
#[ignore = "run by a_server_that_the_system_trusts_is_read_under_its_name_while_its_certificate_lasts"]
fn client_in_its_own_process() {
    run(async {
        let Ok(url) = std::env::var("PLEDGEWATCH_TEST_URL") else { return println!("skipped: no server named") };
        println!("outcome: {}", outcome(&get(&config(), &url).await));
    });
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_with_a_pause() {
    run(async {
        let server = Server::start().await;
        let pause = Duration::from_millis(40);
        let fetcher = Fetcher::new(&FetchConfig { per_host_spacing: pause, ..config() }).unwrap();
        let urls: Vec<_> = (0..4).map(|n| server.url(&format!("/{n}"))).collect();
        let none = Validators::default();
        let questions: Vec<_> = urls.iter().map(|url| feed(url, &none)).collect();
        futures::future::join_all(questions.iter().map(|question| fetcher.get(question))).await;
        let seen = server.seen();
        assert_eq!(seen.len(), 4);
        for pair in seen.windows(2) {
            assert!(pair[1].begun >= pair[0].ended + pause - Duration::from_millis(5), "{pair:?}");
        }
    });
}

#[test]
fn hosts_do_not_wait_for_each_other() {
    run(async {
        let server = Server::start().await;
        let both = Arc::new(tokio::sync::Barrier::new(2));
        for path in ["/a", "/b"] {
            server.on(path, [Reply::Together(Arc::clone(&both), Box::new(reply("200 OK", "", "words")))]);
        }
        let fetcher = Fetcher::new(&config()).unwrap();
        let (a, b, none) = (server.url("/a"), server.url_of_localhost("/b"), Validators::default());
        let (a, b) = futures::future::join(fetcher.get(&feed(&a, &none)), fetcher.get(&feed(&b, &none))).await;
        assert_eq!([outcome(&a), outcome(&b)], ["5 bytes of a", "5 bytes of b"]);
    });
}

#[test]
fn robots_txt_has_its_say_over_pages() {
    let rules = "User-agent: pledgewatch\nDisallow: /private\n";
    let rows = [
        (reply("200 OK", "", rules), "5 bytes of news?a=1", "robots.txt of 127.0.0.1 forbids /private?x"),
        (reply("404 Not Found", "", "none"), "5 bytes of news?a=1", "5 bytes of private?x"),
        (reply("403 Forbidden", "", "none"), "5 bytes of news?a=1", "5 bytes of private?x"),
        (redirect(301, "/robots2.txt"), "5 bytes of news?a=1", "robots.txt of 127.0.0.1 forbids /private?x"),
        (
            reply("503 Busy", "", ""),
            "robots.txt of 127.0.0.1 is unavailable (the server answered with status 503)",
            "robots.txt of 127.0.0.1 is unavailable",
        ),
        (reply("429 Busy", "", ""), "robots.txt of 127.0.0.1 is unavailable", "robots.txt of 127.0.0.1 is unavailable"),
        (
            reply("200 OK", "", "x".repeat(600)),
            "robots.txt of 127.0.0.1 is unavailable (the document is larger",
            "robots.txt of 127.0.0.1 is unavailable",
        ),
    ];
    for (robots, news, private) in rows {
        run(async {
            let server = Server::start().await;
            server.on("/robots.txt", [robots]).on("/robots2.txt", [reply("200 OK", "", rules)]);
            server.on("/news?a=1", [reply("200 OK", "", "words")]).on("/private?x", [reply("200 OK", "", "words")]);
            let fetcher = Fetcher::new(&config()).unwrap();
            for (path, expected) in [("/news?a=1", news), ("/private?x", private), ("/news?a=1#again", news)] {
                let shown = outcome(&get_page(&fetcher, &server.url(path)).await);
                assert!(shown.starts_with(expected), "{path}: {shown}");
            }
            assert_eq!(server.paths().iter().filter(|path| *path == "/robots.txt").count(), 1, "asked once");
        });
    }
}

#[test]
fn robots_txt_is_asked_of_every_site_on_the_way_and_not_for_feeds() {
    run(async {
        let server = Server::start().await;
        server.on("/robots.txt", [reply("404 Not Found", "", ""), reply("200 OK", "", "User-agent: *\nDisallow: /")]);
        server.on("/news", [redirect(302, &server.url_of_localhost("/there"))]);
        let fetcher = Fetcher::new(&config()).unwrap();
        let shown = outcome(&get_page(&fetcher, &server.url("/news")).await);
        assert_eq!(shown, "robots.txt of localhost forbids /there");
        assert_eq!(server.paths(), ["/robots.txt", "/news", "/robots.txt"]);
        let shown = outcome(&fetcher.get(&feed(&server.url_of_localhost("/feed"), &Validators::default())).await);
        assert_eq!(shown, "the server answered with status 404");
    });
}

#[test]
fn a_crawl_delay_is_honoured_up_to_a_bound() {
    run(async {
        let server = Server::start().await;
        server.on("/robots.txt", [reply("200 OK", "", "User-agent: *\nCrawl-delay: 3600")]);
        let bound = Duration::from_millis(60);
        let fetcher = Fetcher::new(&FetchConfig { crawl_delay_cap: bound, ..config() }).unwrap();
        for path in ["/a", "/b"] {
            let _ = get_page(&fetcher, &server.url(path)).await;
        }
        let [_, a, b] = &server.seen()[..] else { panic!("{:?}", server.paths()) };
        assert!(b.begun >= a.ended + bound - Duration::from_millis(5));
    });
}
