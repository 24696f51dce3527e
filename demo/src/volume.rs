//! How many new matters a day brings, by topic and channel, and how much more than the staffing was planned for.

use crate::chance::{Chance, Noun};
use crate::days::{Days, HOUR};
use crate::effects::{Effects, Place, Quantity};
use crate::level::Level;
use crate::organisation::{CHANNELS, CHAT, EMAIL, PHONE, SMS, Season, TEAMS, TOPICS, channel_shares};
use crate::{Nature, Plan};

/// Share of contacts that begin a new matter; the others follow from earlier ones. Found by running the generator.
const NEW_MATTERS: f64 = 0.755;

/// Numbers of new matters.
pub(crate) struct Volume {
    chance: Chance,
    /// How much everybody asks, and how much is asked of each topic besides.
    whole: Level,
    topics: Vec<Level>,
    /// How much each topic is asked about.
    weights: Vec<f64>,
    per_week: f64,
    season: f64,
    growth: f64,
}

/// A day's new matters.
pub(crate) struct DayVolume {
    /// Count by topic and channel.
    pub(crate) counts: Vec<[usize; CHANNELS.len()]>,
    /// By team: how many times the expected number came.
    pub(crate) load: [f64; TEAMS.len()],
}

impl Volume {
    pub(crate) fn new(plan: &Plan, days: &Days) -> Self {
        let mut levels = Chance::of(plan.seed, Noun::Level);
        let weeks = days.count.div_ceil(7);
        let whole = Level::new(&mut levels, weeks, 0.025, &plan.nature);
        let topics = TOPICS.iter().map(|_| Level::new(&mut levels, weeks, 0.05, &plan.nature)).collect();
        let per_week = plan.contacts_per_week * NEW_MATTERS;
        let mut own = Chance::of(plan.seed, Noun::Topics);
        let weights = TOPICS.iter().map(|topic| own.lognormal(topic.weight, plan.nature.lopsided)).collect();
        let Nature { season, growth, .. } = plan.nature;
        Self { chance: Chance::of(plan.seed, Noun::Volume), whole, topics, weights, per_week, season, growth }
    }

    pub(crate) fn day(&mut self, days: &Days, effects: &Effects, day: usize) -> DayVolume {
        let all: f64 = self.weights.iter().sum();
        let growth = 1.0 + self.growth * (day as f64 - days.count as f64 / 2.0) / 365.0;
        let whole_day = self.chance.factor(0.04) * self.whole.on(day).exp();
        let mut counts = vec![[0; CHANNELS.len()]; TOPICS.len()];
        let (mut expected, mut came) = ([1e-9; TEAMS.len()], [1e-9; TEAMS.len()]);
        for (index, topic) in TOPICS.iter().enumerate() {
            let season = season(topic.season, days, day).powf(self.season);
            let noise = whole_day * self.chance.factor(0.10) * self.topics[index].on(day).exp();
            let shares = channel_shares(topic.team);
            for (channel, share) in shares.into_iter().enumerate() {
                let usual = self.per_week * self.weights[index] / all * share * season * growth / 7.0;
                let usual = usual * weekday(days, day, channel);
                // Segment and region are drawn per customer; planted volumes act on what is known here.
                let place = Place { team: topic.team, channel, topic: index, region: 0, segment: 0, language: 0, product: 0 };
                let mean = usual * noise * effects.sum(Quantity::Volume, day, &place, "").exp();
                counts[index][channel] = self.chance.poisson(mean);
                if channel == PHONE || channel == CHAT {
                    expected[topic.team] += usual;
                    came[topic.team] += mean;
                }
            }
        }
        let mut load = [1.0; TEAMS.len()];
        for team in 0..TEAMS.len() {
            load[team] = came[team] / expected[team];
        }
        DayVolume { counts, load }
    }
}

/// How busy a weekday is for a channel: a usual week adds up to 7.
fn weekday(days: &Days, day: usize, channel: usize) -> f64 {
    let week: [f64; 7] = match channel {
        PHONE => [1.78, 1.47, 1.36, 1.28, 1.11, 0.0, 0.0],
        CHAT => [1.62, 1.46, 1.38, 1.32, 1.22, 0.0, 0.0],
        EMAIL => [1.34, 1.23, 1.18, 1.13, 1.05, 0.48, 0.59],
        SMS => [1.24, 1.17, 1.14, 1.12, 1.09, 0.63, 0.61],
        _ => [1.13, 1.08, 1.05, 1.03, 0.97, 0.82, 0.92],
    };
    let is_staffed = channel == PHONE || channel == CHAT;
    if days.is_holiday(day) {
        return if is_staffed { 0.0 } else { 0.55 };
    }
    // What could not be asked on a holiday is asked on the next working day.
    let before = (1..=4)
        .take_while(|back| day >= *back && !days.is_working(day - back))
        .any(|back| days.is_holiday(day - back) && days.weekday(day - back) < 5);
    week[days.weekday(day)] * if before && days.is_working(day) { 1.25 } else { 1.0 }
}

/// How much a season asks of a topic; about 1 over a year.
fn season(of: Season, days: &Days, day: usize) -> f64 {
    let date = days.date(day);
    let month = date.month();
    let holiday_month = if month == 7 { 0.93 } else { 1.0 };
    let own = match of {
        Season::Even => 1.0,
        Season::WinterInvoices => match month {
            1 | 2 => 1.14,
            3 => 1.06,
            6..=8 => 0.93,
            _ => 0.98,
        },
        Season::WinterOutages => match month {
            12 | 1 | 2 => 1.24,
            10 | 11 => 1.10,
            _ => 0.89,
        },
        Season::SummerMoves => match month {
            8 => 1.32,
            6 | 7 => 1.14,
            5 | 9 => 1.05,
            _ => 0.91,
        },
    };
    own * holiday_month
}

/// The second of the day at which a contact comes in.
pub(crate) fn time_of_day(chance: &mut Chance, channel: usize) -> i64 {
    let (first, hours): (i64, &[f64]) = match channel {
        PHONE => (8, &[1.05, 1.4, 1.35, 1.1, 0.9, 1.05, 1.0, 0.85, 0.55]),
        CHAT => (8, &[0.8, 1.1, 1.15, 1.05, 0.95, 1.0, 1.0, 0.95, 0.9, 0.75, 0.75, 0.6]),
        SMS => (6, &[0.3, 0.6, 1.0, 1.2, 1.2, 1.1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.8, 0.7, 0.5, 0.3]),
        _ => (6, &[0.35, 0.6, 0.9, 1.1, 1.15, 1.1, 1.0, 1.0, 1.0, 1.0, 0.95, 0.9, 0.9, 0.9, 0.95, 0.8, 0.5, 0.25]),
    };
    let hour = first + chance.weighted(hours) as i64;
    hour * HOUR + (chance.unit() * HOUR as f64) as i64
}

/// When a channel is answered by people, as hours of a working day.
pub(crate) fn opening_hours(channel: usize) -> Option<(i64, i64)> {
    match channel {
        PHONE => Some((8, 17)),
        CHAT => Some((8, 20)),
        _ => None,
    }
}
