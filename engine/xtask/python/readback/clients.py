"""One boto3 client a service and region of the cloud under judgement."""
import os

import boto3
from botocore.config import Config

# The calls of a judge say what they find the first time.
CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30,
                ignore_configured_endpoint_urls=True)


class Cloud:
    """A cloud on a loopback port, as seen from one account."""

    def __init__(self, url, account):
        # Nothing of this machine's own settings may reach the judge.
        os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
        self.url = url
        self.account = account
        self.session = boto3.session.Session(aws_access_key_id=account, aws_secret_access_key="unused")
        self.clients = {}

    def client(self, service, region="us-east-1"):
        """Returns the client of a service in a region."""
        if (service, region) not in self.clients:
            self.clients[service, region] = self.session.client(
                service, region_name=region, endpoint_url=self.url, config=CONFIG)
        return self.clients[service, region]

    def arn(self, service, region, rest):
        """Returns the ARN of something of the account."""
        return f"arn:aws:{service}:{region}:{self.account}:{rest}"


# The tags that bear a token, which no two runs share.
TOKENS = ["tandem:incarnation", "tandem:replica"]


def tags_of(pairs):
    """Returns tags as a dictionary; of tokens, only that they are there."""
    tags = {pair["Key"]: pair["Value"] for pair in pairs}
    return {key: "some" if key in TOKENS and value else value for key, value in tags.items()}


def owned(stack, *tokens, **tags):
    """Returns the tags that something of a stack bears: the user's and those that prove the ownership."""
    return {**tags, "tandem:stack": stack, "tandem:incarnation": "some", **dict.fromkeys(tokens, "some")}
