//! Has the library compiled again when a file of the embedded policies, or of the cases that their tests start
//! from, comes or goes.

fn main() {
    println!("cargo::rerun-if-changed=policies");
    println!("cargo::rerun-if-changed=fixtures/cases");
}
