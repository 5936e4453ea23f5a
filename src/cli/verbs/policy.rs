//! `salesflow policy`: versions of the policy.

use clap::Subcommand;
use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{list, text, value},
            moment,
            paint::Tone,
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// Versions of the policy
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
enum PolicyVerb {
    /// Which versions came into force when, and which were rejected
    #[command(after_help = "Example:\n  salesflow policy log --json")]
    Log,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    match args.verb {
        PolicyVerb::Log => session.answer(Call::PolicyLog, log),
    }
}

fn log(data: &Json) -> String {
    let mut table = Table::new(&["version>", "when", "", "fingerprint", "what changed"]);
    for entry in list(data, "entries") {
        let (word, tone, what) = match text(entry, "change") {
            "rejected" => ("rejected", Tone::Bad, found(entry)),
            word => (word, Tone::Good, files(entry)),
        };
        let fingerprint: String = text(entry, "fingerprint").chars().take(12).collect();
        table.row(vec![
            value(&entry["version"]).into(),
            Cell::toned(moment::short(text(entry, "at")), Tone::Dim),
            Cell::toned(word, tone),
            Cell::toned(fingerprint, Tone::Dim),
            what.into(),
        ]);
    }
    match table.is_empty() {
        true => "no policy has been in force yet\n".to_owned(),
        false => table.draw(),
    }
}

/// How many files are named one by one.
const FILES_MAX: usize = 4;

fn files(entry: &Json) -> String {
    let files: Vec<&str> = list(entry, "files").iter().filter_map(Json::as_str).collect();
    match files.len() {
        0..=FILES_MAX => files.join(", "),
        many => format!("{} and {} more", files[..FILES_MAX].join(", "), many - FILES_MAX),
    }
}

fn found(entry: &Json) -> String {
    let findings = list(entry, "findings");
    let first = findings.first().map(|finding| format!("{} {}", text(finding, "code"), text(finding, "message")));
    match (first, findings.len()) {
        (None, _) => String::new(),
        (Some(first), 1) => first,
        (Some(first), many) => format!("{first} (and {} more)", many - 1),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn taken_and_rejected_versions_are_told_apart() {
        let data = json!({"entries": [
            {"seq": 9, "at": "2026-03-03T09:00:00+08:00", "version": null, "fingerprint": "0123456789abcdef", "change": "rejected",
             "findings": [{"code": "E0204", "message": "no stage is called `x`"}, {}]},
            {"seq": 1, "at": "2026-03-02T09:00:00+08:00", "version": 1, "fingerprint": "fedcba9876543210", "change": "taken",
             "files": ["a", "b", "c", "d", "e", "f"]}]});
        insta::assert_snapshot!(plain(&log(&data)), @r#"
        version  when                        fingerprint   what changed
        ──────────────────────────────────────────────────────────────────────────────────────────────
                 2026-03-03 09:00  rejected  0123456789ab  E0204 no stage is called `x` (and 1 more)
              1  2026-03-02 09:00  taken     fedcba987654  a, b, c, d and 2 more
        "#);
    }
}
