//! Check digits.

/// Whether the digits of the text have a right Luhn sum (ISO/IEC 7812-1): from the right, every second digit is
/// doubled, the digits of the products are added up, and the sum is a multiple of ten.
pub fn luhn_holds(text: &str) -> bool {
    let digits = text.chars().rev().filter_map(|letter| letter.to_digit(10));
    let sum: u32 = digits
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum.is_multiple_of(10)
}
