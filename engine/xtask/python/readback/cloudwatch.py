"""Alarms."""
from .clients import tags_of

COMPARISONS = {"GreaterThanThreshold": "above", "GreaterThanOrEqualToThreshold": "at least",
               "LessThanThreshold": "below", "LessThanOrEqualToThreshold": "at most"}


def alarms(cloud, regions):
    """Returns every alarm of every region by `name@region`."""
    found = {}
    for region in regions:
        client = cloud.client("cloudwatch", region)
        for page in client.get_paginator("describe_alarms").paginate():
            for alarm in page["MetricAlarms"]:
                found[f"{alarm['AlarmName']}@{region}"] = shape(client, alarm)
    return found


def shape(client, alarm):
    """Returns what an alarm watches, when it rings, and who is told."""
    tags = client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
    return {
        "description": alarm.get("AlarmDescription", ""),
        "metric": f"{alarm['Namespace']} {alarm['MetricName']}",
        "dimensions": {one["Name"]: one["Value"] for one in alarm["Dimensions"]},
        "rings": f"{alarm['Statistic']} {COMPARISONS[alarm['ComparisonOperator']]} {alarm['Threshold']:g}",
        "for": f"{alarm['EvaluationPeriods']} × {alarm['Period']} s",
        "without data": alarm.get("TreatMissingData", "missing"),
        "enabled": alarm["ActionsEnabled"],
        "tells": sorted(alarm["AlarmActions"]),
        "tells when well": sorted(alarm["OKActions"]),
        "tags": tags_of(tags),
    }
