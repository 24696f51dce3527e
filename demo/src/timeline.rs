//! What happened around the service: releases, letters, an outage, holidays.

use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::days::HOUR;
use crate::planted::Truth;
use crate::table::Table;

struct Happening {
    day: usize,
    until: Option<usize>,
    title: String,
    kind: &'static str,
    channel: &'static str,
    team: &'static str,
    topic: &'static str,
}

fn happening(day: usize, title: &str, kind: &'static str) -> Happening {
    Happening { day, until: None, title: title.to_owned(), kind, channel: "", team: "", topic: "" }
}

/// Writes `timeline.csv`: what belongs to the planted truths, and what has nothing to do with them.
pub(crate) fn write(folder: &Path, world: &World) -> io::Result<PathBuf> {
    let days = &world.days;
    let mut happenings: Vec<Happening> = holidays(world);
    for truth in &world.plan.planted {
        let day = days.index(truth.from).min(days.count - 1);
        let is_of = |dimension: &str, value: &str| truth.scope.values(dimension).iter().any(|known| known == value);
        match truth.kind {
            Truth::Resolution if is_of("topic", "Laskun sisältö") => {
                happenings.push(Happening { team: "Laskutus", ..happening(day, "Uudet laskupohjat", "letter") });
            }
            Truth::Waiting if is_of("channel", "chat") => {
                happenings.push(Happening { channel: "chat", ..happening(day, "Chatin iltavuoro alkaa", "staffing") });
            }
            Truth::Volume => {
                let until = truth.until.map(|until| days.index(until));
                happenings.push(Happening { until, ..happening(day, "Laaja verkkohäiriö", "outage") });
            }
            Truth::Theme => happenings.push(happening(day, "OmaEnergia-sovelluksen uusi versio", "release")),
            Truth::Quality => happenings.push(Happening { team: "Tekninen tuki", ..happening(day, "Vianhakuvalmennus", "staffing") }),
            _ => {}
        }
    }
    // Ordinary life, which changed nothing.
    let part = |share: f64| days.part(share);
    happenings.push(Happening { topic: "Hintamuutos", ..happening(part(0.18), "Hintakirje sähkön hinnasta", "price") });
    happenings.push(Happening { until: Some(part(0.32)), ..happening(part(0.28), "Kampanja: valokuitu", "campaign") });
    happenings.push(Happening { channel: "self_service", ..happening(part(0.44), "Oma-palvelun päivitys", "release") });
    happenings.push(happening(part(0.50), "Tietojärjestelmän vaihto talouspuolella", "release"));
    happenings.push(Happening { until: Some(part(0.86)), ..happening(part(0.83), "Kampanja: pörssisähkö", "campaign") });
    // A truth may be older than the records.
    happenings.retain(|happening| happening.day >= days.start);
    happenings.sort_by_key(|happening| happening.day);

    let columns = ["event_id", "at", "until", "title", "kind", "channel", "team", "topic"];
    let mut table = Table::create(folder, Kind::Timeline, &columns)?;
    for (index, happening) in happenings.iter().enumerate() {
        let is_holiday = happening.kind == "holiday";
        table.text(&format!("T{:03}", index + 1))?;
        table.moment(days, Some(days.at(happening.day, if is_holiday { 0 } else { 8 * HOUR })))?;
        table.moment(days, happening.until.map(|until| days.at(until, 20 * HOUR).min(days.end)))?;
        table.text(&happening.title)?;
        table.text(happening.kind)?;
        table.text(happening.channel)?;
        table.text(happening.team)?;
        table.text(happening.topic)?;
        table.end()?;
    }
    table.close()
}

/// The holidays that close the service for more than a day.
fn holidays(world: &World) -> Vec<Happening> {
    let days = &world.days;
    let mut found = Vec::new();
    for day in days.start..days.count {
        let date = days.date(day);
        let title = match luotsi_core::calendar::holidays("FI", date.year())
            .into_iter()
            .find(|holiday| holiday.date == date)
            .map(|holiday| holiday.name)
        {
            Some("good_friday") => "Pääsiäinen",
            Some("midsummer_eve") => "Juhannus",
            Some("christmas_eve") => "Joulu",
            _ => continue,
        };
        let last = (day..days.count).take_while(|ahead| !days.is_working(*ahead)).last();
        found.push(Happening { until: last, ..happening(day, title, "holiday") });
    }
    found
}
