//! What expressions mean when they run.

use crate::{
    model::{
        Value,
        record::{ChainRun, ChainState, Token},
    },
    script::{
        Expect, FaultKind, Frame, Local, Scope, Template, compile,
        fixture::{World, at, day, n},
    },
};

fn shown(world: &World, text: &str, with: &[(&str, Value)]) -> String {
    match world.value(text, with) {
        Ok(value) => value.to_string(),
        Err(fault) => format!("fault {}", fault.0.kind.word()),
    }
}

#[track_caller]
fn check(world: &World, with: &[(&str, Value)], cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(world, text, with), *expected, "`{text}`");
    }
}

#[test]
fn numbers_are_exact() {
    check(
        &World::new(),
        &[],
        &[
            ("1 / 2", "0.5"),
            ("0.1 + 0.2 == 0.3", "true"),
            ("7 / 2 * 2", "7"),
            ("-3 - -2", "-1"),
            ("1 / 0", "fault division"),
            ("7 % 0", "fault division"),
            ("79228162514264337593543950335 * 10", "fault overflow"),
            ("round(2.345)", "2.35"),
            ("round(-2.345, 2)", "-2.35"),
            ("round(1250, -2)", "1300"),
            ("round_up(2.001, 0)", "3"),
            ("round_down(-2.9, 0)", "-2"),
            ("round_to(1.23, 0.05)", "1.25"),
            ("min(3, 1, 2)", "1"),
            ("clamp(120, 0, 100)", "100"),
            ("between(3, 3, 5)", "true"),
            ("sqrt(16)", "4"),
            ("sqrt(-1)", "fault argument"),
            ("power(2, 10)", "1024"),
            ("power(10, 99)", "fault overflow"),
            ("ratio(1, 0)", "none"),
            ("abs(-3)", "3"),
        ],
    );
}

#[test]
fn division_by_zero_is_none_in_figures() {
    let world = World::new();
    let scope = Scope { figures: true, ..Scope::on(&world, "deal") };
    let expr = compile("amount / (cost - cost)", &scope, Expect::Any).unwrap();
    let record = world.record("deal", "D", &[("amount", n("1")), ("cost", n("2"))]);
    assert_eq!(expr.value(&world.frame(&record)).unwrap(), Value::None);
}

#[test]
fn none_spreads_and_unknown_is_three_valued() {
    let yes = [("urgent", Value::Bool(true))];
    check(
        &World::new(),
        &yes,
        &[
            // score is none
            ("score > 1", "none"),
            ("score == 1", "none"),
            ("score != 1", "none"),
            ("!(score > 1)", "none"),
            ("urgent && score > 1", "none"),
            ("!urgent && score > 1", "false"),
            ("score > 1 && !urgent", "false"),
            ("urgent || score > 1", "true"),
            ("score > 1 || urgent", "true"),
            ("!urgent || score > 1", "none"),
            ("score == none", "true"),
            ("score != none", "false"),
            ("none == score", "true"),
            ("score + 1", "none"),
            ("score ?? 7", "7"),
            ("or_zero(score) + 1", "1"),
            ("is_blank(score)", "true"),
            ("is_blank('  ')", "true"),
            ("is_blank(tags)", "true"),
            ("score in [1, 2]", "none"),
            ("1 in [score, 1]", "true"),
            ("2 in [score, 1]", "none"),
            ("if score > 1 { 'a' } else { 'b' }", "b"),
            ("pick(score > 1, 'a', 'b')", "b"),
            ("pick_first(score > 1, 'a', urgent, 'b', 'c')", "b"),
            ("days_since(due)", "none"),
            ("customer.grade == 'A'", "none"),
            ("customer.group.name", "none"),
        ],
    );
}

#[test]
fn dates_and_lengths_of_time() {
    let with = [("due", day(2026, 3, 5)), ("signed_at", Value::Moment(at("2026-03-02T02:00:00Z")))];
    check(
        &World::new(),
        &with,
        &[
            ("due + '15d'", "2026-03-20"),
            ("due - '5bd'", "2026-02-26"),
            ("due + months(1)", "2026-04-05"),
            ("due == today", "true"),
            ("due < '2026-10-01'", "true"),
            ("now - signed_at > '3d'", "false"),
            ("now - signed_at >= '3d'", "true"),
            ("now - signed_at > '71h'", "true"),
            ("days_between(signed_at, due)", "3"),
            ("business_days_between('2026-03-02', due)", "3"),
            ("days_until('2026-03-10')", "5"),
            ("date(2026, 2, 30)", "fault argument"),
            ("end_of('month', due)", "2026-03-31"),
            ("start_of('quarter', due)", "2026-01-01"),
            ("weekday(due)", "4"),
            ("week(due)", "10"),
            ("is_business_day(due + '2d')", "false"),
            ("in_period(due, 'this month')", "true"),
            ("in_period(due, '2026-02')", "false"),
            ("text(due, 'yyyy/MM/dd')", "2026/03/05"),
            ("due + hours(4) > due", "true"),
        ],
    );
}

#[test]
fn texts() {
    let with = [("title", Value::text("ＨＴ-2026 号")), ("金额", n("1234.5"))];
    check(
        &World::new(),
        &with,
        &[
            ("contains(title, '2026')", "true"),
            ("half_width(title)", "HT-2026 号"),
            ("digits(title)", "2026"),
            ("length(title)", "9"),
            ("left(title, 2)", "ＨＴ"),
            ("right(title, 1)", "号"),
            ("mid(title, 4, 4)", "2026"),
            ("matches('HT-1', '[A-Z]+-[0-9]')", "true"),
            ("matches('xHT-1', '[A-Z]+-[0-9]')", "false"),
            ("upper('a') + lower('B')", "Ab"),
            ("replace('1 2 3', ' ', '')", "123"),
            ("text(金额, '#,##0.00')", "1,234.50"),
            ("text(0.125, '0.0%')", "12.5%"),
            ("text(0.125, '0.##')", "0.13"),
            ("number('1,200')", "1200"),
            ("number('x')", "none"),
            ("join(['a', 'b'], '-')", "a-b"),
        ],
    );
}

#[test]
fn stage_means_any_token() {
    let world = World::new();
    let mut record = world.record("deal", "D", &[]);
    record.tokens.push(Token::new(2, "won", world.now));
    let holds = |text: &str| {
        let expr = world.compile(text, Expect::Condition).unwrap();
        let frame = world.frame(&record);
        assert_eq!(expr.value(&frame), expr.slow(&frame));
        expr.holds(&frame).unwrap()
    };
    assert_eq!(holds("stage == 'won'"), Some(true));
    assert_eq!(holds("stage == 'proposal'"), Some(true));
    assert_eq!(holds("stage != 'won'"), Some(false));
    assert_eq!(holds("stage in ['lost', 'won']"), Some(true));
    assert_eq!(holds("not(stage in ['lost', 'qualified'])"), Some(true));
    assert_eq!(holds("'won' in stages"), Some(true));
    assert_eq!(holds("outcome == 'won'"), None);
    assert_eq!(holds("in_stage('lost')"), Some(false));
    assert_eq!(holds("visited('proposal') && !visited('won')"), Some(true));
    assert_eq!(holds("time_in('proposal') > '3d'"), Some(true));
    assert_eq!(holds("entered('proposal') < now"), Some(true));
    assert_eq!(holds("times_entered('proposal', '1d') == 0"), Some(true));
}

#[test]
fn approvals_are_read_by_their_latest_run() {
    let world = World::new();
    let mut record = world.record("deal", "D", &[]);
    let expr = world.compile("approval.contract == 'rejected'", Expect::Condition).unwrap();
    assert_eq!(expr.holds(&world.frame(&record)).unwrap(), None);
    for state in [ChainState::Approved, ChainState::Rejected] {
        record.chains.push(ChainRun {
            edge: 0,
            goal: None,
            id: 1,
            chain: "contract".into(),
            transition: "sign".into(),
            token: 1,
            from: "proposal".into(),
            requester: None,
            ask: Default::default(),
            started: world.now,
            state,
            ended: Some(world.now),
            steps: Vec::new(),
            branch: None,
            choices: Default::default(),
            back: None,
            clocks: None,
        });
    }
    assert_eq!(expr.holds(&world.frame(&record)).unwrap(), Some(true));
    let at = world.compile("approved_at('contract') == now", Expect::Condition).unwrap();
    assert_eq!(at.holds(&world.frame(&record)).unwrap(), Some(true));
}

#[test]
fn rows_have_bare_names_and_the_record_around() {
    let mut world = World::new();
    for (id, value, rate) in [("C-1", "100", "0.1"), ("C-2", "250", "0.2"), ("C-3", "50", "0.1")] {
        let with = [("value", n(value)), ("rate", n(rate)), ("product", Value::text(id))];
        let mut row = world.record("contract", id, &with);
        row.parent = Some("D-1".into());
        world.add(row);
    }
    let with = [("amount", n("90")), ("tags", Value::List([Value::text("x"), Value::text("y")].into()))];
    check(
        &world,
        &with,
        &[
            ("count(children('contract'))", "3"),
            ("sum(children('contract'), value)", "400"),
            ("sum(children('contract'), value * rate)", "65"),
            ("sum(children('contract'), value, value > record.amount)", "350"),
            ("avg(children('contract', rate == 0.1), value)", "75"),
            ("min(children('contract'), value)", "50"),
            ("max(children('contract'), value, rate > 1)", "none"),
            ("sum(children('contract'), value, rate > 1)", "0"),
            ("any(children('contract'), value > 200)", "true"),
            ("all(children('contract'), value > 200)", "false"),
            ("first(children('contract'), rate == 0.2)", "C-2"),
            ("last(children('contract')).value", "50"),
            ("find('contract', product == 'C-2').value", "250"),
            ("find('contract', rate == 0.1)", "fault several"),
            ("find('contract', rate == 0.7)", "none"),
            ("count(records('contract', value > record.amount))", "2"),
            ("distinct(children('contract'), rate)", "[0.1, 0.2]"),
            ("count(where(children('contract'), value > 60))", "2"),
            ("any(children('contract'), any(records('contract'), value > 2 * record.value))", "true"),
            ("count(tags, line == 'x')", "1"),
            ("'x' in tags", "true"),
            ("sum([1, 2, 3], line * 2, line > 1)", "10"),
            ("max([1, 5, 3])", "5"),
        ],
    );
}

#[test]
fn people_units_and_roles() {
    let with = [("owner", Value::text("li")), ("unit", Value::text("east"))];
    check(
        &World::new(),
        &with,
        &[
            ("manager_of(owner)", "wang"),
            ("managers_of(owner)", "[wang, boss]"),
            ("managers_of(owner, 1)", "[wang]"),
            ("managers_of(owner, 'director')", "[wang, boss]"),
            ("manages('王芳', owner)", "true"),
            ("owner.region == '华东'", "true"),
            ("'rep' in owner.roles", "true"),
            ("owner.manager.manager", "boss"),
            ("unit.title", "华东区"),
            ("unit_head('华东')", "wang"),
            ("unit_above(unit)", "sales"),
            ("has_role(actor, 'rep')", "true"),
            ("in_unit(actor, 'sales')", "true"),
            ("people('role:rep@east')", "[li]"),
            ("headcount('unit:sales')", "3"),
            ("headcount(unit)", "2"),
            ("actor == owner", "true"),
            ("owner == '李娜'", "true"),
        ],
    );
}

#[test]
fn tables_scripts_and_figures() {
    let with = [("amount", n("1000")), ("discount", n("0.1")), ("grade", Value::text("A"))];
    check(
        &World::new(),
        &with,
        &[
            ("credit_terms(grade).limit", "100000"),
            ("credit_terms('B').limit", "none"),
            ("credit_terms('A').days + 1", "61"),
            ("level(grade)", "3"),
            ("level(grade).level", "3"),
            ("fees(grade).fee", "[10, 20]"),
            ("sum(fees(grade), fee)", "30"),
            ("sum(fees(grade), fee, why == 'late')", "10"),
            ("first(fees(grade)).why", "late"),
            ("count(fees('B'))", "0"),
            ("count(vips, since < 2020)", "1"),
            ("'东方仪表' in vips", "true"),
            ("title in vips", "none"),
            ("any(vips, name == '东方仪表' && record.amount > 5)", "true"),
            ("first(vips, since > 2020).name", "东方仪表"),
            ("提成(amount, discount)", "100"),
            ("half(7)", "3.5"),
            ("grade_of(11) == grade", "true"),
            ("grade_of(1) == 'B'", "true"),
            ("due ?? next_day()", "2026-03-06"),
            ("forever()", "fault script"),
            ("figure('won', 'region', '华东', 'this month')", "3"),
            ("setting.big_deal / 2", "250000"),
            ("margin", "none"),
        ],
    );
}

#[test]
fn references_are_followed_and_reads_are_told() {
    let mut world = World::new();
    let group = world.record("customer", "K-2", &[("name", Value::text("集团"))]);
    let with = [("grade", Value::text("A")), ("group", Value::text("K-2"))];
    let customer = world.record("customer", "K-1", &with);
    world.add(group);
    world.add(customer);
    let with = [("customer", Value::text("K-1"))];
    check(
        &world,
        &with,
        &[
            ("customer.grade == 'A'", "true"),
            ("customer.group.name", "集团"),
            ("customer.stage == 'proposal'", "true"),
            ("customer == 'K-1'", "true"),
        ],
    );
    let expr = world.compile("customer.grade == 'A' && stage == 'won'", Expect::Any).unwrap();
    let reads = expr.reads();
    assert!(reads.others && !reads.now);
    assert!(reads.fields.contains(&("customer".into(), "grade".into())));
    assert!(reads.fields.contains(&("deal".into(), "stage".into())));
    assert!(reads.stages.contains("won"));
}

#[test]
fn before_and_after_a_change() {
    let world = World::new();
    let scope = Scope { old: true, ..Scope::on(&world, "deal") };
    let old = world.record("deal", "D", &[("amount", n("5"))]);
    let new = world.record("deal", "D", &[("amount", n("6"))]);
    let holds = |text: &str, old| {
        let frame = Frame { old, ..world.frame(&new) };
        compile(text, &scope, Expect::Condition).unwrap().holds(&frame).unwrap()
    };
    assert_eq!(holds("changed('amount') && amount > old.amount", Some(&old)), Some(true));
    assert_eq!(holds("changed('title')", Some(&old)), Some(false));
    assert_eq!(holds("is_new", Some(&old)), Some(false));
    assert_eq!(holds("is_new && changed('amount')", None), Some(true));
    assert_eq!(holds("old.stage == 'won'", Some(&old)), Some(false));
}

#[test]
fn what_comes_in_with_the_frame() {
    let world = World::new();
    let locals = [Local::new("value", crate::model::Type::Money), Local::new("ask.person", crate::model::Type::Person)];
    let scope = Scope { locals: &locals, ..Scope::on(&world, "deal") };
    let record = world.record("deal", "D", &[]);
    let values = [n("12"), Value::text("li")];
    let frame = Frame { locals: &values, ..world.frame(&record) };
    let shown = |text: &str| {
        let expr = compile(text, &scope, Expect::Any).unwrap();
        expr.value(&frame).unwrap().to_string()
    };
    assert_eq!(shown("value * 2"), "24");
    assert_eq!(shown("ask.person.region"), "华东");
    assert_eq!(shown("sum([1, 2], line * value)"), "36");
}

#[test]
fn why_names_each_condition_and_the_distance() {
    let world = World::new();
    let text = "amount >= 100000 && (grade in ['A', 'B'] && score > 60) && stage == 'won'";
    let expr = world.compile(text, Expect::Condition).unwrap();
    let record = world.record("deal", "D", &[("amount", n("98000")), ("grade", Value::text("A"))]);
    let why = expr.explain(&world.frame(&record)).unwrap();
    let texts: Vec<&str> = why.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["amount >= 100000", "grade in ['A', 'B']", "score > 60", "stage == 'won'"]);
    let holds: Vec<Option<bool>> = why.iter().map(|c| c.holds).collect();
    assert_eq!(holds, [Some(false), Some(true), None, Some(false)]);
    assert_eq!(why[0].distance.as_deref(), Some("98000 < 100000, 2000 short"));
    assert_eq!(why[0].seen, [("amount".to_owned(), n("98000"))]);
    assert_eq!(why[2].blank, ["score"]);
    assert_eq!(why[3].seen, [("stage".to_owned(), Value::text("proposal"))]);
}

#[test]
fn a_fault_shows_the_values_it_saw() {
    let world = World::new();
    let fault = world.value("amount / (cost - 5)", &[("amount", n("9")), ("cost", n("5"))]).unwrap_err();
    assert_eq!(fault.0.kind, FaultKind::Division);
    let seen: Vec<&str> = fault.0.seen.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(seen, ["amount", "cost"]);
}

#[test]
fn templates_show_values_as_people_read_them() {
    let world = World::new();
    let with = [
        ("amount", n("1234567.5")),
        ("discount", n("0.155")),
        ("grade", Value::text("A")),
        ("owner", Value::text("li")),
        ("due", day(2026, 3, 5)),
        ("score", n("1200.50")),
        ("signed_at", Value::Moment(at("2026-03-02T02:00:00Z"))),
    ];
    let record = world.record("deal", "D", &with);
    let render = |text: &str| {
        let template = Template::compile(text, &Scope::on(&world, "deal")).unwrap();
        template.render(&world.frame(&record)).unwrap()
    };
    assert_eq!(render("{grade}·{amount} {{x}} {discount}"), "优·1,234,567.50 {x} 15.5%");
    assert_eq!(render("{owner} {due} {title}|{score}"), "李娜 2026-03-05 |1,200.5");
    assert_eq!(render("{signed_at} {if urgent { '}' } else { '急' }}"), "2026-03-02 10:00 急");
    assert_eq!(render("{manager_of(owner)}"), "王芳");
    let problems = Template::compile("客户 {amont} {", &Scope::on(&world, "deal")).unwrap_err();
    assert_eq!((problems[0].start, problems[0].end), (4, 9));
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean `amount`?"));
    assert_eq!(problems[1].start, 11);
}
