//! Help: every verb has some, and the completions are written for every shell.

use crate::House;

const VERBS: &[&[&str]] = &[
    &["init"],
    &["check"],
    &["explain"],
    &["graph"],
    &["new"],
    &["set"],
    &["move"],
    &["show"],
    &["list"],
    &["why"],
    &["inbox"],
    &["approve"],
    &["reject"],
    &["abstain"],
    &["return"],
    &["transfer"],
    &["delegate"],
    &["give-back"],
    &["add-signer"],
    &["remove-signer"],
    &["take-back"],
    &["copy"],
    &["remind"],
    &["claim"],
    &["release"],
    &["withdraw"],
    &["comment"],
    &["cancel"],
    &["claim"],
    &["start"],
    &["decline"],
    &["release"],
    &["resume"],
    &["skip"],
    &["redo"],
    &["restart"],
    &["give-back"],
    &["done"],
    &["suspend"],
    &["transfer"],
    &["delegate"],
    &["add-help"],
    &["check-off"],
    &["leave", "set"],
    &["leave", "list"],
    &["leave", "clear"],
    &["import"],
    &["export"],
    &["run"],
    &["kpi"],
    &["target", "list"],
    &["target", "set"],
    &["target", "adjust"],
    &["scorecard"],
    &["incentive"],
    &["warnings"],
    &["tick"],
    &["verify"],
    &["store", "rebuild"],
    &["store", "stat"],
    &["backup"],
    &["restore"],
    &["serve"],
    &["reload"],
    &["policy", "log"],
    &["status"],
    &["completions"],
    &["bench"],
];

#[test]
fn every_verb_has_help_with_an_example() {
    let house = House::bare();
    for verb in VERBS {
        let said = house.says(&[*verb, &["--help"]].concat());
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{verb:?}");
        assert!(said.out.contains("Usage: salesflow") && said.out.contains("Example"), "{verb:?}: {}", said.out);
        assert!(said.out.contains("--idempotency-key"), "{verb:?} lacks the options of every verb");
    }
}

#[test]
fn the_overview_names_every_verb() {
    let help = House::bare().says(&["--help"]).out;
    for verb in VERBS {
        assert!(help.contains(&format!("\n  {}", verb[0])), "{verb:?}");
    }
    insta::assert_snapshot!(help);
}

#[test]
fn completions_are_written_for_every_shell() {
    let house = House::bare();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = house.says(&["completions", shell]);
        assert!(said.code == 0 && said.out.contains("salesflow"), "{shell}");
    }
}
