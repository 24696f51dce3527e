//! The shipped metric files are part of the program: a new or changed one must bring a new build.

fn main() {
    println!("cargo::rerun-if-changed=../../metrics");
    println!("cargo::rerun-if-changed=build.rs");
}
