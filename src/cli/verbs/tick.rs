//! `salesflow tick`: fire what is due, when no daemon runs.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{count, counted, text},
            moment,
            paint::dim,
        },
    },
    server::Call,
};

/// Fire what is due: deadlines, automatic moves. For cron, where no daemon runs
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow tick\n  */5 * * * *  salesflow tick -q --policy /srv/policy     in a crontab"
)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    let now = session.global.now.clone();
    session.answer(Call::Tick { now }, human)
}

fn human(data: &Json) -> String {
    let fired = counted(count(data, "fired"), "timer");
    format!("{fired} fired {}\n", dim(&format!("· {}", moment::short(text(data, "now")))))
}
