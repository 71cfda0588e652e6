//! `--once` as an operator runs it: the binary, a real HTTP server, a real database; what it prints, writes, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use http::{Reply, gzip, reply};
use world::{Story, World, binary, danish_story, norwegian_story};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_run_prints_the_digest_and_writes_it_as_a_letter() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]);
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("DKK 1.5 bn") && run.out.contains("NOK 700 m"), "{}", run.out);
    let letters = world.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("Message-ID: <") && letters[0].contains("multipart/alternative"), "{}", letters[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_at_once_has_nothing_to_tell() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    world.run(&["--once"]).await;
    let asked = world.web.seen().len();
    let again = world.run(&["--once"]).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains("0 letters composed"), "{}", again.out);
    assert_eq!(world.web.seen().len(), asked, "nothing is due, so nothing is asked");
    assert_eq!(world.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_everything_and_changes_nothing() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    let rehearsal = world.run(&["--once", "--dry-run"]).await;
    assert_eq!(rehearsal.code, Some(0), "{rehearsal:?}");
    assert!(rehearsal.out.contains("DKK 1.5 bn"), "{}", rehearsal.out);
    assert!(!world.database().exists() && world.letters().is_empty(), "nothing was written");
    let real = world.run(&["--once"]).await;
    assert!(real.out.contains("1 letters composed"), "the dry run took nothing away: {}", real.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_two_publishers_lead_to_is_got_once() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]).newspaper("weekly", &[danish_story()]);
    let run = world.run(&["--once"]).await;
    assert!(run.out.contains("3 articles read"), "{run:?}");
    let mut paths = world.web.paths();
    paths.sort();
    assert_eq!(paths, ["/daily.xml", "/denmark.html", "/norway.html", "/robots.txt", "/weekly.xml"], "and robots.txt too");
}

/// One source is bad, the other good: the good one is read, the bad one's reason is told, and the run ends with 2.
#[track_caller]
fn check_bad_source(run: &world::Run, health: &world::Run, reason: &str) {
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.out.contains("DKK 1.5 bn"), "the good source is read: {}", run.out);
    assert!(run.err.contains(reason), "the log gives the reason \"{reason}\": {}", run.err);
    assert!(health.out.lines().any(|line| line.starts_with("bad ") && line.contains(reason)), "{}", health.out);
}

async fn with_bad_source(replies: Vec<Reply>, reason: &str) {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]).source("bad", replies);
    let run = world.run(&["--once"]).await;
    let health = world.run(&["sources"]).await;
    check_bad_source(&run, &health, reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_source_fails_alone() {
    let ok = |body: Vec<u8>| vec![reply("200 OK", "Content-Type: text/xml", body)];
    let deep = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", "<media:group>".repeat(10_000));
    let rows: Vec<(Vec<Reply>, &str)> = vec![
        (ok(b"<!doctype html><html><head><title>Moved</title></head><body><p>We moved.</p></body></html>".to_vec()), "html page"),
        (ok(Vec::new()), "empty"),
        (ok(deep.into_bytes()), "no entry"),
        (ok(vec![b' '; 15_000_001]), "larger than"),
        (vec![reply("500 Internal Server Error", "", "oops")], "500"),
        (vec![Reply::Silence], "within 5 s"),
        (
            vec![reply(
                "200 OK",
                "Content-Type: text/xml|Content-Encoding: gzip",
                gzip(std::io::Read::take(std::io::repeat(b'a'), 300_000_000)),
            )],
            "larger than",
        ),
    ];
    for (replies, reason) in rows {
        with_bad_source(replies, reason).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_feed_gives_what_stands_before_the_cut() {
    let mut world = World::new().await;
    world.newspaper("whole", &[danish_story(), norwegian_story()]);
    let feed = world::feed(&[danish_story(), norwegian_story()], |path| world.web.url(path));
    let cut = feed.find("<description>About Ukraine.</description></item><item><title>Norway").unwrap() + 60;
    world.source("cut", [reply("200 OK", "Content-Type: text/xml", &feed[..cut])]);
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
}

/// A site is rebuilt so that its pages no longer hold their text: the source is healthy, its articles are not, and this is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuilt_site_is_noticed() {
    let mut world = World::new().await;
    let story =
        |n| Story::new(&format!("/{n}.html"), &format!("Denmark to give Ukraine DKK {n} billion for air defence"), &danish_story().text);
    let mut stories: Vec<Story> = (1..=5).map(story).collect();
    world.newspaper("daily", &stories);
    world.run(&["--once"]).await;
    let health = world.run(&["sources", "--troubled"]).await;
    assert_eq!(health.out, "", "nothing is wrong yet");
    let (html, rss) = ("Content-Type: text/html", "Content-Type: application/rss+xml");
    for new in (6..=8).map(story) {
        world.web.on(&new.path, [reply("200 OK", html, "<html><body><div id=root></div></body></html>")]);
        stories.push(new);
    }
    world.web.on("/daily.xml", [reply("200 OK", rss, world::feed(&stories, |path| world.web.url(path)))]);
    let run = world.run(&["--once", "--all"]).await;
    assert!(run.err.contains("articles lost their text since"), "the log tells it: {}", run.err);
    let health = world.run(&["sources", "--troubled"]).await;
    assert!(health.out.contains("daily") && health.out.contains("articles lost their text since"), "{}", health.out);
}

#[track_caller]
fn check_refused(run: &world::Run, said: &[&str]) {
    assert_eq!(run.code, Some(1), "{run:?}");
    for words in said {
        assert!(run.err.contains(words), "expected \"{words}\" in: {}", run.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_is_refused_with_its_place() {
    let subscriber = |lines: &str| {
        format!(
            "[[subscriber]]\nname = \"desk\"\naddress = \"desk@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"daily 07:30\"\n{lines}"
        )
    };
    let rows: Vec<(String, Vec<&str>)> = vec![
        ("[mail]\nfrm = \"x\"".into(), vec!["pledgewatch.toml:", "frm", "from"]),
        ("[cycle]\nevery_minutes = \"often\"".into(), vec!["pledgewatch.toml:", "every_minutes", "often"]),
        ("[cycle]\nevery_minutes = 0".into(), vec!["pledgewatch.toml:", "every_minutes", "at least 1"]),
        ("[extract]\nthreshold = 7.5".into(), vec!["pledgewatch.toml:", "threshold", "0 to 1"]),
        (subscriber("").replace("Kyiv", "Kiyv"), vec!["pledgewatch.toml:", "Europe/Kiyv", "IANA"]),
        (subscriber("").replace("daily 07:30", "0 0 30 2 *"), vec!["pledgewatch.toml:", "0 0 30 2 *", "never"]),
        (subscriber("").replace("daily 07:30", "now and then"), vec!["pledgewatch.toml:", "now and then", "daily 07:30"]),
        (subscriber("").replace("desk@example.org", "desk at example"), vec!["pledgewatch.toml:", "desk at example", "mail address"]),
        (format!("{}\n{}", subscriber(""), subscriber("")), vec!["pledgewatch.toml:", "desk", "twice"]),
        (subscriber("[subscriber.filter]\nkinds = [\"tanks\"]"), vec!["pledgewatch.toml:", "tanks", "equipment"]),
        (
            "[mail.smtp]\nhost = \"localhost\"\nuser = \"me\"".into(),
            vec!["pledgewatch.toml:", "password_file", "PLEDGEWATCH_SMTP_PASSWORD"],
        ),
        ("[mail.smtp]\nhost = \"localhost\"\nuser = \"me\"\npassword = \"hunter2\"".into(), vec!["pledgewatch.toml:", "password"]),
        ("[mail.smtp]\nhost = \"localhost\"\nuser = \"me\"\npassword_file = \"not-there\"".into(), vec!["pledgewatch.toml:", "not-there"]),
        ("[extract]\nlexicon_dir = \"no-such-folder\"".into(), vec!["pledgewatch.toml:", "no-such-folder"]),
        ("[letters]\ntemplates_dir = \"no-such-folder\"".into(), vec!["pledgewatch.toml:", "no-such-folder"]),
        ("[web]\nlisten = \"everywhere\"".into(), vec!["pledgewatch.toml:", "listen"]),
        ("[cycle\n".into(), vec!["pledgewatch.toml:"]),
    ];
    for (lines, said) in rows {
        let mut world = World::new().await;
        world.setting(&lines);
        check_refused(&world.run(&["--once"]).await, &said);
        check_refused(&world.run(&["check"]).await, &said);
        assert!(!world.database().exists(), "nothing is touched before the configuration is right: {lines}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_source_is_refused_with_its_place() {
    let good = "[[source]]\nid = \"a\"\nname = \"A\"\nurl = \"https://a.example/feed\"\nstanding = \"official\"\nlang = \"en\"\n";
    let rows = [
        (good.replace("official", "honest"), vec!["sources.toml:5", "honest", "official"]),
        (good.replace("https://a.example/feed", "a.example/feed"), vec!["sources.toml:4", "a.example/feed", "https://"]),
        (good.replace("id = \"a\"", "id = \"A B\""), vec!["sources.toml:2", "A B", "lower-case"]),
        (good.replace("lang = \"en\"", "lang = \"english\""), vec!["sources.toml:6", "english", "ISO 639-1"]),
        (format!("{good}{good}"), vec!["sources.toml:8", "twice"]),
        (format!("{good}kind = \"page\"\n"), vec!["sources.toml:2", "item"]),
        (format!("{good}colour = \"red\"\n"), vec!["sources.toml:7", "colour"]),
    ];
    for (text, said) in rows {
        let world = World::new().await;
        let mut command = world.command(&["--once"]);
        std::fs::write(world.path("sources.toml"), text).unwrap();
        check_refused(&world::Run::from(command.output().unwrap()), &said);
    }
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let output = binary().args(["--config", "/no/such/place.toml", "--once"]).output().unwrap();
    check_refused(&world::Run::from(output), &["/no/such/place.toml", "--config"]);
}

#[test]
fn the_printed_template_is_a_valid_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let template = binary().arg("template").output().unwrap();
    std::fs::write(folder.path().join("pledgewatch.toml"), template.stdout).unwrap();
    let run = world::Run::from(binary().arg("check").current_dir(folder.path()).output().unwrap());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("mail        from pledgewatch <pledgewatch@localhost>, as files into data/letters, not signed\n"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_needs_no_temporary_folder() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    for (arguments, code) in [(vec!["--once"], Some(0)), (vec!["--once", "--dry-run"], Some(1))] {
        let mut command = world.command(&arguments);
        command.env("TMPDIR", world.path("nowhere"));
        let run = tokio::task::spawn_blocking(move || world::Run::from(command.output().unwrap())).await.unwrap();
        assert_eq!(run.code, code, "{arguments:?}: {run:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_who_answers_the_links_of_letters() {
    let (listen, public) = ("listen = \"127.0.0.1:8080\"\n", "public_url = \"https://pledges.example.org\"\n");
    let rows = [
        (String::new(), "web         no pages: web.listen is not set"),
        (listen.to_owned(), "web         http://127.0.0.1:8080, not linked from letters: web.public_url is not set"),
        (public.to_owned(), "web         letters link to https://pledges.example.org, but this configuration serves no pages"),
        (format!("{listen}{public}"), "web         http://127.0.0.1:8080, linked from letters as https://pledges.example.org"),
    ];
    for (lines, said) in rows {
        let mut world = World::new().await;
        let run = world.setting(&format!("[web]\n{lines}")).run(&["check"]).await;
        assert!(run.code == Some(0) && run.out.contains(said), "{run:?} does not say {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_never_printed() {
    let mut world = World::new().await;
    std::fs::write(world.path("secret"), "correct-horse\n").unwrap();
    world.setting("[mail.smtp]\nhost = \"localhost\"\nuser = \"me\"\npassword_file = \"secret\"");
    let run = world.run(&["check"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains(", through localhost:587 with STARTTLS, as me, not signed\n"), "{run:?}");
    assert!(!run.out.contains("correct-horse") && !run.err.contains("correct-horse"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_cannot_be_used_is_refused() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    world.run(&["--once"]).await;
    let ledger = rusqlite::Connection::open(world.database()).unwrap();
    ledger.pragma_update(None, "user_version", 1_000).unwrap();
    drop(ledger);
    check_refused(&world.run(&["--once"]).await, &["pledgewatch.db", "newer"]);
    std::fs::write(world.database(), "this was a database once".repeat(1000)).unwrap();
    check_refused(&world.run(&["--once"]).await, &["pledgewatch.db"]);
}

#[test]
fn the_shipped_lexicon_and_templates_can_stand_in_for_themselves() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let settings = format!("[extract]\nlexicon_dir = \"{}\"", root.join("config/lexicon").display());
    let templates = format!("[letters]\ntemplates_dir = \"{}\"", root.join("src/pipeline/digest/templates").display());
    std::fs::write(folder.path().join("pledgewatch.toml"), format!("{settings}\n{templates}\n")).unwrap();
    let run = world::Run::from(binary().arg("check").current_dir(folder.path()).output().unwrap());
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn a_faulty_lexicon_file_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("words")).unwrap();
    std::fs::write(folder.path().join("pledgewatch.toml"), "[extract]\nlexicon_dir = \"words\"\n").unwrap();
    for (file, text, said) in [("actors.toml", "[[actor]]\nid = 7\n", "actors.toml"), ("verbs.toml", "", "verbs.toml")] {
        let path = folder.path().join("words").join(file);
        std::fs::write(&path, text).unwrap();
        let run = world::Run::from(binary().arg("check").current_dir(folder.path()).output().unwrap());
        check_refused(&run, &[said]);
        std::fs::remove_file(path).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_offered_as_a_feed() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]).setting("[atom]\nfile = \"pledges.atom\"");
    world.run(&["--once"]).await;
    let path = world.path("pledges.atom");
    let (feed, written) = (std::fs::read_to_string(&path).unwrap(), std::fs::metadata(&path).unwrap().modified().unwrap());
    assert!(feed.contains("<title>Denmark €") && feed.ends_with("</feed>\n"), "{feed}");
    world.run(&["--once"]).await;
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), written, "without news it is not touched");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let run = world.run(&["--once"]).await;
    assert!(run.code == Some(0) && run.err.contains("The feed is not written"), "{run:?}");
}
