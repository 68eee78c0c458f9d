//! The binary `kulturhub`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match kulturhub_api::cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write;
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            // Nothing can be done when standard error is closed too.
            let _ = writeln!(std::io::stderr(), "kulturhub: {}", causes.join(": ").replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}
