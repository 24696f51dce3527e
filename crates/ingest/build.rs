//! Profiles are embedded when this crate is built: a new or changed one has to build it again.

fn main() {
    println!("cargo:rerun-if-changed=../../sources");
}
