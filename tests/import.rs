//! The sample of `examples/crm-pipeline`, taken in as its users take it in, against a recount that knows no engine.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rust_decimal::Decimal;
use salesflow::{
    compiler::{Sources, compile},
    desk::{Clock, Desk, Queue},
    engine::View,
    exchange::{self, Order, Report},
    figures::{Question, ask},
    model::{
        Actor, Value,
        time::{Period, Timestamp},
    },
    store::{self, Options},
};
use serde_json::{Value as Json, json};

/// A desk in memory under the example's policy.
struct House {
    queue: Queue,
    folder: tempfile::TempDir,
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/crm-pipeline")
}

fn sources() -> Sources {
    let mut files = Vec::new();
    for folder in ["", "workflows", "rules"] {
        for entry in fs::read_dir(example().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let name = path.strip_prefix(example()).unwrap().to_str().unwrap().to_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    Sources::new(files)
}

impl House {
    fn open() -> House {
        let compiled = compile(&sources());
        let policy = compiled.policy.unwrap_or_else(|| panic!("{:#?}", compiled.findings));
        let now: Timestamp = "2018-01-02T09:00:00Z".parse().unwrap();
        let desk = Desk::open(store::open("memory:", Options::default()).unwrap(), policy, Clock::set_to(now)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(example().join("sample")).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        House { queue: Queue::new(Arc::new(desk)), folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn take(&self, workflow: &str, mapping: &str, file: &str, dry_run: bool) -> Result<Report, Box<exchange::Stopped>> {
        let path = format!("import/{mapping}.toml");
        let text = fs::read_to_string(example().join(&path)).unwrap();
        let policy = self.queue.desk().policy();
        let import = exchange::read_mapping(&policy, Some(workflow), &path, &text).unwrap();
        let actor = Actor::Person("robin.ellery".into());
        let order = Order { files: vec![self.file(file)], import: &import, dry_run, actor };
        exchange::import(&self.queue, &policy, &order, &mut |_, _| {})
    }

    fn all(&self) -> Report {
        self.take("product", "products", "products.csv", false).unwrap();
        self.take("account", "accounts", "accounts.csv", false).unwrap();
        self.take("opportunity", "opportunities", "sales_pipeline.csv", false).unwrap()
    }

    /// A figure by dimensions, as `dimension,dimension` → value; ids of people as names.
    fn figure(&self, name: &str, by: &[&str], period: Option<Period>) -> BTreeMap<String, Value> {
        let state = self.queue.desk().state();
        let by = by.iter().map(|id| (*id).into()).collect();
        let question = Question { figure: name.into(), by, period, only: Vec::new() };
        let lines = ask(&state.policy, &state, &state.glass(), &question, state.now).unwrap();
        let people = &state.policy.org.people;
        let word = |value: &Value| match value.as_text() {
            Some(text) => people.get(text).map_or(text.to_string(), |person| person.name.clone()),
            None => value.to_string(),
        };
        let key = |by: &[(_, Value)]| by.iter().map(|(_, value)| word(value)).collect::<Vec<_>>().join(",");
        lines.into_iter().map(|line| (key(&line.by), line.value)).collect()
    }

    fn stages(&self) -> BTreeMap<String, usize> {
        let state = self.queue.desk().state();
        let mut stages = BTreeMap::new();
        for id in state.of_workflow("opportunity").unwrap() {
            let record = state.record(&id).unwrap().unwrap();
            let stage = record.outcome.clone().unwrap_or_else(|| record.stages().next().unwrap().clone());
            *stages.entry(stage.to_string()).or_default() += 1;
        }
        stages
    }
}

fn counts(report: &Report) -> (u64, u64, u64, u64, u64) {
    let file = &report.files[0];
    (file.rows, file.created, file.updated, file.unchanged, file.rejected)
}

/// The figures straight from the files: no quotes, no commas within cells there.
#[derive(Default, Debug)]
struct Recount {
    stages: BTreeMap<String, usize>,
    amount: BTreeMap<&'static str, BTreeMap<String, Decimal>>,
    won: BTreeMap<String, i64>,
    lost: BTreeMap<String, i64>,
    days: BTreeMap<String, i64>,
}

fn recount(folder: &Path) -> Recount {
    let lines = |name: &str| -> Vec<Vec<String>> {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let office: BTreeMap<String, String> =
        lines("sales_teams.csv").into_iter().map(|row| (row[0].clone(), row[2].to_lowercase())).collect();
    let day = |text: &str| -> (i64, String) {
        let parts: Vec<i64> = text.split('/').map(|part| part.parse().unwrap()).collect();
        let (month, day, year) = (parts[0], parts[1], parts[2]);
        // Days since 1970 of the civil calendar.
        let (y, m) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let of_year = (153 * m + 2) / 5 + day - 1;
        let number = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        (number, format!("{year}-Q{}", (month + 2) / 3))
    };
    let mut counted = Recount::default();
    for row in lines("sales_pipeline.csv") {
        let [_, agent, _, _, stage, engaged, closed, value] = row.as_slice() else { panic!("{row:?}") };
        *counted.stages.entry(stage.to_lowercase()).or_default() += 1;
        let office = &office[agent];
        match stage.as_str() {
            "Won" => {
                let (closed, quarter) = day(closed);
                let value: Decimal = value.parse().unwrap();
                for (by, key) in [
                    ("total", String::new()),
                    ("quarter", quarter.clone()),
                    ("office", office.clone()),
                    ("agent", agent.clone()),
                    ("quarter,office", format!("{quarter},{office}")),
                ] {
                    *counted.amount.entry(by).or_default().entry(key).or_default() += value;
                }
                for key in [office.clone(), String::new()] {
                    *counted.won.entry(key.clone()).or_default() += 1;
                    *counted.days.entry(key).or_default() += closed - day(engaged).0;
                }
            }
            "Lost" => {
                for key in [office.clone(), String::new()] {
                    *counted.lost.entry(key).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    counted
}

fn near(value: &Value, top: i64, bottom: i64) -> bool {
    let wanted = Decimal::from(top) / Decimal::from(bottom);
    value.as_number().is_some_and(|number| (number - wanted).abs() < Decimal::new(1, 10))
}

#[test]
fn the_sample_comes_in_whole_and_its_figures_are_the_files() {
    let house = House::open();
    let report = house.all();
    let reasons = &report.files[0].reasons;
    assert_eq!(counts(&report), (300, 300, 0, 0, 0), "{reasons:?}");
    let counted = recount(&example().join("sample"));
    assert_eq!(house.stages(), counted.stages);
    for (by, amounts) in &counted.amount {
        let dimensions: Vec<&str> = by.split(',').filter(|by| *by != "total").collect();
        let wanted: BTreeMap<String, Value> =
            amounts.iter().map(|(key, amount)| (key.clone(), Value::Number(*amount))).collect();
        assert_eq!(house.figure("won_amount", &dimensions, None), wanted, "by {by}");
    }
    for dimensions in [&["office"][..], &[]] {
        let (rate, cycle) = (house.figure("win_rate", dimensions, None), house.figure("sales_cycle", dimensions, None));
        for (key, value) in &rate {
            let (won, lost) = (counted.won[key], counted.lost[key]);
            assert!(near(value, won, won + lost), "{key}: {value}");
            assert!(near(&cycle[key], counted.days[key], won), "{key}: {}", cycle[key]);
        }
        assert_eq!(rate.len(), if dimensions.is_empty() { 1 } else { 3 });
    }
}

#[test]
fn the_second_time_nothing_changes() {
    let house = House::open();
    house.all();
    let events = house.queue.desk().store().next_seq();
    assert_eq!(counts(&house.all()), (300, 0, 0, 300, 0));
    let again = house.take("account", "accounts", "accounts.csv", false).unwrap();
    assert_eq!(counts(&again), (30, 0, 0, 30, 0));
    assert_eq!(house.queue.desk().store().next_seq(), events);
}

#[test]
fn a_changed_row_updates_its_record() {
    let house = House::open();
    house.all();
    let text = fs::read_to_string(house.file("accounts.csv")).unwrap();
    fs::write(house.file("accounts.csv"), text.replacen("6753.12", "6800", 1)).unwrap();
    let report = house.take("account", "accounts", "accounts.csv", false).unwrap();
    assert_eq!(counts(&report), (30, 0, 1, 29, 0));
}

#[test]
fn a_dry_run_says_the_same_and_keeps_nothing() {
    let house = House::open();
    house.take("product", "products", "products.csv", false).unwrap();
    house.take("account", "accounts", "accounts.csv", false).unwrap();
    spoil(&house);
    let events = house.queue.desk().store().next_seq();
    let tried = house.take("opportunity", "opportunities", "sales_pipeline.csv", true).unwrap();
    assert_eq!(house.queue.desk().store().next_seq(), events);
    assert_eq!(house.stages().len(), 0);
    assert!(!house.file("sales_pipeline.csv.rejected.csv").exists());
    let mut done = house.take("opportunity", "opportunities", "sales_pipeline.csv", false).unwrap();
    done.files[0].rejected_file = None;
    assert_eq!(tried, done);
}

/// Rows that cannot be taken: an agent nobody knows, a won deal without its day, a row too short, a date that is none,
/// a product that is not there.
fn spoil(house: &House) {
    let path = house.file("sales_pipeline.csv");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("AAAAAAA1,Nobody Known,GTX Basic,Millrace,Engaging,1/2/2017,,\n");
    text.push_str("AAAAAAA2,Boris Faz,GTX Basic,Millrace,Won,1/2/2017,,500\n");
    text.push_str("AAAAAAA3,Boris Faz,GTX Basic\n");
    text.push_str("AAAAAAA4,Boris Faz,GTX Basic,Millrace,Engaging,13/45/2017,,\n");
    text.push_str("AAAAAAA5,Boris Faz,GTX Nothing,Millrace,Prospecting,,,\n");
    text.push_str("AAAAAAA6,Boris Faz,GTX Basic,Millrace,Won,1/2/2017,2/2/2017,\n");
    fs::write(path, text).unwrap();
}

#[test]
fn rejected_rows_are_kept_with_their_reasons_until_they_are_right() {
    let house = House::open();
    house.take("product", "products", "products.csv", false).unwrap();
    house.take("account", "accounts", "accounts.csv", false).unwrap();
    spoil(&house);
    let report = house.take("opportunity", "opportunities", "sales_pipeline.csv", false).unwrap();
    assert_eq!(counts(&report), (306, 300, 0, 0, 6));
    let kept = house.file("sales_pipeline.csv.rejected.csv");
    assert_eq!(report.files[0].rejected_file.as_ref(), Some(&kept));
    let rows: Vec<Vec<String>> = csv::Reader::from_path(&kept)
        .unwrap()
        .into_records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let said: Vec<(&str, &str, &str)> = rows.iter().map(|row| (&*row[0], &*row[8], &*row[9])).collect();
    assert_eq!(said[0], ("AAAAAAA1", "302", "no such agent"));
    assert_eq!(said[1], ("AAAAAAA2", "303", "a closed deal needs its close date"));
    assert_eq!(said[2], ("AAAAAAA3", "304", "3 cells, where there are 8 headings"));
    assert_eq!(said[3], ("AAAAAAA4", "305", "created: `13/45/2017` is no date like M/D/YYYY"));
    assert!(said[4].2.contains("GTX Nothing"), "{}", said[4].2);
    assert!(said[5].2.contains("lose value") || said[5].2.to_lowercase().contains("close value"), "{}", said[5].2);
    assert_eq!(report.files[0].reasons.len(), 5);
    // Put right, they come in from the file they were kept in.
    let right =
        fs::read_to_string(&kept).unwrap().replace("Nobody Known", "Boris Faz").replace("GTX Nothing", "GTX Pro");
    fs::write(house.file("again.csv"), right).unwrap();
    let again = house.take("opportunity", "opportunities", "again.csv", false).unwrap();
    assert_eq!(counts(&again), (6, 3, 0, 0, 3));
    // And the file goes when nothing is rejected any more.
    fs::copy(example().join("sample/sales_pipeline.csv"), house.file("sales_pipeline.csv")).unwrap();
    let clean = house.take("opportunity", "opportunities", "sales_pipeline.csv", false).unwrap();
    assert_eq!((counts(&clean), kept.exists()), ((300, 0, 0, 300, 0), false));
}

#[test]
fn headings_that_are_missing_are_named_before_any_row_is_taken() {
    let house = House::open();
    fs::write(
        house.file("sales_pipeline.csv"),
        "opportunity_id,agent,product,account,deal_stage,engage_date\nX,,,,,\n",
    )
    .unwrap();
    let stopped = house.take("opportunity", "opportunities", "sales_pipeline.csv", false).unwrap_err();
    assert_eq!(stopped.why, exchange::Why::File);
    assert_eq!(
        stopped.broken.message,
        "has no column `sales_agent`, `close_value`, `close_date`; its columns are `opportunity_id`, `agent`, `product`, \
         `account`, `deal_stage`, `engage_date`"
    );
}

#[test]
fn a_mapping_file_is_checked_where_it_stands() {
    let policy = compile(&sources()).policy.unwrap();
    let read = |workflow, text| exchange::read_mapping(&policy, workflow, "m.toml", text);
    let text = "# a mapping\n[import.x]\ncolumns = { \"a\" = \"titel\" }\n";
    let Err(exchange::NoMapping::Findings(findings)) = read(Some("product"), text) else { panic!("findings") };
    assert_eq!((findings[0].file.as_str(), findings[0].line), ("m.toml", 3), "{findings:?}");
    assert!(read(None, text).unwrap_err().to_string().contains("which workflow"));
    assert!(read(Some("deal"), text).unwrap_err().to_string().contains("no workflow `deal`"));
    assert!(read(Some("product"), "columns = 1").unwrap_err().to_string().contains("one [import.x] table"));
    assert!(read(Some("product"), "[import.x").unwrap_err().to_string().contains("m.toml"));
}

#[test]
fn records_and_events_go_out_page_by_page() {
    let house = House::open();
    house.all();
    let desk = house.queue.desk();
    let shape: fn(&_, &_) -> Json = |event: &salesflow::model::Event, _| json!({"seq": event.seq});
    for (what, wanted) in [("opportunity", 300), ("product", 7), ("events", desk.store().next_seq() as usize - 1)] {
        let (mut cursor, mut rows) = (None, Vec::new());
        loop {
            let page = exchange::rows(desk, &Actor::Policy, what, cursor.as_deref(), 7, shape).unwrap();
            assert!(page.rows.iter().flat_map(|row| row.keys()).all(|key| page.columns.contains(key)));
            rows.extend(page.rows);
            cursor = page.cursor;
            if cursor.is_none() {
                break;
            }
        }
        let key = if what == "events" { "seq" } else { "id" };
        let ids: std::collections::BTreeSet<String> = rows.iter().map(|row| row[key].to_string()).collect();
        assert_eq!((rows.len(), ids.len()), (wanted, wanted), "{what}");
    }
    let first = &exchange::rows(desk, &Actor::Policy, "product", None, 1, shape).unwrap().rows[0];
    assert_eq!(
        (&first["id"], &first["title"], &first["sales_price"]),
        (&json!("PRD-001"), &json!("GTX Basic"), &json!("550"))
    );
    assert!(exchange::rows(desk, &Actor::Policy, "deal", None, 1, shape).is_err());
    assert!(exchange::rows(desk, &Actor::Policy, "product", Some("x"), 1, shape).is_err());
}
