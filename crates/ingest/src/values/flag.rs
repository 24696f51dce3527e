//! Yes or no, as files in English, Finnish and Swedish write it.

/// The flag of a cell, or `None` when it is neither yes nor no.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "TRUE" | "True" => return Some(true),
        "0" | "false" | "FALSE" | "False" => return Some(false),
        _ if text.len() > 16 => return None,
        _ => {}
    }
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "kyllä" | "kylla" | "k" | "tosi" | "ja" | "j" | "sant" | "1.0" | "1,0" => Some(true),
        "false" | "no" | "n" | "f" | "ei" | "e" | "epätosi" | "nej" | "falskt" | "0.0" | "0,0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_in_three_languages() {
        for yes in ["1", "true", "TRUE", "Kyllä", "ja", "YES", "1.0"] {
            assert_eq!(flag(yes), Some(true), "{yes}");
        }
        for no in ["0", "false", "Ei", "nej", "No", "0,0"] {
            assert_eq!(flag(no), Some(false), "{no}");
        }
        for neither in ["", "2", "ehkä", "10", "-1"] {
            assert_eq!(flag(neither), None, "{neither}");
        }
    }
}
