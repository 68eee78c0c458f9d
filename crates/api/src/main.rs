//! The binary `kulturhub`.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// An answer is thousands of small allocations that live as long as a request.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Every so many tasks a worker looks for what others have woken: the answers of databases, which come from threads of
/// their own. By default a busy worker lets them wait for some sixty others.
const LOOK_FOR_ANSWERS: u32 = 3;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .global_queue_interval(LOOK_FOR_ANSWERS)
        .build()
        .expect("the operating system has threads");
    match runtime.block_on(kulturhub_api::cli::run()) {
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
