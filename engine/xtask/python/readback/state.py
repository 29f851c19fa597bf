"""State that a team shares: the bucket or table that keeps it, and what a client of others reads in it."""
import json
import time

NAME = "team-state"
KEYS = ["stack", "key"]


def make(cloud, service):
    """Makes the bucket or the table."""
    if service == "s3":
        cloud.client("s3").create_bucket(Bucket=NAME)
        return
    table = cloud.client("dynamodb")
    table.create_table(
        TableName=NAME, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in KEYS],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(KEYS, ["HASH", "RANGE"])])
    while table.describe_table(TableName=NAME)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.1)


def kept(cloud, service):
    """Returns what state and lock say."""
    state = json.loads(read(cloud, service, "state.json"))
    lock = json.loads(read(cloud, service, "lock"))
    return {"serial": state["serial"], "objects": len(state["objects"]), "owner": lock["owner"]}


def read(cloud, service, key):
    """Returns the bytes of one object."""
    if service == "s3":
        return cloud.client("s3").get_object(Bucket=NAME, Key=f"shop/{key}")["Body"].read()
    found = cloud.client("dynamodb").get_item(
        TableName=NAME, Key={"stack": {"S": "shop"}, "key": {"S": key}}, ConsistentRead=True)
    return found["Item"]["body"]["B"]
