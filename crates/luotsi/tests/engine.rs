//! Stories that need the whole engine: files in, answers out. The one test binary of this crate that links DataFusion.

mod engine {
    pub mod examples;
    pub mod real_files;
    pub mod world;
}
