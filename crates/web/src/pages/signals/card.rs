//! One signal in words: what happened, where, since when; how large it is, how sure, what explains it, and what to do next.

use luotsi_core::ask::Part;
use luotsi_core::catalogue::{Better, Metric, Statistic};
use luotsi_core::judge::Course;
use luotsi_core::records::Kind as RecordKind;
use luotsi_core::rules::Reactions;
use luotsi_core::scope::Scope;
use luotsi_core::signals::impact::{Amount, Impact, What};
use luotsi_core::signals::life::{Ending, Stage};
use luotsi_core::signals::picture::{Picture, PicturePoint};
use luotsi_core::signals::{FALSE_SHARE, Kind, LEAVERS, Signal};
use luotsi_core::situation::View;
use luotsi_state::signals::Kept;

use super::super::metric::{records_address, why_address};
use super::super::situation::{effect_words, scope_words};
use super::super::{Link, chart_data, href};
use crate::App;
use crate::charts::{Mark, Palette, Point, Shape, Sparkline, Tone, mark_icon, sparkline};
use crate::format;
use crate::i18n::{Text, rich, strong};
use crate::reader::Reader;
use crate::words;

/// A signal as pages show it.
pub(super) struct Card {
    pub(super) href: String,
    pub(super) class: &'static str,
    pub(super) icon: String,
    pub(super) title: String,
    /// Where, and since when.
    pub(super) place: String,
    /// How much, in a line of safe HTML.
    pub(super) short: String,
    /// What to do next, in a line.
    pub(super) next: Link,
    /// Is it new, fading, over?
    pub(super) note: Option<String>,
    /// Levels and change, as safe HTML.
    pub(super) says: String,
    pub(super) chart: String,
    /// Label and safe HTML.
    pub(super) facts: Vec<(&'static str, String)>,
    /// Metrics that moved along, each once.
    pub(super) also: Vec<Also>,
    /// The same metrics in further places.
    pub(super) also_elsewhere: Vec<Also>,
    pub(super) steps: Vec<Step>,
    pub(super) chart_link: Link,
}

/// A metric that moved along.
pub(super) struct Also {
    pub(super) icon: String,
    pub(super) link: Link,
    pub(super) says: String,
}

/// A step of the reaction guide.
pub(super) struct Step {
    pub(super) says: &'static str,
    pub(super) link: Option<Link>,
}

/// Who writes for whom.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) app: &'a App,
    pub(super) reader: &'a Reader,
    pub(super) this_year: i16,
}

impl Writer<'_> {
    fn text(&self) -> Text {
        self.reader.text()
    }

    /// A signal in words. `None` when the catalogue does not know its metric (any more).
    pub(super) fn card(&self, kept: &Kept) -> Option<Card> {
        let text = self.text();
        let signal = &kept.life.signal;
        let metric = self.app.catalogue.get(&signal.metric)?;
        let view = view(&signal.scope);
        let chart_link = Link {
            name: text.signals_open_chart().to_owned(),
            href: href(self.reader, &format!("/metric/{}", metric.id), &view.to_query()),
        };
        let path = path(&kept.life.id);
        let (also, also_elsewhere) = self.also(signal);
        Some(Card {
            href: href(self.reader, &path, ""),
            class: tone_class(signal.better),
            icon: mark_icon(mark(signal)),
            title: self.title(metric, signal),
            place: self.place(signal),
            short: self.short(metric, kept),
            next: self.next(metric, kept),
            note: self.note(signal, &kept.life.stage),
            says: self.says(metric, signal),
            chart: kept.picture.as_ref().map(|picture| small_chart(metric, signal, picture)).unwrap_or_default(),
            facts: self.facts(metric, kept),
            also,
            also_elsewhere,
            steps: self.steps(metric, kept, &chart_link),
            chart_link,
        })
    }

    /// What happened, in a few words.
    pub(super) fn title(&self, metric: &Metric, signal: &Signal) -> String {
        let text = self.text();
        if let Some(conflict) = &signal.conflict {
            return conflict.rule.texts(text.language().code()).name.clone();
        }
        if let Some(finding) = &signal.finding {
            return crate::measuring::title(text, &finding.what).to_owned();
        }
        let name = &words::metric(metric, text.language()).name;
        match signal.kind {
            Kind::Target => return text.signals_title_target(name),
            Kind::People => return people_title(text, &signal.metric).to_owned(),
            Kind::Benchmark => {
                let is_own = signal.benchmark.as_ref().is_some_and(|comparison| comparison.own_best.is_some());
                return if is_own { text.signals_title_benchmark_own(name) } else { text.signals_title_benchmark_other(name) };
            }
            _ => {}
        }
        text.situation_card_title(chart_data::direction(&signal.change), name)
    }

    fn place(&self, signal: &Signal) -> String {
        let text = self.text();
        let place = format::capitalised(&scope_words(text, &view(&signal.scope)));
        if matches!(signal.change.course, Course::Spike { .. }) {
            return text.signals_place_spike(&place, &crate::signals::when(text, &signal.change));
        }
        text.signals_place(&place, &chart_data::since(text, &signal.change, self.this_year), &chart_data::within(text, &signal.change))
    }

    fn note(&self, signal: &Signal, stage: &Stage) -> Option<String> {
        let text = self.text();
        match stage {
            Stage::Open => None,
            Stage::Fading { .. } => Some(text.signals_fading().to_owned()),
            Stage::Closed { ending, .. } => Some(ending_words(text, signal, ending).to_owned()),
        }
    }

    /// How much, so that it is seen without opening the card.
    fn short(&self, metric: &Metric, kept: &Kept) -> String {
        let text = self.text();
        let signal = &kept.life.signal;
        let change = &signal.change;
        let level = |number: f64| strong(&format::value(text, metric.unit, number));
        if let Some(conflict) = &signal.conflict {
            // Two of its parts contradict each other; the rest stands on the opened card.
            let parts = conflict.parts.iter().take(2).map(|part| crate::signals::holds(text, &self.app.catalogue, part, self.this_year));
            return rich(&parts.collect::<Vec<_>>().join(" "));
        }
        if let Some(finding) = &signal.finding {
            return rich(&crate::measuring::sentence(text, &self.app.catalogue, finding, self.this_year));
        }
        // Levels beside another's figure or a usual number are no change since a day.
        if matches!(signal.kind, Kind::People | Kind::Benchmark) {
            return rich(&crate::signals::sentence(text, &self.app.catalogue, signal, self.this_year));
        }
        if let (Kind::Target, Some(against)) = (signal.kind, &signal.against) {
            let target = format::target(text, metric.unit, against.target);
            return rich(&text.signals_short_target(&strong(&crate::signals::chance(text, against)), &level(change.after), &target));
        }
        let size = kept.picture.as_ref().and_then(|picture| self.sizes(metric, signal, &picture.impact).into_iter().next());
        let levels = text.signals_short_levels(&level(change.after), &level(change.before));
        rich(&[Some(levels), size].into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// The first step after reading, by what kind of signal it is.
    fn next(&self, metric: &Metric, kept: &Kept) -> Link {
        let text = self.text();
        let signal = &kept.life.signal;
        let link = |name: &str, href: String| Link { name: name.to_owned(), href };
        let chart = || href(self.reader, &format!("/metric/{}", metric.id), &view(&signal.scope).to_query());
        let why = || why_address(self.reader, &metric.id, &view(&signal.scope), Some(signal.change.since.start));
        match (signal.kind, signal.better) {
            (Kind::Change, Some(false)) => link(text.signals_step_worse(), why()),
            (Kind::Change, Some(true)) => link(text.signals_step_better(), why()),
            (Kind::Change, None) => link(text.signals_step_changed(), why()),
            (Kind::Target, _) => link(text.signals_step_target(), chart()),
            (Kind::Benchmark, _) => link(text.signals_step_benchmark(), chart()),
            (Kind::People, _) => link(text.signals_step_people(), href(self.reader, &path(&kept.life.id), "")),
            (Kind::Conflict, _) => link(text.signals_step_conflict(), self.cases(metric, kept).unwrap_or_else(chart)),
            (Kind::Measurement, _) => {
                let check = signal.finding.as_ref().map(|finding| format!("#{}", finding.what.check().name())).unwrap_or_default();
                link(text.signals_step_measurement(), format!("{}{check}", href(self.reader, "/measuring", "")))
            }
        }
    }

    /// The records of the latest period behind a signal.
    fn cases(&self, metric: &Metric, kept: &Kept) -> Option<String> {
        let signal = &kept.life.signal;
        // Nobody opens the records of people who left.
        let period = kept.picture.as_ref().filter(|_| signal.kind != Kind::People).and_then(|picture| picture.latest)?;
        Some(records_address(self.reader, &metric.id, &view(&signal.scope), period, part(metric, signal)))
    }

    /// Levels and change; other kinds of signals say it in a sentence of their own.
    fn says(&self, metric: &Metric, signal: &Signal) -> String {
        let text = self.text();
        let whole_words = || crate::signals::sentence(text, &self.app.catalogue, signal, self.this_year);
        if let Some(conflict) = &signal.conflict {
            let parts = conflict.parts.iter().map(|part| crate::signals::holds(text, &self.app.catalogue, part, self.this_year));
            let means = conflict.rule.texts(text.language().code()).means.clone();
            return rich(&parts.chain([means]).collect::<Vec<_>>().join(" "));
        }
        if let Some(finding) = &signal.finding {
            return rich(&format!("{} {}", whole_words(), crate::measuring::meaning(text, &finding.what)));
        }
        if signal.kind != Kind::Change || !signal.change.course.is_of_level() {
            return rich(&whole_words());
        }
        let change = &signal.change;
        let level = |number: f64| strong(&format::value(text, metric.unit, number));
        let levels = text.signals_levels(&level(change.after), &level(change.before));
        let sentences = [Some(levels), effect_words(text, metric.unit, change), crate::signals::beside_target(text, metric, signal)];
        rich(&sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    fn facts(&self, metric: &Metric, kept: &Kept) -> Vec<(&'static str, String)> {
        let text = self.text();
        let signal = &kept.life.signal;
        let mut facts = Vec::new();
        // Of what contradicts itself, of people and of the measuring, nothing is counted in contacts; nor of what has passed or
        // varies, where "a week more than before" would be wrong.
        let is_counted = matches!(signal.kind, Kind::Change | Kind::Target) && signal.change.course.is_of_level();
        if let Some(picture) = kept.picture.as_ref().filter(|_| is_counted) {
            let sizes = self.sizes(metric, signal, &picture.impact);
            if !sizes.is_empty() {
                facts.push((text.signals_size(), rich(&sizes.join(" "))));
            }
        }
        facts.push((text.signals_certainty(), rich(&certainty(text, signal.q))));
        if let Some(cause) = self.cause(signal) {
            facts.push((text.signals_cause(), rich(&cause)));
        }
        facts
    }

    /// How large it is in what people count, the plainest first.
    fn sizes(&self, metric: &Metric, signal: &Signal, impact: &Impact) -> Vec<String> {
        let text = self.text();
        let language = text.language();
        let mut sentences = Vec::new();
        if let Some(moved) = impact.moved.filter(|moved| moved.of != What::Euros) {
            let way = way(signal.better, moved.amount.per_week);
            let number = strong(&about(text, moved.amount.per_week));
            let interval = interval(text, &moved.amount, rounded);
            sentences.push(match moved.of {
                What::Records => text.signals_size_records(&interval, kind_word(impact.records), &number, way),
                What::Contacts => text.signals_size_contacts(&interval, &number, more(moved.amount.per_week)),
                What::WorkHours => text.signals_size_work(&interval, &number, more(moved.amount.per_week)),
                What::WaitingHours | What::Euros => text.signals_size_waiting(&interval, &number, more(moved.amount.per_week)),
            });
        }
        if let Some(euros) = &impact.euros {
            let number = strong(&format::euros(language, round(euros.per_week.abs())));
            let interval = interval(text, euros, rounded);
            sentences.push(text.signals_size_euros(&interval, &number, more(euros.per_week)));
            if let Some(price) = impact.price {
                sentences.push(text.signals_size_price(&format::euros(language, price.contact_eur)));
            }
        }
        let concerned =
            impact.records_per_week.filter(|_| impact.moved.is_none() && !matches!(metric.measure.statistic, Statistic::Total { .. }));
        if let Some(n) = concerned {
            sentences.push(text.signals_size_concerned(kind_word(impact.records), &strong(&about(text, n))));
        }
        sentences
    }

    /// What part of the whole's change happened here; metrics that moved along are listed by themselves.
    fn cause(&self, signal: &Signal) -> Option<String> {
        let text = self.text();
        if signal.kind != Kind::Change {
            return None;
        }
        if signal.scope.is_whole() {
            return Some(text.signals_cause_whole().to_owned());
        }
        let records = format::percent(text.language(), signal.share_of_records, if signal.share_of_records < 0.1 { 1 } else { 0 });
        Some(match signal.share_of_change {
            Some(share) if share >= 0.95 => text.signals_cause_all(&records),
            Some(share) if share > 0.0 => text.signals_cause_share(&records, &strong(&format::percent(text.language(), share, 0))),
            _ => text.signals_cause_here(&records),
        })
    }

    /// Metrics that moved along: each where it is plainest, and apart from them where else.
    fn also(&self, signal: &Signal) -> (Vec<Also>, Vec<Also>) {
        let text = self.text();
        let one = |also: &luotsi_core::signals::Also| {
            let metric = self.app.catalogue.get(&also.metric)?;
            let shape = if also.change.effect >= 0.0 { Shape::Up } else { Shape::Down };
            let says = chart_data::change_sentence(text, metric.unit, &also.change, self.this_year);
            let place = if also.scope == signal.scope { String::new() } else { format!(" ({})", scope_words(text, &view(&also.scope))) };
            Some(Also {
                icon: mark_icon(Mark { tone: tone(also.better), shape }),
                link: Link {
                    name: words::metric(metric, text.language()).name.clone(),
                    href: href(self.reader, &format!("/metric/{}", metric.id), &view(&also.scope).to_query()),
                },
                says: format!("{says}{place}"),
            })
        };
        // What moved in the same place says more than what moved near it.
        let (here, elsewhere): (Vec<_>, Vec<_>) = signal.also.iter().partition(|also| also.scope == signal.scope);
        let mut seen: Vec<&str> = vec![&signal.metric];
        let (mut first, mut again) = (Vec::new(), Vec::new());
        for also in here.into_iter().chain(elsewhere) {
            if seen.contains(&also.metric.as_str()) {
                again.push(also);
            } else {
                seen.push(&also.metric);
                first.push(also);
            }
        }
        (first.into_iter().filter_map(one).collect(), again.into_iter().filter_map(one).collect())
    }

    /// The reaction guide of its kind: check the data, look at cases, talk with the team, decide.
    fn steps(&self, metric: &Metric, kept: &Kept, chart: &Link) -> Vec<Step> {
        let text = self.text();
        let signal = &kept.life.signal;
        let steps =
            Reactions::shipped().of_course(signal.kind.name(), signal.change.course.name(), signal.better).steps(text.language().code());
        let cases = self.cases(metric, kept).map(|href| Link { name: text.signals_open_cases().to_owned(), href });
        vec![
            Step { says: &steps.data, link: Some(Link { name: chart.name.clone(), href: chart.href.clone() }) },
            Step { says: &steps.cases, link: cases },
            Step { says: &steps.team, link: None },
            Step { says: &steps.decide, link: None },
        ]
    }
}

/// The address of a signal's page, below the language.
pub(in crate::pages) fn path(id: &str) -> String {
    format!("/signals/{id}")
}

fn view(scope: &Scope) -> View {
    View { scope: scope.clone(), ..View::default() }
}

fn tone(better: Option<bool>) -> Tone {
    match better {
        Some(true) => Tone::Improvement,
        Some(false) => Tone::Concern,
        None => Tone::Neutral,
    }
}

fn tone_class(better: Option<bool>) -> &'static str {
    match better {
        Some(true) => "is-improvement",
        Some(false) => "is-concern",
        None => "is-neutral",
    }
}

fn mark(signal: &Signal) -> Mark {
    Mark { tone: tone(signal.better), shape: if signal.change.effect >= 0.0 { Shape::Up } else { Shape::Down } }
}

/// The points of a signal's picture as charts draw them.
pub(super) fn points(signal: &Signal, picture: &Picture) -> Vec<Point> {
    // The picture's own rules may see the change another way: what carries colour is what the signal speaks of. A month of the wave in
    // which nobody left is none of it.
    let is_of_change = |point: &PicturePoint| {
        let is_covered = signal.change.covers(point.period);
        match signal.kind {
            Kind::Change => is_covered && point.is_complete,
            Kind::People if signal.metric == LEAVERS => is_covered && point.value.is_some_and(|left| left > 0.0),
            Kind::People => is_covered && point.is_complete,
            _ => false,
        }
    };
    picture
        .points
        .iter()
        .map(|point| Point {
            period: point.period,
            n: point.n,
            value: point.value,
            centre: point.centre,
            lower: point.lower,
            upper: point.upper,
            mark: is_of_change(point).then(|| mark(signal)),
            flags: Vec::new(),
            is_complete: point.is_complete,
            is_excluded: false,
            phase: point.phase,
        })
        .collect()
}

fn small_chart(metric: &Metric, signal: &Signal, picture: &Picture) -> String {
    let points = points(signal, picture);
    if points.iter().all(|point| point.value.is_none()) {
        return String::new();
    }
    sparkline(&Sparkline { points: &points, unit: metric.unit, domain: None, palette: Palette::Classes })
}

/// How sure it is, in words that need no statistics, with the figure behind it.
fn certainty(text: Text, q: f64) -> String {
    let figure = q_figure(text, q);
    if q > FALSE_SHARE {
        return text.signals_certainty_faint(&figure);
    }
    let false_ones = |of: f64| format::decimal(text.language(), (q * of).ceil().max(1.0), 0);
    if q <= 0.01 {
        text.signals_certainty_high(&false_ones(1_000.0), &figure)
    } else if q <= 0.05 {
        text.signals_certainty_good(&false_ones(100.0), &figure)
    } else {
        text.signals_certainty_fair(&false_ones(100.0), &figure)
    }
}

/// q with the digits that mean something; one that rounds to nothing is not said to be nothing.
pub(super) fn q_figure(text: Text, q: f64) -> String {
    const LEAST: f64 = 0.001;
    let figure = |q: f64| format::decimal(text.language(), q, if q < 0.01 { 3 } else { 2 });
    if q < LEAST { format!("<\u{a0}{}", figure(LEAST)) } else { figure(q) }
}

/// What wears people out, in a few words; that they go, where the figure is no load.
fn people_title(text: Text, metric: &str) -> &'static str {
    match metric {
        LEAVERS => text.signals_title_people(),
        "absence_share" => text.signals_title_load_absence(),
        "overtime_share" => text.signals_title_load_overtime(),
        "occupancy" => text.signals_title_load_occupancy(),
        _ => text.signals_title_load_contacts(),
    }
}

/// How a signal ended; some kinds and courses have words of their own for it.
pub(super) fn ending_words(text: Text, signal: &Signal, ending: &Ending) -> &'static str {
    let of_kind = |how: &str| text.named(&format!("signals-ended-{how}-{}", signal.kind.name()));
    match (ending, signal.change.course) {
        (Ending::Recovered | Ending::Settled | Ending::Faded, Course::Spike { .. }) => return text.signals_ended_spike(),
        (Ending::Recovered, Course::Spread) => return text.signals_ended_spread(),
        _ => {}
    }
    match ending {
        Ending::Recovered => of_kind("recovered").unwrap_or(text.signals_ended_recovered()),
        Ending::Settled => text.signals_ended_settled(),
        Ending::Faded => of_kind("faded").unwrap_or(text.signals_ended_faded()),
        Ending::Replaced => text.signals_ended_replaced(),
        Ending::ToldWith { .. } => text.signals_ended_told(),
        Ending::Withdrawn => text.signals_ended_withdrawn(),
    }
}

/// Records that went otherwise: for the worse, for the better, or just more or fewer of them.
fn way(better: Option<bool>, per_week: f64) -> &'static str {
    match better {
        Some(false) => "worse",
        Some(true) => "better",
        None => more(per_week),
    }
}

fn more(per_week: f64) -> &'static str {
    if per_week >= 0.0 { "more" } else { "fewer" }
}

fn kind_word(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Contacts => "contacts",
        RecordKind::Feedback => "feedback",
        RecordKind::Evaluations => "evaluations",
        _ => "records",
    }
}

/// Two digits that mean something: an estimate must not look like a count.
fn round(number: f64) -> f64 {
    if number.abs() < 1.0 {
        return number;
    }
    let step = 10_f64.powi((number.abs().log10().floor() as i32 - 1).max(0));
    (number / step).round() * step
}

fn rounded(text: Text, number: f64) -> String {
    let number = round(number);
    format::decimal(text.language(), number, if number.abs() < 10.0 && number.fract() != 0.0 { 1 } else { 0 })
}

fn about(text: Text, number: f64) -> String {
    rounded(text, number.abs())
}

/// Ends of the interval as sizes, smaller first; with their signs when it reaches over zero. Empty when they cannot be told.
fn interval(text: Text, amount: &Amount, write: impl Fn(Text, f64) -> String) -> String {
    let (Some(low), Some(high)) = (amount.low, amount.high) else { return String::new() };
    let (low, high) = if amount.per_week < 0.0 { (-high, -low) } else { (low, high) };
    format!(" ({}…{})", write(text, low), write(text, high))
}

/// The records worth opening: those that make the figure worse, or all where that means nothing.
fn part(metric: &Metric, signal: &Signal) -> Part {
    if !matches!(metric.measure.statistic, Statistic::Share { .. } | Statistic::Net { .. }) {
        return Part::Denominator;
    }
    match (metric.better, signal.better) {
        (Better::Up, Some(false)) | (Better::Down, Some(true)) => Part::Rest,
        (Better::Down, Some(false)) | (Better::Up, Some(true)) => Part::Numerator,
        _ => Part::Denominator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn an_estimate_has_two_digits() {
        for (number, expected) in [(0.34, "0,3"), (4.6, "5"), (41.3, "41"), (312.0, "310"), (12_345.0, "12\u{202f}000"), (-87.2, "−87")] {
            assert_eq!(rounded(Language::Fi.text(), number), expected);
        }
    }

    #[test]
    fn an_interval_is_told_as_sizes() {
        let text = Language::Fi.text();
        let amount = |per_week, low, high| Amount { per_week, low, high };
        assert_eq!(interval(text, &amount(-41.0, Some(-52.0), Some(-30.0)), rounded), " (30…52)");
        assert_eq!(interval(text, &amount(41.0, Some(-2.0), Some(84.0)), rounded), " (−2…84)");
        assert_eq!(interval(text, &amount(41.0, None, Some(84.0)), rounded), "");
    }

    #[test]
    fn certainty_needs_no_statistics_to_be_read() {
        let text = Language::En.text();
        assert!(certainty(text, 0.0004).contains("of a thousand signals this plain, at most 1 would be false"));
        assert!(certainty(text, 0.03).contains("0.03"));
        assert_ne!(certainty(text, 0.08), certainty(text, 0.2));
    }
}
