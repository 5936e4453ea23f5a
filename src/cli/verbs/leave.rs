//! `salesflow leave`: who is away when, and who stands in.

use serde_json::{Value as Json, json};

use super::act::Command;
use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{list, text},
            moment,
            table::Table,
        },
    },
    server::Call,
};

/// Who is away when, and who stands in
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Say that somebody is away
    #[command(after_help = "Example:\n  salesflow leave set ana --from 2026-03-05 --until 2026-03-09 --stand-in bo")]
    Set {
        /// Who
        person: String,
        /// From when; without it from now on
        #[arg(long, value_name = "MOMENT")]
        from: Option<String>,
        /// The first moment they are back; without it until it is cleared
        #[arg(long, value_name = "MOMENT")]
        until: Option<String>,
        /// Who stands in
        #[arg(long, value_name = "PERSON")]
        stand_in: Option<String>,
    },
    /// Who is away, from now on
    #[command(after_help = "Example:\n  salesflow leave list")]
    List {
        /// Only this person
        person: Option<String>,
    },
    /// Somebody is not away after all
    #[command(after_help = "Example:\n  salesflow leave clear ana")]
    Clear {
        /// Who
        person: String,
        /// Only the leave that begins then
        #[arg(long, value_name = "MOMENT")]
        from: Option<String>,
    },
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    match &args.what {
        What::Set { person, from, until, stand_in } => Command::new("leave", person)
            .with("from", from.as_deref())
            .with("until", until.as_deref())
            .with("stand_in", stand_in.as_deref())
            .send_quietly(session),
        What::Clear { person, from } => Command::new("leave", person)
            .value("clear", json!(true))
            .with("from", from.as_deref())
            .send_quietly(session),
        What::List { person } => session.answer(Call::Leaves { person: person.clone() }, human),
    }
}

fn human(data: &Json) -> String {
    let leaves = list(data, "leaves");
    if leaves.is_empty() {
        return "nobody is away\n".to_owned();
    }
    let mut table = Table::new(&["who", "from", "until", "stand-in"]);
    for leave in leaves {
        table.row(vec![
            text(leave, "name").into(),
            moment::short(text(leave, "from")).into(),
            moment::short(text(leave, "until")).into(),
            text(leave, "stand_in").into(),
        ]);
    }
    table.draw()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_line_says_who_is_away_and_who_stands_in() {
        let data = json!({"leaves": [{"person": "ana", "name": "Ana", "from": "2026-03-05T00:00:00+08:00",
            "until": "2026-03-09T00:00:00+08:00", "stand_in": "bo"}]});
        let told = plain(&human(&data));
        assert!(told.contains("Ana") && told.contains("2026-03-05") && told.contains("bo"), "{told}");
        assert_eq!(human(&json!({"leaves": []})), "nobody is away\n");
    }
}
