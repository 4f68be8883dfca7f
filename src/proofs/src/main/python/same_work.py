"""The guard's decision in Python: the same calls for the same decision, written as one would for production.

A batch of the queue names looks that have ended. What is comes from AWS alone: the groups that opted in, their hook,
the start of the wait, the commands and their answers, the node itself; an Empty counts if its command is the guard's
own, ran the group's own document as it stands, was requested after the wait began, and is at most 30 s old.
"""

import datetime
import email.utils
import json
import time

import boto3
from botocore.config import Config

HOOK = "Cribl-Scaledown-Hook"
TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"
COMMENT = "Drainguard looks for queued data"
FRESH = datetime.timedelta(seconds=30)
BACK = datetime.timedelta(minutes=5)
GOOD_FOR = 300
FINAL = {"Success", "Failed", "TimedOut", "Cancelled"}

CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=5)
scaling = boto3.client("autoscaling", config=CONFIG)
ssm = boto3.client("ssm", config=CONFIG)
ec2 = boto3.client("ec2", config=CONFIG)

hooks = {}
stores = {}


def handle(event):
    ended = {}
    for record in event["Records"]:
        detail = json.loads(record["body"])["detail"]
        ended.setdefault(detail["instance-id"], set()).add(detail["command-id"])
    now, groups = read_groups()
    settled = 0
    for group in groups:
        waiting = [
            member["InstanceId"]
            for member in group["Instances"]
            if member["LifecycleState"].endswith(":Wait") and member["InstanceId"] in ended
        ]
        if waiting:
            settled += settle(group, waiting, ended, now)
    print(json.dumps({"settled": settled, "groups": len(groups)}))
    return {"ended": len(ended)}


def read_groups():
    groups, date = [], None
    pages = scaling.get_paginator("describe_auto_scaling_groups").paginate(
        Filters=[{"Name": "tag-key", "Values": ["drainguard"]}], PaginationConfig={"PageSize": 100}
    )
    for page in pages:
        groups += page["AutoScalingGroups"]
        date = page["ResponseMetadata"]["HTTPHeaders"].get("date")
    return email.utils.parsedate_to_datetime(date), groups


def settle(group, nodes, ended, now):
    name = group["AutoScalingGroupName"]
    document = next(tag["Value"] for tag in group["Tags"] if tag["Key"] == "drainguard")
    hook = read_hook(name)
    began = waiting_since(name, nodes)
    commands = own_commands(document, now)
    answers = read_answers(commands, nodes, ended)
    machines = read_machines(nodes)
    # Another copy may have let a node go, and it may wait again: the start of its wait is read once more.
    empty = [node for node in nodes if is_empty(answers.get(node), commands, began.get(node), now)]
    if empty:
        began = waiting_since(name, empty)
    for node in nodes:
        sure = is_empty(answers.get(node), commands, began.get(node), now)
        override = machines[node]["tags"].get("drainguard:override")
        outcome = "held"
        if node in empty and sure and override is None and not machines[node]["protected"]:
            scaling.complete_lifecycle_action(
                AutoScalingGroupName=name,
                LifecycleHookName=hook["LifecycleHookName"],
                InstanceId=node,
                LifecycleActionResult="CONTINUE",
            )
            outcome = "released"
        print(json.dumps({"node": node, "group": name, "decision": outcome}))
    return len(nodes)


def read_hook(group):
    known = hooks.get(group)
    if known is None or time.monotonic() - known[0] > GOOD_FOR:
        read = scaling.describe_lifecycle_hooks(AutoScalingGroupName=group)["LifecycleHooks"]
        known = time.monotonic(), next(
            one for one in read if one["LifecycleHookName"] == HOOK and one["LifecycleTransition"] == TERMINATING
        )
        hooks[group] = known
    return known[1]


def waiting_since(group, nodes):
    since = {}
    pages = scaling.get_paginator("describe_scaling_activities").paginate(
        AutoScalingGroupName=group, PaginationConfig={"PageSize": 100}
    )
    for page in pages:
        for activity in page["Activities"]:
            instance = activity["Description"].rsplit(" ", 1)[-1]
            if "EndTime" not in activity and instance in nodes:
                since.setdefault(instance, activity["StartTime"])
        if len(since) == len(nodes):
            break
    return since


def own_commands(document, now):
    commands = {}
    pages = ssm.get_paginator("list_commands").paginate(
        Filters=[
            {"key": "InvokedAfter", "value": (now - BACK).strftime("%Y-%m-%dT%H:%M:%SZ")},
            {"key": "DocumentName", "value": document},
        ],
        PaginationConfig={"PageSize": 50},
    )
    for page in pages:
        for command in page["Commands"]:
            own = (
                command["Comment"] == COMMENT
                and command["DocumentVersion"] in ("", "$DEFAULT")
                and set(command["Parameters"]) <= {"wait"}
            )
            if own:
                commands[command["CommandId"]] = command
    return commands


def read_answers(commands, nodes, ended):
    """The newest answer of each node, among the commands that are said to have ended."""
    answers = {}
    for command in {one for node in nodes for one in ended[node] if one in commands}:
        pages = ssm.get_paginator("list_command_invocations").paginate(
            CommandId=command, Details=True, PaginationConfig={"PageSize": 50}
        )
        for page in pages:
            for invocation in page["CommandInvocations"]:
                if invocation["Status"] in FINAL:
                    known = answers.get(invocation["InstanceId"])
                    if known is None or known["RequestedDateTime"] < invocation["RequestedDateTime"]:
                        answers[invocation["InstanceId"]] = invocation
    return answers


def is_empty(answer, commands, began, now):
    if answer is None or began is None or answer["Status"] != "Success" or len(answer["CommandPlugins"]) != 1:
        return False
    requested = commands[answer["CommandId"]]["RequestedDateTime"]
    step = answer["CommandPlugins"][0]
    took = step["ResponseFinishDateTime"] - step["ResponseStartDateTime"]
    look = json.loads(step["Output"])
    return (
        look.get("end") == "drainguard"
        and look["look"] == "empty"
        and requested > began
        and now - requested - max(took, datetime.timedelta(0)) <= FRESH
    )


def read_machines(nodes):
    machines = {}
    reservations = ec2.describe_instances(Filters=[{"Name": "instance-id", "Values": nodes}])["Reservations"]
    found = [instance for reservation in reservations for instance in reservation["Instances"]]
    unknown = {one["InstanceType"] for one in found} - set(stores)
    if unknown:
        for kind in ec2.describe_instance_types(InstanceTypes=sorted(unknown))["InstanceTypes"]:
            stores[kind["InstanceType"]] = kind.get("InstanceStorageSupported", False)
    for one in found:
        tags = {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}
        machines[one["InstanceId"]] = {"tags": tags, "protected": tags.get("drainguard:protected", "")}
    return machines
