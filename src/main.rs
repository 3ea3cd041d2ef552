//! The `klar` binary: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    klar::cli::main()
}
