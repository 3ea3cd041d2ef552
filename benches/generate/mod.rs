//! Made-up cases in any number, for the benchmark and for tests.
//!
//! Each case is one of the fixture cases with other ids, names, organisation numbers and dates. A seed and a
//! number give the same case in every run, however many there are.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "without its models, or where it cannot write, there is nothing to go on with"
)]

mod fault;
mod random;

pub(crate) use fault::Fault;

use klar::source::Date;
use random::Random;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The fixture cases to start from, by how far they have come.
const MODELS: [&str; 5] = ["iutkr-step-0", "iutkr-step-1", "iutkr-step-2", "iutkr-step-3", "iutkr-complete"];

/// The files of a case: their contents by their paths in its folder.
type Files = BTreeMap<String, String>;

/// One case.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its folder, which is also its id: `case-00001` and so on.
    pub(crate) id: String,
    /// What was made wrong in it.
    pub(crate) fault: Option<Fault>,
    files: Files,
}

/// Cases without end. One in each `every` cases has a fault, and the kinds of faults take turns.
pub(crate) fn cases(seed: u64, every: usize) -> impl Iterator<Item = Case> {
    let models = MODELS.map(model);
    (1..).map(move |number| case(&models, number, seed, every))
}

impl Case {
    /// Writes the case into its own folder below `folder`.
    pub(crate) fn write(&self, folder: &Path) {
        for (name, content) in &self.files {
            let path = folder.join(&self.id).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }
}

/// The files of a fixture case.
fn model(name: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases").join(name);
    let files = walkdir::WalkDir::new(&folder).into_iter().map(Result::unwrap);
    let content = |path: &Path| fs::read_to_string(path).unwrap().replace(name, "CASE");
    let named = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (named(entry.path()), content(entry.path())))
        .collect()
}

fn case(models: &[Files], number: usize, seed: u64, every: usize) -> Case {
    let mut random = Random::new(seed, number);
    let fault = Fault::of_case(number, seed, every);
    let first = fault.map_or(0, Fault::first_model);
    let model = models.iter().skip(first).nth(random.below(models.len() - first)).unwrap();
    let id = format!("case-{number:05}");
    let words = words(&id, &mut random);
    let days = -i64::try_from(random.below(150)).unwrap();
    let vary = |text: &str| moved(&replaced(text, &words), days);
    let mut files = model.iter().map(|(name, content)| (vary(name), vary(content))).collect();
    if let Some(fault) = fault {
        fault.plant(&mut files);
    }
    Case { id, fault, files }
}

/// The words of the models, each with what stands for it in a case.
fn words(id: &str, random: &mut Random) -> Vec<(&'static str, String)> {
    const PLACES: [(&str, &str); 8] = [
        ("bjorken", "Björken"),
        ("alvan", "Älvan"),
        ("tallasen", "Tallåsen"),
        ("sjobacken", "Sjöbacken"),
        ("lugnet", "Lugnet"),
        ("angen", "Ängen"),
        ("graberget", "Gråberget"),
        ("norrviken", "Norrviken"),
    ];
    let mut place = || PLACES.get(random.below(PLACES.len())).copied().unwrap();
    let (agent, clinic, region, register) = (place(), place(), place(), place());
    let system = random.below(100);
    // The two organisations that share the first digits take different ones after them.
    let agent_number = organisation_number("555990", random.below(500));
    let clinic_number = organisation_number("555990", 500 + random.below(500));
    let region_number = organisation_number("299000", random.below(1000));
    vec![
        ("CASE", id.to_owned()),
        ("5559901003", agent_number.replace('-', "")),
        ("555990-1003", agent_number),
        ("5559903009", clinic_number.replace('-', "")),
        ("555990-3009", clinic_number),
        ("2990001006", region_number.replace('-', "")),
        ("299000-1006", region_number),
        ("Exempelagenten AB", format!("Agenten {} AB", agent.1)),
        ("exempelagenten", format!("agenten-{}", agent.0)),
        ("Fiktiva Vårdcentralen AB", format!("Vårdcentralen {} AB", clinic.1)),
        ("fiktiva-vardcentralen", format!("vardcentralen-{}", clinic.0)),
        ("Region Påhittad", format!("Region {}", region.1)),
        ("region-pahittad", format!("region-{}", region.0)),
        ("Exempelregistret", format!("{}registret", register.1)),
        ("exempelregistret", format!("{}-registret", register.0)),
        ("Journal X", format!("Journal {system}")),
        ("journal-x", format!("journal-{system}")),
    ]
}

/// An organisation number with a right check digit; `serial` gives the three digits before it.
fn organisation_number(start: &str, serial: usize) -> String {
    let digits = format!("{start}{serial:03}");
    let doubled = digits.bytes().zip([2, 1].into_iter().cycle()).map(|(byte, weight)| {
        let product = usize::from(byte - b'0') * weight;
        product / 10 + product % 10
    });
    let check = (10 - doubled.sum::<usize>() % 10) % 10;
    format!("{start}-{serial:03}{check}")
}

fn replaced(text: &str, words: &[(&str, String)]) -> String {
    words.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The text with every date in it moved by a number of days.
fn moved(text: &str, days: i64) -> String {
    let (mut moved, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let date = rest.get(..10).and_then(Date::parse).and_then(|date| date.plus_days(days));
        let step = if date.is_some() { 10 } else { first.len_utf8() };
        let (step, after) = rest.split_at(step);
        moved.push_str(&date.map_or_else(|| step.to_owned(), |date| date.to_string()));
        rest = after;
    }
    moved
}
