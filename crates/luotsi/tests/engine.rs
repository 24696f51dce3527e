//! Stories that need the whole engine: files in, answers out. The one test binary of this crate that links DataFusion.

mod engine {
    mod contract;
    mod languages;
    mod measuring;
    mod real_files;
    mod world;
}
