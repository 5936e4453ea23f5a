//! `salesflow show`: a record, with who is waited for and where it can go.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{json::list, record},
    },
    server::Call,
};

/// Show a record: fields, open approvals, who is waited for, the next moves
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  salesflow show DEAL-000001\n  salesflow show DEAL-000001 --history --json")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// Everything that has happened to it, too
    #[arg(long)]
    history: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let data = session.ask(Call::Show { record: args.id.clone(), history: args.history })?;
    // For people only, and only an extra: what cannot be said of its ways is left out.
    let why = match session.out.is_json() {
        true => None,
        false => session.ask(Call::Why { record: args.id.clone(), transition: None }).ok(),
    };
    let now = session.global.now.clone();
    session.out.answer(&data, |data| human(data, why.as_ref(), now.as_deref()))
}

fn human(data: &Json, why: Option<&Json>, now: Option<&str>) -> String {
    let mut out = record::card(data, why, now);
    let events = list(data, "history");
    if !events.is_empty() {
        out.push('\n');
        out.push_str(&record::history(events));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_card_says_where_it_stands_and_where_it_can_go() {
        let data = json!({
            "id": "DEAL-000001", "workflow": "deal", "label": "新线", "stages": ["open"], "outcome": null, "version": 3,
            "owner": "ana", "fields": {"amount": "2000", "discount": "0.15", "title": "新线", "note": null, "owner": "ana"},
            "waiting_for": ["mia"], "changed_at": "2026-03-02T09:00:00+08:00",
            "chains": [{"chain": "deal", "transition": "win", "state": "running", "requester": "ana", "started": "2026-03-02T09:00:00+08:00",
                "steps": [{"step": "manager", "state": "open", "seats": [
                    {"task": "DEAL-000001~1", "who": ["mia"], "state": "open", "due": "2026-03-03T09:00:00+08:00"},
                    {"task": "DEAL-000001~2", "who": ["leo"], "state": "approved", "by": "leo", "at": "2026-03-02T10:00:00+08:00", "comment": "ok"}]}]}],
            "history": [{"at": "2026-03-02T09:00:00+08:00", "actor": "ana", "kind": "created", "fields": {"title": "新线"}}]
        });
        let why = json!({"waiting_for": ["mia"], "since": "2026-03-02T09:00:00+08:00", "ways": [
            {"transition": "lose", "to": "lost", "who": ["owner"], "open": true, "automatic": false},
            {"transition": "win", "to": "won", "who": ["owner"], "open": false, "automatic": false}]});
        insta::assert_snapshot!(plain(&human(&data, Some(&why), Some("2026-03-04"))), @r#"
        DEAL-000001 新线 · open
        deal · owner ana · version 3 · changed 2026-03-02 09:00

          amount    2000
          discount  0.15
          title     新线

        approval deal of win running, asked by ana 2026-03-02 09:00
          ○ manager: mia, overdue since 2026-03-03 09:00   DEAL-000001~1
          ✓ manager: leo “ok” 2026-03-02 10:00

        waits for mia since 2026-03-02 09:00

        next
          salesflow move DEAL-000001 lose   → lost, by owner

        when              who  what
        ────────────────────────────────────────────
        2026-03-02 09:00  ana  created  title=新线
        "#);
    }
}
