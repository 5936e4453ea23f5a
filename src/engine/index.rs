//! Index entries of a record: the values by which another command can find it, or be told that they are taken.

use crate::{
    model::{Id, Record, Value},
    policy::{Balance, Duplicate, Policy, Workflow},
    script::functions::plain,
};

/// One entry: at most one record holds a key of an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// `workflow.field` for a unique field, `workflow#mapping` for an import's key.
    pub index: String,
    /// The value, or values, as text.
    pub key: String,
}

/// The entries a record has under a policy.
pub fn index_entries(policy: &Policy, record: &Record) -> Vec<Entry> {
    let Some(workflow) = policy.rules_of(record) else {
        return Vec::new();
    };
    let unique = workflow.fields.iter().enumerate().filter(|(_, field)| field.unique).filter_map(|(slot, field)| {
        let value = record.fields.at(slot);
        (!value.is_blank()).then(|| Entry { index: unique_index(workflow, &field.id), key: key_text([value]) })
    });
    let mapped = policy.workflow(&record.workflow).into_iter().flat_map(|kind| kind.imports.values());
    let imports = mapped.filter_map(|import| {
        let values: Vec<&Value> = import.key.iter().map(|id| record.fields.get(id).unwrap_or(&Value::None)).collect();
        import_entry(workflow, &import.key, &values)
    });
    let balances = policy.balances.values().filter(|balance| balance.of == record.workflow && !balance.key.is_empty());
    let balances = balances.filter_map(|balance| {
        let values: Vec<&Value> = balance.key.iter().map(|id| record.fields.get(id).unwrap_or(&Value::None)).collect();
        values.iter().all(|value| !value.is_blank()).then(|| balance_entry(balance, values))
    });
    let doubles = policy.doubles_of(&record.workflow).filter_map(|rule| duplicate_entry(rule, record));
    let locks = super::moves::lock_entries(workflow, record);
    let mut entries: Vec<Entry> = unique.chain(imports).chain(balances).chain(doubles).chain(locks).collect();
    entries.sort();
    entries.dedup();
    entries
}

/// The entry of an account: one record a key.
pub(super) fn balance_entry<'a>(balance: &Balance, key: impl IntoIterator<Item = &'a Value>) -> Entry {
    Entry { index: format!("balance:{}", balance.id), key: key_text(key) }
}

/// The entry by which doubles are found: what must be the same, normalised. None where the rule has only likeness, or
/// something of it is blank.
pub(super) fn duplicate_entry(rule: &Duplicate, record: &Record) -> Option<Entry> {
    let values: Option<Vec<String>> = rule
        .same
        .iter()
        .map(|id| record.fields.get(id).filter(|value| !value.is_blank()).map(|value| plain(&value.to_string())))
        .collect();
    let values = values.filter(|values| !values.is_empty())?;
    Some(Entry { index: format!("{}#duplicate:{}", rule.of, rule.id), key: values.join("\u{1f}") })
}

/// The index of a unique field.
pub(super) fn unique_index(workflow: &Workflow, field: &str) -> String {
    format!("{}.{field}", workflow.id)
}

/// The entry of an import's key; none where there is no key or all of it is blank.
pub(super) fn import_entry(workflow: &Workflow, key: &[Id], values: &[&Value]) -> Option<Entry> {
    let filled = !key.is_empty() && values.iter().any(|value| !value.is_blank());
    filled.then(|| Entry { index: format!("{}#{}", workflow.id, key.join("+")), key: key_text(values.iter().copied()) })
}

/// Values as the text of a key. The unit separator cannot be typed, so joined values stay apart.
pub(super) fn key_text<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    let texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    texts.join("\u{1f}")
}
