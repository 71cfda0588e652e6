//! The commands that read and correct the ledger, as an operator types them: the binary, a ledger that a cycle filled, and what each
//! command prints, writes and ends with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use std::path::Path;
use world::{Run, Story, World, danish_story, norwegian_story};

/// Pledges of Denmark and Norway, and an article that is none of our business.
async fn filled() -> World {
    let mut world = World::new().await;
    let weather = Story::new(
        "/weather.html",
        "Ukraine: heavy rain over the Carpathians",
        "Heavy rain fell over the Carpathians on Tuesday, and more of it is on its way from the west, forecasters in Lviv said.\n\
         The rivers stay within their banks, and the roads to the villages of the region are open to cars and lorries again.\n\
         Meteorologists expect dry weather from Friday on, with light winds and temperatures a little above the mean of the month.",
    );
    world.newspaper("daily", &[danish_story(), norwegian_story(), weather]);
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    world
}

/// Which number a donor's pledge got.
async fn number(world: &World, donor: &str) -> String {
    let listed = world.run(&["pledges", "--donor", donor]).await;
    listed.out.split_whitespace().next().unwrap_or_else(|| panic!("no pledge of {donor}: {listed:?}")).to_owned()
}

#[track_caller]
fn check(run: &Run, code: i32, said: &[&str]) {
    assert_eq!(run.code, Some(code), "{run:?}");
    let all = format!("{}{}", run.out, run.err);
    for words in said {
        assert!(all.contains(words), "expected \"{words}\" in: {all}");
    }
}

/// Lines for people fit 80 columns; a longer word, such as an address, stands alone.
#[track_caller]
fn check_narrow(run: &Run, for_programs: bool) {
    let wide = |line: &&str| line.chars().count() > 80 && line.trim_start().contains(' ');
    assert_eq!(run.out.lines().filter(wide).filter(|_| !for_programs).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Runs a command line; words with spaces in them stand in single quotes.
async fn run(world: &World, line: &str) -> Run {
    let mut arguments = Vec::new();
    for (n, part) in line.split('\'').enumerate() {
        if n % 2 == 1 { arguments.push(part) } else { arguments.extend(part.split_whitespace()) }
    }
    world.run(&arguments).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_listed_in_every_form() {
    let world = filled().await;
    let rows = [
        ("pledges", vec!["DKK 1.5 bn", "NOK 700 m", "(at "]),
        ("pledges drones", vec!["NOK 700 m"]),
        (
            "pledges --format csv",
            vec![
                "id,first_day,last_day,donors,kind,stage,currency,min,max,eur,rate,rate_month,rate_in_its_month,",
                "DKK,1500000000,1500000000,",
            ],
        ),
        ("pledges --format kiel", vec!["ID,Donor,Announcement Date,", "Denmark", "DKK,1500000000", "Denmark will provide Ukraine"]),
        ("news", vec!["read, in the ledger: p-", "http://"]),
        ("news --format csv", vec!["number,first_seen,source,outcome,title,link,pledges\n", ",read,"]),
        ("news --format json --outcome read", vec!["\"outcome\": \"read\"", "\"pledges\": ["]),
        ("pledges totals", vec!["  DK (rates of ", "  NO (rates of ", "  2  all "]),
        ("pledges totals --by kind --format csv", vec!["kind,eur_min,eur_max,pledges,first_rate,last_rate,nearest_rates\n"]),
        ("pledges totals --by month --donor NO", vec!["  1  all "]),
        ("pledges totals --by programme --donor XX", vec!["€0  0  all"]),
    ];
    for (line, said) in rows {
        let run = run(&world, line).await;
        check(&run, 0, &said);
        check_narrow(&run, line.contains("--format"));
    }
    let list: serde_json::Value = serde_json::from_str(&run(&world, "pledges --format json").await.out).unwrap();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), run(&world, "pledges").await.out.lines().filter(|line| line.starts_with("p-")).count(), "{list:?}");
    let totals: serde_json::Value = serde_json::from_str(&run(&world, "pledges totals --format json").await.out).unwrap();
    assert_eq!(totals["rows"].as_array().unwrap().len(), 2, "{totals}");
    let worth = |pledge: &serde_json::Value| pledge["eur"]["sum"]["min"].as_u64().unwrap_or_default();
    assert_eq!(totals["all"]["euros"]["low"], list.iter().map(worth).sum::<u64>());
    check(&run(&world, "pledges totals --by colour").await, 2, &["write one of donor, kind, programme, month"]);
    check(&run(&world, "pledges --kind tanks").await, 2, &["write one of money, package"]);
    check(&run(&world, "pledges --donor XX").await, 0, &["no pledge passes"]);
    check(&run(&world, "pledges --limit 1").await, 0, &["there may be more: go on with --after p-"]);
    assert!(!run(&world, "pledges").await.err.contains("more"));
    check(&run(&world, "news zebra").await, 0, &["no entry passes"]);
    check(&run(&world, "news --limit 1").await, 0, &["there may be more: go on with --after 3"]);
    check(&run(&world, "news --outcome late").await, 2, &["write one of fresh, seeded, skipped"]);
    check(&run(&world, "news --source Daily").await, 2, &["is no source id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_corrects_the_ledger_and_contradictions_are_refused() {
    let world = filled().await;
    let (danish, norwegian) = (number(&world, "DK").await, number(&world, "NO").await);
    let rows = [
        ("pledges merge DK DK", 1, "cannot be merged with itself"),
        ("pledges merge DK p-99", 1, "no pledge p-99 is in the ledger"),
        ("pledges split p-99 1", 1, "`pledgewatch pledges` lists them"),
        ("pledges reject p-99 --because x", 1, "`pledgewatch pledges` lists them"),
        ("pledges restore p-99", 1, "`pledgewatch pledges` lists them"),
        ("pledges set p-99 stage=agreed", 1, "`pledgewatch pledges` lists them"),
        ("pledges set DK part_of=p-99", 1, "`pledgewatch pledges` lists them"),
        ("pledges set p-0 stage=agreed", 1, "`pledgewatch pledges` lists them"),
        ("pledges set one stage=agreed", 2, "such as p-17"),
        ("pledges merge DK", 2, "<OTHER>"),
        ("pledges reject NO", 2, "--because"),
        ("pledges reject NO --because ' '", 1, "is rejected for a reason"),
        ("pledges set DK stage=finished", 1, "is no stage"),
        ("pledges set DK colour=red", 1, "is no field that can be set"),
        ("pledges set DK part_of=DK", 1, "cannot be a part of itself"),
        ("pledges set DK stage", 1, "write field=value"),
        ("pledges set DK stage=", 1, "was not set by hand"),
        ("pledges set DK amount=lots", 1, "is no amount: write a sum such as"),
        ("pledges set DK 'amount=EUR -5'", 1, "is no amount"),
        ("pledges set DK ordinal=-1", 1, "is no ordinal: write a whole number"),
        ("pledges set DK donors=,", 1, "is no donors: write ids"),
        ("pledges set DK donors=se,FI", 1, "\"se\" stands as SE in the ledger: write SE"),
        ("pledges set DK donors=Sweden", 1, "\"Sweden\" stands as SE in the ledger"),
        ("pledges set DK programmes=PURL", 1, "\"PURL\" stands as purl in the ledger"),
        ("pledges set DK stage=agreed --author ''", 2, "write who corrects"),
        ("pledges set DK part_of=everything", 1, "is no part_of: write a pledge such as p-17"),
        ("pledges split DK first", 2, "<REPORT>"),
        ("pledges split p-1 1", 1, "there is nothing to split"),
        ("pledges split DK 999", 1, "report 999 is not filed under"),
        ("pledges restore DK", 1, "is not rejected"),
        ("pledges set DK stage=contracted --author anna", 0, "done"),
        ("pledges set DK stage=contracted", 1, "is set to contracted already"),
        ("explain DK", 0, "stage set: announced → contracted (by anna)"),
        ("pledges set NO part_of=DK", 0, "done"),
        ("pledges set DK part_of=NO", 1, "is itself a part of"),
        ("pledges totals", 0, "1 not counted: inside another's sum"),
        ("pledges merge DK NO", 1, "is a part of"),
        ("pledges set NO part_of=none", 0, "done"),
        ("pledges merge DK NO --author anna", 0, "done"),
        ("pledges --donor NO", 0, ""),
        ("explain NO", 0, "merged into DK (by anna)"),
        ("explain DK", 0, "NO is the same promise and was merged into it (by anna)"),
        ("pledges set NO stage=agreed", 1, "was merged into DK: correct that one"),
        ("pledges merge DK NO", 1, "was merged into DK: correct that one"),
        ("pledges merge NO DK", 1, "was merged into DK: correct that one"),
        ("pledges split NO 2", 1, "was merged into DK: correct that one"),
        ("pledges reject NO --because x", 1, "was merged into DK: correct that one"),
        ("pledges restore NO", 1, "was merged into DK: correct that one"),
        ("pledges set DK part_of=NO", 1, "was merged into DK: correct that one"),
        ("pledges reject DK --because 'an advertisement'", 0, "done"),
        ("pledges reject DK --because 'an advertisement'", 1, "is rejected: restore it before it is corrected"),
        ("pledges set DK stage=agreed", 1, "is rejected: restore it"),
        ("pledges split DK 1", 1, "is rejected: restore it"),
        ("pledges merge DK NO", 1, "is rejected"),
        ("explain DK", 0, "rejected: an advertisement (by operator)"),
        ("pledges restore DK", 0, "done"),
        ("pledges", 0, "contracted"),
    ];
    for (line, code, said) in rows {
        let named = |text: &str| text.replace("DK", &danish).replace("NO", &norwegian);
        let typed = if line.contains("--donor") { line.to_owned() } else { named(line) };
        check(&run(&world, &typed).await, code, &[&named(said)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_corrected_survives_reprocessing_and_no_letter_tells_of_it_unless_asked() {
    let mut world = filled().await;
    let danish = number(&world, "DK").await;
    check(&run(&world, &format!("pledges set {danish} stage=contracted --quietly")).await, 0, &["done"]);
    check(&run(&world, "reprocess").await, 0, &["3 articles read anew", "0 gained, 0 lost, 0 changed", "nothing was written"]);
    lexicon_that_calls_norway(&world, "XN");
    world.setting("[extract]\nlexicon_dir = \"lexicon\"");
    check(&run(&world, "reprocess").await, 0, &["donors: NO → XN", "nothing was written"]);
    check(&run(&world, "pledges --donor NO").await, 0, &["NOK 700 m"]);
    check(&run(&world, "reprocess --since 2200-01-01").await, 0, &["0 articles read anew"]);
    check(&run(&world, "reprocess --tell").await, 2, &["--write"]);
    check(&run(&world, "reprocess --write --since 2020-01-01").await, 0, &["donors: NO → XN"]);
    check(&run(&world, "pledges --donor XN").await, 0, &["NOK 700 m"]);
    check(&run(&world, "pledges --donor DK").await, 0, &["contracted"]);
    check(&world.run(&["--once"]).await, 0, &["0 letters composed"]);
    lexicon_that_calls_norway(&world, "XM");
    check(&run(&world, "reprocess --write --tell").await, 0, &["donors: XN → XM"]);
    check(&world.run(&["--once"]).await, 0, &["1 letters composed"]);
}

/// A folder with the program's lexicon, but for one state's code.
fn lexicon_that_calls_norway(world: &World, code: &str) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/lexicon/actors.toml");
    let text = std::fs::read_to_string(shipped).unwrap().replace("\"NO\"", &format!("\"{code}\""));
    std::fs::create_dir_all(world.path("lexicon")).unwrap();
    std::fs::write(world.path("lexicon/actors.toml"), text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_explained() {
    let world = filled().await;
    let danish = number(&world, "DK").await;
    let letter = world.letters().remove(0);
    let id = letter.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().trim().to_owned();
    let rows = [
        (format!("explain {danish}"), 0, vec!["entered the ledger", "The daily", "who was told", "sent"]),
        (format!("explain {}", world.web.url("/denmark.html")), 0, vec!["listed by daily", "judged relevant", "DKK 1.5 bn", &danish]),
        (format!("explain {}", world.web.url("/weather.html")), 0, vec!["not relevant (0.", "Carpathians"]),
        (format!("explain {}", world.web.url("/unknown.html")), 1, vec!["the ledger never saw"]),
        ("explain letter-1".to_owned(), 0, vec!["sent", "what it told", &danish, "DKK 1.5 bn"]),
        (format!("explain {id}"), 0, vec!["what it told", &danish]),
        ("explain letter-9".to_owned(), 1, vec!["there is no letter letter-9 in the outbox"]),
        ("explain <nobody@localhost>".to_owned(), 1, vec!["there is no letter"]),
        ("explain p-99".to_owned(), 1, vec!["there is no pledge p-99"]),
    ];
    for (line, code, said) in rows {
        let run = run(&world, &line).await;
        check(&run, code, &said);
        check_narrow(&run, false);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_compared_with_the_ledger() {
    let world = filled().await;
    std::fs::write(world.path("own.csv"), run(&world, "pledges --format kiel").await.out).unwrap();
    let own = run(&world, "reconcile own.csv").await;
    check(&own, 0, &["both\tDK", "both\tNO"]);
    assert!(!own.out.contains("only") && !own.out.contains("other figure"), "{}", own.out);
    let table = run(&world, "pledges --donor DK --format kiel").await.out.replace("1500000000", "1100000000");
    std::fs::write(world.path("other.csv"), table + "SEX1,Sweden,2024-02-20,Military,,SEK,7100000000,,,,,\nZZ1,Atlantis,,,,,,,,,,\n")
        .unwrap();
    check(
        &run(&world, "reconcile other.csv").await,
        0,
        &["other figure\tDK", "only here\tNO", "only there\tSE", "\"Atlantis\" is no known donor"],
    );
    std::fs::write(world.path("bad.csv"), "a,b\n1,2\n").unwrap();
    check(&run(&world, "reconcile bad.csv").await, 1, &["the table has no column \"ID\""]);
    check(&run(&world, "reconcile none.csv").await, 1, &["cannot read none.csv"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_copied_and_examined() {
    let world = filled().await;
    check(&run(&world, "backup copy.db").await, 0, &["the ledger is copied to copy.db"]);
    check(&run(&world, "backup copy.db").await, 1, &["never overwrites a file"]);
    check(&run(&world, "doctor").await, 0, &["the ledger is sound"]);
    std::fs::create_dir(world.path("other")).unwrap();
    std::fs::rename(world.path("copy.db"), world.path("other/pledgewatch.db")).unwrap();
    let listed = run(&world, "pledges").await.out;
    std::fs::write(world.path("other.toml"), "data_dir = \"other\"\n").unwrap();
    let copy = world::binary().args(["--config", "other.toml", "pledges"]).current_dir(world.folder.path()).output().unwrap();
    assert_eq!(Run::from(copy).out, listed, "the copy holds what the ledger does");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_ledger_nothing_is_made_up() {
    let world = World::new().await;
    for line in ["pledges", "pledges totals", "pledges merge p-1 p-2", "explain p-1", "reprocess", "backup copy.db", "doctor"] {
        check(&run(&world, line).await, 1, &["no ledger is there yet"]);
    }
    assert!(!world.database().exists());
}
