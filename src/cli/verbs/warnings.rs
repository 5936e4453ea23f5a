//! `salesflow warnings`: what has been raised.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            figure,
            json::{list, text, value},
            moment,
            paint::{Tone, good},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// Raised warnings
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  salesflow warnings\n  salesflow warnings --level red --json")]
pub(crate) struct Args {
    /// Only of this level
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    session.answer(Call::Warnings { level: args.level.clone() }, human)
}

fn human(data: &Json) -> String {
    let warnings = list(data, "warnings");
    if warnings.is_empty() {
        return format!("{} no warnings\n", good("✓"));
    }
    let mut table = Table::new(&["level", "since", "warning", "on", "period", "raised at>", "now>", "target>"]);
    for warning in warnings {
        let level = text(warning, "level");
        let title = match text(warning, "title") {
            "" => text(warning, "warning"),
            title => title,
        };
        table.row(vec![
            Cell::toned(level, Tone::of_level(level)),
            Cell::toned(moment::short(text(warning, "since")), Tone::Dim),
            title.into(),
            on(warning).into(),
            value(&warning["period"]).into(),
            figure::one(&warning["value"], text(warning, "unit")).into(),
            figure::one(&warning["now"], text(warning, "unit")).into(),
            figure::one(&warning["target"], text(warning, "unit")).into(),
        ]);
    }
    table.draw()
}

/// The record or the series it speaks of.
fn on(warning: &Json) -> String {
    let by = warning["by"].as_object().into_iter().flatten();
    let mut parts: Vec<String> = by.map(|(name, of)| format!("{name} {}", value(of))).collect();
    let record = text(warning, "record");
    if !record.is_empty() {
        parts.insert(0, record.to_owned());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_warning_says_on_what_and_since_when() {
        let data = json!({"warnings": [
            {"warning": "behind", "title": "Behind target", "level": "red", "by": {"office": "上海"}, "period": "2026-03", "record": null,
             "since": "2026-03-02T09:00:00+08:00", "value": "12", "target": "100", "now": "15", "unit": "number"},
            {"warning": "deal.open", "title": "", "level": "overdue", "by": {}, "period": null, "record": "D-1", "since": "2026-03-02T09:00:00+08:00"}]});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
        level    since             warning        on           period   raised at  now  target
        ────────────────────────────────────────────────────────────────────────────────────────
        red      2026-03-02 09:00  Behind target  office 上海  2026-03         12   15     100
        overdue  2026-03-02 09:00  deal.open      D-1
        "#);
    }
}
