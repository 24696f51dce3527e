//! The settings of the made-up organisation.

use std::fmt::Write as _;

use crate::Plan;

/// Answered within two minutes is what the made-up service promises, on the phone and in chat.
const PROMISE_S: u32 = 120;

const FIXED: &str = r#"# Settings of the made-up service; every one has a default.
name = "Pohjoisen Energia"
language = "fi"
time_zone = "Europe/Helsinki"
holidays = "FI"

[calendars.default]
mon = ["08:00-16:00"]
tue = ["08:00-16:00"]
wed = ["08:00-16:00"]
thu = ["08:00-16:00"]
fri = ["08:00-16:00"]

[calendars.phone]
mon = ["08:00-17:00"]
tue = ["08:00-17:00"]
wed = ["08:00-17:00"]
thu = ["08:00-17:00"]
fri = ["08:00-17:00"]

[calendars.chat]
mon = ["08:00-20:00"]
tue = ["08:00-20:00"]
wed = ["08:00-20:00"]
thu = ["08:00-20:00"]
fri = ["08:00-20:00"]

[calendar_of]
"channel:phone" = "phone"
"channel:chat" = "chat"
"#;

/// `workspace.toml` of the organisation: its name, opening hours, targets, and the answering promise of its service levels.
pub fn settings_toml(plan: &Plan) -> String {
    let mut text = String::from(FIXED);
    text.push_str("\n# Shares as 0–1.\n[targets]\n");
    for (metric, target) in &plan.targets {
        let _ = writeln!(text, "{metric} = {target}");
    }
    text.push_str("\n# Phone and chat promise an answer within two minutes.\n");
    for variant in 1..=6 {
        let _ = write!(text, "[parameters.service_level_v{variant}]\nthreshold_s = {PROMISE_S}\n");
    }
    let _ = write!(text, "\n# Made up with seed {}: {} weeks until {}.\n", plan.seed, plan.weeks, plan.until);
    text
}

#[cfg(test)]
mod tests {
    use luotsi_core::calendar::Calendars;
    use luotsi_core::settings::Settings;

    use super::*;

    #[test]
    fn the_settings_are_read_and_name_the_service() {
        let plan = Plan::demo(1, 65, jiff::civil::Date::constant(2026, 6, 10));
        let settings = Settings::read(&settings_toml(&plan)).expect("settings");
        assert_eq!(settings.name, "Pohjoisen Energia");
        let calendars = Calendars::new(&settings).expect("calendars");
        assert_eq!(calendars.name_for(Some("chat"), Some("Laskutus")), "chat");
        assert_eq!(calendars.name_for(Some("email"), None), "default");
    }
}
