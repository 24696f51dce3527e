#![doc = include_str!("../../docs/spc-dialects.md")]

use super::judged::Flag;
use super::request::SubgroupSigma;

/// Which points a rule colours when it fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The points that the rule counts.
    Members,
    /// All points of the window, also those that were not counted.
    Window,
    /// Only the point that completes the pattern.
    End,
}

/// Which points a zone rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// All points beyond the zone's inner border.
    Beyond,
    /// Only points between the inner border and the outer limit.
    BeyondButInside,
}

/// Whether the other points of a window must be on the same side of the centre too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Only the counted points need to be on one side.
    Counted,
    /// All points of the window must be on one side.
    Window,
}

/// What a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Test {
    /// A point strictly beyond the outer limits.
    Outside,
    /// This many points in a row strictly on one side of the centre.
    Run {
        /// Points in the run.
        points: usize,
    },
    /// This many points in a row, each strictly above (or below) the one before.
    Trend {
        /// Points in the trend, its first included.
        points: usize,
    },
    /// At least `hits` points of `window` in a row in a zone on one side.
    InZone {
        /// Points that must be in the zone.
        hits: usize,
        /// Points in a row that are looked at.
        window: usize,
        /// Inner border of the zone: 1 or 2 sigma from the centre.
        sigmas: u8,
        /// Which points count.
        zone: Zone,
        /// What is asked of the other points.
        side: Side,
    },
    /// This many points in a row going up and down by turns.
    Alternating {
        /// Points in the pattern.
        points: usize,
    },
    /// This many points in a row within one sigma.
    Within {
        /// Points in the pattern.
        points: usize,
    },
    /// This many points in a row beyond one sigma, on both sides.
    Avoiding {
        /// Points in the pattern.
        points: usize,
    },
}

/// One rule of a dialect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The name under which it is reported.
    pub flag: Flag,
    /// What it looks for.
    pub test: Test,
    /// Which points it colours.
    pub mark: Mark,
}

/// What is shown when signals of both directions meet in one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The first rule in the dialect's order.
    FirstRule,
    /// The improvement.
    Improvement,
}

/// The runs analysis that goes with a dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunsMethod {
    /// Longest run above `round(log2 n) + 3` or crossings below the 5 % binomial quantile (Anhøj & Olesen 2014).
    Anhoej,
    /// The best box (Anhøj & Wentzel-Larsen 2020).
    BestBox,
    /// The cut box (the same paper).
    CutBox,
}

/// What is drawn as the centre of a chart of cases between rare events, which are far from symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RareEventCentre {
    /// The mean (qcc).
    Mean,
    /// The median (qicharts2): half of the points lie on each side, so that runs can be counted.
    Median,
}

/// How the tool that a dialect comes from computes limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conventions {
    /// Three sigma of individual values in mean moving ranges: 2.66 (Shewhart, Wheeler) or exactly 3/1.128.
    pub individuals_factor: f64,
    /// Whether moving ranges ≥ 3.267 times their mean are dropped once (Nelson 1982).
    pub screens: bool,
    /// Spread inside subgroups.
    pub subgroup_sigma: SubgroupSigma,
    /// Whether the two neighbours of an excluded point form a moving range; otherwise that range is dropped.
    pub bridges_excluded: bool,
    /// Centre of the chart of cases between rare events.
    pub rare_event_centre: RareEventCentre,
    /// Baseline points from which on limits are firm.
    pub firm_from_points: usize,
}

/// A set of rules with its version and source.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialect {
    /// The name used in files and on the command line.
    pub id: &'static str,
    /// Other names that are accepted.
    pub aliases: &'static [&'static str],
    /// Who uses it.
    pub name: &'static str,
    /// Version or year.
    pub version: &'static str,
    /// Where the rules are written down.
    pub source: &'static str,
    /// Mean number of points between false signals when nothing changes (known parameters, independent normal
    /// values; own simulation, 60,000 runs); `None` where it is a property of the whole chart instead.
    pub arl0: Option<f64>,
    /// The rules in order of precedence.
    pub rules: &'static [Rule],
    /// The runs analysis.
    pub runs: RunsMethod,
    /// Whether a runs-analysis signal belongs to the dialect's verdict.
    pub judges_runs: bool,
    /// Whether a point carries only the first rule that fires.
    pub first_match_wins: bool,
    /// What is shown when improvement and concern meet.
    pub conflict: Conflict,
    /// How limits are computed.
    pub conventions: Conventions,
}

const NHS_CONVENTIONS: Conventions = Conventions {
    individuals_factor: 2.66,
    screens: true,
    subgroup_sigma: SubgroupSigma::MeanSd,
    bridges_excluded: false,
    rare_event_centre: RareEventCentre::Median,
    firm_from_points: 12,
};

const QICHARTS2_CONVENTIONS: Conventions = Conventions {
    individuals_factor: 3.0 / 1.128,
    screens: true,
    subgroup_sigma: SubgroupSigma::MeanSd,
    bridges_excluded: true,
    rare_event_centre: RareEventCentre::Median,
    firm_from_points: 12,
};

const QCC_CONVENTIONS: Conventions = Conventions {
    individuals_factor: 3.0 / 1.128,
    screens: false,
    subgroup_sigma: SubgroupSigma::QccDefault,
    bridges_excluded: false,
    rare_event_centre: RareEventCentre::Mean,
    firm_from_points: 20,
};

const OUTSIDE: Rule = Rule { flag: Flag::Outside, test: Test::Outside, mark: Mark::Members };

/// NHSRplotthedots 0.2.2.
pub const NHSR_0_2_2: Dialect = Dialect {
    id: "nhsr-0.2.2",
    aliases: &["nhsr"],
    name: "NHS England, Making Data Count (R package)",
    version: "0.2.2",
    source: "NHSRplotthedots 0.2.2, ptd_calculate_point_type and ptd_spc_standard",
    arl0: Some(86.4),
    rules: &[
        OUTSIDE,
        Rule { flag: Flag::Trend, test: Test::Trend { points: 7 }, mark: Mark::Members },
        Rule {
            flag: Flag::TwoOfThree,
            test: Test::InZone { hits: 2, window: 3, sigmas: 2, zone: Zone::BeyondButInside, side: Side::Window },
            mark: Mark::Members,
        },
        Rule { flag: Flag::Shift, test: Test::Run { points: 7 }, mark: Mark::Members },
    ],
    runs: RunsMethod::Anhoej,
    judges_runs: false,
    first_match_wins: true,
    conflict: Conflict::FirstRule,
    conventions: NHS_CONVENTIONS,
};

/// Making Data Count's rule text of November 2023.
pub const MDC_2023: Dialect = Dialect {
    id: "mdc-2023",
    aliases: &["mdc"],
    name: "NHS England, Making Data Count (2023)",
    version: "2023-11",
    source: "Making Data Count, change of November 2023: every point beyond two sigma counts (NHSRplotthedots issue 194)",
    arl0: None,
    rules: &[
        OUTSIDE,
        Rule { flag: Flag::Trend, test: Test::Trend { points: 7 }, mark: Mark::Members },
        Rule {
            flag: Flag::TwoOfThree,
            test: Test::InZone { hits: 2, window: 3, sigmas: 2, zone: Zone::Beyond, side: Side::Window },
            mark: Mark::Members,
        },
        Rule { flag: Flag::Shift, test: Test::Run { points: 7 }, mark: Mark::Members },
    ],
    runs: RunsMethod::Anhoej,
    judges_runs: false,
    first_match_wins: true,
    conflict: Conflict::Improvement,
    conventions: Conventions { screens: false, firm_from_points: 13, ..NHS_CONVENTIONS },
};

const WE_TWO_OF_THREE: Rule = Rule {
    flag: Flag::TwoOfThree,
    test: Test::InZone { hits: 2, window: 3, sigmas: 2, zone: Zone::Beyond, side: Side::Counted },
    mark: Mark::End,
};

const WE_FOUR_OF_FIVE: Rule = Rule {
    flag: Flag::FourOfFive,
    test: Test::InZone { hits: 4, window: 5, sigmas: 1, zone: Zone::Beyond, side: Side::Counted },
    mark: Mark::End,
};

/// Western Electric's four zone rules; the point that completes a pattern is flagged.
pub const WESTERN_ELECTRIC_1956: Dialect = Dialect {
    id: "western-electric",
    aliases: &["western-electric-1956", "we"],
    name: "Western Electric",
    version: "1956",
    source: "Western Electric, Statistical Quality Control Handbook, 1956; as in qcc 3.0",
    arl0: Some(91.8),
    rules: &[OUTSIDE, WE_TWO_OF_THREE, WE_FOUR_OF_FIVE, Rule { flag: Flag::Shift, test: Test::Run { points: 8 }, mark: Mark::End }],
    runs: RunsMethod::Anhoej,
    judges_runs: false,
    first_match_wins: false,
    conflict: Conflict::FirstRule,
    conventions: QCC_CONVENTIONS,
};

/// Nelson's eight tests; the point that completes a pattern is flagged.
pub const NELSON_1984: Dialect = Dialect {
    id: "nelson",
    aliases: &["nelson-1984"],
    name: "Nelson",
    version: "1984",
    source: "Nelson, Journal of Quality Technology 16(4), 1984; as in qcc 3.0",
    arl0: Some(73.9),
    rules: &[
        OUTSIDE,
        Rule { flag: Flag::Shift, test: Test::Run { points: 9 }, mark: Mark::End },
        Rule { flag: Flag::Trend, test: Test::Trend { points: 6 }, mark: Mark::End },
        Rule { flag: Flag::Alternating, test: Test::Alternating { points: 14 }, mark: Mark::End },
        WE_TWO_OF_THREE,
        WE_FOUR_OF_FIVE,
        Rule { flag: Flag::Stratification, test: Test::Within { points: 15 }, mark: Mark::End },
        Rule { flag: Flag::Mixture, test: Test::Avoiding { points: 8 }, mark: Mark::End },
    ],
    runs: RunsMethod::Anhoej,
    judges_runs: false,
    first_match_wins: false,
    conflict: Conflict::FirstRule,
    conventions: QCC_CONVENTIONS,
};

/// Anhøj's runs analysis with the outer limits, as in qicharts2.
pub const ANHOEJ_2014: Dialect = Dialect {
    id: "anhoej",
    aliases: &["anhoej-2014", "anhøj"],
    name: "Anhøj",
    version: "2014",
    source: "Anhøj & Olesen, PLoS ONE 9(11):e113825, 2014; as in qicharts2 0.8.1",
    arl0: None,
    rules: &[OUTSIDE],
    runs: RunsMethod::Anhoej,
    judges_runs: true,
    first_match_wins: false,
    conflict: Conflict::FirstRule,
    conventions: QICHARTS2_CONVENTIONS,
};

/// Anhøj's runs analysis by the best box.
pub const ANHOEJ_BESTBOX: Dialect = Dialect {
    id: "anhoej-bestbox",
    aliases: &[],
    version: "2020",
    source: "Anhøj & Wentzel-Larsen, 2020 (PMC7272012); as in qicharts2 0.8.1",
    runs: RunsMethod::BestBox,
    ..ANHOEJ_2014
};

/// Anhøj's runs analysis by the cut box.
pub const ANHOEJ_CUTBOX: Dialect = Dialect {
    id: "anhoej-cutbox",
    aliases: &[],
    version: "2020",
    source: "Anhøj & Wentzel-Larsen, 2020 (PMC7272012); as in qicharts2 0.8.1",
    runs: RunsMethod::CutBox,
    ..ANHOEJ_2014
};

/// The defaults of the Power BI visual when all rules are on.
pub const POWERBI_1_8: Dialect = Dialect {
    id: "powerbi-1.8",
    aliases: &["powerbi"],
    name: "PowerBI-SPC",
    version: "1.8",
    source: "PowerBI-SPC 1.8, outlier flagging with its default settings, all rules on",
    arl0: Some(42.3),
    rules: &[
        OUTSIDE,
        Rule { flag: Flag::Shift, test: Test::Run { points: 7 }, mark: Mark::Members },
        Rule { flag: Flag::Trend, test: Test::Trend { points: 5 }, mark: Mark::Members },
        Rule {
            flag: Flag::TwoOfThree,
            test: Test::InZone { hits: 2, window: 3, sigmas: 2, zone: Zone::Beyond, side: Side::Counted },
            mark: Mark::Members,
        },
    ],
    runs: RunsMethod::Anhoej,
    judges_runs: false,
    first_match_wins: false,
    conflict: Conflict::FirstRule,
    conventions: Conventions { bridges_excluded: true, ..NHS_CONVENTIONS },
};

/// All dialects that ship.
pub const ALL: [&Dialect; 8] =
    [&NHSR_0_2_2, &MDC_2023, &WESTERN_ELECTRIC_1956, &NELSON_1984, &ANHOEJ_2014, &ANHOEJ_BESTBOX, &ANHOEJ_CUTBOX, &POWERBI_1_8];

/// The dialect of that id or alias.
pub fn by_id(id: &str) -> Option<&'static Dialect> {
    ALL.into_iter().find(|dialect| dialect.id == id || dialect.aliases.contains(&id))
}
