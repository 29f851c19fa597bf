"""The least a boto3 client does: `boto_floor.py create|list COUNT URL`.

`create` makes a zone and COUNT records in batches of 1,000 and asks once whether the last batch is in sync; `list`
reads all of them back in pages.
"""
import sys

import boto3

ZONE = "bench.example."


def change(at):
    value = f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}"
    record = {"Name": f"svc{at:06d}.{ZONE}", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": value}]}
    return {"Action": "CREATE", "ResourceRecordSet": record}


def create(client, count):
    zone = client.create_hosted_zone(Name=ZONE, CallerReference="bench")["HostedZone"]["Id"]
    for first in range(0, count, 1000):
        changes = [change(at) for at in range(first, min(count, first + 1000))]
        last = client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    client.get_change(Id=last["ChangeInfo"]["Id"])


def list_back(client, count):
    zone = client.list_hosted_zones()["HostedZones"][0]["Id"]
    pages = client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
    found = sum(len(page["ResourceRecordSets"]) for page in pages)
    assert found >= count, found


if __name__ == "__main__":
    what, count, url = sys.argv[1:]
    client = boto3.client("route53", region_name="us-east-1", endpoint_url=url, aws_access_key_id="x",
                          aws_secret_access_key="x")
    {"create": create, "list": list_back}[what](client, int(count))
