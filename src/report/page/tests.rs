//! What the writers make of a page.

use super::*;

fn page() -> Page {
    let mut table = Table::new("People", &["name", "rights", "much>"]);
    table.row(
        Tone::Bad,
        vec!["<Ana> & \"Co\"".into(), Cell::Many(vec!["a".into(), "b, c".into()]), Cell::Bar("5".into(), 0.5)],
    );
    table.row(
        Tone::Plain,
        vec!["=cmd|' /C calc'!A0".into(), Cell::Many((0..9).map(|n| n.to_string()).collect()), "-5".into()],
    );
    Page {
        title: "Rights".into(),
        facts: vec![("day".into(), "2026-03-02".into())],
        parts: vec![Part { title: "Who".into(), tables: vec![table, Table::new("Nothing", &["x"])] }],
        ..Page::default()
    }
}

#[test]
fn nothing_written_becomes_markup() {
    let html = html(&page());
    assert!(html.contains("&lt;Ana&gt; &amp; &quot;Co&quot;") && !html.contains("<Ana>"));
    assert!(html.contains("<tr class=\"bad\">") && html.contains("width:50%"));
    assert!(html.contains("<details><summary>9</summary>"), "a long list is folded");
    assert!(html.contains("(none)"), "an empty table says so");
    assert!(!html.contains("http"), "the page asks nothing of anybody");
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let csv = csv(&page());
    assert_eq!(
        csv,
        "\u{feff}Rights\r\nday,2026-03-02\r\n\r\nWho,People\r\nname,rights,much\r\n\"<Ana> & \"\"Co\"\"\",\"a; b, c\",5\r\n\"'=cmd|' /C calc'!A0\",0; 1; 2; 3; 4; 5; 6; 7; 8,-5\r\n\r\nWho,Nothing\r\nx\r\n"
    );
}

#[test]
fn programs_get_cells() {
    let json = json(&page());
    assert_eq!(json["parts"][0]["tables"][0]["rows"][0]["cells"][1], serde_json::json!(["a", "b, c"]));
    assert_eq!(json["parts"][0]["tables"][0]["rows"][0]["tone"], "bad");
    assert_eq!(json["parts"][0]["tables"][0]["columns"][2]["right"], true);
}

#[test]
fn a_workbook_is_read_by_what_reads_workbooks() {
    use calamine::{Data, Reader, Xlsx};
    let mut page = page();
    page.parts.push(Part { title: "who/".into(), tables: Vec::new() });
    let bytes = xlsx(&page);
    assert_eq!(bytes, xlsx(&page), "the same page is the same file");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Who", "who 2"]);
    let sheet = book.worksheet_range("Who").unwrap();
    let at = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(at(0, 0), Data::String("Rights".into()));
    assert_eq!(at(5, 0), Data::String("<Ana> & \"Co\"".into()));
    assert_eq!(at(5, 1), Data::String("a; b, c".into()));
    assert_eq!(at(5, 2), Data::Float(5.0));
    assert_eq!(at(6, 0), Data::String("=cmd|' /C calc'!A0".into()));
}
