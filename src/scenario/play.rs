//! Playing a scenario: step after step, in every order it leaves open.

use std::sync::Arc;

use super::{
    Failure, Manner, Seen, Wrong,
    expect::{self, state_of},
    orders::{self, Choice},
    world::World,
};
use crate::{
    desk::{Answer, Reply},
    engine::View,
    model::{Code, Refusal},
    policy::{
        Policy,
        scenario::{Deed, Order, Scenario, Step, Wait},
    },
};

/// Plays a scenario in every order it leaves open, until it fails.
pub fn all(policy: &Arc<Policy>, scenario: &Scenario, manner: Manner, seen: Option<&Seen>) -> Option<Failure> {
    let through =
        |choice: &Choice, many, swapped| Way { policy, scenario, manner, choice, many, swapped, seen }.through();
    if scenario.is_broken {
        return Some(Failure::new(&scenario.place, "it cannot be read: see `salesflow check`"));
    }
    let sizes: Vec<usize> = scenario.steps.iter().filter_map(group).map(<[Step]>::len).collect();
    let choices = orders::choices(&sizes);
    for choice in &choices {
        if let Err(mut failure) = through(choice, scenario.steps.len(), false) {
            failure.order = (choices.len() > 1).then(|| told(choice));
            return Some(failure);
        }
    }
    // Of two at once either may be first: the other order is tried too, up to there.
    let twice = scenario.steps.iter().enumerate().filter(|(_, step)| matches!(step.deed, Deed::Both { .. }));
    for (n, _) in twice {
        if let Err(mut failure) = through(&choices[0], n + 1, true) {
            failure.order = Some("the second of `both` first".to_owned());
            return Some(failure);
        }
    }
    None
}

fn group(step: &Step) -> Option<&[Step]> {
    match &step.deed {
        Deed::AnyOrder(steps) => Some(steps),
        _ => None,
    }
}

fn told(choice: &Choice) -> String {
    let group = |order: &Vec<usize>| order.iter().map(|n| (n + 1).to_string()).collect::<Vec<_>>().join(", ");
    choice.iter().map(group).collect::<Vec<_>>().join(" · ")
}

/// One way through a scenario.
struct Way<'w> {
    policy: &'w Arc<Policy>,
    scenario: &'w Scenario,
    manner: Manner,
    choice: &'w Choice,
    /// How many steps are played.
    many: usize,
    /// Whether the last of them, a `both`, happens the other way round.
    swapped: bool,
    seen: Option<&'w Seen>,
}

impl Way<'_> {
    /// Plays it in a world of its own.
    fn through(&self) -> Result<(), Failure> {
        let world = World::new(self.policy, self.scenario.now);
        let world = world.map_err(|trouble| Failure::new(&self.scenario.place, trouble))?;
        let mut player = Player { world, manner: self.manner, commands: 0, seen: self.seen };
        let played = self.steps(&mut player);
        if let Some(seen) = self.seen {
            seen.world(&player.world);
        }
        played
    }

    fn steps(&self, player: &mut Player<'_>) -> Result<(), Failure> {
        let mut choice = self.choice.iter();
        for (n, step) in self.scenario.steps.iter().take(self.many).enumerate() {
            match group(step) {
                Some(steps) => {
                    player.becomes(step)?;
                    for n in choice.next().into_iter().flatten() {
                        player.step(&steps[*n], false)?;
                    }
                }
                None => player.step(step, self.swapped && n + 1 == self.many)?,
            }
        }
        Ok(())
    }
}

/// Who goes through the steps.
struct Player<'w> {
    world: World,
    manner: Manner,
    /// How many commands have been sent under a key.
    commands: usize,
    seen: Option<&'w Seen>,
}

impl Player<'_> {
    fn becomes(&mut self, step: &Step) -> Result<(), Failure> {
        let now = step.now.map_or(Ok(()), |now| self.world.wait_until(now));
        now.map_err(|trouble| Failure::new(&step.place, trouble))
    }

    fn step(&mut self, step: &Step, swapped: bool) -> Result<(), Failure> {
        self.play(step, swapped)?;
        match self.manner.reopened {
            true => self.world.reopen().map_err(|trouble| Failure::new(&step.place, trouble)),
            false => Ok(()),
        }
    }

    fn play(&mut self, step: &Step, swapped: bool) -> Result<(), Failure> {
        self.becomes(step)?;
        let failed = |message: String| Failure::new(&step.place, message);
        match &step.deed {
            Deed::Order(order) => self.order(step, order),
            Deed::Refuse { order, code, says } => self.refuse(step, order, *code, says.as_deref()),
            Deed::Wait(wait) => self.wait(wait).map_err(failed),
            Deed::Child { record, workflow, nth, name } => {
                let parent = self.world.record(record).map_err(failed)?;
                let made = expect::children(&self.world, &parent, workflow).map_err(failed)?;
                match made.get(nth - 1) {
                    Some(child) => {
                        self.world.names.insert(name.clone(), child.clone());
                        Ok(())
                    }
                    None => {
                        let mut failure = failed(format!("{} has made no {workflow} number {nth}", parent.id));
                        failure.wrong.push(Wrong::new(&**workflow, format!("at least {nth}"), made.len()));
                        failure.state = state_of(&self.world, record);
                        Err(failure)
                    }
                }
            }
            Deed::Both { orders, one } => self.both(step, orders, *one, swapped),
            // Its steps are played by whoever chose their order.
            Deed::AnyOrder(_) => Ok(()),
            expectation => expect::check(&self.world, &step.place, expectation),
        }
    }

    fn wait(&mut self, wait: &Wait) -> Result<(), String> {
        let then = match wait {
            Wait::Until(moment) => *moment,
            Wait::For(length) => {
                let calendar = &self.world.desk.policy().calendar;
                calendar.add(self.world.now(), length).map_err(|error| error.to_string())?
            }
        };
        self.world.wait_until(then)
    }

    fn order(&mut self, step: &Step, order: &Order) -> Result<(), Failure> {
        if self.manner.twice && !order.form.contains_key("idempotency_key") {
            return self.order_twice(step, order);
        }
        self.order_once(step, order)
    }

    /// Sends a command under a key, and once more: the second time nothing may happen.
    fn order_twice(&mut self, step: &Step, order: &Order) -> Result<(), Failure> {
        self.commands += 1;
        let mut keyed = order.clone();
        keyed.form.insert("idempotency_key".into(), format!("command {}", self.commands).into());
        self.order_once(step, &keyed)?;
        let before = self.world.desk.store().next_seq();
        let names = self.world.names.clone();
        self.order_once(step, &keyed)?;
        match self.world.desk.store().next_seq() == before && names == self.world.names {
            true => Ok(()),
            false => Err(Failure::new(&step.place, "sent twice under one key, this was done twice")),
        }
    }

    fn order_once(&mut self, step: &Step, order: &Order) -> Result<(), Failure> {
        let answer = self.ask(step, &[order])?.pop();
        match answer {
            Some(Ok(done)) => {
                if let (Some(name), Some(record)) = (&order.name, done.record) {
                    self.world.names.insert(name.clone(), record.id.clone());
                }
                Ok(())
            }
            Some(Err(Reply::Refused(refusal))) => {
                let mut failure = Failure::new(&step.place, format!("refused: {}", refusal.message));
                failure.state = self.target(order);
                failure.refusal = Some(refusal);
                Err(failure)
            }
            Some(Err(Reply::Failure(message))) => Err(Failure::new(&step.place, message)),
            None => Err(Failure::new(&step.place, "nobody answered")),
        }
    }

    fn refuse(&mut self, step: &Step, order: &Order, code: Option<Code>, says: Option<&str>) -> Result<(), Failure> {
        let before = self.world.desk.store().next_seq();
        let answer = self.ask(step, &[order])?.pop();
        let refusal = match answer {
            Some(Err(Reply::Refused(refusal))) => refusal,
            Some(Err(Reply::Failure(message))) => return Err(Failure::new(&step.place, message)),
            Some(Ok(_)) | None => {
                let mut failure = Failure::new(&step.place, "this was done, and should have been refused");
                failure.wrong.push(Wrong::new("code", code.map_or("a refusal", Code::word), "done"));
                failure.state = self.target(order);
                return Err(failure);
            }
        };
        let mut wrong = Vec::new();
        if let Some(code) = code.filter(|code| *code != refusal.code) {
            wrong.push(Wrong::new("code", code.word(), refusal.code.word()));
        }
        if let Some(says) = says.filter(|says| !refusal.message.contains(says)) {
            wrong.push(Wrong::new("says", says, &refusal.message));
        }
        if self.world.desk.store().next_seq() != before {
            wrong.push(Wrong::new("events", "none", "a refused command has left some"));
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => {
                let message = "refused otherwise than expected";
                let state = self.target(order);
                Err(Failure { wrong, state, refusal: Some(refusal), ..Failure::new(&step.place, message) })
            }
        }
    }

    fn both(&mut self, step: &Step, orders: &[Order; 2], one: Option<Code>, swapped: bool) -> Result<(), Failure> {
        let [first, second] = orders;
        let answers = match swapped {
            false => self.ask(step, &[first, second])?,
            true => self.ask(step, &[second, first])?,
        };
        let refusals: Vec<Box<Refusal>> = answers
            .iter()
            .filter_map(|answer| match answer {
                Err(Reply::Refused(refusal)) => Some(refusal.clone()),
                Err(Reply::Failure(message)) => Some(super::world::failed(message.clone())),
                Ok(_) => None,
            })
            .collect();
        let as_expected = match (one, refusals.as_slice()) {
            (None, []) => true,
            (Some(code), [refusal]) => refusal.code == code,
            _ => false,
        };
        if as_expected {
            return Ok(());
        }
        let expected = one.map_or("both done".to_owned(), |code| format!("one done, one refused as {}", code.word()));
        let word = |answer: &Answer| match answer {
            Ok(_) => "done".to_owned(),
            Err(Reply::Refused(refusal)) => format!("refused as {}", refusal.code.word()),
            Err(Reply::Failure(message)) => message.clone(),
        };
        let mut failure = Failure::new(&step.place, "two at once came out otherwise than expected");
        failure.wrong.push(Wrong::new("both", expected, answers.iter().map(word).collect::<Vec<_>>().join(", ")));
        failure.state = self.target(first);
        failure.refusal = refusals.into_iter().next();
        Err(failure)
    }

    fn ask(&self, step: &Step, orders: &[&Order]) -> Result<Vec<Answer>, Failure> {
        let answers = self.world.ask(orders).map_err(|trouble| Failure::new(&step.place, trouble))?;
        if let Some(seen) = self.seen {
            for answer in &answers {
                if let Err(Reply::Refused(refusal)) = answer {
                    seen.refusal(&self.world, refusal);
                }
            }
        }
        Ok(answers)
    }

    /// The record a command was about, as it stands.
    fn target(&self, order: &Order) -> Vec<(String, String)> {
        let target = order.form.get(&*order.verb).and_then(|target| target.as_str()).unwrap_or_default();
        let id = self.world.id(target);
        let record = id.split('~').next().unwrap_or_default();
        match self.world.desk.state().record(record) {
            Ok(Some(_)) => state_of(&self.world, record),
            _ => Vec::new(),
        }
    }
}
