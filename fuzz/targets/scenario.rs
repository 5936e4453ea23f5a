//! A file of scenarios: read, checked, and played where it can be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesflow::scenario::{self, Policies};
use salesflow_fuzz::good_with;

fuzz_target!(|text: &str| {
    let mut compiled = good_with([("tests/a.toml".to_owned(), text.to_owned())]);
    let (Some(policy), Some(mut suite)) = (compiled.policy.take(), compiled.suite.take()) else { return };
    suite.scenarios.truncate(20);
    let policies = Policies::new(policy, &compiled.sources, &suite, None);
    for scenario in &suite.scenarios {
        _ = scenario::one(&policies, scenario, None);
    }
});
