//! Cues: what a word of the phrase lists says about the claim beside it.

use serde::Deserialize;

/// One list of `phrases/<lang>.toml`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// A word of giving, in the future or without a tense: promise, will send.
    Announced,
    /// A word of giving that says it is only thought of: proposes, mulls.
    Considered,
    /// Signed, approved, joined.
    Agreed,
    /// Ordered, contracted.
    Contracted,
    /// Handed over, arrived.
    Delivered,
    /// A noun for aid: package, donation.
    Aid,
    /// Will, plans to: turns a word of delivery into an announcement.
    Future,
    /// May, could: turns a word of giving behind it into a thought.
    Hedge,
    /// If, provided that: turns any word of giving beside it into a thought.
    Condition,
    /// Not, refuses, blocked.
    Negation,
    /// Asks for.
    Request,
    /// Should, must.
    Opinion,
    /// In all, since 2022, so far.
    Cumulative,
    /// Earlier, last month, had promised.
    Past,
    /// In a month or year gone by: history, unless it stands at the top.
    Month,
    /// Read also, Background: ends the article's own news.
    Section,
    /// Promised earlier: the claim is an older one that moved on.
    Update,
    /// Restated without news.
    Again,
    /// The giver's own army.
    OwnArmy,
    /// Civil aid.
    Civil,
    /// Training of soldiers.
    Training,
    /// Repair and spares.
    Sustainment,
    /// Making arms together or in Ukraine.
    Coproduction,
    /// Buying from Ukrainian makers.
    UaProduction,
    /// Memoranda, letters of intent, joining a coalition.
    Framework,
    /// An office or branch opened.
    Office,
    /// Of which: a part of the sum before.
    OfWhich,
    /// Includes: lists what is in the package before.
    Contains,
    /// A sum with this beside it is no pledge: turnover, damage, price.
    NotPledge,
    /// Before the giver: by, from.
    By,
    /// Buys: whoever stands behind "from" sells, and gives nothing.
    Buys,
    /// Before a place or a receiver: in, to, for.
    Place,
    /// After an alliance's name: allies, states, summit.
    Attribute,
    /// Between givers: and.
    And,
    /// Says of several givers that each gives as much: each, apiece.
    Each,
    /// The.
    Article,
    /// Words that may stand between a name and its office: minister, government.
    Office2,
    /// The giver named before: the country, we.
    Back,
    /// Ukraine named only as where the war is: war in Ukraine, invasion of Ukraine.
    Setting,
    /// Opens a headline that explains and reports nothing: why, how.
    Feature,
    /// In a headline over an explanation of what is known already: how, what it entails.
    Explainer,
    /// A firm that makes arms: maker, manufacturer, start-up.
    Maker,
    /// Behind a name: who it is gets what is given: receives, will get.
    Receives,
    /// Beside a name that only says where things come from: stocks, makers, industry.
    Origin,
    /// Opens a column or a letter to the editor: all of it is opinion.
    Column,
    /// Names a count of everyone's aid: every sum of the article is a total.
    Tally,
    /// A decision is still due: parliament must approve.
    Pending,
    /// Announces what the words behind it tell: announced that.
    Reports,
    /// Who pays is not named: a member state of the Union, an undisclosed country.
    Undisclosed,
    /// Before those who lead a coalition: led by, under.
    Led,
    /// A part of an older promise: what is delivered with it moves that one on.
    Tranche,
    /// Raises, doubles: a sum that something is raised to is its new total.
    Raise,
    /// Before the sum that something is raised to.
    UpTo,
    /// Opens a clause of its own: while, but, which, after.
    Clause,
    /// Beside a name: papers, firms and people that are not the state: newspaper, veteran, embassy.
    Bystander,
    /// Beside a thing: it is used or lost in the war, not given: attack, fired, shot down.
    Combat,
    /// A word of giving that also means to report ("передає", "przekazał"): behind a mark it only says who speaks.
    Says,
    /// Beside a sum: it is the value of something, whether given or not: worth.
    Worth,
    /// Before who receives: to.
    Toward,
    /// Holds words of other lists and says nothing of a gift: "defence needs", "without giving a number".
    Idle,
    /// Opens a sentence that goes on about the pledge just told: the money, the contribution.
    Recap,
    /// Makes what was given news: new, another, first.
    Fresh,
    /// Has given, supported: a word of giving in the past that is no handing over of one thing.
    Given,
    /// Before an older sum that a new one comes on top of or is taken from: on top of the, financed from the.
    Atop,
    /// Goes on giving: without a sum or anything new, told again.
    Continues,
    /// Before what makes a total complete: with, together with.
    With,
    /// Says that a sum or count is the year's so far, where it has been given: this year.
    ThisYear,
    /// A word of a total that only sums up: in all, amounts to. Of something new it is the value, not a total over time.
    InAll,
    /// Opens a clause that tells what was before the news: after.
    After,
    /// What a language fuses with a verb to negate it ("ne" + "poskytne"): the lexicon makes the negated verbs of it.
    Fused,
    /// Opens a clause on the thing before it: that, which.
    Relative,
    /// A participle of giving, which right behind a thing only says whose it is: supplied, donated.
    Participle,
    /// Names a scheme by what it is for: initiative to, effort to.
    Purpose,
    /// Givers without a name: partners, allies, several countries.
    Partners,
    /// Before a word of giving: what was done is looked back on: has, have been. Found apart from the other cues, which may hold it.
    Perfect,
    /// The part of a verb that its language puts at the clause's end ("gab … frei"): with it the lexicon reads verbs that stand apart.
    Particle,
    /// A package or a consignment: of a new one it is news that it is given, even without sum or number.
    Pack,
    /// A noun of giving: delivery, handover. Another word of giving decides on it or tells of it.
    Deed,
    /// Paid in, transferred: a sum that was paid at once, and no total over time.
    Paid,
    /// Before where a thing comes from: from.
    From,
    /// Together, in Ukraine: whoever makes something near it takes part in a joint production. Found apart, as [`Cue::Perfect`].
    Jointly,
    /// Builds, produces, develops: joint production where it is agreed on, or near [`Cue::Jointly`].
    Makes,
}
