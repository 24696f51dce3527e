//! The lake as a whole, in one test binary: linking the query engine is dear.

#[path = "lake/answers.rs"]
mod answers;
#[path = "lake/draws.rs"]
mod draws;
#[path = "lake/examples.rs"]
mod examples;
#[path = "lake/facts.rs"]
mod facts;
#[path = "lake/imports.rs"]
mod imports;
#[path = "lake/kill.rs"]
mod kill;
#[path = "lake/sessions.rs"]
mod sessions;
#[path = "lake/together.rs"]
mod together;
#[path = "lake/world.rs"]
mod world;
