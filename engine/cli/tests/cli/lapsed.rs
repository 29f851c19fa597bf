//! Credentials that are no longer valid before anything was done: the same end and the same advice as later.

use crate::fake::answering;
use crate::project::Project;
use crate::serve::serve;

const EXPIRED: &str = "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token included in the \
                       request is expired</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";

#[test]
fn an_apply_that_never_began_goes_on_after_signing_in() {
    let project = Project::zone("lapsed");
    let url = answering(0, "403 Forbidden", EXPIRED);
    let stopped = project.ends(&["apply", "--yes", "--cloud", &url], 5);
    stopped.says("Stopped: 0 done");
    let said = stopped.out.replace("\n           ", " ");
    let advice =
        "the credentials are no longer valid (ExpiredToken): sign in, then run the same command again";
    assert!(said.contains(advice), "{said}");
    let json = project.ends(&["apply", "--yes", "--json", "--cloud", &url], 5).out;
    let summary = json.lines().next_back().expect("it ends with a summary");
    assert!(summary.contains("\"lapsed\":\"ExpiredToken\"") && summary.contains("\"done\":0"), "{summary}");
}

#[test]
fn a_run_that_cannot_read_what_is_there_says_it_once() {
    let project = Project::zone("lapsed-refresh");
    let (server, url) = serve(&project, "100");
    project.ends(&["apply", "--yes", "--cloud", &url], 0);
    drop(server);
    let port = url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("it has a port");
    assert_eq!(answering(port, "403 Forbidden", EXPIRED), url);
    for (words, code) in [(&["apply", "--yes"][..], 5), (&["destroy", "--yes"], 5), (&["plan"], 1)] {
        let ran = project.ends(&[words, &["--cloud", &url]].concat(), code);
        ran.says("sign in, then run the same command again");
        assert_eq!(ran.err.matches("error[aws::denied]").count(), 1, "{}", ran.err);
    }
}
