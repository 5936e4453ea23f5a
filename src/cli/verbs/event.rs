//! `salesflow event`: something happened outside.

use serde_json::Value as Json;

use super::act::Command;
use crate::cli::{
    failed::Done,
    session::Session,
    show::{json::list, paint::dim},
};

/// Something happened outside: records that wait for it go on
#[derive(Debug, clap::Args)]
#[command(after_help = "The same key comes in once. Without --as the policy has brought it in.

Example:
  salesflow event payment.received invoice=INV-000001 amount=1200 --key BANK-77")]
pub(crate) struct Args {
    /// Its name
    name: String,
    /// What it carries: NAME=VALUE
    with: Vec<String>,
    /// What makes it the same event
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    Command::new("event", &args.name).fields(&args.with)?.with("key", args.key.as_deref()).tell(session, human)
}

fn human(data: &Json) -> String {
    let taken: Vec<&str> = list(data, "taken").iter().filter_map(Json::as_str).collect();
    let mut out = match (taken.as_slice(), data["kept"].as_str()) {
        _ if data["event"].is_null() => "it has come in before\n".to_owned(),
        ([], Some(until)) => format!("nobody waits for it: kept until {until}\n"),
        ([], None) => "nobody waits for it: dropped\n".to_owned(),
        (taken, _) => format!("taken by {}\n", taken.join(", ")),
    };
    for refused in list(data, "refused") {
        let text = |key: &str| refused[key].as_str().unwrap_or_default();
        out.push_str(&dim(&format!("{}: {}\n", text("record"), text("message"))));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn it_says_what_became_of_it() {
        let told = |data: Json| plain(&human(&data));
        assert_eq!(told(json!({"event": "e", "taken": ["D-1", "D-2"], "refused": []})), "taken by D-1, D-2\n");
        assert_eq!(told(json!({"events": [], "unchanged": true})), "it has come in before\n");
        let kept = json!({"event": "e", "taken": [], "kept": "2026-03-02T09:00:00Z",
            "refused": [{"record": "D-1", "message": "no"}]});
        assert_eq!(told(kept), "nobody waits for it: kept until 2026-03-02T09:00:00Z\nD-1: no\n");
    }
}
