//! Reading: one text of an article with everything that was found in it, before anything is concluded.

use super::cue::Cue;
use super::lexicon::{Lexicon, Sense, Who};
use super::money::lexer::Reader;
use super::money::{self, Sum};
use super::normalise::Normal;
use super::numbers::{self, Count};
use super::places::{ByCue, Places, Stands};
use super::sentences;
use super::split;
use super::spot::{Hit, longest};
use super::words::Words;
use crate::domain::{Lang, Span};

/// How many bytes a programme's name has at most.
const NAME: usize = 120;

/// How many words may stand between "has" and the word of giving it belongs to: "has, with Norway and Belgium, promised".
const PERFECT_REACH: usize = 6;

/// How many words may stand between a word of making and "together".
const JOINT_REACH: usize = 7;

/// How many words a sentence may have; the longest honest ones have a hundred.
const SENTENCE_WORDS: usize = 200;

/// A text and what stands in it. All spans are bytes of `normal.text`.
#[derive(Debug)]
pub struct Reading {
    /// The text, with the way back to the original.
    pub normal: Normal,
    /// The language it was read in.
    pub lang: Lang,
    /// Its words.
    pub words: Words,
    /// Actors of every kind.
    pub who: Places<Hit<Who>>,
    /// Things.
    pub what: Places<Hit<u32>>,
    /// Cues.
    pub cues: Places<Hit<Cue>>,
    by_cue: ByCue,
    /// Words of the perfect, each before a word of giving or the first part of one.
    perfects: Vec<Hit<Cue>>,
    /// Sums of money.
    pub sums: Places<Sum>,
    /// Ordinals in words.
    pub ranks: Vec<Hit<u32>>,
    /// Counts that are no money.
    pub counts: Places<Count>,
    /// Its sentences.
    pub sentences: Places<Span>,
}

impl Stands for Sum {
    fn span(&self) -> Span {
        self.span
    }
}

impl Stands for Count {
    fn span(&self) -> Span {
        self.span
    }
}

impl Reading {
    /// Reads a text.
    pub fn of(original: &str, lang: Lang, lexicon: &Lexicon) -> Reading {
        let normal = Normal::of(original);
        let words = Words::of(&normal.text);
        let fits = lexicon.forms.find(&normal.text, &words, lang);
        let tokens = Reader::new(&normal.text, lexicon.money.tables(lang));
        let mut who = Places::of(longest(&fits, Sense::who, usize::MAX));
        let apart = |cue: &Cue| matches!(cue, Cue::Perfect | Cue::Jointly);
        let alone = |cue: Cue| longest(&fits, |sense| sense.cue().filter(|own| *own == cue), 1);
        let mut cues = longest(&fits, |sense| sense.cue().filter(|cue| !apart(cue)), usize::MAX);
        cues.retain(|hit| !is_in_a_proper_name(&who, hit.span));
        let mut what = Places::of(longest(&fits, Sense::what, 1));
        let sums =
            Places::of(money::without(money::sums(&tokens), |sum| counts_things(&tokens, &what, sum) || is_model(&tokens, &what, sum)));
        who.retain(|hit| !overlaps(&sums, hit.span));
        what.retain(|hit| !is_in_a_name(&who, hit.span));
        let mut counts = numbers::counts(&tokens);
        counts.retain(|count| !overlaps(&sums, count.span));
        let sentences = bounded(&words, sentences::split(&normal.text, lang, &lexicon.abbreviations));
        let verbs = longest(&fits, Sense::split, usize::MAX);
        let cues = split::joined(&cues, &verbs, &longest(&fits, Sense::particle, 1), &sentences, &normal.text);
        let cues = without_times_of_war(without_reports(cues, &normal.text), &normal.text);
        let cues = Places::of(with_joint_making(cues, &alone(Cue::Jointly), &words, &normal.text));
        Reading {
            who,
            what,
            by_cue: ByCue::of(&cues),
            cues,
            perfects: alone(Cue::Perfect),
            ranks: longest(&fits, Sense::rank, 1),
            counts: Places::of(counts),
            sentences: Places::of(sentences),
            sums,
            words,
            normal,
            lang,
        }
    }

    /// The words of a span.
    pub fn text(&self, span: Span) -> &str {
        span.of(&self.normal.text)
    }

    /// The cues inside a span.
    pub fn cues_in(&self, span: Span) -> &[Hit<Cue>] {
        self.cues.inside(span)
    }

    /// Whether the words of a cue inside a span hold those of a smaller one. Cues do not overlap: only the last that begins no later can.
    pub fn covers(&self, within: Span, cue: Cue, words: Span) -> bool {
        let begun = Span::new(within.start, within.end.min(words.start + 1));
        self.by_cue.inside(cue, begun).last().is_some_and(|span| span.contains(words))
    }

    /// Whether a cue stands inside a span.
    pub fn has(&self, span: Span, cue: Cue) -> bool {
        self.first(span, cue).is_some()
    }

    /// The first place of a cue inside a span.
    pub fn first(&self, span: Span, cue: Cue) -> Option<Span> {
        self.by_cue.first(cue, span)
    }

    /// The places of a cue inside a span.
    pub fn all(&self, span: Span, cue: Cue) -> &[Span] {
        self.by_cue.inside(cue, span)
    }

    /// Whether a word of giving stands in the perfect: "has sent", "have now been sent".
    pub fn is_perfect(&self, giving: Span) -> bool {
        let end = self.perfects.partition_point(|hit| hit.span.start <= giving.start);
        let last = self.perfects[..end].last().map(|hit| hit.span);
        last.is_some_and(|perfect| perfect.end > giving.start || self.is_joined(perfect.end, giving.start))
    }

    /// Whether no more than a few words of the same sentence part a word of the perfect from its verb.
    fn is_joined(&self, perfect: usize, verb: usize) -> bool {
        self.distance(perfect, verb) <= PERFECT_REACH && !self.text(Span::new(perfect, verb)).contains('.')
    }

    /// The actors inside a span.
    pub fn who_in(&self, span: Span) -> &[Hit<Who>] {
        self.who.inside(span)
    }

    /// The things inside a span.
    pub fn what_in(&self, span: Span) -> &[Hit<u32>] {
        self.what.inside(span)
    }

    /// The places in `sums` of those inside a span.
    pub fn sums_in(&self, span: Span) -> std::ops::Range<usize> {
        self.sums.within(span)
    }

    /// The counts inside a span.
    pub fn counts_in(&self, span: Span) -> &[Count] {
        self.counts.inside(span)
    }

    /// How many words stand between two places.
    pub fn distance(&self, from: usize, to: usize) -> usize {
        self.words.within(Span::new(from.min(to), to.max(from))).len()
    }
}

/// The cues without words that only report: those that may ([`Cue::Says`]) and stand behind a dash or comma ("…, передає агентство").
fn without_reports(mut cues: Vec<Hit<Cue>>, text: &str) -> Vec<Hit<Cue>> {
    let marks = ['-', '–', '—', ','];
    let says: Vec<Span> = cues.iter().filter(|hit| hit.tag == Cue::Says).map(|hit| hit.span).collect();
    let reports = |span: &Span| text[..span.start].trim_end().ends_with(marks);
    let reporting: Vec<Span> = says.into_iter().filter(reports).collect();
    cues.retain(|hit| hit.tag != Cue::Says && !reporting.contains(&hit.span));
    cues
}

/// The cues without times that only say when the war or an attack was: "Russia's invasion last February".
fn without_times_of_war(mut cues: Vec<Hit<Cue>>, text: &str) -> Vec<Hit<Cue>> {
    let mut before = None;
    cues.retain(|hit| {
        let joined = |war: Span| text.get(war.end..hit.span.start).is_some_and(|gap| gap.trim().is_empty());
        let dates = matches!(hit.tag, Cue::Past | Cue::Month) && before.is_some_and(joined);
        before = (hit.tag == Cue::Setting).then_some(hit.span);
        !dates
    });
    cues
}

/// The cues with words of making taken for joint production where "together" or "in Ukraine" stands near them in the same clause:
/// "will build drones together", "produces shells of its own design in Ukraine".
fn with_joint_making(mut cues: Vec<Hit<Cue>>, joint: &[Hit<Cue>], words: &Words, text: &str) -> Vec<Hit<Cue>> {
    let near = |made: Span, joint: Span| {
        let gap = Span::new(made.end.min(joint.end), made.start.max(joint.start));
        words.within(gap).len() <= JOINT_REACH && !gap.of(text).contains(['.', ';', ':', '\n'])
    };
    let beside = |made: Span| {
        let next = joint.partition_point(|hit| hit.span.start < made.start);
        joint[next.saturating_sub(1)..].iter().take(2).any(|joint| near(made, joint.span))
    };
    for hit in cues.iter_mut().filter(|hit| hit.tag == Cue::Makes && beside(hit.span)) {
        hit.tag = Cue::Coproduction;
    }
    cues
}

/// Whether a large number without a currency counts the things right behind it ("1,5 milioane de obuze").
fn counts_things(tokens: &Reader<'_>, what: &Places<Hit<u32>>, sum: &Sum) -> bool {
    let gap = what.get(what.before(sum.span.end)).and_then(|hit| tokens.text.get(sum.span.end..hit.span.start)).unwrap_or("\n");
    let bare = gap.trim().is_empty() || tokens.tables.of.contains(gap.trim());
    sum.currency == money::Stated::Elided && bare && !gap.contains('\n')
}

/// Whether a number without a currency, glued to its letter, is the model of the thing right before it: "Altius 600M".
fn is_model(tokens: &Reader<'_>, what: &[Hit<u32>], sum: &Sum) -> bool {
    let last = what[..what.partition_point(|hit| hit.span.end <= sum.span.start)].last();
    let gap = last.and_then(|hit| tokens.text.get(hit.span.end..sum.span.start));
    let digits = sum.span.of(tokens.text).trim_end_matches(char::is_alphabetic);
    let glued = digits.len() + 1 == sum.span.of(tokens.text).len() && digits.bytes().all(|byte| byte.is_ascii_digit());
    glued && gap.is_some_and(|gap| gap.len() == 1)
}

/// Cuts sentences that no one would read as one, so that work on a sentence stays small.
fn bounded(words: &Words, sentences: Vec<Span>) -> Vec<Span> {
    let mut out = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let mut start = sentence.start;
        for at in words.within(sentence).step_by(SENTENCE_WORDS).skip(1) {
            out.push(Span::new(start, words.list[at].span.start));
            start = words.list[at].span.start;
        }
        out.push(Span::new(start, sentence.end));
    }
    out
}

/// Whether a thing is only part of a programme's name ("drone coalition").
fn is_in_a_name(who: &Places<Hit<Who>>, span: Span) -> bool {
    let around = who.inside(Span::new(span.start.saturating_sub(NAME), span.end));
    around.iter().any(|hit| matches!(hit.tag, Who::Programme(_)) && hit.span.contains(span))
}

/// Whether a word is only part of a person's or maker's name ("Grant Shapps", "JSC Ukrainian Defence Industry").
fn is_in_a_proper_name(who: &Places<Hit<Who>>, span: Span) -> bool {
    let around = who.inside(Span::new(span.start.saturating_sub(NAME), span.end));
    around.iter().any(|hit| matches!(hit.tag, Who::Holder(_) | Who::Company(_)) && hit.span.contains(span) && hit.span != span)
}

fn overlaps(sums: &Places<Sum>, span: Span) -> bool {
    let at = sums.partition_point(|sum| sum.span.end <= span.start);
    sums.get(at).is_some_and(|sum| sum.span.start < span.end)
}
