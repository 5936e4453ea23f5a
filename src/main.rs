//! `salesflow`: see `salesflow --help`.

fn main() -> std::process::ExitCode {
    salesflow::cli::main()
}
