//! Values of secret or personal parameters in web addresses: `?token=…`, `&email=…`.

/// Parameters whose value opens a door or names a person.
const NAMES: [&str; 32] = [
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "auth",
    "authorization",
    "api_key",
    "apikey",
    "key",
    "secret",
    "sig",
    "signature",
    "session",
    "session_id",
    "sessionid",
    "sid",
    "jwt",
    "code",
    "otp",
    "pin",
    "password",
    "passwd",
    "pwd",
    "email",
    "mail",
    "phone",
    "tel",
    "user",
    "username",
    "ssn",
    "hetu",
    "name",
];

/// The value after the `=` at byte `at`, when a parameter of a web address stands before it.
pub(crate) fn token_at(text: &str, at: usize) -> Option<(usize, usize)> {
    let before = &text[..at];
    let name_length = before.bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let (rest, name) = before.split_at(at - name_length);
    if !rest.ends_with(['?', '&', ';', '#']) || !NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let start = at + 1;
    let length: usize = text[start..]
        .chars()
        .take_while(|character| {
            !character.is_whitespace() && !matches!(character, '&' | '#' | '"' | '\'' | '<' | '>' | '[' | ']' | '(' | ')' | ';')
        })
        .map(char::len_utf8)
        .sum();
    let value = text[start..start + length].trim_end_matches(['.', ',', '!', '?', ':']);
    (!value.is_empty()).then(|| (start, start + value.len()))
}
