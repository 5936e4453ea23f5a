//! Reading, by examples of what people's systems write, and by anything at all.

use encoding_rs::GB18030;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn table(bytes: &[u8], ending: &str) -> Result<Table, Broken> {
    Table::of(Text::from_bytes(bytes.to_vec())?, ending)
}

fn rows(table: &Table) -> Vec<Row> {
    table.rows().unwrap().collect::<Result<_, _>>().unwrap()
}

fn good(line: u64, cells: &[&str]) -> Row {
    Row { line, cells: cells.iter().map(|cell| json!(cell)).collect(), wrong: None, text: None }
}

#[test]
fn a_plain_file_is_read_with_its_lines() {
    let table = table(b" name , amount\r\nA,1\r\n\r\n\"B, of C\",2\r\n", "csv").unwrap();
    assert_eq!(table.headings(), ["name", "amount"]);
    assert_eq!(table.count(), 2);
    assert_eq!(rows(&table), [good(2, &["A", "1"]), good(4, &["B, of C", "2"])]);
}

#[test]
fn chinese_headings_in_gbk_or_behind_a_mark() {
    let text = "公司名称,电话\n华东电力,021-5\n";
    let (gbk, _, _) = GB18030.encode(text);
    for bytes in [gbk.to_vec(), format!("\u{feff}{text}").into_bytes(), text.as_bytes().to_vec()] {
        let table = table(&bytes, "csv").unwrap();
        assert_eq!(table.headings(), ["公司名称", "电话"]);
        assert_eq!(rows(&table), [good(2, &["华东电力", "021-5"])]);
    }
}

#[test]
fn the_separator_is_found_in_the_headings() {
    for (text, ending) in [
        ("a;b\n1,5;2\n", "csv"),
        ("sep=;\na;b\n1,5;2\n", "csv"),
        ("\"x,y,z\";b\n1,5;2\n", "csv"),
        ("a\tb\n1,5\t2\n", "tsv"),
        ("a\tb\n1,5\t2\n", "txt"),
    ] {
        let table = table(text.as_bytes(), ending).unwrap();
        assert_eq!((table.headings().len(), &rows(&table)[0].cells), (2, &vec![json!("1,5"), json!("2")]), "{text}");
    }
}

#[test]
fn a_ragged_row_is_wrong_and_its_neighbours_are_not() {
    let table = table(b"a,b\n1,2\n3\n4,5,6\n7,8\n,\n", "csv").unwrap();
    let rows = rows(&table);
    assert_eq!((table.count(), rows.len()), (4, 4));
    assert_eq!(rows[1].wrong.as_deref(), Some("1 cells, where there are 2 headings"));
    assert_eq!((rows[2].line, rows[2].cells.len(), rows[2].wrong.is_some()), (4, 3, true));
    assert_eq!(rows[3], good(5, &["7", "8"]));
}

#[test]
fn files_without_rows() {
    assert!(table(b"", "csv").unwrap_err().message.contains("empty"));
    assert!(table(b"\n\r\n", "csv").unwrap_err().message.contains("empty"));
    let headings_only = table(b"a,b", "csv").unwrap();
    assert_eq!((headings_only.count(), rows(&headings_only).len()), (0, 0));
    let nothing = table(b"\n", "jsonl").unwrap();
    assert_eq!((nothing.count(), nothing.headings().len()), (0, 0));
}

#[test]
fn headings_that_come_twice_are_known() {
    assert_eq!(table(b"a,b,a,,\n1,2,3,,\n", "csv").unwrap().doubled(), ["a"]);
}

#[test]
fn json_lines_are_rows_of_what_any_of_them_has() {
    let text = "{\"a\":1,\"b\":\"x\"}\n\n{\"c\":true,\"a\":null}\n{\"a\":[1]}\n5\n{\"a\":\n";
    let table = table(text.as_bytes(), "jsonl").unwrap();
    assert_eq!((table.headings(), table.count()), (&["a".to_owned(), "b".into(), "c".into()][..], 5));
    let rows = rows(&table);
    assert_eq!(rows[0], Row { line: 1, cells: vec![json!(1), json!("x"), Json::Null], wrong: None, text: None });
    assert_eq!(rows[1], Row { line: 3, cells: vec![Json::Null, Json::Null, json!(true)], wrong: None, text: None });
    assert!(rows[2].wrong.as_ref().unwrap().contains("`a` holds a list"));
    assert_eq!(rows[3].wrong.as_deref(), Some("no JSON object"));
    assert_eq!(rows[4].wrong.as_deref(), Some("no JSON: EOF while parsing a value at column 5"));
    assert!(super::Table::of(Text::from_bytes(b"[{}]".to_vec()).unwrap(), "jsonl").is_err());
}

#[test]
fn a_quote_nobody_closes_is_an_error_before_any_row() {
    assert_eq!(table(b"a\n1\n\"2\n3\n", "csv").unwrap_err().line, Some(3));
}

proptest! {
    #[test]
    fn no_bytes_break_a_reader(bytes: Vec<u8>, ending in "csv|tsv|jsonl|txt") {
        if let Ok(table) = table(&bytes, &ending) {
            let rows: Vec<Row> = table.rows().unwrap().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(rows.len() as u64, table.count());
        }
    }

    #[test]
    fn no_lines_of_signs_break_a_reader(text in "[a1,;\"\r\n\t{}:\\[\\]公 ]{0,60}", ending in "csv|tsv|jsonl|txt") {
        if let Ok(table) = table(text.as_bytes(), &ending) {
            let rows: Vec<Row> = table.rows().unwrap().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(rows.len() as u64, table.count());
        }
    }

    #[test]
    fn what_a_writer_writes_is_read_back(
        rows_in in proptest::collection::vec(proptest::collection::vec("[a\",;\r\n 公]{0,6}", 2), 0..6)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["h1", "h2"]).unwrap();
        rows_in.iter().for_each(|row| writer.write_record(row).unwrap());
        let table = table(&writer.into_inner().unwrap(), "csv").unwrap();
        let back: Vec<Vec<Json>> = rows(&table).into_iter().map(|row| row.cells).collect();
        let wanted: Vec<Vec<Json>> = rows_in.iter().filter(|row| !is_blank(row))
            .map(|row| row.iter().map(|cell| json!(cell)).collect()).collect();
        prop_assert_eq!(back, wanted);
    }
}
