//! The measures: which label each said claim is paired with, and what of it is right.

use super::labels::{Claim, Gold, Said};
use std::collections::BTreeSet;
use std::fmt;

/// Kinds that a reader would not tell apart from the article alone count as one.
fn group(kind: &str) -> &str {
    if ["money", "package", "equipment", "ammunition", "sustainment"].contains(&kind) { "aid" } else { kind }
}

fn principal(claim: &Claim) -> Option<(&str, u64)> {
    let (low, high) = claim.bounds?;
    Some((claim.currency.as_str(), low.or(high)?))
}

/// The same within half a per cent, for spoken rounding.
fn near(a: u64, b: u64) -> bool {
    a.abs_diff(b) as f64 <= 0.005 * a.max(b) as f64
}

fn same_bound(a: Option<u64>, b: Option<u64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => near(a, b),
        (a, b) => a == b,
    }
}

fn same_amount(a: &Claim, b: &Claim) -> bool {
    match (a.bounds, b.bounds) {
        (None, None) => true,
        (Some(x), Some(y)) => a.currency == b.currency && same_bound(x.0, y.0) && same_bound(x.1, y.1),
        _ => false,
    }
}

fn same_principal(a: &Claim, b: &Claim) -> bool {
    matches!((principal(a), principal(b)), (Some(x), Some(y)) if x.0 == y.0 && near(x.1, y.1))
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.chars().count() >= 3);
    words.map(str::to_lowercase).collect()
}

fn shares_item(a: &Claim, b: &Claim) -> bool {
    !words(&a.items).is_disjoint(&words(&b.items))
}

fn lenient(gold: &Claim, said: &Claim) -> bool {
    let alike = || shares_item(gold, said) || group(&gold.kind) == group(&said.kind);
    gold.donors == said.donors && if principal(gold).is_some() { same_principal(gold, said) } else { alike() }
}

fn strict(gold: &Claim, said: &Claim) -> bool {
    let programmes = |claim: &Claim| claim.programmes.iter().filter(|id| *id != "udcg").cloned().collect::<Vec<_>>();
    let alike = gold.donors == said.donors && group(&gold.kind) == group(&said.kind) && same_amount(gold, said);
    alike && gold.stage == said.stage && programmes(gold) == programmes(said)
}

fn similarity(gold: &Claim, said: &Claim) -> f64 {
    let all = gold.donors.union(&said.donors).count();
    let donors = if all == 0 { 0.0 } else { 2.0 * gold.donors.intersection(&said.donors).count() as f64 / all as f64 };
    let sum = if same_principal(gold, said) { 2.0 } else { 0.0 };
    let none = if principal(gold).is_none() && principal(said).is_none() { 0.2 } else { 0.0 };
    let item = if shares_item(gold, said) { 0.6 } else { 0.0 };
    let kind = if group(&gold.kind) == group(&said.kind) { 0.4 } else { 0.0 };
    donors + sum + none + item + kind
}

/// Pairs of places, best total similarity first; each place once.
fn align(golds: &[&Claim], said: &[&Claim]) -> Vec<(usize, usize)> {
    let all = golds.iter().enumerate().flat_map(|(i, gold)| said.iter().enumerate().map(move |(j, claim)| (similarity(gold, claim), i, j)));
    let mut ranked: Vec<(f64, usize, usize)> = all.filter(|(score, _, _)| *score >= 0.6).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in ranked {
        if pairs.iter().all(|pair| pair.0 != i && pair.1 != j) {
            pairs.push((i, j));
        }
    }
    pairs
}

/// Right, wrong and missed.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let f1 = ratio(2 * self.right, 2 * self.right + self.wrong + self.missed);
        write!(f, "F1 {f1:.3} (P {:.2} R {:.2})", ratio(self.right, self.right + self.wrong), ratio(self.right, self.right + self.missed))
    }
}

/// The four measures of one group of languages.
#[derive(Clone, Copy, Default)]
struct Measures {
    lenient: Count,
    strict: Count,
    money: Count,
    donor: Count,
}

/// How many bands of confidence the reliability table has.
const BANDS: usize = 5;

/// All that is counted over a set of articles.
#[derive(Default)]
pub struct Tally {
    english: Measures,
    other: Measures,
    /// Articles by (relevant by label, relevant as said).
    verdicts: [[usize; 2]; 2],
    emitted: usize,
    leaked: usize,
    /// Claims, the sum of their confidence and how many are right, by band.
    bands: [(usize, f64, usize); BANDS],
}

impl Tally {
    /// Counts one article.
    pub fn add(&mut self, gold: &Gold, said: &Said) {
        self.verdicts[usize::from(gold.relevant)][usize::from(said.relevant)] += 1;
        let is_new = |claim: &&Claim| claim.class == "new_pledge";
        let (civil, new): (Vec<&Claim>, Vec<&Claim>) = gold.claims.iter().filter(is_new).partition(|claim| claim.civil);
        let old: Vec<&Claim> = gold.claims.iter().filter(|claim| claim.class != "new_pledge" && claim.class != "update").collect();
        let heard: Vec<&Claim> = said.claims.iter().filter(is_new).collect();
        let both: Vec<&Claim> = new.iter().chain(&civil).copied().collect();
        // Civil pledges are optional: found or not, they count neither way.
        let optional: Vec<usize> = align(&both, &heard).into_iter().filter(|pair| pair.0 >= new.len()).map(|pair| pair.1).collect();
        let heard: Vec<&Claim> =
            heard.into_iter().enumerate().filter(|(j, claim)| !optional.contains(j) && !claim.civil).map(|(_, claim)| claim).collect();
        self.claims(gold, &new, &old, &heard);
    }

    fn claims(&mut self, gold: &Gold, new: &[&Claim], old: &[&Claim], heard: &[&Claim]) {
        let pairs = align(new, heard);
        let measures = if gold.english { &mut self.english } else { &mut self.other };
        for (i, label) in new.iter().enumerate() {
            let claim = pairs.iter().find(|pair| pair.0 == i).map(|pair| heard[pair.1]);
            measures.add(label, claim);
        }
        self.emitted += heard.len();
        for (j, claim) in heard.iter().enumerate() {
            let label = pairs.iter().find(|pair| pair.1 == j).map(|pair| new[pair.0]);
            if label.is_none() {
                measures.invented(claim);
            }
            self.leaked += usize::from(!gold.relevant || label.is_none() && old.iter().any(|other| lenient(other, claim)));
            let band = &mut self.bands[((claim.confidence * BANDS as f32) as usize).min(BANDS - 1)];
            *band =
                (band.0 + 1, band.1 + f64::from(claim.confidence), band.2 + usize::from(label.is_some_and(|label| lenient(label, claim))));
        }
    }
}

impl Measures {
    /// Counts a label and what was said for it.
    fn add(&mut self, label: &Claim, claim: Option<&Claim>) {
        let none = BTreeSet::new();
        let donors = claim.map_or(&none, |claim| &claim.donors);
        self.donor.right += label.donors.intersection(donors).count();
        self.donor.missed += label.donors.difference(donors).count();
        self.donor.wrong += donors.difference(&label.donors).count();
        let paid = claim.is_some_and(|claim| same_amount(label, claim));
        if label.bounds.is_some() {
            self.money.right += usize::from(paid);
            self.money.missed += usize::from(!paid);
        }
        self.money.wrong += usize::from(claim.is_some_and(|claim| claim.bounds.is_some()) && !paid);
        for (count, test) in [(&mut self.lenient, lenient as fn(&Claim, &Claim) -> bool), (&mut self.strict, strict)] {
            let right = claim.is_some_and(|claim| test(label, claim));
            count.right += usize::from(right);
            count.missed += usize::from(!right);
            count.wrong += usize::from(claim.is_some() && !right);
        }
    }

    /// Counts a claim that no label stands for.
    fn invented(&mut self, claim: &Claim) {
        self.donor.wrong += claim.donors.len();
        self.money.wrong += usize::from(claim.bounds.is_some());
        self.lenient.wrong += 1;
        self.strict.wrong += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [[no_no, no_yes], [yes_no, yes_yes]] = self.verdicts;
        let f1 = |right: usize, wrong: usize| 2.0 * right as f64 / ((2 * right + wrong) as f64).max(1.0);
        let macro_f1 = (f1(yes_yes, no_yes + yes_no) + f1(no_no, no_yes + yes_no)) / 2.0;
        writeln!(f, "  relevance macro-F1 {macro_f1:.3}, specificity {:.3}", no_no as f64 / ((no_no + no_yes) as f64).max(1.0))?;
        let rows = [("English", &self.english), ("other", &self.other)];
        for (name, measures) in rows {
            writeln!(f, "  {name:8} lenient {}, strict {}", measures.lenient, measures.strict)?;
            writeln!(f, "  {:8} money {}, donor {}", "", measures.money, measures.donor)?;
        }
        writeln!(f, "  leaked {} of {} emitted", self.leaked, self.emitted)?;
        for (count, said, right) in self.bands.iter().filter(|band| band.0 > 0) {
            let total = *count as f64;
            writeln!(f, "  confidence {:.2} said, {:.2} right, {count} claims", said / total, *right as f64 / total)?;
        }
        Ok(())
    }
}
