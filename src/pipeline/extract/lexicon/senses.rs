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
}
