//! The workspace's secret: with it a customer's id becomes a keyed hash before anything is stored.
//!
//! A plain hash of a customer number can be undone by trying all numbers; a keyed one cannot without the key file. The key
//! is made once, belongs to its owner only, and is never replaced: without it the same customer would get another hash.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use luotsi_core::intake::{IntakeError, MachineFault};
use sha2::Sha256;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Name of the key file in the workspace.
pub const KEY_FILE: &str = "customer.key";

/// The secret that customer ids are hashed with.
#[derive(Clone)]
pub struct Key {
    keyed: Hmac<Sha256>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(secret)")
    }
}

impl Key {
    /// The key of these secret bytes.
    pub fn of(secret: [u8; 32]) -> Self {
        // HMAC fills a key that is shorter than the hash's block up with zeros (RFC 2104, section 2).
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..secret.len()].copy_from_slice(&secret);
        Self { keyed: <Hmac<Sha256> as KeyInit>::new(&block) }
    }

    /// Reads the key file of a workspace folder, or makes it from `fresh` random bytes (the operating system's generator).
    ///
    /// The file holds 64 hexadecimal digits. It is written under a name of its own with owner-only rights from its first
    /// moment and then linked into place, so that two programs at once end up with one and the same key and a crash leaves
    /// either no key or a whole one.
    ///
    /// # Errors
    /// When the file cannot be read or written, or does not hold a key.
    pub fn open_or_create(folder: &Path, fresh: impl FnOnce() -> io::Result<[u8; 32]>) -> Result<Self, IntakeError> {
        let path = folder.join(KEY_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => return Self::of_text(&text, &path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(&path, &error)),
        }
        let secret = fresh().map_err(|error| IntakeError::Machine(MachineFault::NoRandomness { detail: error.to_string() }))?;
        create(&path, &secret)
            .map_err(|error| IntakeError::Machine(MachineFault::KeyNotMade { path: path.clone(), detail: error.to_string() }))?;
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
        Self::of_text(&text, &path)
    }

    fn of_text(text: &str, path: &Path) -> Result<Self, IntakeError> {
        let text = text.trim();
        let mut secret = [0_u8; 32];
        let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        match digits {
            Some(digits) if digits.len() == 64 => {
                for (byte, pair) in secret.iter_mut().zip(digits.chunks_exact(2)) {
                    *byte = pair[0] << 4 | pair[1];
                }
                Ok(Self::of(secret))
            }
            // A new key would make every known customer a new one.
            _ => Err(IntakeError::Machine(MachineFault::KeyDamaged { path: path.to_owned() })),
        }
    }

    /// The hash of a customer id: HMAC-SHA256 cut to 128 bits, as 32 lower-case hexadecimal digits.
    ///
    /// The id is trimmed and brought to Unicode's NFKC form, so that full-width or composed spellings of one id are one
    /// customer; case is kept because some systems tell ids apart by it.
    pub fn hash(&self, id: &str) -> [u8; 32] {
        let mut keyed = self.keyed.clone();
        keyed.update(normalised(id.trim()).as_bytes());
        let code = keyed.finalize().into_bytes();
        let mut hex = [0_u8; 32];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(code.iter()) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        hex
    }
}

fn normalised(id: &str) -> Cow<'_, str> {
    if id.is_ascii() || is_nfkc_quick(id.chars()) == IsNormalized::Yes { Cow::Borrowed(id) } else { Cow::Owned(id.nfkc().collect()) }
}

fn unreadable(path: &Path, error: &io::Error) -> IntakeError {
    IntakeError::Machine(MachineFault::KeyUnreadable { path: path.to_owned(), detail: error.to_string() })
}

/// Leaves the key at `path`: ours, or the one that another program put there a moment earlier.
fn create(path: &Path, secret: &[u8; 32]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // A temporary file is made with owner-only rights, never changed to them afterwards.
    let mut draft = tempfile::Builder::new().prefix(".customer-key-").tempfile_in(folder)?;
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(draft, "{hex}")?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(path) {
        Ok(_) => File::open(folder)?.sync_all(),
        Err(late) if late.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(late) => Err(late.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_hmac_sha256_cut_to_128_bits() {
        // RFC 4231 test case 2 keyed with "Jefe"; a 32-byte key padded with zeros is the same HMAC key.
        let mut secret = [0; 32];
        secret[..4].copy_from_slice(b"Jefe");
        let hash = Key::of(secret).hash("what do ya want for nothing?");
        assert_eq!(std::str::from_utf8(&hash), Ok("5bdcc146bf60754e6a042426089575c7"));
    }

    #[test]
    fn spellings_of_one_id_are_one_customer_and_case_tells_apart() {
        let key = Key::of([7; 32]);
        assert_eq!(key.hash(" A-1 "), key.hash("\u{ff21}-1"));
        assert_ne!(key.hash("a-1"), key.hash("A-1"));
        assert_eq!(key.hash("A-1"), key.hash("A-1"));
    }

    #[test]
    fn the_key_file_is_made_once_and_only_its_owner_may_read_it() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let first = Key::open_or_create(folder.path(), || Ok([1; 32]))?;
        let second = Key::open_or_create(folder.path(), || Err(io::Error::other("never asked")))?;
        assert_eq!(first.hash("42"), second.hash("42"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(folder.path().join(KEY_FILE))?.permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }

    #[test]
    fn two_programs_that_make_the_key_at_once_share_it() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let late = Key::open_or_create(folder.path(), || {
            create(&folder.path().join(KEY_FILE), &[2; 32])?;
            Ok([3; 32])
        })?;
        assert_eq!(late.hash("42"), Key::of([2; 32]).hash("42"));
        Ok(())
    }

    #[test]
    fn a_damaged_key_file_is_an_error_of_its_own() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join(KEY_FILE), "abc")?;
        let error = Key::open_or_create(folder.path(), || Ok([1; 32])).err();
        assert_eq!(error, Some(IntakeError::Machine(MachineFault::KeyDamaged { path: folder.path().join(KEY_FILE) })));
        Ok(())
    }
}
