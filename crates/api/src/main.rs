//! The binary `kulturhub`.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// An answer is thousands of small allocations that live as long as a request.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
