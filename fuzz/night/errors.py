"""What ends a night before its time, with the status the command ends with."""


class UsageError(Exception):
    """The command line or what it names is wrong."""

    status = 2


class EnvironmentFault(Exception):
    """The machine lacks something: a tool, room on the disk."""

    status = 3
