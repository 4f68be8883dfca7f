"""Stands in for the AWS SAM CLI where it is not installed, and for what it does with AWS where it is.

It takes the steps of `sam build`, `sam package` and `sam deploy` that need no account, and refuses what the SAM CLI refuses
(aws/aws-sam-cli, samcli/commands and samcli/lib; aws/aws-lambda-builders, workflows/java_maven).
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

WORK = Path(os.environ["WALK_WORK"])
LOG = Path(os.environ["WALK_LOG"])
# A template above this must come from a bucket (aws/aws-sam-cli, samcli/lib/deploy/deployer.py).
INLINE_BYTES = 51_200
# CloudFormation quotas: size of a template in an S3 object.
MOST_BYTES = 1_000_000
FLAGS = {
    "build": {"--use-container", "--cached", "--parallel", "--debug"},
    "package": {"--resolve-s3", "--force-upload", "--debug"},
    "deploy": {
        "--guided", "--resolve-s3", "--confirm-changeset", "--no-confirm-changeset", "--no-execute-changeset",
        "--fail-on-empty-changeset", "--no-fail-on-empty-changeset", "--disable-rollback", "--no-disable-rollback", "--debug",
        "--save-params",
    },
    "validate": {"--lint", "--debug"},
    "delete": {"--no-prompts", "--debug"},
    "publish": {"--debug"},
}
COMMON = {"--region", "--profile", "--config-env", "--config-file"}
VALUES = {
    "build": {"--template-file", "-t", "--build-dir"},
    "package": {"--template-file", "-t", "--output-template-file", "--s3-bucket", "--s3-prefix", "--kms-key-id"},
    "deploy": {"--template-file", "-t", "--stack-name", "--s3-bucket", "--s3-prefix", "--capabilities",
               "--parameter-overrides", "--role-arn", "--notification-arns", "--tags", "--kms-key-id", "--on-failure"},
    "validate": {"--template-file", "-t"},
    "delete": {"--stack-name", "--s3-bucket"},
    "publish": {"--template", "-t", "--semantic-version"},
}


def log(how, text):
    with LOG.open("a") as lines:
        lines.write(f"{how:<12} {' '.join(text.split())}\n")


class Refused(Exception):
    """What the SAM CLI would say."""


def options(command, words):
    """The options of a command line: each with its list of values, [] for a flag."""
    given, name = {}, None
    for word in words:
        if word.startswith("-"):
            name = "--template-file" if word == "-t" else word
            if name not in FLAGS[command] | VALUES[command] | COMMON:
                raise Refused(f"No such option: {word}")
            given[name] = []
        elif name is None or name in FLAGS[command]:
            raise Refused(f"Got unexpected extra argument ({word})")
        else:
            given[name].append(word)
    for name, values in given.items():
        if name not in FLAGS[command] and not values:
            raise Refused(f"Option '{name}' requires an argument.")
    return given


def config(given):
    """The configuration file in use: the one that is named, or the first that is there (samcli/cli/cli_config_file.py)."""
    named = given.get("--config-file")
    for file in map(Path, named or ["samconfig.toml", "samconfig.yaml", "samconfig.yml"]):
        if named and not file.exists():
            raise Refused(f"Config file {file} does not exist or could not be read!")
        if file.suffix == ".toml" and file.exists():
            import tomllib

            return file, tomllib.loads(file.read_text())
        if file.exists():
            import yaml

            return file, yaml.safe_load(file.read_text()) or {}
    return None, {}


def configured(command, given):
    """Adds what samconfig.toml says of an environment, as the SAM CLI does: what the command line says comes first."""
    file, environments = config(given)
    if file is None:
        return given
    name = given.get("--config-env", ["default"])[0]
    if "--config-env" in given and name not in environments:
        raise Refused(f"{file} has no environment {name}")
    environment = environments.get(name, {})
    settings = {}
    for part in ("global", command):
        settings.update(environment.get(part, {}).get("parameters", {}))
    for key, value in settings.items():
        option = "--" + key.replace("_", "-")
        if option in given or ("--no-" + option[2:]) in given:
            continue
        if isinstance(value, bool):
            if value:
                given[option] = []
        elif option in FLAGS[command] | VALUES[command] | COMMON:
            given[option] = value.split() if isinstance(value, str) and option != "--parameter-overrides" else (
                value if isinstance(value, list) else re.findall(r'(?:[^\s"]|"[^"]*")+', str(value)))
    return given


def build(given):
    """`sam build`: the real one where it is installed, else its Maven steps on a copy of CodeUri."""
    folder = Path(".aws-sam/build")
    function = folder / "Guard"
    folder.mkdir(parents=True, exist_ok=True)
    if os.environ.get("real_sam"):
        subprocess.run([os.environ["real_sam"], "build"], check=True)
        return "by the SAM CLI"
    source = Path("src/guard")
    digest = hashlib.sha256()
    for file in sorted(p for p in source.rglob("*") if p.is_file() and "target" not in p.relative_to(source).parts):
        digest.update(str(file).encode() + file.read_bytes())
    stamp = Path(".aws-sam/source.sha256")
    if not (stamp.exists() and stamp.read_text() == digest.hexdigest()):
        shutil.rmtree(function, ignore_errors=True)
        if os.environ.get("WALK_BUILT"):
            classes, libraries = os.environ["WALK_BUILT"].split(":")
            shutil.copytree(classes, function)
            shutil.copytree(libraries, function / "lib")
        else:
            scratch = WORK / "scratch"
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.copytree(source, scratch)
            path = ":".join(p for p in os.environ["PATH"].split(":") if p != str(WORK / "bin"))
            home = ["-Dmaven.repo.local=" + os.environ["WALK_REPOSITORY"]] if "WALK_REPOSITORY" in os.environ else []
            for step in (["clean", "install"],
                         ["dependency:copy-dependencies", "-DincludeScope=runtime", "-Dmdep.prependGroupId=true"]):
                run = subprocess.run(["mvn", "-q", "-B", *home, *step], cwd=scratch, env={**os.environ, "PATH": path},
                                     capture_output=True, text=True)
                if run.returncode:
                    raise Refused("Build Failed: " + (run.stderr or run.stdout)[-400:])
            shutil.copytree(scratch / "target/classes", function)
            shutil.copytree(scratch / "target/dependency", function / "lib")
        stamp.write_text(digest.hexdigest())
    text = Path("template.yaml").read_text()
    (folder / "template.yaml").write_text(text.replace("CodeUri: src/guard", "CodeUri: Guard"))
    handler = re.search(r"Handler: (\S+)::", text).group(1).replace(".", "/") + ".class"
    if not (function / handler).exists():
        raise Refused(f"the build has no {handler}")
    by = "as Maven had built it" if os.environ.get("WALK_BUILT") else "by Maven"
    return by + (", not in a container" if "--use-container" in given else "")


def package(given):
    """`sam package`: the function's folder becomes an object, and its address stands in the template."""
    folder = Path(given.get("--template-file", [".aws-sam/build/template.yaml"])[0]).parent
    template = (folder / "template.yaml") if (folder / "template.yaml").exists() else Path("template.yaml")
    code = re.search(r"CodeUri: (\S+)", template.read_text()).group(1)
    if code.startswith("s3://"):
        return template.read_text(), 0
    if "--s3-bucket" not in given and "--resolve-s3" not in given:
        raise Refused("Cannot skip both --resolve-s3 and --s3-bucket parameters. Please provide one of these arguments.")
    archive = WORK / "bucket" / "function"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
        for file in sorted((folder / code).rglob("*")):
            if file.is_file():
                zipped.write(file, file.relative_to(folder / code))
    bucket = given.get("--s3-bucket", ["aws-sam-cli-managed-default"])[0]
    key = hashlib.md5(archive.read_bytes()).hexdigest()
    return template.read_text().replace(f"CodeUri: {code}", f"CodeUri: s3://{bucket}/{key}"), archive.stat().st_size


def overrides(words):
    """Parameter overrides, quoted or not, as NAME=VALUE."""
    values = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise Refused(f"{word} is not in valid format. It must look something like 'Name=Value'")
        values[name] = value.strip('"')
    return values


def asked(text, values):
    """The questions of --guided, each answered by Enter (aws/aws-sam-cli, samcli/commands/deploy/guided_context.py)."""
    section = re.search(r"^Parameters:\n(.*?)^\S", text, re.M | re.S).group(1)
    for name, declared in re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", section, re.M):
        if "    NoEcho: true" in declared:
            raise Refused(f"Parameter {name} [NoEcho]: asked again and again, Enter is no answer")
        if name not in values and "    Default:" not in declared:
            raise Refused(f"Parameter {name}: no default, Enter is no answer")


def deploy(given):
    """`sam deploy` up to the change set: package, transform, parameters, rules, linter, sizes."""
    if "--resolve-s3" in given and "--s3-bucket" in given:
        raise Refused("Cannot use both --resolve-s3 and --s3-bucket parameters. Please use only one.")
    if "--stack-name" not in given:
        raise Refused("Missing option '--stack-name'")
    file = Path(given.get("--template-file", [".aws-sam/build/template.yaml"])[0])
    if not file.exists():
        file = Path("template.yaml")
    text = file.read_text()
    if re.search(r"CodeUri: (?!s3://)", text):
        text, _ = package(given)
    if len(text.encode()) > INLINE_BYTES and "--resolve-s3" not in given and "--s3-bucket" not in given:
        raise Refused("Templates with a size greater than 51,200 bytes must be deployed via an S3 Bucket. "
                      "Please add the --s3-bucket parameter to your command.")
    if len(text.encode()) > MOST_BYTES:
        raise Refused(f"the template has {len(text.encode())} bytes, and CloudFormation takes {MOST_BYTES}")
    values = overrides(given.get("--parameter-overrides", []))
    if "--guided" in given:
        asked(text, values)
    said = []
    judge = os.environ.get("WALK_PARAMETERS")
    if "--guided" in given:
        said.append("each question takes Enter, and a person answers what the rules ask for")
    elif judge:
        source = WORK / "packaged.yaml"
        source.write_text(text)
        run = subprocess.run([*judge.split("\x1f"), str(source), *(f"{k}={v}" for k, v in values.items())],
                             capture_output=True, text=True)
        if run.returncode:
            raise Refused("parameters: " + run.stdout + run.stderr)
        said.append("parameters and rules accepted")
    else:
        said.append("rules not evaluated")
    try:
        import boto3
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator
        from samtranslator.yaml_helper import yaml_parse
    except ImportError:
        said.append("not transformed: no samtranslator")
    else:
        # Parameters are no part of the transform: one and the same template is transformed and linted once.
        file = WORK / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
        if not file.exists():
            session = boto3.Session(region_name=given.get("--region", ["eu-central-1"])[0])
            transformed = Translator({}, Parser(), boto_session=session).translate(yaml_parse(text), {})
            file.write_text(json.dumps(transformed))
        said.append(f"transformed: {len(json.loads(file.read_text())['Resources'])} resources")
        if os.environ.get("WALK_LINT") != "off" and shutil.which("cfn-lint") and not (WORK / "linted").exists():
            lint = subprocess.run(["cfn-lint", str(file)], capture_output=True, text=True)
            if lint.returncode:
                raise Refused("cfn-lint: " + lint.stdout)
            (WORK / "linted").touch()
            said.append("linted")
    return "; ".join(said)


def main(words):
    command = words[0] if words else ""
    line = "sam " + " ".join(words)
    try:
        if command not in FLAGS:
            log("left", line)
            return 0
        given = configured(command, options(command, words[1:]))
        if command == "build":
            log("checked", f"{line} # {build(given)}")
        elif command == "package":
            text, size = package(given)
            Path(given["--output-template-file"][0]).write_text(text)
            log("checked", f"{line} # {size} bytes of function, not compressed; {len(text.encode())} bytes of template")
        elif command == "deploy":
            log("checked", f"{line} # {deploy(given)}")
        elif command == "validate" and shutil.which("cfn-lint"):
            run = subprocess.run(["cfn-lint", given.get("--template-file", ["template.yaml"])[0]], capture_output=True, text=True)
            if run.returncode:
                raise Refused(run.stdout)
            log("checked", line)
        else:
            log("left", line)
        return 0
    except Refused as refused:
        log("WRONG", line)
        log("...", f"Error: {refused}")
        return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
