//! Characters that a reader of the text cannot see, or that change the order in which it is shown.

/// Whether `character` has no shape of its own: control characters, zero-width characters, and those that
/// steer the direction of writing. Tab and line breaks count too; ordinary and odd spaces do not.
pub fn invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}
