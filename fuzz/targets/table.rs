//! Cells of a table: each line of the text is a cell, three to a row; the rows are proved, and asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesflow::{
    compiler::expression,
    desk::State,
    model::time::Timestamp,
    script::Expect,
    store::{self, Options},
};
use salesflow_fuzz::good_with;

const HITS: [&str; 8] = ["first", "unique", "any", "collect", "sum", "min", "max", "count"];
const ASKED: [&str; 4] =
    ["odd(10, '华东', 'x').days", "odd(none, none, none).days", "odd(0.5, '华南', '').days", "odd(-1, '华东', '- a').days"];

fuzz_target!(|text: &str| {
    let quoted = |cell: &str| serde_json::to_string(cell).unwrap_or_default().replace('\u{7f}', "");
    let mut lines = text.lines();
    let hit = HITS[lines.next().unwrap_or_default().len() % HITS.len()];
    let cells: Vec<String> = lines.take(60).map(quoted).collect();
    let rows: String = cells.chunks_exact(3).map(|row| format!("  [{}, 1],\n", row.join(", "))).collect();
    let table = format!(
        "[table.odd]\nhit = \"{hit}\"\nin = {{ n = \"number\", region = \"deal.region\", t = \"text\" }}\n\
         out = {{ days = \"number\" }}\nrows = [\n{rows}]\n"
    );
    let compiled = good_with([("rules/odd.toml".to_owned(), table)]);
    let Some(policy) = compiled.policy.map(std::sync::Arc::new) else { return };
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let state = State::new(store::open("memory:", Options::default()).unwrap().store, policy.clone(), now);
    let glass = state.glass();
    for asked in ASKED {
        if let Ok(asked) = expression(&policy, "deal", asked, Expect::Any) {
            _ = asked.value(&glass.frame(None, &[], now));
        }
    }
});
