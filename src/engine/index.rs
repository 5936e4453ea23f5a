//! Index entries of a record: the values by which another command can find it, or be told that they are taken.

use crate::{
    model::{Id, Record, Value},
    policy::{Policy, Workflow},
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
    let Some(workflow) = policy.workflow(&record.workflow) else {
        return Vec::new();
    };
    let unique = workflow.fields.iter().enumerate().filter(|(_, field)| field.unique).filter_map(|(slot, field)| {
        let value = record.fields.at(slot);
        (!value.is_blank()).then(|| Entry { index: unique_index(workflow, &field.id), key: key_text([value]) })
    });
    let imports = workflow.imports.values().filter_map(|import| {
        let values: Vec<&Value> = import.key.iter().map(|id| record.fields.get(id).unwrap_or(&Value::None)).collect();
        import_entry(workflow, &import.key, &values)
    });
    let mut entries: Vec<Entry> = unique.chain(imports).collect();
    entries.sort();
    entries.dedup();
    entries
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
