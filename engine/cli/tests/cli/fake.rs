//! A server that gives every request the same answer, or none at all.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Answers everything that comes to a port, 0 for any, with one status and body; returns the URL. It ends with the test.
pub(crate) fn answering(port: u16, status: &'static str, body: &'static str) -> String {
    serve(port, move |mut stream| {
        let mut bytes = [0; 65_536];
        // One request a connection: what is left of a long one does not matter to the answer.
        let _ = stream.read(&mut bytes);
        let length = body.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
    })
}

/// Takes every connection to a port of its own and says nothing.
pub(crate) fn silent() -> String {
    serve(0, |stream| {
        std::thread::sleep(Duration::from_secs(600));
        drop(stream);
    })
}

fn serve(port: u16, answer: impl Fn(TcpStream) + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream));
        }
    });
    format!("http://{address}")
}
