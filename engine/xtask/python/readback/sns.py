"""Topics and who subscribes to them."""
from .clients import tags_of


def topics(cloud, regions):
    """Returns every topic of every region by `name@region`."""
    found = {}
    for region in regions:
        client = cloud.client("sns", region)
        for page in client.get_paginator("list_topics").paginate():
            for topic in page["Topics"]:
                found[f"{topic['TopicArn'].rsplit(':', 1)[-1]}@{region}"] = shape(client, topic["TopicArn"])
    return found


def shape(client, arn):
    """Returns what a topic shows and who is told."""
    pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
    subscriptions = [one for page in pages for one in page["Subscriptions"]]
    return {
        "display name": client.get_topic_attributes(TopicArn=arn)["Attributes"].get("DisplayName", ""),
        "subscriptions": sorted(f"{one['Protocol']} {one['Endpoint']}" for one in subscriptions),
        "tags": tags_of(client.list_tags_for_resource(ResourceArn=arn)["Tags"]),
    }
