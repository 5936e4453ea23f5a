//! Balances: what records reserve of an account, use up and give back. The account is a record; what is taken from it is
//! written on it, in the same commit, so that nothing is ever taken twice.

use rust_decimal::Decimal;

use super::{Entry, Refused, effects::given_on, index, work::Work};
use crate::{
    model::{Body, Code, Id, Record, Refusal, Said, Type, Value},
    policy::{Balance, Given, Policy, Short, Take},
    said,
    script::{Fault, FaultKind, Frame, Standing},
};

/// What an effect takes of one account.
struct Asked {
    key: Vec<Value>,
    amount: Option<Decimal>,
}

impl<'a> Work<'a> {
    /// Takes from what is available: refused, queued or overdrawn where that is short.
    pub fn reserve(&mut self, id: &Id, take: &Take, locals: &[Value]) -> Result<(), Refused> {
        let balance = self.balance_rule(&take.balance)?;
        let short = take.short.unwrap_or(balance.short);
        for asked in self.asked(id, take, locals)? {
            let amount = asked.amount.unwrap_or_default();
            if amount.is_zero() {
                continue;
            }
            if amount.is_sign_negative() {
                let message = said!("{amount} of `{}` can't be reserved", "不能预留 {amount} 的 `{}`", balance.id);
                return Err(Refusal::new(Code::InvalidValue, message).with("balance", &*balance.id));
            }
            let account = self.account(balance, id, &asked.key)?;
            let there = self.get(&account)?;
            let queued = there.accounts.get(&balance.id).is_some_and(|account| !account.queue.is_empty());
            let available = available(balance, &there);
            let enough = amount <= available;
            let (reserved, waits) = match short {
                _ if enough && !(queued && short == Short::Wait) => (amount, Decimal::ZERO),
                Short::Allow => (amount, Decimal::ZERO),
                Short::Wait => (Decimal::ZERO, amount),
                Short::Refuse => return Err(too_little(balance, &account, amount, available)),
            };
            drop(there);
            self.hold(id, balance, &account, reserved, waits)?;
        }
        Ok(())
    }

    /// Turns what is reserved into spent.
    pub fn use_up(&mut self, id: &Id, take: &Take, locals: &[Value]) -> Result<(), Refused> {
        let balance = self.balance_rule(&take.balance)?;
        for (account, amount, hold) in self.meant(id, balance, take, locals)? {
            if amount.is_none() && !hold.1.is_zero() {
                let message =
                    said!("{id} still waits for {} of `{}`", "{id} 还在等 {} 的 `{}`", hold.1.normalize(), balance.id);
                return Err(Refusal::new(Code::Limit, message)
                    .with("balance", &*balance.id)
                    .with("account", &*account));
            }
            let amount = amount.unwrap_or(hold.0);
            if amount > hold.0 {
                return Err(too_little(balance, &account, amount, hold.0));
            }
            if amount.is_zero() {
                continue;
            }
            self.hold(id, balance, &account, -amount, Decimal::ZERO)?;
            let there = self.get(&account)?;
            let (field, value) = match &balance.spent {
                Some(spent) => (spent, number(&there, spent).checked_add(amount)),
                None => (&balance.total, number(&there, &balance.total).checked_sub(amount)),
            };
            drop(there);
            let value = value.ok_or_else(|| {
                Fault::new(FaultKind::Overflow, ("a balance has more than 28 digits", "余额超过 28 位数字"))
            })?;
            self.change(&account, [(field.clone(), Value::Number(value))].into())?;
        }
        Ok(())
    }

    /// Gives back what is reserved, and what is waited for.
    pub fn free(&mut self, id: &Id, take: &Take, locals: &[Value]) -> Result<(), Refused> {
        let balance = self.balance_rule(&take.balance)?;
        for (account, amount, (reserved, waits)) in self.meant(id, balance, take, locals)? {
            let amount = amount.unwrap_or(reserved + waits);
            let from_queue = amount.min(waits);
            let back = (amount - from_queue).min(reserved);
            self.hold(id, balance, &account, -back, -from_queue)?;
        }
        Ok(())
    }

    /// A record that has ended gives back what it has not used.
    pub fn free_what_ended(&mut self) -> Result<(), Refused> {
        if self.policy.balances.is_empty() {
            return Ok(());
        }
        for id in self.touched_ids() {
            let record = self.get(&id)?;
            if !record.is_closed() || record.holds.is_empty() {
                continue;
            }
            let holds = record.holds.clone();
            drop(record);
            for hold in holds {
                if let Some(balance) = self.policy.balances.get(&hold.balance) {
                    self.hold(&id, balance, &hold.account, -hold.reserved, -hold.waits)?;
                }
            }
        }
        Ok(())
    }

    /// Serves who waits at the accounts this command has touched, in order, as far as there is enough.
    pub fn serve(&mut self) -> Result<(), Refused> {
        if self.policy.balances.is_empty() {
            return Ok(());
        }
        for account in self.touched_ids() {
            for balance in self.policy.balances.values() {
                loop {
                    let there = self.get(&account)?;
                    let queue = there.accounts.get(&balance.id).map_or(&[][..], |account| &account.queue);
                    let Some((by, amount)) = queue.first().cloned() else { break };
                    if amount > available(balance, &there) {
                        break;
                    }
                    drop(there);
                    self.as_policy(|work| work.hold(&by, balance, &account, amount, -amount))?;
                }
            }
        }
        Ok(())
    }

    /// No account that this command has changed is overdrawn by it.
    pub fn within_limits(&self) -> Result<(), Refused> {
        if self.policy.balances.is_empty() {
            return Ok(());
        }
        for id in self.touched_ids() {
            let Some(touched) = self.touched(&id) else { continue };
            for balance in self.policy.balances.values() {
                if balance.of != touched.now.workflow || balance.short == Short::Allow {
                    continue;
                }
                let now = available(balance, &touched.now);
                let before = touched.before.as_ref().map_or(Decimal::ZERO, |before| available(balance, before));
                let raised = |field: &Id| {
                    touched.before.as_ref().map(|b| b.fields.get(field)) != Some(touched.now.fields.get(field))
                };
                let changed = raised(&balance.total) || balance.spent.as_ref().is_some_and(raised);
                if now.is_sign_negative() && !now.is_zero() && now < before && changed {
                    let reserved =
                        touched.now.accounts.get(&balance.id).map_or(Decimal::ZERO, |account| account.reserved);
                    let message = said!(
                        "{} of `{}` is reserved on {id}: it can't be less",
                        "{id} 上已预留 {} 的 `{}`，不能少于它",
                        reserved.normalize(),
                        balance.id
                    );
                    return Err(Refusal::new(Code::Limit, message)
                        .with("balance", &*balance.id)
                        .with("account", &*id)
                        .with("reserved", reserved.normalize().to_string()));
                }
            }
        }
        Ok(())
    }

    fn hold(
        &mut self,
        id: &Id,
        balance: &Balance,
        account: &Id,
        reserved: Decimal,
        waits: Decimal,
    ) -> Result<(), Refused> {
        if reserved.is_zero() && waits.is_zero() {
            return Ok(());
        }
        // Nothing has no sign: what is written must read back the same.
        let plain = |amount: Decimal| if amount.is_zero() { Decimal::ZERO } else { amount };
        let (reserved, waits) = (plain(reserved), plain(waits));
        let (name, of) = (balance.id.clone(), account.clone());
        self.emit(id, Body::Held { balance: name.clone(), account: of, reserved, waits })?;
        self.emit(account, Body::Taken { balance: name, by: id.clone(), reserved, waits })
    }

    fn balance_rule(&self, id: &Id) -> Result<&'a Balance, Refused> {
        self.policy
            .balances
            .get(id)
            .ok_or_else(|| Refusal::new(Code::NotFound, said!("there is no balance `{id}`", "没有余额 `{id}`")))
    }

    /// The accounts and amounts an effect names, row by row.
    fn asked(&self, id: &Id, take: &Take, locals: &[Value]) -> Result<Vec<Asked>, Refused> {
        let record = self.get(id)?;
        let all = self.times(&take.times, &self.frame(&record, locals), "a balance's effect", |frame| {
            let key = take.key.iter().map(|(name, given): &(Id, Given)| Ok((name.clone(), given_on(given, frame)?)));
            let key = key.collect::<Result<Vec<_>, Fault>>()?;
            let amount = match &take.amount {
                Some(amount) => Some(given_on(amount, frame)?.as_number().unwrap_or_default()),
                None => None,
            };
            Ok((key, amount))
        })?;
        let balance = self.balance_rule(&take.balance)?;
        let in_order = |key: Vec<(Id, Value)>| {
            let value = |name: &Id| key.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone());
            match key.is_empty() {
                true => Vec::new(),
                false => balance.key.iter().map(|name| value(name).unwrap_or_default()).collect(),
            }
        };
        Ok(all.into_iter().map(|(_, (key, amount))| Asked { key: in_order(key), amount }).collect())
    }

    /// What `use` and `free` mean: of each account the amount, and what is reserved and waited for there. Without a key
    /// all accounts the record has taken from.
    #[allow(clippy::type_complexity)]
    fn meant(
        &self,
        id: &Id,
        balance: &Balance,
        take: &Take,
        locals: &[Value],
    ) -> Result<Vec<(Id, Option<Decimal>, (Decimal, Decimal))>, Refused> {
        let record = self.get(id)?;
        let mut all = Vec::new();
        for asked in self.asked(id, take, locals)? {
            let only = match asked.key.is_empty() {
                true => None,
                false => Some(self.account(balance, id, &asked.key)?),
            };
            let holds: Vec<_> =
                record.holds_of(&balance.id).filter(|h| only.as_ref().is_none_or(|o| *o == h.account)).collect();
            if holds.is_empty() && asked.amount.is_some_and(|amount| amount > Decimal::ZERO) {
                let account = only.unwrap_or_default();
                return Err(too_little(balance, &account, asked.amount.unwrap_or_default(), Decimal::ZERO));
            }
            // An amount without a key is taken from the accounts in the order in which they were reserved of.
            let mut left = asked.amount;
            for (n, hold) in holds.iter().enumerate() {
                let here = match (&mut left, n + 1 == holds.len()) {
                    (None, _) => None,
                    (Some(rest), true) => Some(*rest),
                    (Some(rest), false) => {
                        let part = (*rest).min(hold.reserved);
                        *rest -= part;
                        Some(part)
                    }
                };
                all.push((hold.account.clone(), here, (hold.reserved, hold.waits)));
            }
        }
        Ok(all)
    }

    /// The account of a key; without one the record itself, or the one its field names.
    fn account(&self, balance: &Balance, id: &Id, key: &[Value]) -> Result<Id, Refused> {
        let record = self.get(id)?;
        let find = |entry: Entry| self.holder_of(&entry, None);
        let found = account_of(self.policy, balance, &record, key, &find)?;
        found.ok_or_else(|| {
            let names: Vec<String> =
                balance.key.iter().zip(key).map(|(name, value)| format!("{name} = {value}")).collect();
            let which = match names.is_empty() {
                true => Said::new(format!("on {id}"), format!("在 {id} 上")),
                false => Said::new(names.join(", "), format!("中 {} ", names.join("，"))),
            };
            let (of, known) = (&balance.of, &balance.id);
            let message =
                said!("there is no {of} of balance `{known}` {which}", "余额 `{known}` {which}没有 {of}"; which);
            Refusal::new(Code::Limit, message).with("balance", &*balance.id).with("available", "0")
        })
    }
}

/// How a balance stands for a record (`available`, `reserved`, `waits_for`).
pub(super) fn standing(
    policy: &Policy,
    name: &str,
    asked: Standing,
    key: &[Value],
    frame: &Frame,
    find: &dyn Fn(Entry) -> Result<Option<Id>, Refused>,
) -> Result<Value, Fault> {
    let Some(balance) = policy.balances.get(name) else {
        return Err(Fault::new(
            FaultKind::Missing,
            said!("the policy has no balance `{name}`", "政策中没有余额 `{name}`"),
        ));
    };
    let Some(mut record) = frame.record else { return Ok(Value::None) };
    // On a row the record around it is meant.
    while crate::model::row::split_kind(&record.workflow).is_some() {
        match frame.around.and_then(|around| around.record) {
            Some(around) => record = around,
            None => return Ok(Value::None),
        }
    }
    let of_mine = |what: fn(&crate::model::record::Hold) -> Decimal, account: Option<&Id>| {
        let holds = record.holds_of(name).filter(|hold| account.is_none_or(|account| hold.account == *account));
        Value::Number(holds.map(what).sum())
    };
    let is_account = record.workflow == balance.of;
    if asked == Standing::WaitsFor && key.is_empty() && !is_account {
        return Ok(of_mine(|hold| hold.waits, None));
    }
    if asked == Standing::Reserved && key.is_empty() && !is_account {
        return Ok(of_mine(|hold| hold.reserved, None));
    }
    let found = account_of(policy, balance, record, key, find)
        .map_err(|refusal| Fault::new(FaultKind::Missing, refusal.message))?;
    let account = match found {
        Some(id) if id == record.id => None,
        Some(id) => match frame.context.record(&id)? {
            Some(account) => Some(account),
            None => return Ok(Value::int(0)),
        },
        None => return Ok(Value::int(0)),
    };
    let account: &Record = account.as_deref().unwrap_or(record);
    let taken = account.accounts.get(name);
    Ok(match asked {
        Standing::Available => Value::Number(available(balance, account)),
        Standing::Reserved => Value::Number(taken.map_or(Decimal::ZERO, |taken| taken.reserved)),
        Standing::WaitsFor if is_account => {
            Value::Number(taken.map_or(Decimal::ZERO, |taken| taken.queue.iter().map(|(_, amount)| *amount).sum()))
        }
        Standing::WaitsFor => of_mine(|hold| hold.waits, Some(&account.id)),
    })
}

fn account_of(
    policy: &Policy,
    balance: &Balance,
    record: &Record,
    key: &[Value],
    find: &dyn Fn(Entry) -> Result<Option<Id>, Refused>,
) -> Result<Option<Id>, Refused> {
    if !key.is_empty() {
        let filled = key.iter().all(|value| !value.is_blank());
        return if filled { find(index::balance_entry(balance, key.iter())) } else { Ok(None) };
    }
    if record.workflow == balance.of {
        return Ok(Some(record.id.clone()));
    }
    let rules = policy.rules_of(record);
    let fields = rules.map_or(&[][..], |rules| &rules.fields).iter().enumerate();
    let mut named = fields.filter(|(_, field)| field.ty == Type::Ref(balance.of.clone()));
    Ok(named.find_map(|(slot, _)| record.fields.at(slot).as_text().cloned()))
}

/// What may still be taken from an account.
fn available(balance: &Balance, account: &Record) -> Decimal {
    let spent = balance.spent.as_ref().map_or(Decimal::ZERO, |spent| number(account, spent));
    let reserved = account.accounts.get(&balance.id).map_or(Decimal::ZERO, |taken| taken.reserved);
    number(account, &balance.total).saturating_sub(spent).saturating_sub(reserved)
}

fn number(record: &Record, field: &str) -> Decimal {
    record.fields.get(field).and_then(Value::as_number).unwrap_or_default()
}

fn too_little(balance: &Balance, account: &Id, amount: Decimal, available: Decimal) -> Refused {
    let (amount, available) = (amount.normalize(), available.normalize());
    Refusal::new(
        Code::Limit,
        said!("{} has {available} left, and {amount} is wanted", "{}只剩 {available}，而要用 {amount}", balance.title),
    )
    .with("balance", &*balance.id)
    .with("account", &**account)
    .with("available", available.to_string())
    .with("wanted", amount.to_string())
}
