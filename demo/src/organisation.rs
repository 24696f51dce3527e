//! What “Pohjoisen Energia” is made of: its teams, channels, topics and kinds of customers.

/// A team of the service.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) name: &'static str,
    /// People who handle contacts; each team has a team lead besides.
    pub(crate) agents: usize,
}

pub(crate) const TEAMS: [Team; 6] = [
    Team { name: "Laskutus", agents: 9 },
    Team { name: "Sopimukset", agents: 7 },
    Team { name: "Vianselvitys", agents: 8 },
    Team { name: "Muutot", agents: 5 },
    Team { name: "Tekninen tuki", agents: 8 },
    Team { name: "Yrityspalvelu", agents: 4 },
];

pub(crate) const CHANNELS: [&str; 5] = ["phone", "email", "chat", "sms", "self_service"];
pub(crate) const PHONE: usize = 0;
pub(crate) const EMAIL: usize = 1;
pub(crate) const CHAT: usize = 2;
pub(crate) const SMS: usize = 3;
pub(crate) const SELF_SERVICE: usize = 4;

pub(crate) const REGIONS: [&str; 5] = ["Lappi", "Pohjois-Pohjanmaa", "Kainuu", "Keski-Pohjanmaa", "Pohjanmaa"];
pub(crate) const REGION_SHARES: [f64; 5] = [0.24, 0.38, 0.12, 0.11, 0.15];
pub(crate) const SEGMENTS: [&str; 2] = ["kuluttaja", "yritys"];
pub(crate) const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];
pub(crate) const FINNISH: usize = 0;
pub(crate) const SWEDISH: usize = 1;
pub(crate) const PRODUCTS: [&str; 4] = ["sähkö", "kaukolämpö", "laajakaista", "televisio"];

/// When in the year a topic is asked about more than usual.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Season {
    Even,
    /// January and February: the year's largest invoices.
    WinterInvoices,
    /// December to February, and the storms of autumn.
    WinterOutages,
    /// June to August, most at its end.
    SummerMoves,
}

/// What contacts are about.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    /// Index of the team that serves it.
    pub(crate) team: usize,
    /// Share of new matters, relative to the other topics.
    pub(crate) weight: f64,
    /// Median handling of a call, in seconds.
    pub(crate) handle_s: f64,
    /// Share of contacts after which the matter is really solved.
    pub(crate) solved: f64,
    /// Share of contacts that are passed on.
    pub(crate) transferred: f64,
    pub(crate) season: Season,
    /// Relative weights of the products.
    pub(crate) products: [f64; 4],
}

const fn topic(name: &'static str, team: usize, weight: f64, handle_s: f64, solved: f64) -> Topic {
    Topic { name, team, weight, handle_s, solved, transferred: 0.10, season: Season::Even, products: [0.5, 0.1, 0.3, 0.1] }
}

impl Topic {
    const fn of(self, products: [f64; 4]) -> Self {
        Self { products, ..self }
    }

    const fn in_season(self, season: Season) -> Self {
        Self { season, ..self }
    }

    const fn passed_on(self, transferred: f64) -> Self {
        Self { transferred, ..self }
    }
}

pub(crate) const TOPICS: [Topic; 19] = [
    topic("Laskun sisältö", 0, 11.0, 395.0, 0.695).of([0.55, 0.12, 0.25, 0.08]).in_season(Season::WinterInvoices),
    topic("Maksujärjestely", 0, 5.5, 420.0, 0.715).of([0.6, 0.1, 0.22, 0.08]).passed_on(0.08),
    topic("Hyvitys", 0, 3.0, 450.0, 0.69).of([0.4, 0.1, 0.4, 0.1]).passed_on(0.16),
    topic("E-lasku", 0, 3.0, 260.0, 0.80).passed_on(0.05),
    topic("Sopimuksen teko", 1, 7.0, 480.0, 0.76).of([0.5, 0.05, 0.3, 0.15]),
    topic("Hintamuutos", 1, 4.5, 400.0, 0.75).of([0.7, 0.15, 0.1, 0.05]),
    topic("Irtisanominen", 1, 4.0, 390.0, 0.77).of([0.35, 0.02, 0.4, 0.23]),
    topic("Sähkökatko", 2, 6.0, 300.0, 0.75).of([1.0, 0.0, 0.0, 0.0]).in_season(Season::WinterOutages),
    topic("Nettiyhteys poikki", 2, 8.0, 520.0, 0.68).of([0.0, 0.0, 0.85, 0.15]).passed_on(0.15),
    topic("Mittarivika", 2, 2.0, 430.0, 0.64).of([0.8, 0.2, 0.0, 0.0]).passed_on(0.20),
    topic("Muuttoilmoitus", 3, 7.5, 380.0, 0.80).of([0.6, 0.02, 0.3, 0.08]).in_season(Season::SummerMoves).passed_on(0.06),
    topic("Liittymän siirto", 3, 4.0, 470.0, 0.70).of([0.15, 0.0, 0.7, 0.15]).in_season(Season::SummerMoves).passed_on(0.13),
    topic("Reitittimen asennus", 4, 5.0, 560.0, 0.74).of([0.0, 0.0, 1.0, 0.0]),
    topic("Hidas netti", 4, 6.0, 540.0, 0.67).of([0.0, 0.0, 1.0, 0.0]).passed_on(0.13),
    topic("Sovellus ja kirjautuminen", 4, 4.0, 310.0, 0.78).passed_on(0.08),
    topic("Televisiopalvelu", 4, 3.0, 430.0, 0.74).of([0.0, 0.0, 0.0, 1.0]),
    topic("Yrityssopimus", 5, 3.0, 560.0, 0.74).of([0.6, 0.15, 0.25, 0.0]),
    topic("Yrityslaskutus", 5, 3.0, 460.0, 0.73).of([0.6, 0.2, 0.2, 0.0]),
    topic("Yrityksen yhteysvika", 5, 2.0, 540.0, 0.69).of([0.1, 0.0, 0.9, 0.0]).passed_on(0.14),
];

/// Team whose customers are companies only.
pub(crate) const COMPANY_TEAM: usize = 5;
/// Topic of logging in.
pub(crate) const APP_TOPIC: usize = 14;

/// Shares of channels in new matters of a team.
pub(crate) fn channel_shares(team: usize) -> [f64; 5] {
    match TEAMS[team].name {
        "Laskutus" => [0.42, 0.18, 0.17, 0.05, 0.18],
        "Sopimukset" => [0.43, 0.17, 0.17, 0.04, 0.19],
        "Vianselvitys" => [0.46, 0.07, 0.16, 0.15, 0.16],
        "Muutot" => [0.27, 0.32, 0.12, 0.03, 0.26],
        "Tekninen tuki" => [0.41, 0.13, 0.25, 0.07, 0.14],
        _ => [0.48, 0.38, 0.06, 0.03, 0.05],
    }
}

/// Index of the name in a list of names.
pub(crate) fn position<'a>(mut names: impl Iterator<Item = &'a str>, name: &str) -> Option<usize> {
    names.position(|known| known == name)
}
