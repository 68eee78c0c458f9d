use anyhow::Result;
use kulturhub_tests::PostgresDatabase;

#[test]
fn a_database_is_made_used_and_dropped() -> Result<()> {
    let here = PostgresDatabase::create()?;
    let other = PostgresDatabase::create()?;
    here.execute("CREATE TABLE venue (name text)")?;
    here.execute("INSERT INTO venue VALUES ('Køge Bibliotek')")?;
    assert_eq!(here.execute("SELECT name, lower(name) FROM venue")?, "Køge Bibliotek|køge bibliotek");
    assert!(other.execute("SELECT name FROM venue").is_err());

    let named = here.url().rsplit_once('/').unwrap().1.to_owned();
    drop(here);
    let left = other.execute(&format!("SELECT count(*) FROM pg_database WHERE datname = '{named}'"))?;
    assert_eq!(left, "0");
    Ok(())
}
