//! Who is told of a warning, and in which words.

use crate::{
    engine,
    model::{Id, Type, Value, number},
    policy::{People, Policy, Warning},
    script::{Fault, Frame, template::shown},
};

/// Everybody the places mean, each once; a place that fails is passed over and reported.
pub(super) fn people(places: &People, frame: &Frame, faults: &mut Vec<Fault>) -> Result<Vec<Id>, Fault> {
    let mut all: Vec<Id> = Vec::new();
    for place in places {
        let some = super::judge::unless_faulty(engine::resolve(place, frame), faults)?;
        for id in some.unwrap_or_default() {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    Ok(all)
}

/// What those told read about a series: the warning's own text, else a standing sentence.
pub(super) fn about_series(
    policy: &Policy,
    warning: &Warning,
    standing: Standing,
    frame: &Frame,
    faults: &mut Vec<Fault>,
) -> Result<String, Fault> {
    if let Some(text) = own_text(warning, frame, faults)? {
        return Ok(text);
    }
    let mut words: Vec<String> = vec![format!("{}:", warning.title)];
    let digits = policy.manifest.minor_digits;
    let dims = standing.dims.iter();
    words.extend(dims.map(|(value, ty)| shown(value, ty.unwrap_or(&Type::Any), digits, frame)));
    words.push(standing.period);
    words.push(figure(policy, standing.value, standing.unit, frame));
    if !standing.target.is_none() {
        words.push("/".to_owned());
        words.push(figure(policy, standing.target, standing.unit, frame));
    }
    Ok(words.join(" "))
}

/// What the standing sentence about a series speaks of.
pub(super) struct Standing<'a> {
    /// The values of its dimensions and what they mean.
    pub(super) dims: Vec<(&'a Value, Option<&'a Type>)>,
    /// The period's name.
    pub(super) period: String,
    /// The figure.
    pub(super) value: &'a Value,
    /// What it should be.
    pub(super) target: &'a Value,
    /// What both mean.
    pub(super) unit: &'a Type,
}

/// What somebody reads about a record as their frame shows it.
///
/// # Errors
/// Where the store can't be read.
pub fn about_record(warning: &Warning, frame: &Frame) -> Result<String, Fault> {
    about_it(warning, frame, &mut Vec::new())
}

/// What those told read about a record.
pub(super) fn about_it(warning: &Warning, frame: &Frame, faults: &mut Vec<Fault>) -> Result<String, Fault> {
    if let Some(text) = own_text(warning, frame, faults)? {
        return Ok(text);
    }
    let Some(record) = frame.record else {
        return Ok(warning.title.clone());
    };
    let label = super::judge::unless_faulty(frame.context.label(record, frame), faults)?;
    let label = label.unwrap_or_else(|| record.id.to_string());
    Ok(format!("{}: {label}", warning.title))
}

fn own_text(warning: &Warning, frame: &Frame, faults: &mut Vec<Fault>) -> Result<Option<String>, Fault> {
    match &warning.text {
        Some(text) => super::judge::unless_faulty(text.render(frame), faults),
        None => Ok(None),
    }
}

/// A figure as people read it: what a formula has more than two places of is rounded.
fn figure(policy: &Policy, value: &Value, ty: &Type, frame: &Frame) -> String {
    let places = match ty {
        Type::Percent => 3,
        _ => 2,
    };
    match value {
        Value::None => "–".to_owned(),
        Value::Number(n) if *ty != Type::Money => {
            let rounded = Value::Number(number::round(*n, places).normalize());
            shown(&rounded, ty, policy.manifest.minor_digits, frame)
        }
        _ => shown(value, ty, policy.manifest.minor_digits, frame),
    }
}
