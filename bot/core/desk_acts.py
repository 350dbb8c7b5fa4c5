"""What agents press, choose and write at the desk, as moves."""

from datetime import datetime

from bot.core.arrival import DeskAct, Verb
from bot.core.case import Move
from bot.core.conversation import Agent
from bot.core.desk_rules import Rules, Way
from bot.core.handoff import claim, note, reply, resolve, return_to_bot
from bot.core.holding import assign, release, snooze, take_over


def carry_out(act: DeskAct, agent: Agent, to: Agent | None, way: Way, rules: Rules, at: datetime) -> Move:
    """The move that an agent's act stands for, made when the agent made it; `to`: whom it is assigned to.

    Raises KeyError, ValueError where the act lacks what its verb needs; whoever parsed it has seen to that.
    """
    pressed, said = act.handoff_id, act.details
    if act.verb is Verb.REPLY:
        return reply(agent, act.content, way, at, origin=act.origin)
    if act.verb is Verb.NOTE:
        return note(agent, act.content, origin=act.origin)
    if act.verb is Verb.ASSIGN:
        return assign(agent, to, said.get("team", ""), at, rules, pressed)
    if act.verb is Verb.SNOOZE:
        return snooze(agent, datetime.fromisoformat(said["until"]), at, pressed)
    if act.verb is Verb.RESOLVE:
        return resolve(agent, at, pressed, said.get("outcome", ""), said.get("tag", ""))
    if act.verb is Verb.RETURN:
        return return_to_bot(agent, at, pressed, said.get("hint", ""))
    if act.verb is Verb.RELEASE:
        return release(agent, at, rules, pressed)
    return (take_over if act.verb is Verb.TAKE_OVER else claim)(agent, at, pressed)
