//! Serves the emulator on a loopback port: `serve PORT [DATA_DIR [SPEED]]`.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tandem_emulator::{Emulator, Scaled};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().unwrap_or_default().parse().unwrap_or(0);
    let mut builder = Emulator::builder();
    if let Some(dir) = arguments.next().filter(|dir| !dir.is_empty()) {
        builder = builder.data_dir(dir.into());
    }
    if let Some(speed) = arguments.next() {
        builder = builder.now(Arc::new(Scaled::new(speed.parse()?)));
    }
    let emulator = builder.build()?;
    let listener = Emulator::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    println!("http://{}", listener.local_addr()?);
    let interrupted = async {
        // Without a signal handler there is still `kill`, which loses nothing.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    emulator.serve(listener, interrupted).await?;
    Ok(())
}
