"""Tables, one entry a table and region, and items that one region writes and another reads."""
import time

from botocore.exceptions import ClientError

from .clients import tags_of

# A strongly consistent table has it at once; an eventual one within a second or so.
PATIENCE = 5


def tables(cloud, regions):
    """Returns every table of every region by `name@region`."""
    found = {}
    for region in regions:
        client = cloud.client("dynamodb", region)
        for name in (name for page in client.get_paginator("list_tables").paginate() for name in page["TableNames"]):
            found[f"{name}@{region}"] = described(client, name, region)
    return found


def described(client, name, region):
    """Returns one table as one region describes it."""
    table = client.describe_table(TableName=name)["Table"]
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    stream = table.get("StreamSpecification", {})
    others = {one["RegionName"]: one["ReplicaStatus"] for one in table.get("Replicas", [])}
    # Whether a region lists itself among its replicas differs between servers; what it says of the others does not.
    others.pop(region, None)
    return {
        "status": table["TableStatus"],
        "key": key(table),
        "attributes": {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]},
        "billing": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "capacity": capacity(table),
        "global indexes": {one["IndexName"]: {**index(one), "capacity": capacity(one)}
                           for one in table.get("GlobalSecondaryIndexes", [])},
        "local indexes": {one["IndexName"]: index(one) for one in table.get("LocalSecondaryIndexes", [])},
        "stream": stream.get("StreamViewType") if stream.get("StreamEnabled") else None,
        "point in time recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
        "ttl": ttl.get("AttributeName") if ttl["TimeToLiveStatus"] in ("ENABLED", "ENABLING") else None,
        "deletion protection": table.get("DeletionProtectionEnabled", False),
        "other replicas": others,
        "consistency": table.get("MultiRegionConsistency", "EVENTUAL"),
        "witnesses": sorted(one["RegionName"] for one in table.get("GlobalTableWitnesses", [])),
        "tags": tags_of(client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]),
    }


def key(table):
    """Returns the names in a key, `hash` before `range`."""
    return [one["AttributeName"] for one in sorted(table["KeySchema"], key=lambda one: one["KeyType"])]


def capacity(table):
    """Returns the provisioned units of reading and writing."""
    units = table.get("ProvisionedThroughput", {})
    return [units.get("ReadCapacityUnits", 0), units.get("WriteCapacityUnits", 0)]


def index(one):
    """Returns what an index is."""
    projection = one["Projection"]
    return {"key": key(one), "projection": projection["ProjectionType"],
            "with": sorted(projection.get("NonKeyAttributes", []))}


def items(cloud, table, names, regions):
    """Writes an item in each region, reads it in all, and returns what each read, by where it was written.

    `names` are the key's attributes. What was written is deleted again.
    """
    seen = {}
    for home in regions:
        item = {name: {"S": f"judged in {home}"} for name in names}
        cloud.client("dynamodb", home).put_item(TableName=table, Item={**item, "from": {"S": home}})
        seen[home] = {region: read(cloud.client("dynamodb", region), table, item, home) for region in regions}
        cloud.client("dynamodb", home).delete_item(TableName=table, Key=item)
    return {f"{table}: written in {home}": reads for home, reads in seen.items()}


def read(client, table, item, home):
    """Returns where an item says it was written, as soon as this region has it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = client.get_item(TableName=table, Key=item, ConsistentRead=True).get("Item")
        except ClientError as error:
            return error.response["Error"]["Code"]
        if found:
            return found["from"]["S"]
        time.sleep(0.05)
    return f"not there after {PATIENCE} s"
