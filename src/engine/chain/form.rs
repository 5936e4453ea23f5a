//! Forms: what a step asks with a decision.

use std::collections::BTreeMap;

use crate::{
    engine::{Refused, work::Work},
    model::{Code, Id, Refusal, Value, command::With},
    policy::{Need, Step},
    said,
};

use super::{chain_locals, find_run};

impl<'a> Work<'a> {
    /// Reads what was filled in, writes what are fields of the record, and hands over the rest. A no owes no form.
    pub(super) fn fill_in(
        &mut self,
        id: &Id,
        run: u32,
        step: &Step,
        with: &With,
        yes: bool,
    ) -> Result<BTreeMap<Id, Value>, Refused> {
        let record = self.get(id)?;
        let rules = self.rules_of(&record)?;
        let answers = self.read_asks(rules, &step.form, with)?;
        let state = find_run(&record, run)?;
        let asked = self.as_asked(&record, state)?;
        let mut locals = chain_locals(self.chain(&record.workflow, &state.chain)?, state, Some(step));
        // A condition of the form sees what is being filled in.
        let first = locals.len() - 1 - self.chain(&record.workflow, &state.chain)?.forms.len();
        for (n, (of, answer)) in self.chain(&record.workflow, &state.chain)?.forms.iter().enumerate() {
            if *of == step.id
                && let Some(value) = answers.get(answer)
            {
                locals[first + n] = value.clone();
            }
        }
        let mut missing = Vec::new();
        for ask in &step.form {
            let needed = match &ask.required {
                Need::Never => false,
                Need::Always => true,
                Need::When(when) => when.holds(&self.frame(&asked, &locals))? == Some(true),
            };
            let value = answers.get(&ask.id).or(asked.fields.get(&ask.id).filter(|_| ask.is_field));
            if needed && yes && value.is_none_or(Value::is_blank) {
                missing.push((&*ask.id, ask.title.as_str()));
            }
        }
        if !missing.is_empty() {
            let titles: Vec<&str> = missing.iter().map(|(_, title)| *title).collect();
            let ids: Vec<&str> = missing.iter().map(|(id, _)| *id).collect();
            return Err(Refusal::new(
                Code::MissingFields,
                said!("step `{}` asks for {}", "步骤 `{}` 要填写：{}", step.id, titles.join(", ")),
            )
            .with("fields", ids));
        }
        drop(asked);
        drop(record);
        let is_field = |name: &Id| step.form.iter().any(|ask| ask.is_field && ask.id == *name);
        let (fields, own): (BTreeMap<Id, Value>, BTreeMap<Id, Value>) =
            answers.into_iter().partition(|(name, _)| is_field(name));
        self.change(id, fields)?;
        Ok(own)
    }
}
