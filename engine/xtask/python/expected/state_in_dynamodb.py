"""State that is kept in a table."""
from expected import shared

REGIONS = shared.REGIONS
BALANCERS = shared.BALANCERS
STATE = "dynamodb"


def expected(_cloud, _lacks, edited):
    """Returns what the cloud must hold."""
    return shared.expected("state-in-dynamodb", edited)
