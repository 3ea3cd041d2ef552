//! Has the library compiled again when a file of the embedded policies comes or goes.

fn main() {
    println!("cargo::rerun-if-changed=policies");
}
