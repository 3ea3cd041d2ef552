//! What there is to say of entries that must not be, are over, or cover nothing.

use crate::config::Entry;
use crate::finding::{Finding, Label, Level, is_own};
use crate::policy::Pack;
use crate::source::{Date, Text, suggest};
use std::collections::BTreeSet;

/// Why an entry must not be; `None` where it may.
pub(super) fn refusal(pack: &Pack, entry: &Entry, as_of: Date) -> Option<Finding> {
    let id = &entry.rule;
    let found = pack.processes().flat_map(|process| &process.rules).find(|rule| rule.id == *id);
    match (found, pack.exceptions.waiver_days) {
        (None, _) if is_own(id) => Some(not_waivable(entry, true)),
        (None, _) => Some(unknown_rule(pack, entry)),
        (Some(rule), _) if !rule.waivable => Some(not_waivable(entry, false)),
        (Some(_), None) => Some(no_waivers(pack, entry)),
        (Some(_), Some(days)) => too_long(entry, as_of, days),
    }
}

fn error(code: &str, entry: &Entry, label: &Label, message: Text, help: Text) -> Finding {
    Finding::error(code, message, label.clone()).with_help(help).in_case(&entry.case)
}

fn unknown_rule(pack: &Pack, entry: &Entry) -> Finding {
    let id = &entry.rule;
    let rules = pack.processes().flat_map(|process| &process.rules).map(|rule| rule.id.as_str());
    let message = text!(sv: "regeln `{id}` finns inte", en: "there is no rule `{id}`");
    let help = match suggest(id, rules) {
        Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
        None => text!(
            sv: "skriv regelns id så som det står i anmärkningen",
            en: "write the id of the rule as the finding has it",
        ),
    };
    error("waiver/unknown-rule", entry, &entry.rule_at, message, help)
}

fn not_waivable(entry: &Entry, own: bool) -> Finding {
    let id = &entry.rule;
    let message = text!(sv: "`{id}` kan inte undantas", en: "`{id}` cannot be waived");
    let help = if own {
        text!(
            sv: "koden kommer från klar självt och inte från en regel; rätta filen i stället",
            en: "the code comes from klar itself and not from a rule; correct the file instead",
        )
    } else {
        text!(
            sv: "regelpaketet säger att regeln inte får undantas; ta bort undantaget och rätta ärendet",
            en: "the policy pack says that the rule must not be waived; remove the waiver and correct the case",
        )
    };
    error("waiver/not-waivable", entry, &entry.rule_at, message, help)
}

fn no_waivers(pack: &Pack, entry: &Entry) -> Finding {
    let name = &pack.name;
    let message = text!(
        sv: "regelpaketet {name} tillåter inga undantag",
        en: "the policy pack {name} does not allow waivers",
    );
    let help = text!(
        sv: "den som svarar för regelpaketet kan tillåta dem med `waivers: {{ maximumDays: … }}` i pack.yaml",
        en: "who answers for the pack can allow them with `waivers: {{ maximumDays: … }}` in pack.yaml",
    );
    error("waiver/not-waivable", entry, &entry.waiver.origin, message, help)
}

fn too_long(entry: &Entry, as_of: Date, days: i64) -> Option<Finding> {
    let last = as_of.plus_days(days)?;
    if entry.waiver.until <= last {
        return None;
    }
    let id = &entry.waiver.id;
    let message = text!(
        sv: "undantaget `{id}` räcker längre än {days} dagar och gäller därför inte",
        en: "the waiver `{id}` reaches further than {days} days, so it does not count",
    );
    let help = text!(sv: "välj en dag till och med {last}", en: "choose a day up to {last}");
    Some(error("waiver/too-long", entry, &entry.until_at, message, help))
}

pub(super) fn unknown_case(entry: &Entry, known: &BTreeSet<String>) -> Finding {
    let id = &entry.case;
    let message = text!(sv: "ärendet `{id}` finns inte", en: "there is no case `{id}`");
    let help = match suggest(id, known.iter().map(String::as_str)) {
        Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
        None => text!(
            sv: "rätta id, eller ta bort undantaget om ärendet inte längre finns",
            en: "correct the id, or remove the waiver if the case is no longer there",
        ),
    };
    error("waiver/unknown-case", entry, &entry.case_at, message, help)
}

/// An entry that is over, and what it covered is there again.
pub(super) fn expired(entry: &Entry, covered: &[Label]) -> Finding {
    let (id, until) = (&entry.waiver.id, entry.waiver.until);
    let message = text!(
        sv: "undantaget `{id}` gällde till och med {until}, och det som det gällde är kvar",
        en: "the waiver `{id}` counted until {until}, and what it was for is still there",
    );
    let help = text!(
        sv: "rätta ärendet och ta bort undantaget, eller låt den som svarar för det besluta om en ny dag",
        en: "correct the case and remove the waiver, or let whoever answers for it decide on a new day",
    );
    let finding = error("waiver/expired", entry, &entry.until_at, message, help);
    let label =
        |place: &Label| Label { text: text!(sv: "gäller igen", en: "counts again"), ..place.clone() };
    covered.iter().take(3).map(label).fold(finding, Finding::with_related)
}

/// An entry that is over and no longer needed.
pub(super) fn over(entry: &Entry) -> Finding {
    let (id, until) = (&entry.waiver.id, entry.waiver.until);
    let message = text!(
        sv: "undantaget `{id}` gällde till och med {until} och behövs inte längre",
        en: "the waiver `{id}` counted until {until} and is no longer needed",
    );
    let help = text!(sv: "ta bort undantaget", en: "remove the waiver");
    error("waiver/expired", entry, &entry.until_at, message, help).at_level(Level::Warning)
}

pub(super) fn unused(entry: &Entry) -> Finding {
    let id = &entry.waiver.id;
    let message = text!(
        sv: "undantaget `{id}` gäller inget som finns i ärendet",
        en: "the waiver `{id}` covers nothing that is found in the case",
    );
    let help = if entry.node.is_some() {
        text!(
            sv: "ta bort undantaget, eller rätta `rule` eller `node`",
            en: "remove the waiver, or correct `rule` or `node`",
        )
    } else {
        text!(sv: "ta bort undantaget, eller rätta `rule`", en: "remove the waiver, or correct `rule`")
    };
    error("waiver/unused", entry, &entry.waiver.origin, message, help).at_level(Level::Warning)
}

/// A comment that points to an entry that is not there.
pub(super) fn unknown_id<'w>(label: Label, id: &str, known: impl Iterator<Item = &'w str>) -> Finding {
    let message = text!(sv: "undantaget `{id}` finns inte", en: "there is no waiver `{id}`");
    let help = match suggest(id, known) {
        Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
        None => text!(
            sv: "en kommentar undantar ingenting: lägg till undantaget i filen med undantag, eller ta bort kommentaren",
            en: "a comment waives nothing: add the waiver to the file of waivers, or remove the comment",
        ),
    };
    Finding::error("waiver/unknown-id", message, label).with_help(help)
}

/// A comment that points to an entry about something else.
pub(super) fn other(label: Label, entry: &Entry) -> Finding {
    let Entry { waiver, rule, case, .. } = entry;
    let id = &waiver.id;
    let message = text!(
        sv: "undantaget `{id}` gäller regeln `{rule}` i ärendet `{case}`",
        en: "the waiver `{id}` is about the rule `{rule}` in the case `{case}`",
    );
    let help = text!(
        sv: "rätta kommentaren så att den pekar på ett undantag för det här ärendet, eller ta bort den",
        en: "correct the comment so that it points to a waiver for this case, or remove it",
    );
    let there = Label { text: text!(sv: "undantaget", en: "the waiver"), ..waiver.origin.clone() };
    Finding::error("waiver/wrong-comment", message, label).with_help(help).with_related(there)
}

/// A comment to klar that is not understood.
pub(super) fn not_understood(label: Label) -> Finding {
    let message = text!(
        sv: "kommentaren vänder sig till klar men går inte att förstå",
        en: "the comment is addressed to klar but is not understood",
    );
    let help = text!(
        sv: "skriv `# klar: waive[REGEL] ID` med id för ett undantag, eller ta bort kommentaren",
        en: "write `# klar: waive[RULE] ID` with the id of a waiver, or remove the comment",
    );
    Finding::error("waiver/wrong-comment", message, label).with_help(help)
}
