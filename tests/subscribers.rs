//! What subscribers ask for is what they get: their filters, their parts, their table, their thread; and what cannot be is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use world::{World, danish_story, norwegian_story};

fn reader(name: &str, lines: &str) -> String {
    format!("[[subscriber]]\nname = \"{name}\"\naddress = \"reader@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\"\n{lines}")
}

/// A world with two papers' news and these readers, who all share one address.
async fn world(readers: &[(&str, &str)]) -> World {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]).newspaper("weekly", &[norwegian_story()]);
    for (name, lines) in readers {
        world.setting(&reader(name, lines));
    }
    world
}

/// The bytes of a letter's text parts, read as a mail program does; enough for what lettre writes.
fn readable(letter: &str) -> String {
    let lines = letter.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = lines.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code.filter(|_| byte == b'=') {
            Some(code) => (bytes.push(code), rest = &tail[2..]).1,
            None => (bytes.push(byte), rest = tail).1,
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn digests_that_share_an_address_are_letters_of_their_own() {
    let rows = [
        ("all", "", true, true),
        ("danish", "[subscriber.filter]\ndonors = [\"DK\"]", true, false),
        ("drones", "[subscriber.filter]\nclasses = [\"drone_recon\"]", false, true),
        ("large", "[subscriber.filter]\nmin_eur = 150000000", true, false),
        ("english", "[subscriber.filter]\nlanguages = [\"en\"]", true, true),
        ("ukrainian", "[subscriber.filter]\nlanguages = [\"uk\"]", false, false),
        ("contracted", "[subscriber.filter]\nstages = [\"contracted\"]", false, false),
        ("official", "[subscriber.filter]\nconfirmation = \"official\"", false, false),
        ("programme", "[subscriber.filter]\nprogrammes = [\"purl\"]", false, false),
        ("changes", "include = [\"changes\"]", false, false),
    ];
    let readers: Vec<(&str, &str)> = rows.iter().map(|(name, lines, _, _)| (*name, *lines)).collect();
    let world = world(&readers).await;
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    let outbox = world.run(&["outbox"]).await.out;
    for (name, _, danish, norwegian) in rows {
        let line = outbox.lines().find(|line| line.contains(&format!("  {name}  "))).unwrap_or_default();
        assert_eq!((line.contains("Denmark"), line.contains("Norway")), (danish, norwegian), "{name}: {line}");
    }
    let letters = world.letters();
    assert_eq!(letters.len(), rows.iter().filter(|(_, _, danish, norwegian)| *danish || *norwegian).count());
    assert!(letters.iter().all(|letter| letter.contains("To: reader@example.org")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_come_as_a_table_where_asked_for() {
    let world = world(&[("desk", "csv = true"), ("wire", "")]).await;
    world.run(&["--once"]).await;
    let letters = world.letters();
    let (with, without): (Vec<_>, Vec<_>) = letters.iter().partition(|letter| letter.contains("multipart/mixed"));
    assert_eq!((with.len(), without.len()), (1, 1));
    assert!(without[0].contains("multipart/alternative") && !without[0].contains("text/csv"));
    let letter = readable(with[0]);
    assert!(letter.contains("Content-Disposition: attachment; filename=\"pledges-") && letter.contains("text/csv"), "{letter}");
    let table = letter.split("\u{feff}").nth(1).unwrap();
    assert!(
        table.starts_with("part,id,donors,kind,items,") && table.contains("\r\npledge,p-1,") && table.contains(",DKK,1500000000,"),
        "{table}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_is_told_only_to_those_who_asked() {
    let mut world = World::new().await;
    world.source("quiet", [http::reply("200 OK", "Content-Type: application/rss+xml", world::feed(&[], |_| String::new()))]);
    for (name, lines) in [("desk", "when_empty = true"), ("wire", "")] {
        world.setting(&reader(name, lines).replace("instant", "daily 07:30"));
    }
    let letters = |world: &World| world.letters().into_iter().filter(|letter| letter.contains("Subject: No new pledges")).count();
    world.run(&["--once"]).await;
    assert_eq!(letters(&world), 0, "none is due");
    for expected in [1, 1] {
        let ledger = rusqlite::Connection::open(world.database()).unwrap();
        ledger.execute("UPDATE subscriber SET next_due = 1000", []).unwrap();
        drop(ledger);
        world.run(&["--once"]).await;
        assert_eq!(letters(&world), expected, "one letter for one due time, however often it comes");
    }
    let run = world.run(&["subscribers"]).await;
    assert!(run.out.lines().all(|line| line.contains("next: ") && line.contains(" 07:30 ")), "{}", run.out);
    assert!(run.out.contains("last sent ") && run.out.contains("nothing sent yet"), "{}", run.out);
}

/// A fault of the configuration is told with its line, and nothing is sent.
async fn check(from: &str, to: &str, told: &str) {
    let mut world = world(&[("desk", "[subscriber.filter]\nkinds = []")]).await;
    std::fs::create_dir(world.path("templates")).unwrap();
    world.change(from, to);
    for arguments in [["check"], ["--once"]] {
        let run = world.run(&arguments).await;
        assert_eq!(run.code, Some(1), "{to}: {run:?}");
        assert!(run.err.contains(told), "{to}: {}", run.err);
    }
    assert!(!world.database().exists() && world.letters().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused() {
    let address = "address = \"reader@example.org\"";
    let zone = "zone = \"Europe/Kyiv\"";
    let schedule = "schedule = \"instant\"";
    let filter = "kinds = []";
    let rows = [
        (address, r#"address = "a@example.org\r\nBcc: all@example.org""#, "is no mail address"),
        (address, r#"address = "\"a b\"@example.org""#, "is no mail address"),
        (address, r#"address = "\"a\\\" <x@example.org>\"@example.org""#, "is no mail address"),
        (address, r#"address = "Reader <a@example.org>""#, "is no mail address"),
        (address, r#"address = "a@example.org, b@example.org""#, "is no mail address"),
        (address, r#"address = """#, "is no mail address"),
        (address, "", "where do the letters go?"),
        (address, "address = \"a@example.org\"\nwebhook = \"https://example.org/\"", "a subscriber has one address"),
        (address, "webhook = \"ftp://example.org/\"", "is no webhook"),
        ("name = \"desk\"", r#"name = "desk\nwire""#, "is no subscriber name"),
        ("name = \"desk\"", r#"name = "operator""#, "give the subscriber another name"),
        (zone, "zone = \"Europe/Atlantis\"", "is no time zone"),
        (zone, "zone = \"+03:00\"", "is no time zone"),
        (schedule, "schedule = \"0 0 30 2 *\"", "never comes due"),
        (schedule, "schedule = \"0 0 31 4,6,9,11 *\"", "never comes due"),
        (schedule, "schedule = \"* * * * * *\"", "is no schedule"),
        (schedule, "schedule = \"daily 24:00\"", "is no time of day"),
        (filter, "kinds = [\"gold\"]", "gold"),
        (filter, "classes = [\"gold\"]", "no class of things \"gold\": write some of air_defence"),
        (filter, "min_eur = -1", "min_eur"),
        (filter, "donor = [\"DK\"]", "donor"),
    ];
    for (from, to, told) in rows {
        check(from, to, told).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_is_wrong_is_refused_by_day_and_replaced_at_night() {
    let rows = [
        ("letter.txt.j2", "Hello\n{% if %}", "line 2"),
        ("letter.html.j2", "<p>{{ subjekt }}</p>", "line 1"),
        ("letter.txt.j2", "{{ sections[9].title }}", "line 1"),
    ];
    for (name, source, told) in rows {
        let mut world = World::new().await;
        world.newspaper("daily", &[danish_story()]);
        std::fs::create_dir(world.path("templates")).unwrap();
        std::fs::write(world.path("templates").join(name), source).unwrap();
        world.setting("[letters]\ntemplates_dir = \"templates\"").setting(&reader("desk", ""));
        let day = world.run(&["check"]).await;
        assert!(day.code == Some(1) && day.err.contains(name) && day.err.contains(told), "{source}: {day:?}");
        let night = world.run(&["--once"]).await;
        assert!(night.code == Some(0) && night.err.contains("templates that come with the program"), "{source}: {night:?}");
        assert!(readable(&world.letters()[0]).contains("Pledges to Ukraine"), "{source}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_fails_on_the_news_is_replaced_for_this_letter() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    std::fs::create_dir(world.path("templates")).unwrap();
    // The sample has a letter of another kind, so that the fault shows only with this one.
    std::fs::write(world.path("templates/letter.txt.j2"), "{% if sections[0].title == \"New pledges\" %}{{ nothing.there }}{% endif %}")
        .unwrap();
    world.setting("[letters]\ntemplates_dir = \"templates\"").setting(&reader("desk", ""));
    assert_eq!(world.run(&["check"]).await.code, Some(0));
    let run = world.run(&["--once"]).await;
    assert!(run.err.contains("the letter is worded by the templates that come with the program"), "{run:?}");
    assert!(readable(&world.letters()[0]).contains("Pledges to Ukraine"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_letter_is_sent_and_forgotten() {
    let world = world(&[("danish", "[subscriber.filter]\ndonors = [\"DK\"]")]).await;
    world.run(&["--once"]).await;
    let before = (world.run(&["outbox"]).await.out, world.run(&["subscribers"]).await.out);
    for _ in 0..2 {
        let run = world.run(&["digest", "--for", "danish", "--to", "someone@example.org"]).await;
        assert!(run.code == Some(0) && run.out.contains("the test letter to someone@example.org was sent"), "{run:?}");
    }
    let letters = world.letters();
    let tests: Vec<_> = letters.iter().filter(|letter| letter.contains("To: someone@example.org")).collect();
    assert_eq!((letters.len(), tests.len()), (3, 2), "each under an id of its own");
    let letter = readable(tests[0]);
    assert!(letter.contains("Subject: [test] 1 new pledge: Denmark") && !letter.contains("Norway"), "{letter}");
    assert!(!letter.contains("List-Unsubscribe"), "nobody can leave by a test letter");
    assert_eq!((world.run(&["outbox"]).await.out, world.run(&["subscribers"]).await.out), before);
    let run = world.run(&["digest", "--to", "no address"]).await;
    assert!(run.code == Some(1) && run.err.contains("is no address"), "{run:?}");
}
