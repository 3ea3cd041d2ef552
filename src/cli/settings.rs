//! What the user typed, completed by the surroundings. The environment, the clock and the terminal are read here
//! and nowhere else.

use super::{ColorChoice, Display};
use crate::render::Options;
use crate::source::{Date, Lang};
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The width where nothing says how wide the output is.
const WIDTH: usize = 100;

/// The variables that matter.
const VARIABLES: [&str; 13] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_STEP_SUMMARY",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "NO_COLOR",
    "TERM",
    "TERM_PROGRAM",
    "WT_SESSION",
];

/// What surrounds the process.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// The variables of [`VARIABLES`] that are set and not empty.
    variables: BTreeMap<&'static str, String>,
    /// The working folder.
    pub folder: Option<PathBuf>,
    /// Today's date in Sweden.
    pub today: Option<Date>,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    /// Whether standard error is one.
    pub watched: bool,
    /// The width of that terminal, in columns.
    columns: Option<usize>,
    /// Whether this is Windows.
    windows: bool,
}

impl Surroundings {
    /// Those of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub(super) fn of_process() -> Self {
        let variables = VARIABLES.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?)));
        let terminal = std::io::stdout().is_terminal();
        let size = if terminal { terminal_size::terminal_size() } else { None };
        Self {
            variables: variables.filter(|(_, value)| !value.is_empty()).collect(),
            folder: std::env::current_dir().ok(),
            today: Date::in_sweden(jiff::Timestamp::now()),
            terminal,
            watched: std::io::stderr().is_terminal(),
            columns: size.map(|(width, _)| usize::from(width.0)),
            windows: cfg!(windows),
        }
    }

    /// How standard output is to look, where the configuration asks for the language `configured`.
    pub(super) fn options(&self, display: &Display, configured: Option<Lang>) -> Options {
        Options {
            lang: display.lang.map(Lang::from).or(configured).unwrap_or_else(|| self.lang()),
            color: self.color(display.color),
            width: self.width(),
            unicode: self.unicode(),
            quiet: display.quiet,
            most: None,
            statistics: false,
        }
    }

    /// The file for the summary of a job of GitHub Actions, where this is one.
    pub(super) fn summary(&self) -> Option<&str> {
        self.variable("GITHUB_STEP_SUMMARY")
    }

    /// The value of a variable that is set and not empty.
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The value of the first of some variables that is set.
    fn first(&self, names: [&str; 3]) -> Option<&str> {
        names.into_iter().find_map(|name| self.variable(name))
    }

    /// The language of the environment; English where that is none of ours.
    fn lang(&self) -> Lang {
        let locale = self.first(["LC_ALL", "LC_MESSAGES", "LANG"]).unwrap_or_default();
        let code = locale.split(['_', '.', '@', '-']).next();
        Lang::ALL.into_iter().find(|lang| Some(lang.code()) == code).unwrap_or(Lang::En)
    }

    /// Whether to use colour, in the customary order: the flag, the variables, the terminal.
    fn color(&self, choice: ColorChoice) -> bool {
        let forced = |name| self.variable(name).is_some_and(|value| value != "0");
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.variable("NO_COLOR").is_some() => false,
            ColorChoice::Auto if forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") => true,
            ColorChoice::Auto if self.variable("CLICOLOR") == Some("0") => false,
            ColorChoice::Auto => self.terminal && self.variable("TERM") != Some("dumb"),
        }
    }

    /// The width to fill.
    fn width(&self) -> usize {
        let given = self.variable("COLUMNS").and_then(|columns| columns.parse().ok());
        given.or(self.columns).filter(|width| *width > 0).unwrap_or(WIDTH)
    }

    /// Whether box characters can be shown.
    fn unicode(&self) -> bool {
        let Some(locale) = self.first(["LC_ALL", "LC_CTYPE", "LANG"]) else {
            return !self.windows || self.first(["WT_SESSION", "TERM_PROGRAM", "TERM"]).is_some();
        };
        let (name, encoding) = locale.split_once('.').unwrap_or((locale, ""));
        match encoding.to_ascii_lowercase().replace('-', "").split('@').next() {
            Some("utf8") => true,
            Some("") => name != "C" && name != "POSIX",
            _ => false,
        }
    }
}

/// The time since this was first asked for.
pub(super) fn elapsed() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tests::arguments;

    /// Surroundings with variables written as `NAME=value`.
    fn with(variables: &str) -> Surroundings {
        let variable = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap();
            (*VARIABLES.iter().find(|known| **known == name).unwrap(), value.to_owned())
        };
        Surroundings {
            variables: variables.split_whitespace().map(variable).collect(),
            ..Surroundings::default()
        }
    }

    #[test]
    fn language_comes_from_flag_then_configuration_then_environment() {
        for (typed, configured, variables, lang) in [
            ("--lang sv", Some(Lang::En), "LANG=en_GB", Lang::Sv),
            ("", Some(Lang::Sv), "LANG=en_GB", Lang::Sv),
            ("", None, "LANG=sv_SE.UTF-8", Lang::Sv),
            ("", None, "LC_ALL=en_US.UTF-8 LANG=sv_SE.UTF-8", Lang::En),
            ("", None, "LC_MESSAGES=sv LANG=en_US", Lang::Sv),
            ("", None, "LANG=svx_SE", Lang::En),
            ("", None, "LANG=de_DE.UTF-8", Lang::En),
            ("", None, "", Lang::En),
        ] {
            let options = with(variables).options(&arguments(typed).display, configured);
            assert_eq!(options.lang, lang, "{typed} {configured:?} {variables}");
        }
    }

    #[test]
    fn colour_follows_flag_then_variables_then_terminal() {
        for (choice, variables, terminal, color) in [
            (ColorChoice::Always, "NO_COLOR=1", false, true),
            (ColorChoice::Never, "FORCE_COLOR=1", true, false),
            (ColorChoice::Auto, "NO_COLOR=1 FORCE_COLOR=1", true, false),
            (ColorChoice::Auto, "FORCE_COLOR=1", false, true),
            (ColorChoice::Auto, "FORCE_COLOR=0", true, true),
            (ColorChoice::Auto, "CLICOLOR_FORCE=1 CLICOLOR=0", false, true),
            (ColorChoice::Auto, "CLICOLOR=0", true, false),
            (ColorChoice::Auto, "TERM=dumb", true, false),
            (ColorChoice::Auto, "TERM=xterm", true, true),
            (ColorChoice::Auto, "TERM=xterm", false, false),
        ] {
            let surroundings = Surroundings { terminal, ..with(variables) };
            assert_eq!(surroundings.color(choice), color, "{choice:?} {variables} {terminal}");
        }
    }

    #[test]
    fn box_characters_need_a_locale_that_has_them() {
        for (variables, windows, unicode) in [
            ("", false, true),
            ("LANG=sv_SE.UTF-8", false, true),
            ("LANG=sv_SE.utf8@euro", false, true),
            ("LANG=C.UTF-8", false, true),
            ("LANG=sv_SE", false, true),
            ("LANG=sv_SE.ISO-8859-1", false, false),
            ("LANG=C", false, false),
            ("LANG=sv_SE.UTF-8 LC_ALL=POSIX", false, false),
            ("", true, false),
            ("WT_SESSION=1", true, true),
        ] {
            let surroundings = Surroundings { windows, ..with(variables) };
            assert_eq!(surroundings.unicode(), unicode, "{variables} {windows}");
        }
    }

    #[test]
    fn the_width_is_the_users_then_the_terminals() {
        for (variables, columns, width) in [
            ("COLUMNS=60", Some(80), 60),
            ("COLUMNS=wide", Some(80), 80),
            ("COLUMNS=0", None, WIDTH),
            ("", None, WIDTH),
        ] {
            let surroundings = Surroundings { columns, ..with(variables) };
            assert_eq!(surroundings.width(), width, "{variables} {columns:?}");
        }
    }
}
