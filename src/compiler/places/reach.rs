//! Every place that can be reached from the files.

use super::{FILES, Keys, Kind};

/// Every place of the language once, in the order in which reading the files from the top meets them.
pub fn every_place() -> Vec<&'static Keys> {
    let mut found = Vec::new();
    for (_, keys, _) in FILES {
        place(keys, &mut found);
    }
    found
}

fn place(keys: &'static Keys, found: &mut Vec<&'static Keys>) {
    if found.iter().any(|known| known.name == keys.name) {
        return;
    }
    found.push(keys);
    keys.all().for_each(|keyword| kind(keyword.kind, found));
    keys.others.into_iter().for_each(|others| kind(others, found));
}

fn kind(of: Kind, found: &mut Vec<&'static Keys>) {
    match of {
        Kind::In(keys) => place(keys(), found),
        Kind::Several(inner) | Kind::Rows(inner) | Kind::Named(_, inner) | Kind::By(_, inner) => kind(*inner, found),
        Kind::OneOf(forms) => forms.iter().for_each(|form| kind(*form, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of a place in which nothing runs is refused where it leads there, or not at all: so that must not run.
    #[test]
    fn where_nothing_runs_nothing_that_runs_leads() {
        // These are forms beside others of a key that runs: who reads the key refuses them.
        let elsewhere = ["TO_CHOICE"];
        let mut silent = Vec::new();
        for keys in every_place() {
            for keyword in keys.all().filter(|keyword| keys.runs(keyword.name)) {
                let mut led_to = Vec::new();
                one_step(keyword.kind, &mut led_to);
                for place in led_to.iter().filter(|place| !elsewhere.contains(&place.name) && place.runs_nothing()) {
                    silent.push(format!("`{}` of {}: {}", keyword.name, keys.place, place.name));
                }
            }
        }
        assert!(silent.is_empty(), "{silent:#?}");
    }

    fn one_step(of: Kind, found: &mut Vec<&'static Keys>) {
        match of {
            Kind::In(keys) => found.push(keys()),
            Kind::Several(inner) | Kind::Rows(inner) | Kind::Named(_, inner) | Kind::By(_, inner) => {
                one_step(*inner, found)
            }
            Kind::OneOf(forms) => forms.iter().for_each(|form| one_step(*form, found)),
            _ => {}
        }
    }

    #[test]
    fn a_place_names_each_of_its_keys_once_and_says_what_it_is_for_in_both_languages() {
        let places = every_place();
        assert!(places.len() > 80, "{}", places.len());
        for keys in places {
            assert!(!keys.zh.is_empty());
            let mut seen = Vec::new();
            for keyword in keys.all() {
                assert!(!seen.contains(&keyword.name), "`{}` of {} twice", keyword.name, keys.place);
                assert!(keyword.en.ends_with(['.', '`']) && keyword.zh.ends_with(['。', '`']), "{}", keyword.en);
                seen.push(keyword.name);
            }
            for name in keys.shared.iter().flat_map(|group| group.run) {
                assert!(keys.has(name), "`{name}` of {} runs and is no key", keys.place);
            }
        }
    }
}
