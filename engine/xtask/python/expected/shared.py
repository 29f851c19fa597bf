"""One zone whose state is kept in a bucket or a table."""
from readback.clients import owned

# The table that keeps the state is in another region: it is not of the stack.
REGIONS = ["eu-west-1"]
BALANCERS = {}
ZONE = "shared.example.com."


def expected(stack, edited):
    """Returns what the cloud must hold."""
    record = {"ttl": 300}
    return {
        "zones": {ZONE: {"comment": "shared by all" if "comment" in edited else "shared", "private": False,
                         "name servers": 4, "tags": owned(f"{stack}/dev")}},
        "records": {
            f"{ZONE} A": {**record, "values": ["192.0.2.1"]},
            f"www.{ZONE} A": {**record, "values": ["192.0.2.1", "192.0.2.2"]},
            f"_owner.{ZONE} TXT": {"ttl": 3600, "values": ['"team=edge"']},
        },
        "state": {"serial": 1 + len(edited), "objects": 4, "owner": None},
    }
