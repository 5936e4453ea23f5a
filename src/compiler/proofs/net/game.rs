//! The token game of one workflow, with imagined tokens: what can happen in a state, conditions taken as possible.

use crate::{
    model::Id,
    policy::{Enough, Join, Opening, Rest, Spot, To, Transition, Workflow},
};

/// How many tokens a stage with `many` is let hold while searching, where no join asks for more.
const MANY: usize = 3;
/// How many branches of a `to` are tried in all combinations.
const COMBINED_MAX: usize = 6;

/// A workflow as a net.
pub(super) struct Net<'w> {
    pub workflow: &'w Workflow,
    /// What may happen: one for each edge of each transition, in file order.
    pub actions: Vec<Action<'w>>,
    /// The joins over stages, by the number actions know them by.
    joins: Vec<&'w Join>,
    /// How many tokens each stage may hold.
    room: Vec<usize>,
    /// How many each join is imagined to take at most.
    most: Vec<usize>,
    start: usize,
}

/// An edge of a transition.
pub(super) struct Action<'w> {
    pub transition: &'w Transition,
    pub from: Vec<usize>,
    join: Option<usize>,
    /// The stages it may open, case by case.
    cases: Vec<Vec<usize>>,
    pub close: Vec<usize>,
    pub during: Vec<usize>,
    /// Where the token stands while its chain runs.
    meanwhile: Option<usize>,
    /// Where it goes when the chain does not approve; none: back.
    otherwise: Vec<Option<usize>>,
    /// Whether it may be taken without a chain.
    at_once: bool,
    /// Whether it happens by itself as soon as it can, so that nothing else can happen before.
    eager: bool,
    /// Whether it is no way on: back, or from anywhere.
    pub aside: bool,
}

/// An imagined token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    /// Its stage.
    pub at: usize,
    /// The action whose chain it waits for, and where it came from.
    pub waits: Option<(usize, usize)>,
    /// The joins it is late for, a bit each.
    pub late: u64,
    /// The rounds it belongs to, the innermost last.
    pub rounds: Vec<u32>,
}

/// The tokens of a record, sorted; none: they have all ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct State {
    pub tokens: Vec<Token>,
    /// Whether a token has ended in an end that waits for the others.
    pub ended: bool,
    /// Whether the record is closed.
    pub closed: bool,
}

/// Something that can happen.
pub(super) struct Step {
    pub action: usize,
    pub then: Result<State, Full>,
    /// Stages in which it withdrew a token.
    pub closed: Vec<usize>,
    /// Where the end it led to cut off another path of the same round.
    pub cut: Option<(usize, usize)>,
}

/// A stage that holds a token already and can't take another.
pub(super) struct Full {
    pub stage: usize,
}

impl<'w> Net<'w> {
    pub fn of(workflow: &'w Workflow, has_work: impl Fn(&Id) -> bool) -> Option<Net<'w>> {
        let place = |id: &Id| workflow.stages.get_index_of(id);
        let places = |ids: &[Id]| ids.iter().filter_map(place).collect::<Vec<usize>>();
        let mut net = Net {
            workflow,
            actions: Vec::new(),
            joins: Vec::new(),
            room: Vec::new(),
            most: Vec::new(),
            start: place(workflow.start.as_ref()?)?,
        };
        for transition in workflow.edges() {
            let join = transition.join.as_ref().filter(|join| !join.stages().is_empty());
            if let Some(join) = join {
                net.joins.push(join);
            }
            let asked = !transition.approval.is_empty();
            let free = transition.approval.iter().all(|approval| approval.when.is_some());
            let plain = transition.when.is_empty() && !asked && transition.ask.is_empty();
            let alone = !transition.is_timed() && transition.on.is_none() && transition.during.is_empty();
            let by_itself = match join {
                Some(join) => {
                    transition.who.is_none()
                        && !matches!(join.need, Enough::When(_))
                        && !transition.from.iter().any(&has_work)
                }
                None => transition.auto && transition.join.is_none() && !transition.from.iter().any(&has_work),
            };
            let outcomes = [&transition.rejected, &transition.returned, &transition.withdrawn];
            net.actions.push(Action {
                transition,
                from: places(&transition.from),
                join: join.map(|_| net.joins.len() - 1),
                cases: cases(&transition.to, &place),
                close: places(&transition.close),
                during: places(&transition.during),
                meanwhile: transition.meanwhile.as_ref().filter(|_| asked).and_then(place),
                otherwise: match asked {
                    true => outcomes.iter().map(|outcome| outcome.to.as_ref().and_then(place)).collect(),
                    false => Vec::new(),
                },
                at_once: !asked || (free && !transition.approval_or_refuse),
                eager: by_itself && plain && alone && matches!(transition.to, To::Stages(_) | To::Nothing),
                aside: transition.anywhere || backward(workflow, transition),
            });
        }
        let most = net.joins.iter().map(|join| join.every.unwrap_or(0).max(count(&join.need)) as usize).max();
        let many = most.unwrap_or(0).clamp(MANY, 2 * MANY);
        net.room = workflow.stages.values().map(|stage| if stage.many { many } else { 1 }).collect();
        net.most = net.joins.iter().map(|join| net.imagined(join)).collect();
        (net.joins.len() <= 64).then_some(net)
    }

    /// How many tokens a join takes at most: where many may stand the search holds a few, and these stand for any number.
    fn imagined(&self, join: &Join) -> usize {
        let many = |stage: &usize| self.workflow.stages.get_index(*stage).is_some_and(|(_, rule)| rule.many);
        match join.stages().iter().any(many) {
            true => join.stages().iter().filter_map(|stage| self.room.get(*stage)).sum(),
            false => usize::MAX,
        }
    }

    /// A new record.
    pub fn begin(&self) -> State {
        let token = Token { at: self.start, waits: None, late: 0, rounds: Vec::new() };
        State { tokens: vec![token], ..State::default() }
    }

    /// Everything that can happen in a state.
    pub fn steps(&self, state: &State) -> Vec<Step> {
        let mut steps = Vec::new();
        for number in 0..self.actions.len() {
            if self.actions[number].eager {
                self.act(state, number, &mut steps);
            }
        }
        // What happens by itself comes first; where it can't, because a stage is full, it waits.
        if steps.iter().any(|step| step.then.is_ok()) {
            return steps;
        }
        for number in 0..self.actions.len() {
            if !self.actions[number].eager {
                self.act(state, number, &mut steps);
            }
        }
        self.answers(state, &mut steps);
        steps
    }

    fn act(&self, state: &State, number: usize, steps: &mut Vec<Step>) {
        let action = &self.actions[number];
        let stands = |stage: &usize| state.tokens.iter().any(|token| token.at == *stage);
        if !action.during.is_empty() && !action.during.iter().any(stands) {
            return;
        }
        if let Some(join) = action.join {
            self.fire(state, number, join, steps);
            return;
        }
        for (n, token) in state.tokens.iter().enumerate() {
            let repeated = n > 0 && state.tokens[n - 1] == *token;
            if repeated || !action.from.contains(&token.at) || self.kept(action, token) {
                continue;
            }
            let mut rest = state.clone();
            let token = if action.transition.stay { token.clone() } else { rest.tokens.remove(n) };
            self.set_out(number, rest, token.at, Token { waits: None, ..token }, steps);
        }
    }

    /// A chain keeps its token, but for what is done from anywhere, by time or from outside.
    fn kept(&self, action: &Action<'_>, token: &Token) -> bool {
        let transition = action.transition;
        token.waits.is_some() && !(transition.anywhere || transition.is_timed() || transition.on.is_some())
    }

    fn fire(&self, state: &State, number: usize, join: usize, steps: &mut Vec<Step>) {
        let spots: Vec<Spot<'_>> = (0..)
            .zip(&state.tokens)
            .map(|(n, token)| Spot {
                token: n,
                stage: token.at,
                ready: token.waits.is_none(),
                rounds: &token.rounds,
                late: token.late >> join & 1 == 1,
            })
            .collect();
        let rule = self.joins[join];
        let Ok(Some(firing)) = rule.firing_of(&spots, self.most[join], |_| Ok::<bool, ()>(true)) else {
            return;
        };
        let taken = |n: usize| firing.taken.iter().any(|token| *token as usize == n);
        let is_late = |n: usize| firing.late.iter().any(|token| *token as usize == n);
        let mut rest = State { tokens: Vec::new(), ..state.clone() };
        for (n, token) in state.tokens.iter().enumerate().filter(|(n, _)| !taken(*n)) {
            match (is_late(n), rule.rest) {
                (true, Rest::Cancel) => {}
                (true, _) => rest.tokens.push(Token { late: token.late | 1 << join, ..token.clone() }),
                (false, _) => rest.tokens.push(token.clone()),
            }
        }
        let first = &state.tokens[firing.taken[0] as usize];
        let late = firing.taken.iter().fold(u64::MAX, |late, n| late & state.tokens[*n as usize].late);
        let token = Token { at: first.at, waits: None, late, rounds: firing.rounds.clone() };
        self.set_out(number, rest, first.at, token, steps);
    }

    /// A token is in hand: it goes on at once, or waits for its chain.
    fn set_out(&self, number: usize, rest: State, from: usize, token: Token, steps: &mut Vec<Step>) {
        let action = &self.actions[number];
        if let Some(meanwhile) = action.meanwhile {
            let token = Token { at: meanwhile, waits: Some((number, from)), ..token.clone() };
            steps.push(self.step(number, self.put(rest.clone(), token), Vec::new(), None));
        }
        if action.at_once || action.meanwhile.is_none() {
            self.open(number, rest.clone(), from, &token, steps);
        }
        if action.meanwhile.is_none() {
            for to in action.otherwise.iter().flatten() {
                let token = Token { at: *to, ..token.clone() };
                steps.push(self.step(number, self.put(rest.clone(), token), Vec::new(), None));
            }
        }
    }

    /// What chains answer.
    fn answers(&self, state: &State, steps: &mut Vec<Step>) {
        for (n, token) in state.tokens.iter().enumerate() {
            let Some((number, from)) = token.waits else { continue };
            let mut rest = state.clone();
            let token = Token { waits: None, ..rest.tokens.remove(n) };
            self.open(number, rest.clone(), from, &token, steps);
            for to in &self.actions[number].otherwise {
                let token = Token { at: to.unwrap_or(from), ..token.clone() };
                steps.push(self.step(number, self.put(rest.clone(), token), Vec::new(), None));
            }
        }
    }

    /// Opens the stages it leads to, in every case there is.
    fn open(&self, number: usize, mut rest: State, from: usize, token: &Token, steps: &mut Vec<Step>) {
        let action = &self.actions[number];
        let closed: Vec<usize> =
            rest.tokens.iter().map(|token| token.at).filter(|at| action.close.contains(at)).collect();
        rest.tokens.retain(|token| !action.close.contains(&token.at));
        if !action.transition.to.moves() {
            let token = Token { at: from, ..token.clone() };
            steps.push(self.step(number, self.put(rest, token), closed, None));
            return;
        }
        let splits = action.transition.to.splits() && !action.transition.stay;
        if splits && self.is_held(&rest, &action.cases) {
            return;
        }
        for case in &action.cases {
            let mut rounds = token.rounds.clone();
            if splits {
                let used = rest.tokens.iter().flat_map(|token| &token.rounds).chain(&rounds).max();
                let round = used.map_or(0, |last| last + 1);
                rounds.push(round);
            }
            let mut then = Ok(rest.clone());
            let mut cut = None;
            for stage in case {
                let put = Token { at: *stage, rounds: rounds.clone(), ..token.clone() };
                cut = cut.or_else(|| then.as_ref().ok().and_then(|state| self.cuts(state, &put)));
                then = then.and_then(|state| self.put(state, put));
            }
            // The last path may end without any stage.
            let then = then.map(|state| match state.tokens.is_empty() && state.ended {
                true => State { closed: true, ..state },
                false => state,
            });
            steps.push(self.step(number, then, closed.clone(), cut.filter(|_| !action.aside)));
        }
    }

    /// Whether a join that holds still waits for the rest of its last round, and these stages lead to it.
    fn is_held(&self, state: &State, cases: &[Vec<usize>]) -> bool {
        self.joins.iter().enumerate().filter(|(_, join)| join.rest == Rest::Hold).any(|(n, join)| {
            state.tokens.iter().any(|token| token.late >> n & 1 == 1)
                && cases.iter().flatten().any(|stage| join.is_ahead_of(*stage))
        })
    }

    /// Where a token that enters an end cuts off another of its round that could have come there too.
    fn cuts(&self, state: &State, token: &Token) -> Option<(usize, usize)> {
        let (_, stage) = self.workflow.stages.get_index(token.at)?;
        if stage.end.is_none() || stage.waits {
            return None;
        }
        let same_round =
            |other: &&Token| other.late == 0 && other.rounds.last().is_some_and(|r| token.rounds.contains(r));
        let leads_here = |other: &&Token| {
            self.actions.iter().any(|action| {
                !action.aside
                    && action.from.contains(&other.at)
                    && action.cases.iter().flatten().any(|to| *to == token.at)
            })
        };
        let other = state.tokens.iter().filter(same_round).find(leads_here)?;
        Some((token.at, other.at))
    }

    fn step(&self, action: usize, then: Result<State, Full>, closed: Vec<usize>, cut: Option<(usize, usize)>) -> Step {
        Step { action, then: then.map(|state| self.settle(state)), closed, cut }
    }

    /// Puts a token into its stage.
    fn put(&self, mut state: State, token: Token) -> Result<State, Full> {
        if state.closed {
            return Ok(state);
        }
        let Some((_, stage)) = self.workflow.stages.get_index(token.at) else {
            return Ok(state);
        };
        match (&stage.end, stage.waits) {
            (Some(_), true) => {
                state.ended = true;
                state.closed = state.tokens.is_empty();
            }
            (Some(_), false) => {
                state.tokens.clear();
                state.closed = true;
            }
            (None, _) => {
                let there = state.tokens.iter().filter(|other| other.at == token.at && other.late == 0).count();
                if token.late == 0 && there >= self.room[token.at] {
                    return Err(Full { stage: token.at });
                }
                state.tokens.push(token);
            }
        }
        Ok(state)
    }

    /// Ends what has arrived late, and writes the same state always in the same way.
    fn settle(&self, mut state: State) -> State {
        if state.closed {
            return State { closed: true, ..State::default() };
        }
        let ends = |token: &Token| {
            let late = (0..self.joins.len()).filter(|n| token.late >> n & 1 == 1);
            token.waits.is_none() && late.into_iter().any(|n| self.joins[n].stages().contains(&token.at))
        };
        state.tokens.retain(|token| !ends(token));
        // Rounds are told apart, not counted: each gets the number of its first appearance.
        state.tokens.sort_by_key(|a| (a.at, a.waits, a.late, a.rounds.len()));
        let mut order: Vec<u32> = Vec::new();
        for token in &mut state.tokens {
            for round in &mut token.rounds {
                let place = order.iter().position(|known| known == round).unwrap_or_else(|| {
                    order.push(*round);
                    order.len() - 1
                });
                *round = place as u32;
            }
        }
        state.tokens.sort();
        // Of two that come late for the same, one shows what can happen.
        state.tokens.dedup_by(|a, b| a.late != 0 && a.late == b.late && a.at == b.at && a.waits == b.waits);
        state
    }

    /// The joins that wait in a state: each with those of its stages that are empty.
    pub fn waiting(&self, state: &State) -> Vec<(usize, Vec<usize>)> {
        let stands = |stage: &usize| state.tokens.iter().any(|token| token.at == *stage && token.late == 0);
        let joins = self.actions.iter().enumerate().filter_map(|(n, action)| Some((n, self.joins[action.join?])));
        joins
            .filter(|(_, join)| join.stages().iter().any(stands))
            .map(|(n, join)| (n, join.stages().iter().copied().filter(|stage| !stands(stage)).collect()))
            .collect()
    }
}

fn count(need: &Enough) -> u32 {
    match need {
        Enough::Count(count) => *count,
        Enough::All | Enough::Share(_) | Enough::When(_) => 0,
    }
}

fn backward(workflow: &Workflow, transition: &Transition) -> bool {
    let place = |id: &Id| workflow.stages.get_index_of(id);
    let to = transition.to.single();
    let is_end = to.and_then(|to| workflow.stages.get(to)).is_some_and(|stage| stage.end.is_some());
    transition.drawn && !is_end && transition.from.iter().all(|from| place(from) > to.and_then(place))
}

/// The sets of stages a transition may open.
fn cases(to: &To, place: &impl Fn(&Id) -> Option<usize>) -> Vec<Vec<usize>> {
    let stage = |branch: &Opening| place(&branch.stage);
    match to {
        To::Nowhere | To::Nothing => vec![Vec::new()],
        To::Stages(stages) => vec![stages.iter().filter_map(place).collect()],
        To::First(branches) => branches.iter().filter_map(stage).map(|stage| vec![stage]).collect(),
        To::Each { branches, none } => {
            let always: Vec<usize> = branches.iter().filter(|b| b.when.is_none()).filter_map(stage).collect();
            let maybe: Vec<usize> = branches.iter().filter(|b| b.when.is_some()).filter_map(stage).collect();
            let mut all: Vec<Vec<usize>> = match maybe.len() <= COMBINED_MAX {
                true => (0..1usize << maybe.len())
                    .map(|bits| {
                        let taken = maybe.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
                        always.iter().copied().chain(taken.map(|(_, stage)| *stage)).collect()
                    })
                    .collect(),
                false => {
                    let one = maybe.iter().map(|stage| always.iter().copied().chain([*stage]).collect());
                    let all = always.iter().chain(&maybe).copied().collect();
                    one.chain([all]).collect()
                }
            };
            all.retain(|case| !case.is_empty());
            if let (true, Some(none)) = (always.is_empty(), none.as_ref().and_then(place)) {
                all.push(vec![none]);
            }
            all
        }
    }
}
