//! Import: what was taken in, what was rejected and why.

use crate::House;

#[test]
fn rejected_rows_are_told_with_their_reasons() {
    let house = House::minimal();
    house.write(
        "deals.csv",
        "title,amount,owner\nA,5,ana\nB,lots,ana\n新线,\"1,200\",ana\n",
    );
    insta::assert_snapshot!(house.transcript(&[
        &[
            "import",
            "deals.csv",
            "--workflow",
            "deal",
            "--dry-run",
            "--as",
            "ana"
        ],
        &["list", "deal"],
        &["import", "deals.csv", "--workflow", "deal", "--as", "ana"],
        &["list", "deal"],
    ]));
}
