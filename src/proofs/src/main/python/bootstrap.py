"""Runs a handler behind the Lambda Runtime API, as the managed Python runtime does."""

import http.client
import importlib
import json
import os

ROOT = "/2018-06-01/runtime/invocation/"


def main():
    handler = importlib.import_module(os.environ["BENCH_HANDLER"])
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        api.request("GET", ROOT + "next")
        event = api.getresponse()
        request = event.headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            answer, path = handler.handle(json.loads(event.read())), "/response"
        except Exception as failure:  # Every failure is the caller's to see.
            answer, path = {"errorType": type(failure).__name__, "errorMessage": str(failure)}, "/error"
        api.request("POST", ROOT + request + path, json.dumps(answer))
        api.getresponse().read()


main()
