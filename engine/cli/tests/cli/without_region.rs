//! `--without-region`: what can be done is done, what cannot is named, and the next run does the rest.

use crate::project::Project;

const SCRIPT: &str = r#"
for name in ["us-east-1", "eu-west-1"] {
    let topic = sns::topic(region(name), "oncall");
    cloudwatch::alarm(region("us-east-1"), `errors-${name}`, #{
        metric: #{ namespace: "Shop", name: "Errors", dimensions: #{ Region: name } }, statistic: "Sum", above: 1,
        period: "1m", periods: 1, tags: #{ topic: topic.arn },
    });
}
"#;

#[test]
fn a_region_that_does_not_answer_does_not_hold_up_the_rest() {
    let project = Project::new("without-region", &[("main.rhai", SCRIPT)]);
    let flags = ["--cloud", "local", "--without-region", "eu-west-1"];
    let plan = project.ends(&[&["plan", "--detailed-exitcode"][..], &flags].concat(), 2);
    plan.says("Left out: 2 resources");
    plan.says("its calls go to eu-west-1");
    plan.says("it comes after `sns::topic[\"oncall\"]@eu-west-1`");
    plan.says("Plan: 2 create, 0 update, 0 replace, 0 delete");
    project.ends(&[&["apply", "--yes"][..], &flags].concat(), 0);
    let rest = project.ends(&["apply", "--yes", "--cloud", "local"], 0);
    rest.says("Plan: 2 create, 0 update, 0 replace, 0 delete");
    // With everything made, nothing is left out, and the region is not asked.
    project.ends(&[&["plan", "--detailed-exitcode"][..], &flags].concat(), 0).says("No changes");
    let gone = project.ends(&[&["destroy", "--yes"][..], &flags].concat(), 0);
    gone.says("Left out: 1 resource\n    sns::topic");
    project.ends(&["destroy", "--yes", "--cloud", "local"], 0);
}
