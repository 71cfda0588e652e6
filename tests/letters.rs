//! Letters as a subscriber would read them: whole ones against golden files, and the promises they keep whatever they tell.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::{DateTime, NaiveDate, Utc};
use expect_test::{ExpectFile, expect_file};
use pledgewatch::domain::*;
use pledgewatch::pipeline::digest::{Desk, Issue, Names, Templates, message_id, select};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use proptest::prelude::*;

const FROM: &str = "2026-05-19T05:00:00Z";
const UNTIL: &str = "2026-05-20T05:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names() -> Names {
    let names = [
        ("DK", "Denmark"),
        ("NO", "Norway"),
        ("DE", "Germany"),
        ("SE", "Sweden"),
        ("FI", "Finland"),
        ("EE", "Estonia"),
        ("FR", "France"),
        ("PL", "Poland"),
        ("NL", "Netherlands"),
        ("GB", "United Kingdom"),
        ("EU", "European Union"),
        ("danish_model", "Danish model"),
        ("purl", "PURL"),
        ("drone_coalition", "Drone Coalition"),
    ];
    Names::new(names.map(|(id, name)| (id.to_owned(), name.to_owned())).into())
}

fn subscriber() -> Subscriber {
    Subscriber {
        name: "analysts".to_owned(),
        address: Address::Mail("reader@example.org".to_owned()),
        zone: chrono_tz::Europe::Kyiv,
        schedule: Schedule::Instant,
        filter: Filter::default(),
        include: vec![Include::Pledges, Include::Changes, Include::Partnerships, Include::Unchecked],
        csv: false,
        when_empty: true,
    }
}

fn window() -> Window {
    Window { from: at(FROM), until: at(UNTIL), zone: chrono_tz::Europe::Kyiv }
}

fn report(outlet: &str, lang: &str, quote: &str) -> Report {
    let lang = Lang::parse(lang).unwrap();
    let article = Article { url: None, title: String::new(), text: quote.to_owned(), lang, published: None, author: None };
    let evidence = Evidence::cut(&article, Field::Text, Span::new(0, quote.len())).unwrap();
    Report {
        mention: Mention {
            class: MentionClass::NewPledge,
            donors: vec![],
            recipient: "UA".to_owned(),
            kind: Kind::Money,
            amount: None,
            items: vec![],
            stage: Stage::Announced,
            programmes: vec![],
            scope: Scope::Military,
            ordinal: None,
            part_of: None,
            confidence: 0.9,
            evidence,
            reasons: vec![],
        },
        url: Some(format!("https://{}.example/news?id=1&lang={lang}", outlet.to_lowercase().replace(' ', "-"))),
        title: format!("A headline of {outlet}"),
        outlet: outlet.to_owned(),
        publisher: outlet.to_owned(),
        standing: Standing::GeneralPress,
        lang,
        day: Some(date("2026-05-19")),
        sketch: None,
    }
}

fn pledge(id: i64, donors: &[&str], kind: Kind) -> Pledge {
    Pledge {
        id: PledgeId(id),
        donors: donors.iter().map(|id| Actor((*id).to_owned())).collect(),
        kind,
        amount: None,
        eur: None,
        items: vec![],
        quantity: None,
        stage: Stage::Announced,
        programmes: vec![],
        scope: Scope::Military,
        ordinal: None,
        part_of: None,
        first_day: Some(date("2026-05-19")),
        last_day: Some(date("2026-05-19")),
        confirmation: Confirmation::OneOutlet,
        confidence: 0.9,
    }
}

fn sum(currency: &str, min: Option<u64>, max: Option<u64>) -> Option<Money> {
    Money::bounded(Currency::parse(currency).unwrap(), min, max)
}

fn exactly(currency: &str, units: u64) -> Option<Money> {
    sum(currency, Some(units), Some(units))
}

/// A pledge of a sum of 19 May 2026.
fn of(amount: Option<Money>, pledge: Pledge) -> Pledge {
    let rates = Rates::parse(SHIPPED).unwrap();
    Pledge { amount, eur: amount.and_then(|sum| rates.eur(&sum, pledge.first_day)), ..pledge }
}

fn line(pledge: Pledge, kinds: Vec<ChangeKind>, reports: Vec<Report>) -> DigestLine {
    let change = |(n, kind)| Change { id: n as i64, pledge: pledge.id, at: at("2026-05-19T12:00:00Z"), kind };
    DigestLine { changes: kinds.into_iter().enumerate().map(change).collect(), pledge, reports }
}

fn added(pledge: Pledge, reports: Vec<Report>) -> DigestLine {
    line(pledge, vec![ChangeKind::Added], reports)
}

fn coverage() -> Coverage {
    let trouble = |id: &str, name: &str, trouble: &str, since: Option<&str>| SourceTrouble {
        source: SourceId::parse(id).unwrap(),
        name: name.to_owned(),
        trouble: trouble.to_owned(),
        since: since.map(at),
    };
    Coverage {
        sources_read: 41,
        sources_total: 43,
        entries: 1_312,
        relevant: 27,
        troubles: vec![
            trouble("harbour-post", "Harbour Post", "blocked by a Cloudflare challenge", Some("2026-05-17T09:12:00Z")),
            trouble("north-wire", "North Wire", "gap: 12 to 40 entries between two polls were not seen", None),
        ],
    }
}

/// Every kind of line that a letter can hold.
fn rich() -> Vec<DigestLine> {
    let danish = Pledge {
        items: vec!["long-range drones".to_owned(), "howitzers".to_owned()],
        stage: Stage::Contracted,
        programmes: vec![Programme("danish_model".to_owned())],
        confirmation: Confirmation::Official,
        ..of(exactly("DKK", 1_600_000_000), pledge(17, &["DK"], Kind::UaProductionFinancing))
    };
    let norwegian = Pledge {
        items: vec!["air defence missiles".to_owned()],
        programmes: vec![Programme("purl".to_owned())],
        confirmation: Confirmation::Independent,
        ..of(sum("USD", Some(500_000_000), None), pledge(18, &["NO"], Kind::Equipment))
    };
    let joint = Pledge {
        stage: Stage::Agreed,
        items: vec!["infantry fighting vehicle".to_owned()],
        quantity: Some(36),
        ..of(sum("EUR", Some(120_000_000), Some(150_000_000)), pledge(19, &["SE", "FI", "EE"], Kind::Equipment))
    };
    let part = Pledge {
        part_of: Some(PledgeId(17)),
        stage: Stage::Delivered,
        ..of(exactly("DKK", 400_000_000), pledge(20, &["DK"], Kind::UaProductionFinancing))
    };
    let civil = Pledge { scope: Scope::Civil, ..of(exactly("EUR", 25_000_000), pledge(21, &["FR"], Kind::Money)) };
    let considered = Pledge { stage: Stage::Considered, ..of(sum("EUR", None, Some(9_000_000_000)), pledge(22, &["EU"], Kind::Money)) };
    let package = Pledge { ordinal: Some(46), confirmation: Confirmation::Official, ..pledge(23, &["PL"], Kind::Package) };
    let changed = Pledge {
        stage: Stage::Contracted,
        items: vec!["air defence systems".to_owned()],
        confirmation: Confirmation::Independent,
        ..of(exactly("EUR", 1_300_000_000), pledge(4, &["DE"], Kind::Equipment))
    };
    let amended = ChangeKind::Amended { field: "amount".to_owned(), was: "EUR 1.1 bn".to_owned(), now: "EUR 1.3 bn".to_owned() };
    let advanced = |from, to| ChangeKind::Advanced { from, to };
    let withdrawn = Pledge { stage: Stage::Withdrawn, ..pledge(5, &["NL"], Kind::Training) };
    let office = Pledge { stage: Stage::Agreed, ..pledge(24, &["Nordfjord Systems", "DK"], Kind::JointProduction) };
    let doubtful = Pledge { confidence: 0.31, ..of(exactly("GBP", 90_000_000), pledge(25, &["GB"], Kind::Money)) };
    vec![
        added(
            norwegian,
            vec![
                report("Fjord Daily", "no", "Regjeringen vil bidra med over 500 millioner dollar til luftvernmissiler for Ukraina."),
                report("Baltic Defence Review", "en", "Norway pledges more than $500m."),
                report("Kyiv Courier", "uk", "Норвегія виділить понад 500 млн доларів."),
            ],
        ),
        added(
            danish,
            vec![
                report(
                    "Ministry of Defence of Denmark",
                    "en",
                    "Denmark has signed contracts worth DKK 1.6 billion with Ukrainian makers of long-range drones and howitzers.",
                ),
                report("Øresund Avis", "da", "Danmark køber for 1,6 milliarder kroner."),
            ],
        ),
        added(
            joint,
            vec![report(
                "Nordic Monitor",
                "en",
                "Sweden, Finland and Estonia agreed to provide 36 infantry fighting vehicles for 120 to 150 million euros.",
            )],
        ),
        added(part, vec![report("Øresund Avis", "da", "De første 400 millioner kroner er udbetalt.")]),
        added(civil, vec![report("Harbour Post", "en", "France gives €25 million for the repair of power lines.")]),
        added(considered, vec![report("Brussels Ledger", "en", "The Commission may propose up to €9 billion.")]),
        added(package, vec![report("Vistula News", "pl", "Polska przekazała 46. pakiet pomocy wojskowej.")]),
        line(
            changed,
            vec![
                amended,
                advanced(Stage::Announced, Stage::Agreed),
                advanced(Stage::Agreed, Stage::Contracted),
                ChangeKind::Confirmed { to: Confirmation::Independent },
            ],
            vec![report("Spree Zeitung", "de", "Der Vertrag über 1,3 Milliarden Euro wurde am Montag unterzeichnet.")],
        ),
        line(
            withdrawn,
            vec![ChangeKind::Withdrawn],
            vec![report("Polder Post", "en", "The Netherlands will not run the course this year.")],
        ),
        line(
            pledge(6, &["NO"], Kind::Money),
            vec![ChangeKind::Restated { amount: None, day: None }],
            vec![report("Fjord Daily", "en", "Norway again speaks of its pledge.")],
        ),
        added(
            office,
            vec![report("Nordic Monitor", "en", "Nordfjord Systems and a Ukrainian partner will build interceptor drones in Denmark.")],
        ),
        added(doubtful, vec![report("Thames Wire", "en", "Some £90m could go to Ukraine, a source said.")]),
    ]
}

fn hostile() -> Vec<DigestLine> {
    let mut bad = report(
        "<b>Bold</b> & \"Sons\"",
        "en",
        "</p><script>alert('€5m')</script><img src=x onerror=alert(1)> {{ subject }} Ukraine\u{202e}evil\u{202c}",
    );
    bad.url = Some("javascript:alert(1)".to_owned());
    bad.title = "\" onmouseover=\"alert(1)".to_owned();
    let mut quoted = report("Second", "en", "Fine.");
    quoted.url = Some("https://news.example/\"><script>alert(1)</script>".to_owned());
    let pledge = Pledge {
        items: vec!["<i>drones</i>\r\nBcc: all@example.org".to_owned()],
        ..of(exactly("EUR", 5_000_000), pledge(1, &["Evil\r\nSubject: x <Co>"], Kind::Equipment))
    };
    let amended = ChangeKind::Amended { field: "amount".to_owned(), was: "<s>1</s>".to_owned(), now: "&2".to_owned() };
    vec![
        added(pledge.clone(), vec![bad, quoted]),
        line(Pledge { id: PledgeId(2), ..pledge }, vec![amended], vec![report("A", "en", "Fine.")]),
    ]
}

/// More news than a letter holds: 300 pledges with long quotes.
fn flood() -> Vec<DigestLine> {
    let one = |n: u64| {
        let sum = 1_000_000_000 - n * 3_000_000;
        let pledge = of(exactly("EUR", sum), pledge(n as i64 + 1, &[["DK", "NO", "DE", "SE"][n as usize % 4]], Kind::Money));
        added(pledge, vec![report("Nordic Monitor", "en", &"The government will pay for more drones and missiles. ".repeat(20))])
    };
    (0..300).map(one).chain(rich()).collect()
}

/// A letter of one line: its subject, and the lines of its text between the heading and the quotation.
fn told(line: DigestLine) -> String {
    let letter = letter(&[line]);
    promises(&letter);
    let entry = letter.text.split("\n1. ").nth(1).unwrap().split("\n   “").next().unwrap();
    format!("{} | {}", letter.subject, entry.lines().map(str::trim).collect::<Vec<_>>().join(" / "))
}

#[test]
fn single_lines() {
    let reporting = |outlet: &str, amount| {
        let mut one = report(outlet, "en", "Fine.");
        one.mention.amount = amount;
        one
    };
    let german = of(exactly("EUR", 500_000_000), pledge(9, &["DE"], Kind::Training));
    let amended =
        |field: &str, was: &str, now: &str| ChangeKind::Amended { field: field.to_owned(), was: was.to_owned(), now: now.to_owned() };
    let advanced = |from, to| ChangeKind::Advanced { from, to };
    let fine = || vec![report("A", "en", "Fine.")];
    let rows = [
        (
            added(
                german.clone(),
                vec![
                    reporting("A", german.amount),
                    reporting("B", exactly("EUR", 400_000_000)),
                    reporting("C", exactly("EUR", 501_000_000)),
                    reporting("D", exactly("USD", 580_000_000)),
                ],
            ),
            "1 new pledge: Germany €500 m for training | Germany: €500 m / Training / announced · reported by one publisher · also reported as €400 m (B) · p-9",
        ),
        (
            line(
                Pledge { donors: vec![Actor("DE".to_owned()), Actor("NO".to_owned())], ..german.clone() },
                vec![amended("donors", "DE", "DE, NO")],
                fine(),
            ),
            "1 change: Germany and Norway: formerly Germany | Germany and Norway: €500 m / Training / donors: Germany → Germany and Norway / announced · reported by one publisher · p-9",
        ),
        (
            line(
                german.clone(),
                vec![advanced(Stage::Announced, Stage::Agreed), ChangeKind::Confirmed { to: Confirmation::Official }],
                fine(),
            ),
            "1 change: Germany: announced → agreed | Germany: €500 m / Training / stage: announced → agreed / confirmation: confirmed by an official source / announced · reported by one publisher · p-9",
        ),
        (
            line(german.clone(), vec![amended("quantity", "6", "12"), amended("quantity", "12", "6"), ChangeKind::Withdrawn], fine()),
            "1 change: Germany: withdrawn | Germany: €500 m / Training / status: taken back or denied / announced · reported by one publisher · p-9",
        ),
        (
            added(
                of(exactly("DKK", 1_000_000_000), Pledge { first_day: Some(date("2026-07-31")), ..pledge(12, &["DK"], Kind::Money) }),
                fine(),
            ),
            "1 new pledge: Denmark €134 m | Denmark: DKK 1 bn (€134 m at the rate of July 2026) / Military funding / announced · reported by one publisher · p-12",
        ),
        (
            added(
                of(exactly("DKK", 1_000_000_000), Pledge { first_day: Some(date("2026-11-03")), ..pledge(13, &["DK"], Kind::Money) }),
                fine(),
            ),
            "1 new pledge: Denmark €134 m | Denmark: DKK 1 bn (€134 m at the rate of July 2026, the nearest known) / Military funding / announced · reported by one publisher · p-13",
        ),
        (
            added(Pledge { items: vec!["F-16".to_owned()], quantity: Some(6), ..pledge(10, &["NO"], Kind::Equipment) }, fine()),
            "1 new pledge: Norway: 6 × F-16 | Norway / Equipment: 6 × F-16 / announced · reported by one publisher · p-10",
        ),
        (
            added(Pledge { amount: exactly("USD", 7_000_000), ..pledge(11, &[], Kind::Money) }, fine()),
            "1 new pledge: Donors not named $7 m | Donors not named: $7 m / Military funding / announced · reported by one publisher · p-11",
        ),
        (
            added(Pledge { confidence: 0.2, ..german }, fine()),
            "1 claim to be checked: Germany €500 m for training | Germany: €500 m / Training / announced · reported by one publisher · read with 20 % certainty · p-9",
        ),
    ];
    for (line, expected) in rows {
        assert_eq!(told(line), expected);
    }
}

fn letter(lines: &[DigestLine]) -> Letter {
    let digest = select(lines, &subscriber(), 0.5, window(), coverage());
    let (templates, names) = (Templates::embedded().unwrap(), names());
    let desk = Desk { templates: &templates, names: &names, domain: "pledges.example", ledger: Some("https://pledges.example/ledger") };
    desk.letter(&Issue { digest: &digest, subscriber: &subscriber(), period: UNTIL, reply_to: None }).unwrap()
}

fn check(lines: &[DigestLine], html: ExpectFile, text: ExpectFile) {
    let letter = letter(lines);
    promises(&letter);
    html.assert_eq(&letter.html);
    text.assert_eq(&format!("Subject: {}\n\n{}", letter.subject, letter.text));
}

/// What every letter keeps to.
fn promises(letter: &Letter) {
    assert!(letter.html.len() <= 90_000, "{} bytes of HTML", letter.html.len());
    assert!(!letter.subject.chars().any(char::is_control) && letter.subject.chars().count() <= 110, "{}", letter.subject);
    let faults = scraper::Html::parse_document(&letter.html).errors;
    assert!(faults.is_empty(), "the HTML is none: {faults:?}");
    let html = letter.html.to_lowercase();
    for forbidden in ["<script", "<img", "<iframe", "javascript:", "<form", "@import", "url("] {
        assert!(!html.contains(forbidden), "{forbidden} in the HTML");
    }
    for link in html.split("href=\"").skip(1) {
        assert!(link.starts_with("https:") || link.starts_with("http:"), "{}", link.chars().take(60).collect::<String>());
    }
    let too_wide = |line: &&str| line.chars().count() > 76 && !line.contains("://");
    assert_eq!(letter.text.lines().find(too_wide), None);
    assert!(!letter.text.lines().any(|line| line.ends_with(' ') && line != "-- "), "a line of the text ends in a space");
}

#[test]
fn a_rich_letter() {
    check(&rich(), expect_file!["cases/letters/rich.html"], expect_file!["cases/letters/rich.txt"]);
}

#[test]
fn an_empty_letter() {
    check(&[], expect_file!["cases/letters/empty.html"], expect_file!["cases/letters/empty.txt"]);
}

#[test]
fn a_hostile_article_is_only_quoted() {
    check(&hostile(), expect_file!["cases/letters/hostile.html"], expect_file!["cases/letters/hostile.txt"]);
}

#[test]
fn a_flood_is_cut_to_what_mailboxes_show() {
    let letter = letter(&flood());
    promises(&letter);
    assert!(letter.html.len() > 80_000, "the room is used: {}", letter.html.len());
    assert!(letter.html.contains(" more</b> in <a") && letter.text.contains(" more in the ledger"));
    assert!(letter.html.contains("€1.1 bn") && letter.html.contains("Nordfjord Systems"), "no section is crowded out");
    assert!(letter.subject.starts_with("307 new pledges: Denmark €1 bn, Norway €997 m"), "{}", letter.subject);
    expect_file!["cases/letters/flood.txt"].assert_eq(&format!("Subject: {}\n\n{}", letter.subject, letter.text));
}

#[test]
fn a_terminal_of_60_columns_is_enough() {
    let digest = select(&rich(), &subscriber(), 0.5, window(), coverage());
    let (templates, names) = (Templates::embedded().unwrap(), names());
    let printed = Desk { templates: &templates, names: &names, domain: "pledges.example", ledger: Some("https://pledges.example/ledger") }
        .terminal(&digest, 60)
        .unwrap();
    assert_eq!(printed.lines().find(|line| line.chars().count() > 60 && !line.contains("://")), None);
    expect_file!["cases/letters/terminal.txt"].assert_eq(&printed);
}

#[test]
fn subscribers_filter_by_fact() {
    let ids = |filter: Filter| {
        let digest = select(&rich(), &Subscriber { filter, ..subscriber() }, 0.5, window(), coverage());
        let all = [digest.pledges, digest.changes, digest.partnerships, digest.unchecked].concat();
        all.iter().map(|line| line.pledge.id.0).collect::<Vec<_>>()
    };
    let actor = |id: &str| Actor(id.to_owned());
    let rows = [
        (Filter::default(), vec![18, 17, 19, 20, 21, 23, 22, 4, 5, 24, 25]),
        (Filter { donors: vec![actor("DK"), actor("EE")], ..Filter::default() }, vec![17, 19, 20, 24]),
        (Filter { kinds: vec![Kind::JointProduction], ..Filter::default() }, vec![24]),
        (Filter { programmes: vec![Programme("purl".to_owned())], ..Filter::default() }, vec![18]),
        (Filter { stages: vec![Stage::Contracted], ..Filter::default() }, vec![17, 4]),
        (Filter { languages: vec![Lang::parse("uk").unwrap()], ..Filter::default() }, vec![18]),
        (Filter { min_eur: Some(400_000_000), ..Filter::default() }, vec![18, 22, 4]),
        (Filter { confirmation: Some(Confirmation::Independent), ..Filter::default() }, vec![18, 17, 23, 4]),
    ];
    for (filter, expected) in rows {
        assert_eq!(ids(filter.clone()), expected, "{filter:?}");
    }
}

#[test]
fn only_the_parts_asked_for_are_told() {
    let reader = Subscriber { include: vec![Include::Changes], ..subscriber() };
    let digest = select(&rich(), &reader, 0.5, window(), coverage());
    assert_eq!((digest.pledges.len(), digest.changes.len(), digest.partnerships.len(), digest.unchecked.len()), (0, 2, 0, 0));
}

#[test]
fn a_message_id_depends_on_subscriber_period_and_sender_alone() {
    let id = message_id("analysts", UNTIL, "pledges.example");
    assert_eq!(id, letter(&rich()).message_id);
    assert_eq!(id, letter(&[]).message_id);
    for other in [
        message_id("analyst", &format!("s{UNTIL}"), "pledges.example"),
        message_id("analysts", FROM, "pledges.example"),
        message_id("analysts", UNTIL, "other.example"),
    ] {
        assert_ne!(id, other);
    }
    assert!(id.ends_with("@pledges.example") && id.len() == 48, "{id}");
}

#[test]
fn a_template_of_ones_own_is_used_and_its_faults_are_named() {
    let with =
        |name: &str, source: &str| Templates::from_files(&[(name.to_owned(), source.to_owned())]).and_then(|own| own.check().map(|()| own));
    assert!(with("letter.txt.j2", "{{ subject }}").is_ok());
    let rows = [
        ("letter.txt.j2", "one\n{% if %}", "template letter.txt.j2, line 2: "),
        ("letter.html.j2", "one\ntwo\n{{ subjekt }}", "template letter.html.j2, line 3: "),
        ("leter.txt.j2", "", "template leter.txt.j2, line 0: no letter uses it"),
    ];
    for (name, source, fault) in rows {
        let said = with(name, source).unwrap_err().to_string();
        assert!(said.starts_with(fault), "{said}");
    }
}

/// A new and a changed pledge in which every text is the given one.
fn saying(text: &str) -> Vec<DigestLine> {
    let mut told = report("A", "en", text);
    (told.title, told.outlet) = (text.to_owned(), text.to_owned());
    let pledge = Pledge { items: vec![text.to_owned()], programmes: vec![Programme(text.to_owned())], ..pledge(1, &[text], Kind::Money) };
    let amended = ChangeKind::Amended { field: text.to_owned(), was: "1".to_owned(), now: text.to_owned() };
    vec![added(pledge.clone(), vec![told.clone()]), line(pledge, vec![amended], vec![told])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_adds_a_tag_or_a_line_to_the_subject(text in "x[<>&\"'/{}%#\\PC\r\n\u{0}\u{202e}]{0,80}") {
        let (plain, told) = (letter(&saying("x")), letter(&saying(&text)));
        for mark in ['<', '>', '"'] {
            prop_assert_eq!(plain.html.matches(mark).count(), told.html.matches(mark).count(), "{} in {}", mark, told.html);
        }
        prop_assert!(!told.subject.chars().any(char::is_control));
        prop_assert!(told.subject.chars().count() <= 110);
    }

    #[test]
    fn no_sum_is_too_large_or_too_small(min in any::<Option<u64>>(), span in any::<Option<u64>>()) {
        let max = span.map(|span| min.unwrap_or(0).saturating_add(span));
        let with = |id, amount| added(of(amount, pledge(id, &["NO"], Kind::Money)), vec![report("A", "en", "Fine.")]);
        promises(&letter(&[with(1, sum("USD", min, max)), with(2, exactly("USD", 1)), with(3, exactly("EUR", u64::MAX))]));
    }
}

#[test]
fn the_feed_has_an_entry_for_each_pledge() {
    let (templates, names) = (Templates::embedded().unwrap(), names());
    let desk = Desk { templates: &templates, names: &names, domain: "pledges.example", ledger: Some("https://pledges.example/ledger") };
    for (name, lines) in [("rich", rich()), ("hostile", hostile()), ("empty", vec![])] {
        let feed = desk.feed(&lines);
        let read = feed_rs::parser::parse(feed.as_bytes()).unwrap_or_else(|fault| panic!("{name}: {fault}\n{feed}"));
        let mut ids: Vec<_> = read.entries.iter().map(|entry| entry.id.clone()).collect();
        ids.dedup();
        assert_eq!(ids.len(), lines.len(), "{name}");
        for entry in &read.entries {
            let id = entry.id.strip_prefix("tag:pledges.example,2026:").unwrap();
            assert_eq!(entry.links[0].href, format!("https://pledges.example/ledger/pledges/{id}"));
            let html = entry.content.as_ref().unwrap().body.as_ref().unwrap();
            assert!(html.contains("<blockquote lang=") && !html.contains("<script") && !html.contains("javascript:"), "{html}");
        }
        assert_eq!(feed, desk.feed(&lines), "the same to the byte");
        expect_file![format!("cases/letters/{name}.atom")].assert_eq(&feed);
    }
}

#[test]
fn a_feed_without_pages_links_to_who_reported_it() {
    let (templates, names) = (Templates::embedded().unwrap(), names());
    let feed = Desk { templates: &templates, names: &names, domain: "pledges.example", ledger: None }.feed(&rich());
    let read = feed_rs::parser::parse(feed.as_bytes()).unwrap();
    assert!(
        read.entries
            .iter()
            .all(|entry| entry.links[0].href.ends_with(".example/news?id=1&lang=en") || entry.links[0].href.contains("lang="))
    );
}

/// The relative luminance of a colour such as `#55606c` (WCAG 2.1).
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/// The colours behind a mark, such as `color:`.
fn colours(css: &str, mark: &str) -> Vec<String> {
    let mut found: Vec<String> = css.split(mark).skip(1).map(|rest| rest.trim_start().chars().take(7).collect()).collect();
    found.retain(|colour| colour.starts_with('#'));
    found.sort();
    found.dedup();
    found
}

#[test]
fn every_text_stands_out_by_day_and_by_night() {
    let html = letter(&rich()).html;
    let (head, body) = html.split_once("</style>").unwrap();
    let visible: String =
        body.split("<div style=\"display:none").map(|part| part.split_once("</div>").map_or(part, |(_, rest)| rest)).collect();
    let rows = [
        ("light", colours(&visible, "color:"), ["#ffffff", "#f1f4f7"], colours(&visible, "background:")),
        ("dark", colours(head, "{ color:"), ["#14181d", "#1f262d"], colours(head, "{ background:")),
    ];
    for (mode, texts, grounds, all_grounds) in rows {
        assert!(texts.len() >= 3, "{mode}: {texts:?}");
        assert!(grounds.iter().all(|ground| all_grounds.iter().any(|found| found == ground)), "{mode}: {all_grounds:?}");
        for (text, ground) in texts.iter().flat_map(|text| grounds.iter().map(move |ground| (text, ground))) {
            let (a, b) = (luminance(text), luminance(ground));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{mode}: {text} on {ground} has a contrast of {contrast:.2}");
        }
    }
}
