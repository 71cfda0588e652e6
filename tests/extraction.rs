//! Articles in, mentions out: every row of `cases/extraction/*.toml`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::NaiveDate;
use pledgewatch::domain::{Article, Entry, Field, Identity, Item, Lang, Mention, Source, SourceId, SourceKind, Standing};
use pledgewatch::pipeline::extract::{Lexicon, explain, extract};
use pledgewatch::pipeline::relevance;
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::embedded().expect("the embedded lexicon is sound"));

/// One article and its mentions in short form: `class donors kind [sum] stage`.
#[derive(Deserialize)]
struct Row {
    lang: String,
    /// The day it was published; unsaid where the row is about something else.
    published: Option<NaiveDate>,
    #[serde(default)]
    title: String,
    text: String,
    expect: Vec<String>,
    /// The programmes of all its mentions together, in the order of the alphabet; unsaid where the row is about something else.
    programmes: Option<Vec<String>>,
    /// The things of all its mentions with their number, in their order; unsaid where the row is about something else.
    things: Option<Vec<String>>,
    /// Whom its mentions serve, in their order; unsaid where the row is about something else.
    scopes: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Rows {
    case: Vec<Row>,
}

fn article(lang: &str, title: &str, text: &str) -> Article {
    Article {
        url: None,
        title: title.to_owned(),
        text: text.to_owned(),
        published: None,
        lang: Lang::parse(lang).expect("a language"),
        author: None,
    }
}

fn short(mention: &Mention) -> String {
    let mut donors: Vec<&str> = mention.donors.iter().map(|actor| actor.0.as_str()).collect();
    donors.sort_unstable();
    let bound = |units: Option<u64>| units.map(|units| units.to_string()).unwrap_or_default();
    let sum = mention.amount.map(|sum| match (sum.min(), sum.max()) {
        (low, high) if low == high => format!(" {} {}", sum.currency(), bound(low)),
        (low, high) => format!(" {} {}..{}", sum.currency(), bound(low), bound(high)),
    });
    format!("{} {} {}{} {}", mention.class, donors.join("+"), mention.kind, sum.unwrap_or_default(), mention.stage)
}

fn programmes(mentions: &[Mention]) -> Vec<String> {
    let all: BTreeSet<&str> = mentions.iter().flat_map(|mention| &mention.programmes).map(|programme| programme.0.as_str()).collect();
    all.into_iter().map(str::to_owned).collect()
}

fn things(mentions: &[Mention]) -> Vec<String> {
    let count = |item: &Item| item.quantity.map(|count| format!("{count} ")).unwrap_or_default();
    mentions.iter().flat_map(|mention| &mention.items).map(|item| format!("{}{}", count(item), item.name)).collect()
}

/// What differs in a file, row by row; empty where all is as written.
fn check(file: &str, text: &str) -> String {
    let rows: Rows = toml::from_str(text).unwrap_or_else(|fault| panic!("{file}: {fault}"));
    let mut faults = Vec::new();
    for row in &rows.case {
        let article = Article { published: row.published, ..article(&row.lang, &row.title, &row.text) };
        let extraction = extract(&article, &LEXICON);
        let found: Vec<String> = extraction.mentions.iter().map(short).collect();
        let under = programmes(&extraction.mentions);
        let given = things(&extraction.mentions);
        let served: Vec<String> = extraction.mentions.iter().map(|mention| mention.scope.to_string()).collect();
        let differs = |wanted: &Option<Vec<String>>, found: &Vec<String>| wanted.as_ref().is_some_and(|wanted| wanted != found);
        if found != row.expect || differs(&row.programmes, &under) || differs(&row.things, &given) || differs(&row.scopes, &served) {
            let verdict = relevance::judge(&extraction);
            faults.push(format!(
                "{} | {}\nwanted {:#?} under {:?} of {:?}\nfound {found:#?} under {under:?} of {given:?}\n{}",
                row.title,
                row.text,
                row.expect,
                row.programmes,
                row.things,
                explain(&article, &extraction, &verdict)
            ));
        }
    }
    if faults.is_empty() {
        String::new()
    } else {
        format!("{file}: {} of {} rows differ\n{}\n", faults.len(), rows.case.len(), faults.join("\n"))
    }
}

#[test]
fn rows_are_read_as_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/extraction");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {folder}");
    let read = |file: &std::path::PathBuf| std::fs::read_to_string(file).expect("a readable case file");
    let faults: String = files.iter().map(|file| check(&file.display().to_string(), &read(file))).collect();
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn no_sum_goes_without_a_word() {
    let beside = "nothing that is given to Ukraine stands beside it";
    let rows = [
        ("Norway will give Ukraine 700 million kroner (€60 million).", vec!["€60 million: gloss of NOK 700 m".to_owned()]),
        (
            "Latvia gives Ukraine €5 million. The harbour was sold for €80 million.",
            vec!["€80 million: no word of giving in the sentence".to_owned()],
        ),
        ("Latvia gives Ukraine €5 million. Was the harbour sold for €80 million?", vec![format!("€80 million: {beside}")]),
        (
            "Spain has promised Ukraine €9 million. The ministry repeated it: €9 million.",
            vec!["€9 million: no word of giving in the sentence".to_owned()],
        ),
        ("Spain has promised Ukraine €9 million. Is €9 million much?", vec!["€9 million: told again".to_owned()]),
        ("The harbour of Riga was sold for €80 million.", vec![]),
    ];
    for (text, told) in rows {
        let extraction = extract(&article("en", "", text), &LEXICON);
        let found: Vec<String> =
            extraction.refusals.iter().map(|refusal| format!("{}: {}", refusal.evidence.quote(), refusal.because)).collect();
        assert_eq!(found, told, "{text}");
    }
}

#[test]
fn each_field_names_the_words_that_set_it() {
    let rows = [
        (
            "Norway will give Ukraine €90 million for drones through PURL.",
            "donors: Norway, kind: drones, amount: €90 million, items: drones, stage: give, programmes: PURL",
        ),
        (
            "Denmark signed a memorandum on joint production of drones with Ukraine.",
            "donors: Denmark, kind: joint production of, items: drones, stage: signed",
        ),
        (
            "Poland gives Ukraine €3 million for generators for hospitals.",
            "donors: Poland, kind: generators, amount: €3 million, items: generators, stage: gives, scope: generators",
        ),
        (
            "Since 2022 Norway has given Ukraine €5 billion in military aid.",
            "class: Since 2022, donors: Norway, kind: military aid, amount: €5 billion, stage: given",
        ),
    ];
    for (text, words) in rows {
        let article = article("en", "", text);
        let extraction = extract(&article, &LEXICON);
        let reasons = extraction.mentions.iter().flat_map(|mention| &mention.reasons);
        let found: Vec<String> = reasons
            .filter_map(|reason| reason.span.map(|(field, span)| format!("{}: {}", reason.field, span.of(article.field(field)))))
            .collect();
        assert_eq!(found.join(", "), words, "{text}");
    }
}

#[test]
fn odd_texts_are_survived() {
    let long = "Germany will give Ukraine €5 million and ".repeat(5_000);
    let solid = "Ukraine€5".repeat(20_000);
    for text in ["", " ", "€", "🇺🇦 €5m 🇩🇪", "\u{202e}Germany\u{200f} gives Ukraine €5 million", &long, &solid] {
        let article = article("en", "", text);
        for mention in extract(&article, &LEXICON).mentions {
            assert_eq!(mention.evidence.quote(), mention.evidence.span().of(article.field(mention.evidence.field())));
        }
    }
}

#[test]
fn languages_are_told_apart() {
    let rows = [
        ("The government said on Monday that it would send more drones.", None, "en"),
        ("Уряд повідомив у понеділок, що надішле більше безпілотників.", None, "uk"),
        ("Die Regierung teilte am Montag mit, dass sie weitere Drohnen schicken werde.", None, "de"),
        ("", Some("pl"), "pl"),
        ("", None, "en"),
    ];
    for (text, prior, expected) in rows {
        let prior = prior.map(|code| Lang::parse(code).expect("a language"));
        assert_eq!(relevance::detect_language(text, prior).code(), expected, "{text}");
    }
}

/// Whether an entry of an English source is worth reading.
#[track_caller]
fn check_worth(title: &str, summary: &str, worth: bool) {
    let (title, summary) = (title.to_owned(), summary.to_owned());
    let identity = Identity::new("entry".to_owned()).unwrap();
    let entry = Entry { identity, title, link: None, published: None, summary, content: String::new() };
    assert_eq!(relevance::worth_reading(&entry, &source(), &LEXICON).relevant, worth, "{} {}", entry.title, entry.summary);
}

fn source() -> Source {
    Source {
        id: SourceId::parse("port").unwrap(),
        name: "Port".to_owned(),
        url: "https://port.example/feed".to_owned(),
        archive: None,
        kind: SourceKind::Feed,
        publisher: "port".to_owned(),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        selector: None,
        read_all: false,
    }
}

#[test]
fn entries_that_name_ukraine_in_any_language_are_worth_reading() {
    check_worth("Norway sends more to Ukraine", "", true);
    check_worth("Aid package signed", "The prime minister met his colleague in Kyiv.", true);
    check_worth("Норвегія передасть Україні дрони", "", true);
    check_worth("Neues Paket für ukrainische Streitkräfte", "", true);
    check_worth("Prezydent Zełenski przybył do Warszawy", "", true);
    check_worth("Three more states join PURL", "", true);
    check_worth("The harbour office changes its timetable", "Ferries will leave from another quay.", false);
    check_worth("Norge kjøper nye ubåter", "", false);
    check_worth("", "", false);
}

/// Texts that nobody prints, of a length at which work that grows with the square of it does not end.
#[test]
fn long_texts_of_anything_are_read_to_their_end() {
    let units = [
        "Ukraine€5",
        "x",
        "🇺🇦",
        "\u{202e}Germany\u{200f} ",
        "e\u{301}",
        "1.",
        "U.S. ",
        "invasion of Ukraine and ",
        "invasion of Ukraine. ",
        "Ukraine. Rheinmetall sold tanks worth €5 million. ",
        "Germany gives Ukraine €5 million; ",
        "Germany, Norway and ",
        "Read also\n",
        "Kyiv spoke. ",
        "strikes Ukraine ",
    ];
    for unit in units {
        check_long(["en", "Germany gives Ukraine €5 million"], unit);
    }
    check_long(["de", "Deutschland gibt der Ukraine 5 Millionen Euro"], "Berlin gab zehn Panzer frei. ");
}

fn check_long([lang, title]: [&str; 2], unit: &str) {
    let text = unit.repeat(150_000 / unit.len());
    let extraction = extract(&article(lang, title, &text), &LEXICON);
    assert!(!extraction.mentions.is_empty() && extraction.mentions.len() <= 200, "{unit}: {} mentions", extraction.mentions.len());
}

/// Words of giving, givers, sums and things in all languages, and what breaks careless readers.
fn hostile() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Germany",
        "Ukraine",
        "pledged",
        "of which",
        "read also",
        "tanks",
        "€5 million",
        "package",
        "27th",
        "so far",
        "will",
        "Україні",
        "надасть",
        "пакет",
        "понад 2,6 млрд крон",
        "Раніше",
        "танки",
        "Украине",
        "выделит",
        "млн евро",
        "снарядов",
        "Deutschland",
        "gibt",
        "zweihundertfünfzig",
        "Mrd.",
        "La France",
        "fournira à l'Ukraine",
        "un milliard et demi d'euros",
        "Polska",
        "46. donację",
        "mln zł",
        "Nederland",
        "anderhalf miljard",
        "Lietuva",
        "skirs",
        "mln. eurų",
        "Sverige",
        "miljarder kronor",
        "Norge",
        "hvorav",
        "Danmark",
        "halvanden milliard",
        "Česko",
        "mld. korun",
        "România",
        "de milioane de euro",
        "Forţele",
        "España",
        "dos mil millones de euros",
        "L'Italia",
        "mezzo miliardo",
        "$",
        "US$1bn ($2bn)",
        "999999 trillion",
        "1,2,3.4",
        "€0",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "e\u{301}",
        "\u{301}",
        "🇺🇦",
        "İ",
        "ß",
        "\r",
        "\n",
        "•",
        ";",
        ".",
        ":",
        "\"",
        "“",
        "–",
        "(",
        ")",
        "%",
    ]);
    let glue = prop::sample::select(vec!["", " ", " ", "\u{a0}", "\n"]);
    let mixed = prop::collection::vec((words, glue), 0..40)
        .prop_map(|parts| parts.into_iter().map(|(word, glue)| format!("{word}{glue}")).collect());
    prop_oneof![9 => mixed, 1 => any::<String>()]
}

const LANGUAGES: [&str; 16] = ["en", "uk", "de", "fr", "pl", "nl", "lt", "sv", "no", "da", "cs", "ro", "ru", "es", "it", "xx"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn quotes_are_their_spans(title in hostile(), text in hostile(), lang in prop::sample::select(LANGUAGES.to_vec())) {
        let article = article(lang, &title, &text);
        let extraction = extract(&article, &LEXICON);
        for evidence in extraction.mentions.iter().map(|mention| &mention.evidence).chain(extraction.refusals.iter().map(|refusal| &refusal.evidence)) {
            prop_assert_eq!(evidence.quote(), evidence.span().of(article.field(evidence.field())));
            prop_assert!(matches!(evidence.field(), Field::Title | Field::Text));
        }
        for (field, span) in extraction.mentions.iter().flat_map(|mention| &mention.reasons).filter_map(|reason| reason.span) {
            prop_assert!(article.field(field).get(span.start..span.end).is_some());
        }
    }
}
