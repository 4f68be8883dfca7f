"""What termination scripts do today: one event, one command, its answer, one act."""

import time

import boto3

DOCUMENT = "drainguard-look"

ssm = boto3.client("ssm")
autoscaling = boto3.client("autoscaling")


def handle(event):
    detail = event["detail"]
    instance = detail["EC2InstanceId"]
    command = ssm.send_command(DocumentName=DOCUMENT, InstanceIds=[instance])["Command"]
    while True:
        answer = ssm.get_command_invocation(CommandId=command["CommandId"], InstanceId=instance)
        if answer["Status"] not in ("Pending", "InProgress", "Delayed"):
            break
        time.sleep(1)
    hook = {
        "LifecycleHookName": detail["LifecycleHookName"],
        "AutoScalingGroupName": detail["AutoScalingGroupName"],
        "InstanceId": instance,
    }
    if answer["Status"] == "Success" and '"look":"empty"' in answer["StandardOutputContent"]:
        autoscaling.complete_lifecycle_action(LifecycleActionResult="CONTINUE", **hook)
        return {"released": 1}
    autoscaling.record_lifecycle_action_heartbeat(**hook)
    return {"held": 1}
