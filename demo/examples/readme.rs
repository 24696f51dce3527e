//! Prints the table of what is planted, as README.md holds it.

fn main() {
    let plan = luotsi_demo::Plan::demo(1, 65, jiff::civil::Date::constant(2026, 6, 10));
    for planted in &plan.planted {
        let told = planted.described();
        let shown_by: Vec<String> = told.shown_by.iter().map(|metric| format!("`{metric}`")).collect();
        let shown_by = if shown_by.is_empty() { "comments".to_owned() } else { shown_by.join(", ") };
        println!("| {} | {} | {} | {} | {} | {} |", told.kind, told.scope, told.when, told.size, told.story, shown_by);
    }
}
