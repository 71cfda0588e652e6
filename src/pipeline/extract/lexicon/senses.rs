//! Senses: what a form of the lexicon stands for.

use super::super::cue::Cue;

/// How an actor is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// By name.
    Name(u32),
    /// By adjective or people.
    Demonym(u32),
    /// By capital or seat of power.
    Capital(u32),
    /// By office-holder.
    Holder(u32),
    /// A company.
    Company(u32),
    /// A programme or coalition.
    Programme(u32),
}

/// The finite part of a verb, without the particle that its language puts at the clause's end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Split {
    /// The place of the particle among its language's.
    pub particle: usize,
    /// What the whole verb says.
    pub cue: Cue,
}

/// What a form of the lexicon stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sense {
    /// An actor, company, office-holder or programme.
    Who(Who),
    /// A thing, by its place in [`Lexicon::items`](super::Lexicon::items).
    What(u32),
    /// A cue.
    Cue(Cue),
    /// An ordinal in words.
    Rank(u32),
    /// A verb without its particle.
    Split(Split),
    /// A particle, by its place among its language's.
    Particle(usize),
}

impl Sense {
    /// The actor, company, office-holder or programme, if it is one.
    pub fn who(&self) -> Option<Who> {
        if let Sense::Who(who) = self { Some(*who) } else { None }
    }

    /// The thing, if it is one.
    pub fn what(&self) -> Option<u32> {
        if let Sense::What(item) = self { Some(*item) } else { None }
    }

    /// The cue, if it is one.
    pub fn cue(&self) -> Option<Cue> {
        if let Sense::Cue(cue) = self { Some(*cue) } else { None }
    }

    /// The number that an ordinal stands for, if it is one.
    pub fn rank(&self) -> Option<u32> {
        if let Sense::Rank(number) = self { Some(*number) } else { None }
    }

    /// The verb without its particle, if it is one.
    pub fn split(&self) -> Option<Split> {
        if let Sense::Split(split) = self { Some(*split) } else { None }
    }

    /// The particle's place, if it is one.
    pub fn particle(&self) -> Option<usize> {
        if let Sense::Particle(at) = self { Some(*at) } else { None }
    }
}
