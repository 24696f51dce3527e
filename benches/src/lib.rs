//! Made-up records of any number, for measuring speed and memory: the same seed gives the same records.
//!
//! Benchmarks of single crates are in `benches/` (criterion); `peers/` runs others on the same data in the same run.

pub mod effects;

use std::io::{self, Write};

/// A small generator of random numbers (SplitMix64; Steele, Lea and Flood 2014): fast, seeded, good enough to make rows.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, uniform over all 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to `below` − 1; 0 when `below` is 0.
    pub fn below(&mut self, below: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(below)) >> 64) as u64
    }

    /// One of the words.
    pub fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.below(words.len() as u64) as usize).copied().unwrap_or_default()
    }
}

const CHANNELS: [&str; 5] = ["phone", "email", "chat", "sms", "web"];
const TEAMS: [&str; 6] = ["Laskutus", "Sopimukset", "Vianselvitys", "Muutot", "Tekninen tuki", "Yrityspalvelu"];
const TOPICS: [&str; 12] = [
    "Laskun sisältö",
    "Maksujärjestely",
    "Sopimuksen muutos",
    "Muutto",
    "Vika",
    "Katko",
    "Mittari",
    "Kirjautuminen",
    "Hinta",
    "Toimitus",
    "Neuvonta",
    "Muu",
];
const REGIONS: [&str; 8] = ["Uusimaa", "Pirkanmaa", "Lappi", "Satakunta", "Kainuu", "Häme", "Savo", "Åland"];

/// The first line of the contacts file.
pub const CONTACTS_HEADER: &str = "contact_id,case_id,customer_id,channel,team,agent_id,topic,opened_at,first_response_at,resolved_at,wait_s,handle_s,transfers,reopened,abandoned,cost_eur,region";

/// Writes a canonical contacts file of `rows` contacts over two years, ordered by time, one contact of three from a customer who
/// comes back.
///
/// # Errors
/// When it cannot be written.
pub fn write_contacts(output: &mut impl Write, rows: u64, seed: u64) -> io::Result<()> {
    let mut random = Random::new(seed);
    writeln!(output, "{CONTACTS_HEADER}")?;
    // 2024-06-03T06:00:00Z, and two years from there.
    let (first, span) = (1_717_394_400_u64, 730 * 86_400_u64);
    for row in 0..rows {
        let opened = first + (u128::from(row) * u128::from(span) / u128::from(rows.max(1))) as u64 + random.below(60);
        let wait = random.below(180) * random.below(6);
        let handle = 60 + random.below(900);
        let is_abandoned = wait > 600 && random.below(3) == 0;
        let customer = random.below(rows / 3 + 1);
        let (channel, team, topic, region) =
            (random.one_of(&CHANNELS), random.one_of(&TEAMS), random.one_of(&TOPICS), random.one_of(&REGIONS));
        write!(output, "C{row:09},K{:09},{customer:08},{channel},{team},A{:03},{topic},{},", row / 2, random.below(50), Time(opened))?;
        if is_abandoned {
            writeln!(output, ",,{wait},,0,0,1,,{region}")?;
        } else {
            let resolved = opened + wait + handle + random.below(200_000) * random.below(2);
            write!(output, "{},{},{wait},{handle},", Time(opened + wait), Time(resolved))?;
            writeln!(
                output,
                "{},{},0,{}.{:02},{region}",
                random.below(8) / 6,
                random.below(20) / 19,
                2 + random.below(9),
                random.below(100)
            )?;
        }
    }
    Ok(())
}

/// Seconds since 1970 in RFC 3339 (civil-from-days; Hinnant 2013).
struct Time(u64);

impl std::fmt::Display for Time {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (days, second) = (self.0 / 86_400, self.0 % 86_400);
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let of_era = shifted - era * 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_of_year = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_of_year + 2) / 5 + 1;
        let month = if month_of_year < 10 { month_of_year + 3 } else { month_of_year - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_writes_the_same_rows_with_right_times() {
        let text = |seed| {
            let mut output = Vec::new();
            write_contacts(&mut output, 1_000, seed).unwrap();
            String::from_utf8(output).unwrap()
        };
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
        assert_eq!(text(1).lines().count(), 1_001);
        assert_eq!(Time(1_717_394_400).to_string(), "2024-06-03T06:00:00Z");
        assert_eq!(Time(951_782_400).to_string(), "2000-02-29T00:00:00Z");
    }
}
