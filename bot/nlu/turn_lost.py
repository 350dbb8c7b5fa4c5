"""The end of a turn that must not go on with less than it needs."""


class TurnLost(BaseException):
    """The turn was not run, or not kept, and may be run again.

    Not an Exception on purpose: after those Rasa goes on, without the events of an action that could not be
    asked (`rasa/core/processor.py`, `_run_action`), or with an empty conversation that it keeps in memory
    when the tracker store fails (`rasa/core/tracker_store.py`, `FailSafeTrackerStore`). Only the channel
    catches this.
    """
