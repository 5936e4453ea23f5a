//! `salesflow bench`: the built-in benchmark on this machine.

use serde_json::{Value as Json, json};

use crate::{
    bench::{self, Part, Size},
    cli::{failed::Done, session::Session, show::json::text},
    server::Problem,
};

/// Measure this machine: durable transitions, decisions, one call's cost, reload, check
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  salesflow bench\n  salesflow bench --only durable --records 20000 --json")]
pub(crate) struct Args {
    /// Measure this part alone
    #[arg(long, value_enum, value_name = "PART")]
    only: Option<Part>,
    /// Records that go through their whole life
    #[arg(long, default_value_t = Size::default().records, value_name = "N")]
    records: usize,
    /// Callers at once, where commands are grouped
    #[arg(long, default_value_t = Size::default().callers, value_name = "N")]
    callers: usize,
    /// Deals that pass guards and a table
    #[arg(long, default_value_t = Size::default().deals, value_name = "N")]
    deals: usize,
    /// Workflows of the policy that is reloaded
    #[arg(long, default_value_t = Size::default().workflows, value_name = "N")]
    workflows: usize,
    /// Workflows of the policy that is checked
    #[arg(long, default_value_t = Size::default().checked, value_name = "N")]
    checked: usize,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let Args { only, records, callers, deals, workflows, checked } = *args;
    if records == 0 || callers == 0 || deals == 0 || workflows == 0 || checked == 0 {
        return Err(Problem::new("usage", "a benchmark of nothing measures nothing: every size is at least 1").into());
    }
    let program = std::env::current_exe()
        .map_err(|error| Problem::new("internal", format!("this program's own path is unknown: {error}")))?;
    let size = Size { records, callers, deals, workflows, checked };
    let figures = bench::run(size, only, &program, &mut |_| {})?;
    session.out.answer(&json!({ "figures": figures }), human)
}

fn human(data: &Json) -> String {
    let figures = data["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    figures.iter().map(line).collect()
}

fn line(figure: &Json) -> String {
    let value = figure["value"].as_f64().unwrap_or_default();
    let digits = if value < 100.0 { 2 } else { 0 };
    let beside = match (figure["beside"].as_str(), figure["ratio"].as_f64()) {
        (Some(beside), Some(ratio)) => format!("   {ratio:.2} × {beside}"),
        _ => String::new(),
    };
    format!("{:<36} {value:>12.digits$} {}{beside}\n", text(figure, "name"), text(figure, "unit"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Figure;

    #[test]
    fn a_line_says_what_it_was_measured_beside() {
        let figure = Figure {
            name: "durable transitions, one caller",
            value: 3000.4,
            unit: "per second",
            beside: Some("a bare log"),
            ratio: Some(0.8),
        };
        let data = json!({ "figures": [figure] });
        assert_eq!(human(&data), "durable transitions, one caller              3000 per second   0.80 × a bare log\n");
    }
}
