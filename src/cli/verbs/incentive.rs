//! `salesflow incentive`: what everybody is paid in a period.

use super::scorecard::human;
use crate::{
    cli::{failed::Done, session::Session},
    server::Call,
};

/// What everybody is paid by an incentive in a period: fixed, in draft, or as it would be now
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow incentive commission
  salesflow incentive commission --period 2026-03
  salesflow show COMMISSION-000001       its lines, one by one")]
pub(crate) struct Args {
    /// The incentive
    #[arg(value_name = "NAME")]
    name: String,
    /// The period, as people write it; else the last that is over
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let call = Call::Results { kind: args.name.clone(), paid: true, period: args.period.clone() };
    session.answer(call, |data| human(data, &["amount>"]))
}
