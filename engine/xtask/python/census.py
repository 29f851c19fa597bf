"""Lists everything that is there, by the ids a state remembers: `census.py URL`, one JSON object for every line read."""
import json
import sys

from readback.clients import Cloud

REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"]


def pages(client, call, key, **arguments):
    """Returns the items of all pages of a listing."""
    return [item for page in client.get_paginator(call).paginate(**arguments) for item in page[key]]


def names(cloud):
    """Returns zones, records and health checks."""
    client = cloud.client("route53")
    found = [f"route53::health_check {check['Id']}" for check in pages(client, "list_health_checks", "HealthChecks")]
    for zone in pages(client, "list_hosted_zones", "HostedZones"):
        id = zone["Id"].rsplit("/", 1)[-1]
        found.append(f"route53::hosted_zone {id}")
        for record in pages(client, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=id):
            if record["Type"] not in ("NS", "SOA") or record["Name"] != zone["Name"]:
                words = [id, record["Name"].rstrip("."), record["Type"], record.get("SetIdentifier")]
                found.append("route53::record " + "/".join(word for word in words if word))
    return found


def accelerators(cloud):
    """Returns accelerators, listeners and endpoint groups."""
    client = cloud.client("globalaccelerator", "us-west-2")
    found = []
    for accelerator in pages(client, "list_accelerators", "Accelerators"):
        arn = accelerator["AcceleratorArn"]
        found.append(f"globalaccelerator::accelerator {arn}")
        for listener in pages(client, "list_listeners", "Listeners", AcceleratorArn=arn):
            arn = listener["ListenerArn"]
            found.append(f"globalaccelerator::listener {arn}")
            groups = pages(client, "list_endpoint_groups", "EndpointGroups", ListenerArn=arn)
            found += [f"globalaccelerator::endpoint_group {group['EndpointGroupArn']}" for group in groups]
    return found


def of_region(cloud, region):
    """Returns what lives in one region."""
    found = [f"dynamodb::replica {cloud.arn('dynamodb', region, 'table/' + name)}"
             for name in pages(cloud.client("dynamodb", region), "list_tables", "TableNames")]
    alarms = pages(cloud.client("cloudwatch", region), "describe_alarms", "MetricAlarms")
    found += [f"cloudwatch::alarm {alarm['AlarmArn']}" for alarm in alarms]
    sns = cloud.client("sns", region)
    found += [f"sns::topic {topic['TopicArn']}" for topic in pages(sns, "list_topics", "Topics")]
    # Before it is confirmed a subscription is listed without its ARN; its topic always is.
    return found + [f"sns::subscription {one['TopicArn']}"
                    for one in pages(sns, "list_subscriptions", "Subscriptions")]


def census(cloud):
    """Returns everything."""
    found = names(cloud) + accelerators(cloud)
    for region in REGIONS:
        found += of_region(cloud, region)
    return sorted(found)


def main():
    cloud = Cloud(sys.argv[1], "123456789012")
    for _ in sys.stdin:
        print(json.dumps(census(cloud)), flush=True)


if __name__ == "__main__":
    main()
