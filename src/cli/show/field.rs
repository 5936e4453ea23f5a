//! Fields as people read them: by the type the workflow gives them, in its order, under its titles.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{
    figure,
    json::{count, list, text, value},
};
use crate::model::number;

/// A field of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) struct Column {
    /// What is typed for it.
    pub id: String,
    /// What people call it.
    pub title: String,
    kind: String,
    digits: u32,
}

/// The fields an answer speaks of, in their order; where it does not say, those the records have.
pub(in crate::cli) fn columns(data: &Json, records: &[Json]) -> Vec<Column> {
    let told = list(data, "columns");
    if !told.is_empty() {
        return told.iter().map(read).collect();
    }
    let mut columns: Vec<Column> = Vec::new();
    for id in records.iter().flat_map(|record| record["fields"].as_object().into_iter().flat_map(|map| map.keys())) {
        if !columns.iter().any(|column| column.id == *id) {
            columns.push(Column { id: id.clone(), title: id.clone(), kind: String::new(), digits: 0 });
        }
    }
    columns
}

fn read(column: &Json) -> Column {
    let id = text(column, "id").to_owned();
    let title = match text(column, "title") {
        "" => id.clone(),
        title => title.to_owned(),
    };
    Column { id, title, kind: text(column, "type").to_owned(), digits: count(column, "digits").min(28) as u32 }
}

impl Column {
    /// Whether its values stand on the right.
    pub fn is_figure(&self) -> bool {
        matches!(self.kind.as_str(), "money" | "number" | "percent")
    }

    /// A record's value of this field.
    pub fn of(&self, record: &Json) -> String {
        let json = &record["fields"][self.id.as_str()];
        match (self.kind.as_str(), figure::read(json)) {
            ("money", Some(amount)) => number::grouped(amount, self.digits),
            ("percent", Some(share)) => match share.checked_mul(Decimal::ONE_HUNDRED) {
                Some(percent) => format!("{}%", number::plain(percent)),
                None => value(json),
            },
            _ => value(json),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn money_is_grouped_and_shares_are_percent() {
        let data = json!({"columns": [
            {"id": "amount", "title": "金额", "type": "money", "digits": 2},
            {"id": "discount", "title": "discount", "type": "percent"},
            {"id": "phone", "title": "", "type": "text"}]});
        let record = json!({"fields": {"amount": "1200000.5", "discount": "0.1275", "phone": "13800138000"}});
        let shown: Vec<String> = columns(&data, &[]).iter().map(|column| column.of(&record)).collect();
        assert_eq!(shown, ["1,200,000.50", "12.75%", "13800138000"]);
        assert_eq!(columns(&data, &[])[2].title, "phone");
    }

    #[test]
    fn without_columns_the_records_say_what_there_is() {
        let records = [json!({"fields": {"a": 1}}), json!({"fields": {"a": 2, "b": null}})];
        let ids: Vec<String> = columns(&json!({}), &records).into_iter().map(|column| column.id).collect();
        assert_eq!(ids, ["a", "b"]);
    }
}
