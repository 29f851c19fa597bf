//! `tandem emulator serve`: the emulated AWS on a loopback port, for any client.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tandem_core::Diagnostic;
use tandem_emulator::{Emulator, Scaled};
use tokio::runtime::Builder;

use super::Context;
use crate::cloud::unopened;
use crate::exit::{Ended, Exit};
use crate::project::{folder, read_text};
use crate::world::words;

/// The commands of `emulator`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Answer the AWS SDKs on a loopback port, until interrupted.
    Serve(Serve),
}

/// Arguments of `emulator serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 4566)]
    port: u16,
    /// Where the world is kept.
    #[arg(long, value_name = "DIR", default_value = ".tandem/emulator")]
    data: PathBuf,
    /// A look-up file whose objects are there from the start.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// How many times as fast as real time its time runs.
    #[arg(long, value_name = "N", default_value_t = 100)]
    speed: u32,
    /// Keep rules that last for hours, such as the 24 hours before a new replica's source may go.
    #[arg(long)]
    strict_time: bool,
}

/// Serves until interrupted.
pub(crate) fn run(command: &Command, context: &Context) -> Ended<Exit> {
    let Command::Serve(args) = command;
    let data = context.globals.dir.join(&args.data);
    folder::make(&data)?;
    let emulator = Emulator::builder()
        .data_dir(data)
        .now(Arc::new(Scaled::new(args.speed)))
        .rate_limits(context.globals.limits)
        .strict_time(args.strict_time)
        .build()
        .map_err(|error| unopened(&error))?;
    if let Some(file) = &args.seed {
        seed(&emulator, &context.globals.dir.join(file), &file.display().to_string())?;
    }
    let runtime = Builder::new_current_thread().enable_all().build();
    let served = runtime.and_then(|runtime| runtime.block_on(serve(&emulator, args, context)));
    served.map(|()| Exit::Done).map_err(|error| {
        let message = format!("port {} cannot be served: {}", args.port, words(&error));
        Diagnostic::error("emulator::port", message)
            .hint("take another one: `--port 0` finds a free one")
            .into()
    })
}

async fn serve(emulator: &Emulator, args: &Serve, context: &Context) -> std::io::Result<()> {
    let listener = Emulator::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))).await?;
    let url = format!("http://{}", listener.local_addr()?);
    if context.terminal.json {
        context.terminal.object(&json!({ "type": "listening", "url": url }));
    } else {
        context.terminal.data(&format!("Listening on {url}\n"));
        context.terminal.progress(&format!("Use it: tandem apply --cloud {url}   (Ctrl-C ends it)"));
    }
    let interrupted = async {
        drop(tokio::signal::ctrl_c().await);
    };
    emulator.serve(listener, interrupted).await
}

fn seed(emulator: &Emulator, file: &std::path::Path, name: &str) -> Ended<()> {
    let text = read_text(file, name)?;
    let text = text.ok_or_else(|| Diagnostic::error("lookups::missing", format!("there is no `{name}`")))?;
    let document = serde_json::from_str(&text).map_err(|error| {
        Diagnostic::error("lookups::broken", format!("`{name}` is not a look-up file: {error}"))
    })?;
    emulator.seed(&document).map_err(|error| {
        Diagnostic::error("lookups::unusable", format!("`{name}` cannot be used: {error}")).into()
    })
}
