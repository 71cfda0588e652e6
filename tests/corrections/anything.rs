//! Whatever is read and ordered in whatever sequence, the ledger stays sound.

use super::claims::{mention, money};
use super::desk::{Desk, OUTLETS, noon, relevance, sources};
use pledgewatch::domain::{Closed, Extraction, Kind, Mention, Pledge, PledgeId, Report, Stage};
use pledgewatch::pipeline::correct::Order;
use pledgewatch::pipeline::merge::{hand, life};
use pledgewatch::reprocess::{Circumstances, reprocess};
use pledgewatch::store::PledgeQuery;
use proptest::prelude::*;
use std::collections::HashSet;

/// What is done, with numbers that are taken modulo what there is.
#[derive(Clone, Debug)]
enum Deed {
    Publish {
        outlet: usize,
        mentions: Vec<Mention>,
        day: u32,
    },
    Merge(i64, i64),
    Split(i64, usize),
    Reject(i64),
    Restore(i64),
    Set(i64, &'static str),
    PartOf(i64, i64),
    /// All articles are read anew, and those with these numbers say this.
    Reread(Vec<(usize, Vec<Mention>)>),
}

fn any_mention() -> impl Strategy<Value = Mention> {
    let donors = prop_oneof![Just(vec!["DK"]), Just(vec!["SE"]), Just(vec!["DK", "SE"]), Just(vec![])];
    let sums = prop_oneof![Just(None), Just(Some("DKK 1_000_000_000")), Just(Some("EUR 134_000_000")), Just(Some("EUR 50_000_000"))];
    let kinds = prop_oneof![Just(Kind::Package), Just(Kind::Money), Just(Kind::Training)];
    let stages = prop_oneof![Just(Stage::Announced), Just(Stage::Agreed), Just(Stage::Withdrawn)];
    (donors, sums, kinds, stages).prop_map(|(donors, sum, kind, stage)| Mention { amount: sum.map(money), stage, ..mention(&donors, kind) })
}

/// The mentions of one article; sometimes the second is a part of the first.
fn any_mentions() -> impl Strategy<Value = Vec<Mention>> {
    (prop::collection::vec(any_mention(), 0..3), any::<bool>()).prop_map(|(mut mentions, linked)| {
        if let Some(second) = mentions.get_mut(1) {
            second.part_of = linked.then_some(0);
        }
        mentions
    })
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let pledge = || 1..7_i64;
    let assignments =
        prop_oneof![Just("stage=contracted"), Just("amount=EUR 50 m"), Just("amount="), Just("donors=DK"), Just("part_of=none")];
    prop_oneof![
        5 => (0..3_usize, any_mentions(), 1..9_u32).prop_map(|(outlet, mentions, day)| Deed::Publish { outlet, mentions, day }),
        2 => (pledge(), pledge()).prop_map(|(a, b)| Deed::Merge(a, b)),
        2 => (pledge(), 0..3_usize).prop_map(|(a, n)| Deed::Split(a, n)),
        1 => pledge().prop_map(Deed::Reject),
        1 => pledge().prop_map(Deed::Restore),
        2 => (pledge(), assignments).prop_map(|(a, text)| Deed::Set(a, text)),
        2 => (pledge(), pledge()).prop_map(|(a, b)| Deed::PartOf(a, b)),
        2 => prop::collection::vec((0..8_usize, any_mentions()), 1..4).prop_map(Deed::Reread),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_ledger_stays_sound(deeds in prop::collection::vec(any_deed(), 1..16)) {
        let mut world = World { desk: Desk::new(), readings: Vec::new() };
        for deed in &deeds {
            world.carry_out(deed);
            world.check();
        }
    }
}

struct World {
    desk: Desk,
    /// What each article was last read to say.
    readings: Vec<Vec<Mention>>,
}

impl World {
    /// Refusals are as welcome as deeds.
    fn carry_out(&mut self, deed: &Deed) {
        let pledge = PledgeId;
        let order = match deed {
            Deed::Publish { outlet, mentions, day } => {
                self.desk.publish(OUTLETS[*outlet], mentions, Some(&format!("2025-10-{day:02}")));
                self.readings.push(mentions.clone());
                return;
            }
            Deed::Reread(readings) => return self.reread(readings),
            Deed::Merge(a, b) => Order::Merge { into: pledge(*a), other: pledge(*b) },
            Deed::Split(a, n) => {
                let story = self.desk.store.pledge(pledge(*a)).unwrap();
                let report = story.and_then(|story| story.reports.get(*n).map(|filed| filed.id)).unwrap_or(999);
                Order::Split { pledge: pledge(*a), report }
            }
            Deed::Reject(a) => Order::Reject { pledge: pledge(*a), because: "a rumour".to_owned() },
            Deed::Restore(a) => Order::Restore { pledge: pledge(*a) },
            Deed::Set(a, text) => Order::set(pledge(*a), text).unwrap(),
            Deed::PartOf(a, b) => Order::set(pledge(*a), &format!("part_of=p-{b}")).unwrap(),
        };
        let _ = self.desk.order(&order);
    }

    fn reread(&mut self, readings: &[(usize, Vec<Mention>)]) {
        for (article, mentions) in readings {
            if let Some(reading) = self.readings.get_mut(*article) {
                reading.clone_from(mentions);
            }
        }
        let (rates, sources) = (self.desk.rates.clone(), sources());
        let circumstances = Circumstances { since: None, sources: &sources, rates: &rates, author: "anna", tell: true, now: noon(4) };
        let number = |url: &str| url.rsplit('/').next().unwrap().parse::<usize>().unwrap() - 1;
        let read = |article: &pledgewatch::domain::Article| {
            let mentions = self.readings[number(article.url.as_deref().unwrap())].clone();
            let relevant = relevance(!mentions.is_empty());
            (Extraction { mentions, refusals: Vec::new(), day: None }, relevant)
        };
        reprocess(&mut self.desk.store, read, circumstances).unwrap();
    }

    fn check(&self) {
        assert_eq!(self.desk.store.doctor(noon(4)).unwrap(), Default::default());
        let pledges = self.desk.store.pledges(&PledgeQuery::default()).unwrap();
        let open: HashSet<PledgeId> = pledges.iter().map(|pledge| pledge.id).collect();
        for pledge in &pledges {
            self.check_pledge(pledge, &open);
        }
        let news: usize = self.readings.iter().flatten().filter(|mention| mention.class.is_news()).count();
        let filed: usize = (1..=60).filter_map(|id| self.desk.store.pledge(PledgeId(id)).unwrap()).map(|story| story.reports.len()).sum();
        assert_eq!(filed, news, "every claim that is news is filed under one pledge");
        let lines = self.desk.store.lines(0, i64::MAX).unwrap();
        assert!(lines.iter().all(|line| !line.reports.is_empty()), "a line without a report");
    }

    /// A pledge is what its reports and its ruling make it, and its whole counts and is not inside it.
    fn check_pledge(&self, pledge: &Pledge, open: &HashSet<PledgeId>) {
        let story = self.desk.story(pledge.id);
        let reports: Vec<Report> = story.reports.into_iter().map(|filed| filed.report).collect();
        let made = hand::settle(life::grow(pledge, &reports, &self.desk.rates), &story.ruling.fixed, &self.desk.rates);
        assert_eq!(&made, pledge, "its record and its reports differ");
        assert_eq!(story.ruling.closed, None::<Closed>);
        let mut above = pledge.part_of;
        let mut seen = HashSet::from([pledge.id]);
        while let Some(whole) = above {
            assert!(open.contains(&whole), "{} is a part of {whole}, which does not count", pledge.id);
            assert!(seen.insert(whole), "{} is inside itself", pledge.id);
            above = self.desk.story(whole).pledge.part_of;
        }
    }
}
