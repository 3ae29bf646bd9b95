//! `nexus schema` and `nexus explain`: the fields as they are documented, also those of a site's own kinds.

use crate::common::Site;
use serde_json::Value;

fn schema(site: &Site, args: &[&str]) -> Value {
    let args = ["schema"].into_iter().chain(args.iter().copied());
    serde_json::from_str(&site.run(args).succeeds().stdout).expect("JSON")
}

#[test]
fn schemas_hold_the_documented_fields() {
    let empty = Site::empty();
    let challenge = schema(&empty, &["challenge"]);
    assert_eq!(challenge["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(challenge["required"], serde_json::json!(["problem", "solution"]));
    assert!(schema(&empty, &[])["properties"]["steps"].is_object(), "the fields of all kinds");
    let site = schema(&empty, &["site"]);
    assert_eq!(site["properties"]["check"]["properties"]["orphan"]["default"], "off");
    empty.run(["schema", "chalenge"]).fails(2).says("did you mean `challenge`?");
}

#[test]
fn kinds_of_the_site_are_part_of_it() {
    let site = Site::new().file(
        "site.toml",
        "title = \"Hub\"\n[kinds.recipe]\nfields = { serves = \"text\" }\nrequired = [\"serves\"]\n",
    );
    let recipe = schema(&site, &["recipe"]);
    assert_eq!(recipe["required"], serde_json::json!(["serves"]));
    let kinds = recipe["properties"]["kind"]["enum"].as_array().expect("a list");
    assert!(kinds.contains(&"recipe".into()));
}

#[test]
fn fields_are_explained_as_they_are_documented() {
    let site = Site::empty();
    let text =
        schema(&site, &[])["properties"]["reviewed"]["description"].as_str().expect("a text").to_owned();
    let run = site.run(["explain", "reviewed"]).succeeds();
    assert!(run.stdout.contains(&text), "{}", run.stdout);
    assert!(site.run(["explain"]).succeeds().stdout.contains("\nprerequisites "));
    site.run(["explain", "reviewd"]).fails(2).says("did you mean `reviewed`?");
}
