//! Leaving the list with one click (RFC 8058): only a POST with the letter's own token ends the letters, and only a person's word
//! brings them back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use pledgewatch::clock::Clock;
use reqwest::{Client, Method};
use world::{World, danish_story, norwegian_story};

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// A reader who got a letter, the pages of the ledger, and the path by which the letter says that one leaves.
async fn told() -> (World, String, String) {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    world.setting("[web]\npublic_url = \"https://pledges.example/ledger/\"");
    world.setting("[[subscriber]]\nname = \"desk\"\naddress = \"desk@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\"");
    assert_eq!(world.run(&["--once"]).await.code, Some(0));
    let letter = world.letters().remove(0).replace("\r\n ", " ");
    let header = |name: &str| letter.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    assert_eq!(header("List-Unsubscribe-Post:"), ONE_CLICK);
    let url = header("List-Unsubscribe:");
    let path = url.strip_prefix("<https://pledges.example/ledger").unwrap().strip_suffix('>').unwrap().to_owned();
    let server = pledgewatch::web::serve("127.0.0.1:0".parse().unwrap(), world.database(), Clock::System).await.unwrap();
    (world, format!("http://{}", server.address), path)
}

async fn ask(method: Method, url: &str, body: &str) -> (u16, String) {
    let answer = Client::builder().no_proxy().build().unwrap().request(method, url).body(body.to_owned()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn has_left(world: &World) -> bool {
    world.run(&["subscribers"]).await.out.contains("left by the link of a letter")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_right_post_changes_anything() {
    let (world, base, path) = told().await;
    let (name, signature) = path.split_once('.').unwrap();
    let other = format!("{name}.{}", signature.chars().map(|c| if c == '0' { '1' } else { '0' }).collect::<String>());
    let rows = [
        (Method::GET, path.clone(), "", 200),
        (Method::HEAD, path.clone(), "", 200),
        (Method::POST, path.clone(), "", 400),
        (Method::POST, path.clone(), "List-Unsubscribe=No", 400),
        (Method::PUT, path.clone(), ONE_CLICK, 405),
        (Method::DELETE, path.clone(), ONE_CLICK, 405),
        (Method::GET, other.clone(), "", 404),
        (Method::POST, other, ONE_CLICK, 404),
        (Method::POST, path.replace("desk", "wire"), ONE_CLICK, 404),
        (Method::POST, path[..path.len() - 1].to_owned(), ONE_CLICK, 404),
        (Method::POST, format!("{path}0"), ONE_CLICK, 404),
        (Method::POST, "/unsubscribe/desk".to_owned(), ONE_CLICK, 404),
        (Method::POST, "/unsubscribe/%00.%ff".to_owned(), ONE_CLICK, 404),
    ];
    for (method, path, body, status) in rows {
        let (code, text) = ask(method.clone(), &format!("{base}{path}"), body).await;
        assert!(code == status || (status == 404 && code == 400 && path.contains('%')), "{method} {path} {body}: {code} {text}");
    }
    let (_, page) = ask(Method::GET, &format!("{base}{path}"), "").await;
    assert!(page.contains("method=\"post\"") && page.contains("<button>"), "{page}");
    assert!(scraper::Html::parse_document(&page).errors.is_empty(), "{page}");
    assert!(!scraper::Html::parse_document(&page.replace("</form>", "</table>")).errors.is_empty(), "a page that is no HTML is found out");
    assert!(!has_left(&world).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_gets_nothing_until_brought_back() {
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    for (body, renamed) in [(ONE_CLICK, false), (multipart, false), (ONE_CLICK, true)] {
        let (mut world, base, path) = told().await;
        for _ in 0..2 {
            let (code, page) = ask(Method::POST, &format!("{base}{path}"), body).await;
            assert!(code == 200 && page.contains("You have left"), "{code} {page}");
        }
        assert!(has_left(&world).await);
        if renamed {
            world.change("name = \"desk\"", "name = \"office\"");
        }
        world.newspaper("weekly", &[norwegian_story()]);
        let news = world.run(&["--once"]).await;
        assert!(!news.out.contains(" 0 pledges added") && news.out.contains("0 letters composed"), "{news:?}");

        let name = if renamed { "office" } else { "desk" };
        let back = world.run(&["subscribers", "resume", name]).await;
        assert_eq!(back.code, Some(0), "{back:?}");
        assert_eq!(world.run(&["subscribers", "resume", name]).await.code, Some(1), "nobody to bring back");
        assert!(!has_left(&world).await);
        assert!(world.run(&["--once"]).await.out.contains("0 letters composed"), "what happened meanwhile is not told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_one_who_left_is_not_sent() {
    let (world, base, path) = told().await;
    let ledger = rusqlite::Connection::open(world.database()).unwrap();
    ledger.execute("UPDATE outbox SET state = 'queued', next_try = 0", []).unwrap();
    drop(ledger);
    ask(Method::POST, &format!("{base}{path}"), ONE_CLICK).await;
    let run = world.run(&["--once"]).await;
    assert!(run.out.contains("0 sent"), "{run:?}");
    let outbox = world.run(&["outbox"]).await;
    assert!(outbox.out.contains("failed") && outbox.out.contains("the reader has left"), "{}", outbox.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_to_the_ledger_lead_there() {
    let (world, base, _) = told().await;
    let letter = world.letters().remove(0).replace("=\r\n", "").replace("=3D", "=").replace("&#x2f;", "/");
    let links: Vec<&str> =
        letter.split("https://pledges.example/ledger").skip(1).map(|rest| rest.split(['"', '>', '\r']).next().unwrap()).collect();
    assert!(links.iter().any(|link| *link == "/") && links.iter().any(|link| link.starts_with("/pledges/p-")), "{links:?}");
    for link in links {
        let (code, page) = ask(Method::GET, &format!("{base}{link}"), "").await;
        assert_eq!(code, 200, "{link}: {page}");
        let faults = scraper::Html::parse_document(&page).errors;
        assert!(faults.is_empty(), "{link}: {faults:?}");
    }
}
