/** What the build checks ask for, and what instructions and their flags do: for findings, hover and completion. */
export const enChecks = {
  'rule.StageNameCasing': 'Stage names are lowercase.',
  'rule.FromAsCasing': 'AS is written in the case of FROM.',
  'rule.NoEmptyContinuation': 'No empty line stands inside an instruction.',
  'rule.ConsistentInstructionCasing': 'All instructions are written in one case.',
  'rule.DuplicateStageName': 'No two stages have the same name.',
  'rule.ReservedStageName': 'No stage is called scratch or context.',
  'rule.JSONArgsRecommended':
    'CMD and ENTRYPOINT are written as JSON arrays, so that signals arrive.',
  'rule.MaintainerDeprecated': 'A label names the author, not MAINTAINER.',
  'rule.UndefinedArgInFrom': 'FROM uses only ARGs that stand before it.',
  'rule.WorkdirRelativePath': 'The first WORKDIR of a build is absolute.',
  'rule.UndefinedVar': 'Variables are defined before they are used.',
  'rule.MultipleInstructionsDisallowed': 'A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK.',
  'rule.LegacyKeyValueFormat': 'ENV and LABEL have an equals sign between name and value.',
  'rule.InvalidBaseImagePlatform': 'The base image is for the platform that is built for.',
  'rule.RedundantTargetPlatform': 'FROM does not ask for $TARGETPLATFORM, which is the default.',
  'rule.SecretsUsedInArgOrEnv': 'ARG and ENV hold no passwords, keys or tokens.',
  'rule.InvalidDefaultArgInFrom': 'FROM names an image also when no build argument is given.',
  'rule.FromPlatformFlagConstDisallowed': 'FROM --platform holds a variable, not a fixed platform.',
  'rule.CopyIgnoredFile': 'COPY and ADD name no file that .dockerignore excludes.',
  'rule.InvalidDefinitionDescription': 'A comment directly above ARG or a named FROM describes it.',
  'rule.ExposeProtoCasing': 'The protocol in EXPOSE is lowercase.',
  'rule.ExposeInvalidFormat': 'EXPOSE names ports of the container only.',
  'rule.subject': '{subject}: {text}',
  'rule.didYouMean': '{text} Did you mean {name}?',

  'instruction.FROM':
    'Starts a stage from an image, another stage, or scratch. `FROM [--platform=…] IMAGE [AS NAME]`',
  'instruction.RUN':
    'Runs a command in the stage; what it changes becomes a layer. `RUN COMMAND` in a shell, or `RUN ["PROGRAM", "ARGUMENT"]`',
  'instruction.COPY':
    'Copies files from the context, or with `--from` from a stage or an image. `COPY SOURCE… DESTINATION`',
  'instruction.ADD':
    'Like COPY; also fetches addresses and git repositories, and unpacks local archives. `ADD SOURCE… DESTINATION`',
  'instruction.ARG':
    'Declares a variable that `--build-arg` can set; known from here to the end of the stage. `ARG NAME[=DEFAULT]`',
  'instruction.ENV':
    'Sets variables for the following steps and for the containers of the image. `ENV NAME=VALUE…`',
  'instruction.CMD':
    'What a container runs when nothing else is given; the last one counts. `CMD ["PROGRAM", "ARGUMENT"]`',
  'instruction.ENTRYPOINT':
    'What a container always runs; CMD or the given command are its arguments. `ENTRYPOINT ["PROGRAM"]`',
  'instruction.WORKDIR':
    'The folder in which the following steps and the container start; made when it is missing. `WORKDIR /PATH`',
  'instruction.USER': 'Whom the following steps and the container run as. `USER NAME[:GROUP]`',
  'instruction.EXPOSE':
    'Says which ports the container listens on; publishes none. `EXPOSE PORT[/PROTOCOL]…`',
  'instruction.VOLUME':
    'Folders whose content lies outside the container’s layers. `VOLUME /PATH…`',
  'instruction.LABEL': 'Names and values that describe the image. `LABEL NAME=VALUE…`',
  'instruction.HEALTHCHECK':
    'A command that tells whether the container is well; `NONE` takes away the base’s. `HEALTHCHECK [OPTIONS] CMD COMMAND`',
  'instruction.SHELL':
    'The program that runs commands written as plain text. `SHELL ["/bin/sh", "-c"]`',
  'instruction.STOPSIGNAL': 'The signal that asks the container to end. `STOPSIGNAL SIGTERM`',
  'instruction.ONBUILD':
    'An instruction for builds that start from this image. `ONBUILD INSTRUCTION`',
  'instruction.MAINTAINER':
    'The author; a label does this better. `LABEL org.opencontainers.image.authors="…"`',
  'instruction.syntax':
    'The language of the file. Names of docker/dockerfile are built by Darkroom itself.',
  'instruction.escape':
    'The character that continues a line: a backslash, or a backtick for paths of Windows.',
  'instruction.check':
    'Which checks are left out, and whether findings fail the build: `# check=skip=RULE;error=true`',

  'instruction.--chown': 'Owner of what is copied: `USER[:GROUP]`, names or numbers.',
  'instruction.--chmod': 'Permissions of what is copied: `755`, or `u=rwX,go=rX`.',
  'instruction.--link':
    'A layer of its own that does not depend on the ones below: a new base image does not make it again.',
  'instruction.--from': 'Where the files come from: a stage, an image, or a named context.',
  'instruction.--parents': 'Keeps the folders of the sources; `/./` says from where on.',
  'instruction.--exclude': 'Leaves files out that match the pattern.',
  'instruction.--checksum': 'Digest that a download must have: `sha256:…`',
  'instruction.--keep-git-dir': 'Keeps `.git` of a repository.',
  'instruction.--unpack':
    'Whether archives are unpacked: local ones are by default, downloads are not.',
  'instruction.--platform':
    'For which platform the base image is: `linux/arm64`. Mostly `$BUILDPLATFORM`.',
  'instruction.--mount': 'For this step alone: `type=bind`, `cache`, `tmpfs`, `secret` or `ssh`.',
  'instruction.--network': 'The step’s network: `default`, `none` or `host`.',
  'instruction.--interval': 'Time between two checks: `30s`.',
  'instruction.--timeout': 'How long a check may take.',
  'instruction.--start-period': 'Time at the start in which failures do not count.',
  'instruction.--start-interval': 'Time between two checks during the start.',
  'instruction.--retries': 'How many failures in a row make the container unhealthy.',
} as const;
