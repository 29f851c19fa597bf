//! `explain`: every code with a summary, and the near code for one that is none.

use crate::project::Project;

#[test]
fn every_code_is_listed_with_what_it_means() {
    let project = Project::new("explain", &[]);
    let list = project.ends(&["explain"], 0).out;
    for code in
        ["adopt::missing", "attribute::unknown", "aws::conflict", "record::apex_cname", "state::locked"]
    {
        let line = list.lines().find(|line| line.split_whitespace().next() == Some(code));
        let line = line.unwrap_or_else(|| panic!("no `{code}` in\n{list}"));
        assert!(line.split_whitespace().count() > 3, "{line}");
    }
    // A process each: the codes of one name stand for the others.
    let codes = list.lines().filter_map(|line| line.split_whitespace().next());
    for code in codes.filter(|code| code.ends_with("::unknown")) {
        project.ends(&["explain", code], 0).says(code);
    }
}

#[test]
fn a_code_that_is_none_gets_the_near_one() {
    let project = Project::new("explain-near", &[]);
    for (wrong, right) in [("attribute::unkown", "attribute::unknown"), ("lint::for_eech", "lint::for_each")]
    {
        project.ends(&["explain", wrong], 1).says(&format!("did you mean `{right}`?"));
    }
}
