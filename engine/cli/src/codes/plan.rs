//! What the codes of graphs and plans mean, why, and the ways out.

/// By code, sorted; Markdown.
pub(super) const PLAN: [(&str, &str); 15] = [
    (
        "graph::cycle",
        "Each of the labelled resources needs the next one, and the last needs the first: none of them can be made \
         first. Take one of the references or `after` edges away; often a name that is known anyway can stand in for a \
         reference.",
    ),
    (
        "graph::undeclared",
        "Something refers to a resource that no script declares. It may have been declared only under a condition, or \
         renamed.",
    ),
    (
        "moved::declared",
        "`moved` gives a remembered resource its new name, but the old name is still declared too.",
    ),
    ("moved::exists", "Something is remembered under the new name already. Two resources cannot become one."),
    ("moved::kind", "A resource can get another name, not another kind."),
    ("moved::twice", "Two `moved` lines speak of one name. Keep the one that is meant."),
    (
        "moved::undeclared",
        "The new name is not declared, so the renamed resource would be deleted. Declare it.",
    ),
    (
        "order::unsafe",
        "While this apply runs there is a moment at which something does not hold that does before and after: a name is \
         not served, would not survive the loss of a region, or a region serves without its replica. An apply can end \
         at any moment, so each of them counts. Tandem puts what makes before what breaks; here no order helps, usually \
         because two things change places.\n\n\
         Make the change in two applies. First declare the new beside the old, under other names, and apply; then move \
         over, and take the old away. Or, if the name may fail meanwhile, take it out of its `objective` for this one \
         apply. Names that no objective speaks of are only warned of.\n\n\
         Not looked at: how long recovery takes in between, and the answers that resolvers still remember.",
    ),
    ("plan::bug", "This is a bug in tandem: please report it with the script. Nothing was changed."),
    ("plan::constraint", "An order asked for from outside contradicts the order that the plan needs."),
    ("plan::damaged", "The plan file was cut off or edited. Make it again with `tandem plan --out FILE`."),
    ("plan::foreign", "The file is no plan of Tandem's."),
    ("plan::order", "What must be done before what contradicts itself, deletions and replacements included."),
    (
        "plan::protected",
        "The resource is protected, or was when it was last applied, and the plan would delete or replace it. Say \
         `protect: false`, apply, and then delete it: two steps on purpose. On `aws`, zones, tables and accelerators are \
         protected unless the script says otherwise; elsewhere only what says `protect: true` is.",
    ),
    ("plan::version", "The plan file was written by another version of Tandem. Make it again."),
];
