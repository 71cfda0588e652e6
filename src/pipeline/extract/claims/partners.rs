//! Partners: with whom Ukraine signs or makes arms, where nobody else stands as the giver.

use super::super::cue::Cue;
use super::super::gates;
use super::super::givers::{self, Group};
use super::super::lexicon::{Who, is_coalition};
use super::super::reading::Reading;
use super::statements::agrees;
use super::{Scene, Teller};
use crate::domain::{Actor, Field, Kind, Span};

/// How many words may stand between a word of agreeing and the partner.
const PARTNER_REACH: usize = 8;

impl Teller<'_> {
    /// With whom Ukraine signs: where Ukraine acts and nobody else does, the name behind "with" is the partner (GUIDE, rule 16).
    pub(super) fn partner<'s>(&self, scene: &'s Scene<'_>, statement: Span, special: Option<Kind>, trigger: Span) -> Option<&'s Group> {
        let Scene { reading, .. } = *scene;
        let ours = |who: Who| self.lexicon.is_ukraine(who) || self.lexicon.is_ukrainian_maker(who);
        let partners = matches!(special, Some(Kind::FrameworkAgreement | Kind::JointProduction)) || reading.has(statement, Cue::Framework);
        let seals = partners && agrees(scene, statement);
        let first = reading.who_in(statement).first().filter(|hit| ours(hit.tag) || hit.span.start >= trigger.end);
        let alone = || scene.groups.iter().all(|group| group.weak || !statement.contains(group.span));
        let alliance = |group: &Group| {
            let next = reading.cues_in(Span::new(group.span.end, statement.end.max(group.span.end))).first();
            next.is_some_and(|cue| cue.tag == Cue::Attribute && reading.distance(group.span.end, cue.span.start) == 0)
        };
        let behind = |group: &&Group| {
            group.weak && !group.scheme && statement.contains(group.span) && group.span.start >= trigger.end && !alliance(group)
        };
        first.filter(|_| seals && alone())?;
        scene.groups.iter().find(behind).filter(|group| reading.distance(trigger.end, group.span.start) <= PARTNER_REACH)
    }

    /// Where Ukraine or a maker of its own will make arms: the state whose office speaks of it too, or that a title names (GUIDE, rule 16).
    pub(super) fn host<'s>(&self, scene: &'s Scene<'_>, statement: Span, special: Option<Kind>) -> Option<&'s Group> {
        let Scene { reading, field, .. } = *scene;
        let made = reading.first(statement, Cue::Coproduction).filter(|_| special == Some(Kind::JointProduction))?;
        let ours = |who: Who| self.lexicon.is_ukraine(who) || self.lexicon.is_ukrainian_maker(who);
        reading.who_in(statement).first().filter(|hit| ours(hit.tag) && hit.span.start <= made.start)?;
        let alone = scene.groups.iter().all(|group| group.weak || !statement.contains(group.span));
        let behind = |group: &&Group| alone && group.weak && statement.contains(group.span) && group.span.start >= made.end;
        let host = scene.groups.iter().find(behind).filter(|group| reading.distance(made.end, group.span.start) <= PARTNER_REACH)?;
        let states = host.actors.iter().all(|actor| self.lexicon.actor(&actor.0).is_some_and(|entry| entry.kind == "state"));
        (states && (field == Field::Title || givers::speaks(reading, &host.actors, self.lexicon, self.day))).then_some(host)
    }

    /// Whether only coalitions stand as givers: that one was founded is told again in every report about it.
    pub(super) fn are_pools(&self, donors: &[Actor]) -> bool {
        !donors.is_empty() && donors.iter().all(|actor| is_coalition(&actor.0))
    }

    /// Whether a partnership is about arms: Ukraine, a thing, a maker or the army's needs are named beside it.
    pub(super) fn is_about_arms(&self, scene: &Scene<'_>, kind: Option<Kind>) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let thing = || !reading.what_in(sentence).is_empty();
        let maker = || reading.who_in(sentence).iter().any(|hit| matches!(hit.tag, Who::Company(_) | Who::Programme(_)));
        match kind {
            Some(Kind::FrameworkAgreement) => thing() || maker() || gates::is_tied(reading, sentence, self.lexicon),
            Some(Kind::JointProduction) => thing() || maker() || self.names_arms(reading, sentence) || self.tells_of_partners(scene),
            _ => true,
        }
    }

    /// Whether the words of a partnership themselves speak of arms: "joint defence production".
    fn names_arms(&self, reading: &Reading, sentence: Span) -> bool {
        let made = reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Coproduction);
        made.into_iter().any(|hit| self.lexicon.is_military(reading.text(hit.span)))
    }
}

/// Makers of a state that nobody names, where they are the only ones who make something together: "two Lithuanian companies".
pub(super) fn nameless<'s>(scene: &'s Scene<'_>, statement: Span, special: Option<Kind>, trigger: Span) -> Option<&'s Group> {
    let alone = scene.groups.iter().all(|group| group.weak || !statement.contains(group.span));
    let makers = |group: &&Group| group.actors.is_empty() && statement.contains(group.span) && group.span.end <= trigger.start;
    scene.groups.iter().find(makers).filter(|_| alone && special == Some(Kind::JointProduction))
}
