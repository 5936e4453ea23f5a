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
