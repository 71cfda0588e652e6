//! `sources` as an operator uses it: what a site offers, lists in and out, and how each source fares.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use http::{Server, redirect, reply};
use world::{World, danish_story, norwegian_story};

fn html(body: &str) -> http::Reply {
    reply("200 OK", "Content-Type: text/html", format!("<html><title>Ministry</title>{body}</html>"))
}

fn xml(body: &str) -> http::Reply {
    reply("200 OK", "Content-Type: text/xml", body)
}

const FEED: &str = "<rss version=\"2.0\"><channel><title>Ministry news</title><language>da</language>
    <item><title>Old</title><guid>1</guid><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>
    <item><title>Newest</title><guid>2</guid><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>";

const SITEMAP: &str = "<urlset><url><loc>https://m.example/a</loc><lastmod>2026-03-02</lastmod></url></urlset>";

fn headlines() -> String {
    let item =
        |n| format!("<li class=\"news\"><h3><a href=\"/n{n}\">The ministry's statement number {n}</a></h3> <time>2026-03-0{n}</time></li>");
    (1..=5).map(item).collect()
}

/// Probes `/`, and gives what was printed.
async fn probe(site: impl Fn(&Server)) -> world::Run {
    let world = World::new().await;
    site(&world.web);
    let url = world.web.url("/");
    world.run(&["sources", "probe", &url]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_probed_for_what_it_offers() {
    let feed = "# 2 entries, the newest of 2026-03-02: Newest\n[[source]]\nid = \"127-0-0-1\"\nname = \"Ministry news\"\n";
    let found = probe(|web| {
        web.on("/", [xml(FEED)]);
    })
    .await;
    assert!(found.out.starts_with(feed) && found.out.contains("lang = \"da\""), "a feed itself: {found:?}");
    let found = probe(|web| {
        let page = html("<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/news.xml\"><a href=\"/feed/\">Feed</a>");
        web.on("/", [page]).on("/news.xml", [xml(FEED)]).on("/feed/", [redirect(301, "/news.xml")]);
    })
    .await;
    assert!(found.out.starts_with(feed) && found.out.matches("[[source]]").count() == 1, "one feed under two addresses: {found:?}");
    let found = probe(|web| {
        web.on("/", [html("Hello")]).on("/rss.xml", [xml(FEED)]);
    })
    .await;
    assert!(found.out.starts_with(feed) && found.out.contains("/rss.xml\""), "the customary place: {found:?}");
    let found = probe(|web| {
        let robots = reply("200 OK", "", format!("Sitemap: {}", web.url("/map.xml")));
        let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", web.url("/new.xml"));
        web.on("/", [html(&headlines())]).on("/robots.txt", [robots]).on("/map.xml", [xml(&index)]).on("/new.xml", [xml(SITEMAP)]);
    })
    .await;
    assert!(found.out.contains("/map.xml\"") && found.out.contains("kind = \"sitemap\""), "a sitemap: {found:?}");
    assert!(
        found.out.contains("kind = \"page\"") && found.out.contains("item = \"li.news\"\ntitle = \"h3\"\ndate = \"time\""),
        "a list: {found:?}"
    );
    assert_eq!(found.out.matches("kind = \"page\"").count(), 1, "each list once: {found:?}");
    assert!(found.out.contains("# 5 entries, the newest of 2026-03-05: The ministry's statement number 5"), "{found:?}");
    let other_part = "<link rel=icon href=/i.png>".to_owned() + &headlines();
    let found = probe(|web| {
        web.on("/", [html(&other_part)]).on("/rss.xml", [xml(FEED)]);
    })
    .await;
    assert!(found.out.starts_with(feed) && found.out.contains("item = \"li.news\""), "a list that the customary feed lacks: {found:?}");
    let found = probe(|web| {
        let items: String = (1..=5).map(|n| format!("<item><title>S</title><link>{}</link></item>", web.url(&format!("/n{n}")))).collect();
        web.on("/", [html(&headlines())]).on("/rss.xml", [xml(&format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"))]);
    })
    .await;
    assert!(found.out.contains("/rss.xml\"") && !found.out.contains("li.news"), "a list that the feed has: {found:?}");
    let nothing = probe(|web| {
        web.on("/", [html("Hello")]);
    })
    .await;
    assert!(nothing.code == Some(2) && nothing.out.contains("can be polled"), "{nothing:?}");
    let absent = probe(|_| {}).await;
    assert!(absent.code == Some(1) && absent.err.contains("status 404"), "{absent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_probe_prints_can_be_polled() {
    let mut world = World::new().await;
    world.web.on("/", [html(&format!("<ul>{}</ul>", headlines()))]);
    let found = world.run(&["sources", "probe", &world.web.url("/")]).await;
    let first = found.out.split("\n#").next().unwrap();
    world.tables(first);
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(world.run(&["sources"]).await.out.contains("5 entries"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_sources_go_out_and_come_in() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]).source_with("page", "kind = \"page\"\nitem = \"li > a\"\nread_all = true", []);
    let opml = world.run(&["sources", "export"]).await;
    assert!(opml.out.contains("xmlUrl=") && opml.out.contains("pledgewatch:item=\"li &gt; a\""), "{opml:?}");
    let mut other = World::new().await;
    other.newspaper("daily", &[norwegian_story()]);
    other.command(&["check"]);
    std::fs::write(other.path("list.opml"), &opml.out).unwrap();
    let import = |world: &World| world::Run::from(world.command_as_it_stands(&["sources", "import", "list.opml"]).output().unwrap());
    let first = import(&other);
    assert!(first.out.starts_with("2 of 2 sources added"), "{first:?}");
    assert!(import(&other).out.starts_with("0 of 2 sources added"), "none is added twice");
    let written = std::fs::read_to_string(other.path("sources.toml")).unwrap();
    assert!(written.contains("id = \"daily-2\"") && written.contains("id = \"page\"\n"), "{written}");
    let again = world::Run::from(other.command_as_it_stands(&["sources", "export"]).output().unwrap());
    assert_eq!(again.out.matches("<outline type").count(), 2, "{again:?}");
    assert_eq!(again.out.matches("pledgewatch:kind=\"page\"").count(), 1, "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_changes_is_news() {
    let block = |words: &str| html(&format!("<div class=\"box\"><h2>Support for Ukraine</h2><p>{words}</p></div>"));
    let mut world = World::new().await;
    let answers = [block("There is no delivery in this month."), block("Denmark gives Ukraine 19 howitzers worth 50 million euros.")];
    world.source_with("box", "kind = \"page\"\nitem = \"div.box\"\ntitle = \"h2\"", answers);
    let before = world.run(&["--once"]).await;
    assert!(before.code == Some(0) && !before.out.contains("howitzers"), "{before:?}");
    let after = world.run(&["--once", "--all"]).await;
    assert!(after.code == Some(0) && after.out.contains("19 howitzers"), "{after:?}");
    assert!(!world.run(&["--once", "--all"]).await.out.contains("19 howitzers"), "what did not change is no news");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_not_passed_on() {
    let mut world = World::new().await;
    world.tables(
        "[[source]]\nid = \"paid\"\nname = \"Paid\"\nurl = \"http://me:s3cret@127.0.0.1:9/feed\"\nstanding = \"official\"\nlang = \"en\"\n",
    );
    let run = world.run(&["--once"]).await;
    for told in [run, world.run(&["sources"]).await, world.run(&["sources", "export"]).await] {
        assert!(!told.out.contains("s3cret") && !told.err.contains("s3cret"), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_none_is_refused() {
    let world = World::new().await;
    std::fs::write(world.path("list.opml"), "<html>Not here</html>").unwrap();
    let run = world.run(&["sources", "import", "list.opml"]).await;
    assert!(run.code == Some(1) && run.err.contains("list.opml lists no feed"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_and_moves_are_said_in_words() {
    let mut world = World::new().await;
    world.source("walled", [reply("403 Forbidden", "Cf-Mitigated: challenge", "")]);
    world.source("gone", [reply("410 Gone", "", "")]);
    world.run(&["--once"]).await;
    let health = world.run(&["sources", "--troubled"]).await;
    assert!(health.out.contains("walled                     blocked by a Cloudflare challenge since "), "{}", health.out);
    assert!(health.out.contains("gone                       muted since "), "{}", health.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_cannot_be_read_are_said() {
    let mut world = World::new().await;
    world.web.on("/robots.txt", [reply("200 OK", "", "User-agent: *\nDisallow: /denmark.html")]);
    world.newspaper("daily", &[danish_story(), norwegian_story()]).newspaper("weekly", &[danish_story()]);
    world.run(&["--once"]).await;
    let health = world.run(&["sources"]).await.out;
    let said = "1 not read, the last because robots.txt of 127.0.0.1 forbids /denmark.html";
    assert_eq!(health.matches(said).count(), 2, "{health}");
    let troubled = world.run(&["sources", "--troubled"]).await.out;
    assert!(troubled.contains("weekly") && !troubled.contains("daily"), "one that is never read needs a person: {troubled}");
}
