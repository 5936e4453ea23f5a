//! Import: what was taken in, what was rejected and why.

use crate::House;

const MAPPING: &str = "\
[import.deals]
key = [\"title\"]
columns = { title = \"title\", amount = \"amount\", owner = \"owner\" }
";

#[test]
fn rejected_rows_are_told_with_their_reasons() {
    let house = House::minimal();
    house.write("deals.csv", "title,amount,owner\nA,5,ana\nB,lots,ana\n新线,\"1,200\",ana\n");
    house.write("deals.toml", MAPPING);
    insta::assert_snapshot!(house.transcript(&[
        &["import", "deals.csv", "--workflow", "deal", "--map", "deals.toml", "--dry-run", "--as", "ana"],
        &["list", "deal"],
        &["import", "deals.csv", "--workflow", "deal", "--map", "deals.toml", "--as", "ana"],
        &["list", "deal"],
    ]));
}

#[test]
fn the_pipeline_example_comes_in_and_comes_in_once() {
    let house = House::of("crm-pipeline");
    let take = |kind: &str, file: &str, map: &str| {
        house.data(&["import", file, "--workflow", kind, "--map", map, "--as", "robin.ellery"])
    };
    take("product", "sample/products.csv", "import/products.toml");
    take("account", "sample/accounts.csv", "import/accounts.toml");
    let deals = || take("opportunity", "sample/sales_pipeline.csv", "import/opportunities.toml");
    let first = deals();
    assert_eq!((first["rejected"].as_u64(), first["created"].as_u64()), (Some(0), Some(300)), "{first}");
    assert_eq!(deals()["created"], 0);
}
