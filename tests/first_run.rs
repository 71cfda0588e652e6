//! The first run tells the last seven days and keeps silent about the rest; what is old stays untold whenever and wherever it turns up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use http::reply;
use world::{Run, Story, World, danish_story, norwegian_story};

/// A feed of stories, each published so many days ago.
#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn dated(world: &World, stories: &[(&Story, i64)]) -> http::Reply {
    let now: chrono::DateTime<chrono::Utc> = std::time::SystemTime::now().into();
    let all: Vec<Story> = stories.iter().map(|(story, _)| (*story).clone()).collect();
    let mut feed = world::feed(&all, |path| world.web.url(path));
    for (_, days) in stories {
        let (head, rest) = feed.split_once("<pubDate>").unwrap();
        let (_, tail) = rest.split_once("</pubDate>").unwrap();
        let date = (now - chrono::TimeDelta::days(*days)).to_rfc2822();
        feed = format!("{head}<published>{date}</published>{tail}");
    }
    reply("200 OK", "Content-Type: application/rss+xml", feed.replace("published>", "pubDate>"))
}

/// The pages of all stories of these tests.
fn print(world: &World, stories: &[&Story]) {
    for story in stories {
        world.web.on(&story.path, [reply("200 OK", "Content-Type: text/html; charset=utf-8", story.page())]);
    }
}

fn swedish_story() -> Story {
    Story::new(
        "/sweden.html",
        "Sweden to give Ukraine SEK 900 million for ammunition",
        "Sweden will provide Ukraine with a military aid package worth SEK 900 million, the Swedish government said in Stockholm.\n\
         The package contains artillery ammunition and spare parts, according to the government's statement to the press.\n\
         Deliveries are to begin in the spring, the government added in its statement on the package for Ukraine.",
    )
}

#[track_caller]
fn check(run: &Run, told: &[&str], untold: &[&str]) {
    assert_eq!(run.code, Some(0), "{run:?}");
    for sum in told {
        assert!(run.out.contains(sum), "{sum} is news: {}", run.out);
    }
    for sum in untold {
        assert!(!run.out.contains(sum), "{sum} is old: {}", run.out);
    }
}

const DANISH: &str = "DKK 1.5 bn";
const NORWEGIAN: &str = "NOK 700 m";
const SWEDISH: &str = "SEK 900 m";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_tells_the_last_seven_days() {
    for (days, is_news) in [(0, true), (6, true), (8, false), (400, false)] {
        let mut world = World::new().await;
        let (danish, norwegian) = (danish_story(), norwegian_story());
        print(&world, &[&danish, &norwegian]);
        let feed = dated(&world, &[(&danish, 1), (&norwegian, days)]);
        let run = world.source("daily", [feed]).run(&["--once"]).await;
        let (told, untold): (&[&str], &[&str]) = if is_news { (&[DANISH, NORWEGIAN], &[]) } else { (&[DANISH], &[NORWEGIAN]) };
        check(&run, told, untold);
        assert_eq!(world.web.paths().contains(&norwegian.path), is_news, "what is old is not even read: {days} days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_suddenly_shows_years_old_entries_sends_nothing() {
    let mut world = World::new().await;
    let (danish, norwegian, swedish) = (danish_story(), norwegian_story(), swedish_story());
    print(&world, &[&danish, &norwegian, &swedish]);
    let feeds = [dated(&world, &[(&danish, 1)]), dated(&world, &[(&swedish, 1_500), (&norwegian, 800), (&danish, 1)])];
    world.source("daily", feeds);
    check(&world.run(&["--once"]).await, &[DANISH], &[]);
    let again = world.run(&["--once", "--all"]).await;
    check(&again, &["0 letters composed"], &[NORWEGIAN, SWEDISH]);
    assert_eq!(world.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_added_later_is_seeded_as_on_a_first_run() {
    let mut world = World::new().await;
    let (danish, norwegian, swedish) = (danish_story(), norwegian_story(), swedish_story());
    print(&world, &[&danish, &norwegian, &swedish]);
    let first = dated(&world, &[(&danish, 1)]);
    world.source("daily", [first]);
    check(&world.run(&["--once"]).await, &[DANISH], &[]);
    let second = dated(&world, &[(&norwegian, 2), (&swedish, 20)]);
    world.source("weekly", [second]);
    check(&world.run(&["--once", "--all"]).await, &[NORWEGIAN], &[DANISH, SWEDISH]);
    check(&world.run(&["--once", "--all"]).await, &["0 letters composed"], &[DANISH, NORWEGIAN, SWEDISH]);
}
