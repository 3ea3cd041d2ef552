//! Calendar dates: strict reading, and the arithmetic that deadlines need.

use jiff::{Span, Timestamp, civil, tz::TimeZone};
use std::fmt;

/// A date of the calendar, without time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(civil::Date);

impl Date {
    /// Reads `YYYY-MM-DD`, and nothing else, as a date that exists.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return None;
        }
        let (year, month, day) = (text.get(..4)?, text.get(5..7)?, text.get(8..)?);
        civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().map(Self)
    }

    /// Reads an instant with its offset from UTC (RFC 3339, such as `2025-10-22T08:40:00+02:00`) and gives the
    /// date on which it fell in Sweden.
    pub fn of_instant(text: &str) -> Option<Self> {
        if Self::parse(text.get(..10)?).is_none() || !matches!(text.as_bytes().get(10), Some(b'T')) {
            return None;
        }
        let instant: Timestamp = text.parse().ok()?;
        Self::in_sweden(instant)
    }

    /// The date in Sweden at an instant. The rule is that of Central European Time with the summer time of
    /// Directive 2000/84/EC, in force since 1996; no time zone database is needed.
    pub fn in_sweden(instant: Timestamp) -> Option<Self> {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").ok()?;
        Some(Self(zone.to_datetime(instant).date()))
    }

    /// The date `months` calendar months later, or earlier where negative. A day that the month lacks becomes
    /// its last day: two months before 30 April is 28 (or 29) February.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        self.0.checked_add(Span::new().try_months(months).ok()?).ok().map(Self)
    }

    /// The number of days from this date to another; negative where that one is earlier.
    pub fn days_until(self, other: Self) -> i64 {
        self.0.until(other.0).map_or(0, |span| i64::from(span.get_days()))
    }

    /// The date `days` days later, or earlier where negative.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        self.0.checked_add(Span::new().try_days(days).ok()?).ok().map(Self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_whole_calendar_dates_are_read() {
        for wrong in
            ["20260203", "2026-2-3", "2026-02-30", "2026-02-03T10:00:00", "+026-02-03", "", "åååå-åå-åå"]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        assert_eq!(date("2026-02-03").to_string(), "2026-02-03");
    }

    #[test]
    fn months_are_clamped_to_the_end_of_the_month() {
        assert_eq!(date("2026-04-30").plus_months(-2), Some(date("2026-02-28")));
        assert_eq!(date("2024-04-30").plus_months(-2), Some(date("2024-02-29")));
        assert_eq!(date("2026-12-31").plus_days(1), Some(date("2027-01-01")));
        assert_eq!(date("2026-12-31").days_until(date("2027-03-01")), 60);
        assert_eq!(date("2024-03-01").days_until(date("2024-02-28")), -2);
        assert_eq!(date("2026-12-31").plus_months(i64::MAX), None);
    }

    #[test]
    fn an_instant_has_the_date_that_it_had_in_sweden() {
        assert_eq!(Date::of_instant("2025-10-22T08:40:00+02:00"), Some(date("2025-10-22")));
        assert_eq!(Date::of_instant("2025-07-01T22:30:00Z"), Some(date("2025-07-02")), "summer");
        assert_eq!(Date::of_instant("2025-12-31T22:30:00Z"), Some(date("2025-12-31")), "winter");
        for wrong in ["2025-10-22", "2025-10-22T08:40:00", "2025-10-22 08:40:00+02:00", "nu"] {
            assert_eq!(Date::of_instant(wrong), None, "{wrong}");
        }
    }
}
