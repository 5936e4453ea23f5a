//! When a token is ready: the required tasks and items of its stage are done or passed over.

use super::{Refused, Work};
use crate::{
    model::{Code, Id, Record, Refusal, Said, record::Token, work::TaskRun},
    policy::{Item, Need, Stage},
    said,
};

impl Work<'_> {
    /// The titles of what is still to be done where a token stands; nothing: it is ready.
    pub fn unfinished(&self, record: &Record, token: &Token) -> Result<Vec<(Id, Said)>, Refused> {
        let rules = self.rules_of(record)?;
        let Some(stage) = rules.stages.get(&token.stage) else {
            return Ok(Vec::new());
        };
        let mut open = Vec::new();
        for run in standing(record, token, stage) {
            let Some(task) = stage.tasks.get(&run.task) else { continue };
            if !run.state.is_over() && run.helps.is_none() && self.needed(&task.required, record)? {
                open.push((task.id.clone(), Said::own(&*task.title)));
            }
        }
        for item in &stage.checklist {
            if self.wanted(item, record)? && self.needed(&item.required, record)? && !is_checked(record, token, item) {
                open.push((item.id.clone(), Said::own(&*item.title)));
            }
        }
        if let Some(channel) = super::super::calls::unanswered(record, token).filter(|_| stage.call.is_some()) {
            open.push((channel.clone(), said!("the answer of {channel}", "{channel} 的应答")));
        }
        open.dedup();
        Ok(open)
    }

    /// The refusal of a move away from a token that is not ready.
    pub fn must_be_ready(&self, record: &Record, token: &Token) -> Result<(), Refused> {
        let open = self.unfinished(record, token)?;
        if open.is_empty() {
            return Ok(());
        }
        let titles: Vec<Said> = open.iter().map(|(_, title)| title.clone()).collect();
        let titles = Said::joined(&titles, (", ", "、"));
        let ids: Vec<&str> = open.iter().map(|(id, _)| &**id).collect();
        Err(Refusal::new(Code::Unfinished, said!("to be done first: {titles}", "要先完成：{titles}"; titles))
            .with("record", &*record.id)
            .with("stage", &*token.stage)
            .with("unfinished", ids))
    }

    fn needed(&self, need: &Need, record: &Record) -> Result<bool, Refused> {
        Ok(match need {
            Need::Never => false,
            Need::Always => true,
            Need::When(when) => when.holds(&self.frame(record, &[]))? == Some(true),
        })
    }

    pub(super) fn wanted(&self, item: &Item, record: &Record) -> Result<bool, Refused> {
        Ok(match &item.when {
            None => true,
            Some(when) => when.holds(&self.frame(record, &[]))? == Some(true),
        })
    }
}

/// The runs of a stage's tasks in the present stay of a token.
fn standing<'r>(record: &'r Record, token: &'r Token, stage: &'r Stage) -> impl Iterator<Item = &'r TaskRun> {
    record
        .work
        .iter()
        .filter(move |run| run.token == token.id && run.stage == stage.id && !run.ahead && !run.state.is_over())
}

pub(super) fn is_checked(record: &Record, token: &Token, item: &Item) -> bool {
    record.checked.iter().any(|checked| checked.token == token.id && checked.item == item.id)
}
