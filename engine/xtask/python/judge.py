"""Judges a cloud by what boto3 reads from it: `judge.py URL STORY STAGE [--lacks WORD]… [--edited WORD]…`.

STAGE is `prepare` (makes what the story looks up), `compare` (reads everything back and compares it with what the story
says), or `gone` (nothing of the story may be left). Exits with 1 and the differences if there are any.
"""
import argparse
import importlib
import sys

from readback import cloudwatch, dynamodb, elb, globalaccelerator, route53, sns, state
from readback.clients import Cloud
from readback.comparison import count, differences

ACCOUNT = "123456789012"
READERS = {
    "zones": route53.zones, "records": route53.records, "health checks": route53.health_checks,
    "topics": sns.topics, "tables": dynamodb.tables, "alarms": cloudwatch.alarms,
    "accelerators": globalaccelerator.accelerators, "listeners": globalaccelerator.listeners,
    "endpoint groups": globalaccelerator.endpoint_groups,
}
# What a server that lacks one thing cannot be asked for at all.
UNASKED = {"accelerators": ["accelerators", "listeners", "endpoint groups"], "alarms": ["alarms"]}


def prepare(cloud, story, _lacks, _edited):
    """Makes what the story looks up, and what keeps its state."""
    if hasattr(story, "STATE"):
        state.make(cloud, story.STATE)
    for name, regions in story.BALANCERS.items():
        for region in regions:
            elb.make(cloud, region, name)
    return [], 0


def compare(cloud, story, lacks, edited):
    """Reads back everything that the story speaks of."""
    expected = story.expected(cloud, lacks, edited)
    tables = expected.pop("items", {})
    kept = expected.pop("state", None)
    found = {section: READERS[section](cloud, story.REGIONS) for section in expected}
    for name, (key, regions) in tables.items():
        expected.setdefault("items", {}).update(
            {f"{name}: written in {home}": {region: home for region in regions} for home in regions})
        found.setdefault("items", {}).update(dynamodb.items(cloud, name, key, regions))
    if kept:
        expected["state"], found["state"] = kept, state.kept(cloud, story.STATE)
    return differences(expected, found), count(expected)


def gone(cloud, story, lacks, _edited):
    """Looks for what is left, and whether what was looked up was left alone."""
    unasked = {section for word in lacks for section in UNASKED[word]}
    left = {section: read(cloud, story.REGIONS) for section, read in READERS.items() if section not in unasked}
    for name, regions in story.BALANCERS.items():
        for region in regions:
            elb.find(cloud, region, name)
    return differences(dict.fromkeys(left, {}), left), len(left)


STAGES = {"prepare": prepare, "compare": compare, "gone": gone}


def main():
    """Runs one stage and prints what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("story")
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--lacks", action="append", default=[])
    parser.add_argument("--edited", action="append", default=[])
    words = parser.parse_args()
    story = importlib.import_module(f"expected.{words.story}")
    found, looked = STAGES[words.stage](Cloud(words.url, ACCOUNT), story, set(words.lacks), set(words.edited))
    for difference in found:
        print(difference)
    print(f"differences: {len(found)}" if found else looked)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
