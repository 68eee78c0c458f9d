use std::path::Path;
use std::process::Command;

use anyhow::Result;
use kulturhub_tests::process::Process;

fn shell(script: &str) -> Result<Process> {
    Process::start("shell", Command::new("sh").args(["-c", script]))
}

#[tokio::test]
async fn a_line_is_awaited_and_the_end_is_told() -> Result<()> {
    let mut process = shell("echo starting; echo port 80; exec tail -f /dev/null")?;
    let port = process.wait_for_line(|line| line.strip_prefix("port ")?.parse::<u16>().ok()).await?;
    assert_eq!(port, 80);
    assert!(!process.terminate().await?.success());
    Ok(())
}

#[tokio::test]
async fn a_program_that_ends_too_soon_is_not_waited_for() -> Result<()> {
    let mut process = shell("echo 'no such flag' >&2; exit 2")?;
    let error = process.wait_for_line(|line| (line == "ready").then_some(())).await.unwrap_err();
    assert!(error.to_string().contains("ended before"), "{error}");
    assert_eq!(process.wait().await?.code(), Some(2));
    Ok(())
}

#[tokio::test]
async fn a_dropped_program_is_gone() -> Result<()> {
    let mut process = shell("echo ready; exec tail -f /dev/null")?;
    process.wait_for_line(|line| (line == "ready").then_some(())).await?;
    let folder = format!("/proc/{}", process.id());
    assert!(Path::new(&folder).exists());
    drop(process);
    assert!(!Path::new(&folder).exists());
    Ok(())
}
