//! Two editors decide at once: one wins, the other is told.

use anyhow::Result;
use futures_util::future::try_join;
use kulturhub_tests::{Engine, Role, Server};
use serde_json::{Value, json};

use crate::activity_steps::{People, accepted, run};
use crate::activity_texts::sound_input;

on_both! {
    of_two_editors_one_wins,
}

const RACES: u64 = 200;
const DECISION: &str = "activity { status version }
    userErrors { code field changedFields present { ... on Activity { id version status } } }";

async fn of_two_editors_one_wins(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let other = hub.client(Role::Editor { municipality: "259" })?;
    let approve = format!(
        "mutation Approve($id: ID!) {{ activityApprove(id: $id, expectedVersion: 1) {{ {DECISION} }} }}"
    );
    let give_back = format!(
        "mutation Return($id: ID!) {{ activityReturn(id: $id, expectedVersion: 1, reason: \"Mangler\") {{ {DECISION} }} }}"
    );
    let entries = || people.secretariat.data("{ journal(first: 1) { totalCount } }", json!({}));
    let before = entries().await?["journal"]["totalCount"].as_u64().unwrap_or_default();
    let (mut approved, mut input) = (0, sound_input());
    for race in 0..RACES {
        input["source"]["externalId"] = json!(format!("race {race}"));
        let id = accepted(people.submit(&input).await?)["activity"]["id"].take();
        let variables = json!({ "id": id });
        let (first, second) = try_join(
            run(&people.editor, "activityApprove", &approve, variables.clone()),
            run(&other, "activityReturn", &give_back, variables.clone()),
        )
        .await?;
        let (won, lost) = if first["userErrors"] == json!([]) { (first, second) } else { (second, first) };
        assert_eq!(won["activity"]["version"], 2, "{won}");
        approved += u64::from(won["activity"]["status"] == "PUBLISHED");
        let told = &lost["userErrors"][0];
        assert_eq!((&told["code"], &lost["activity"]), (&json!("OUTDATED_VERSION"), &Value::Null), "{lost}");
        let present = json!({ "id": id, "version": 2, "status": won["activity"]["status"] });
        assert_eq!(told["present"], present);
        let changed = told["changedFields"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(changed.contains(&json!("status")), "{told}");
    }
    // One entry that it was sent, one that it was decided: nothing is doubled.
    let after = entries().await?["journal"]["totalCount"].as_u64();
    assert_eq!(after, Some(before + 2 * RACES), "{approved} were approved");
    Ok(())
}
