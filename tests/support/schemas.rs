//! Ledgers as older schemas left them.
#![allow(dead_code, clippy::unwrap_used)]

use crate::claims::{mention, report};
use pledgewatch::domain::{ChangeKind, Kind, Pledge, PledgeId, Relevance};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge::life;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use std::io::Read;
use std::path::Path;

/// What leads to each schema, in order.
pub const SCRIPTS: [&str; 7] = [
    include_str!("../../src/store/schema/001_ledger.sql"),
    include_str!("../../src/store/schema/002_letters.sql"),
    include_str!("../../src/store/schema/003_outbox.sql"),
    include_str!("../../src/store/schema/004_gaps.sql"),
    include_str!("../../src/store/schema/005_room.sql"),
    include_str!("../../src/store/schema/006_twins.sql"),
    include_str!("../../src/store/schema/007_finding.sql"),
];

/// What a ledger of the first schema held: an article read for its entry and its twin, one under a headline and an address of its own,
/// and an entry that waits.
const ROWS: &str = "
    INSERT INTO source (id, name, url, publisher, next_due) VALUES ('north', 'NORTH', 'https://north.example.org/feed', 'compass', 0);
    INSERT INTO article (id, url, link_key, title, lang, body, body_hash, relevant, relevance, refusals, read_at) VALUES
        (1, 'https://north.example.org/1', 11, 'The first', 'en', x'0bc948ad542828cacfcd2c4e4d51c82cd10300', x'00', 1, :verdict, '[]', 1762689600000),
        (2, 'https://north.example.org/two', 22, 'The second, in full', 'en', NULL, x'00', 0, :verdict, '[]', 1762689600000);
    INSERT INTO entry (id, source, identity, title, link, link_key, summary, content, outcome, first_seen, dated, retry_at, article) VALUES
        (1, 'north', 'n/1', 'The first', 'https://north.example.org/1', 11, '', '', 'read', 1762689600000, 1762689600000, NULL, 1),
        (2, 'north', 'n/1b', 'The first, again', 'https://north.example.org/1', 11, '', '', 'read', 1762689600000, 1762689600000, NULL, 1),
        (3, 'north', 'n/2', 'The second', 'https://north.example.org/2', 33, 'Old words', '', 'irrelevant', 1762689600000, 1762689600000, NULL, 2),
        (4, 'north', 'n/3', 'The third', 'https://north.example.org/3', 44, 'A summary', 'A text', 'fresh', 1762689600000, 1762689600000, 1762689600000, NULL);
    INSERT INTO pledge (id, kind, stage, last_day, record) VALUES (1, 'package', 'announced', '2025-11-09', :pledge);
    INSERT INTO mention (id, article, position, class, record) VALUES (1, 1, 0, 'new_pledge', :mention);
    INSERT INTO report (id, mention, pledge, outlet, publisher, standing, day, because) VALUES
        (1, 1, 1, 'NORTH', 'compass', 'general_press', '2025-11-09', 'first report');
    INSERT INTO change (pledge, at, kind, report) VALUES (1, 1762689600000, :added, 1);
    INSERT INTO subscriber (name, last_change, covered_until) VALUES ('anna', 1, 1762689600000);
";

/// A ledger that has these rows since the first schema, and was last written under the `version`th.
pub fn write(path: &Path, version: usize) {
    let claim = mention(&["DK"], Kind::Package);
    let report = report(claim.clone(), "north", Some("2025-11-09"));
    let pledge = Pledge { id: PledgeId(1), ..life::begin(&report, &Rates::parse(SHIPPED).unwrap()) };
    let verdict = Relevance { relevant: true, score: 0.9, reasons: vec!["names Ukraine".to_owned()] };
    let written = [
        (":verdict", serde_json::to_string(&verdict)),
        (":pledge", serde_json::to_string(&pledge)),
        (":mention", serde_json::to_string(&claim)),
        (":added", serde_json::to_string(&ChangeKind::Added)),
    ];
    let rows = written.into_iter().fold(ROWS.to_owned(), |sql, (name, value)| sql.replace(name, &format!("'{}'", value.unwrap())));
    let ledger = Connection::open(path).unwrap();
    lend_functions(&ledger);
    for (number, script) in SCRIPTS.iter().enumerate().take(version) {
        ledger.execute_batch(script).unwrap();
        if number == 0 {
            ledger.execute_batch(&rows).unwrap();
        }
    }
    ledger.pragma_update(None, "user_version", version as i64).unwrap();
    ledger.pragma_update(None, "application_id", 0x504C_4447).unwrap();
}

/// What the scripts call: `inflated` as the program has it; `spaced` parts no words here, for there is nothing in these to part.
fn lend_functions(ledger: &Connection) {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let inflated = |body: Option<Vec<u8>>| {
        let mut text = String::new();
        body.map(|body| flate2::read::DeflateDecoder::new(&body[..]).read_to_string(&mut text).unwrap()).map(|_| text)
    };
    ledger.create_scalar_function("inflated", 1, flags, move |context| Ok(inflated(context.get(0)?))).unwrap();
    ledger.create_scalar_function("spaced", 1, flags, |context| context.get::<String>(0)).unwrap();
}
