//! What the page over several cases begins with: how many cases have which answer, what is late, what is due next, and
//! which case has waited for longest.

use super::super::super::words::{Noun, count};
use super::super::ReadyReport;
use super::{Kind, Piece, Prose, Sign, Words, prose};
use crate::readiness::{CaseReadiness, Timing, Verdict};
use crate::source::Lang;

/// How many cases have an answer; also a mark to narrow the page to.
pub(super) struct Tally {
    pub(super) anchor: String,
    pub(super) number: usize,
    pub(super) sign: Sign,
}

/// How many cases have each answer. Without a stage that was asked about, cases at the end of their process are told
/// from those that are in order so far.
pub(super) fn tallies(report: &ReadyReport, words: Words) -> Vec<Tally> {
    let asked = report.target.is_some();
    let signs = [Verdict::Blocked, Verdict::Ready, Verdict::Unknown]
        .map(|verdict| Sign::verdict(verdict, asked, words));
    let [blocked, mut ready, unknown] = signs;
    if !asked {
        ready.word = words.say("i ordning, i sista steget", "in order, in the last stage");
    }
    let ongoing = (!asked).then(|| Sign::ongoing(words));
    let closed = report.cases.iter().any(CaseReadiness::closed) && !asked;
    let closed = closed.then(|| Sign { word: words.say("avslutade", "closed"), ..Sign::closed(words) });
    let signs = [Some(blocked), ongoing, Some(ready), closed, Some(unknown)].into_iter().flatten();
    let tally = |sign: Sign| Tally {
        anchor: format!("only-{}", sign.icon),
        number: report.cases.iter().filter(|case| Sign::answer(case, words).icon == sign.icon).count(),
        sign,
    };
    signs.map(tally).collect()
}

/// What is late, what is due next, and which case has waited for longest.
pub(super) fn glance(
    report: &ReadyReport,
    oldest: Option<(&str, &Prose)>,
    lang: Lang,
) -> Vec<(&'static str, Prose)> {
    let deadlines = report.deadlines();
    let overdue = deadlines.iter().filter(|dated| dated.timing == Timing::Overdue).count();
    let open = || deadlines.iter().filter(|dated| dated.timing == Timing::Open);
    let mut glance = Vec::new();
    if overdue > 0 {
        let items = count(overdue, Noun::Item, lang);
        let words = match (overdue, lang) {
            (1, Lang::Sv) => format!("{items} är försenad"),
            (_, Lang::Sv) => format!("{items} är försenade"),
            (1, Lang::En) => format!("{items} is overdue"),
            (_, Lang::En) => format!("{items} are overdue"),
        };
        glance.push(("dates", prose(&words)));
    }
    if let Some(first) = open().next() {
        let (items, due, until) = (count(open().count(), Noun::Item, lang), first.deadline.due, report.until);
        let words = match (open().count(), lang) {
            (1, Lang::Sv) => format!("{items} ska vara klar senast {due}"),
            (_, Lang::Sv) => format!("{items} ska vara klara senast {until}, den första senast {due}"),
            (1, Lang::En) => format!("{items} is due by {due}"),
            (_, Lang::En) => format!("{items} are due until {until}, the first by {due}"),
        };
        glance.push(("dates", prose(&words)));
    }
    if let Some((case, since)) = oldest {
        let mut words = prose(&match lang {
            Lang::Sv => format!("{case} har väntat längst:"),
            Lang::En => format!("the longest wait is in {case}:"),
        });
        words.push(Piece { kind: Kind::Plain, text: " ".to_owned() });
        words.extend(since.iter().cloned());
        glance.push(("oldest", words));
    }
    glance
}
