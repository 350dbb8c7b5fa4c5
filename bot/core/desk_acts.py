"""What agents press and write at the desk, as moves."""

from datetime import datetime

from bot.core.arrival import DeskAct, Verb
from bot.core.case import Move
from bot.core.conversation import Agent
from bot.core.desk_rules import Rules, Way
from bot.core.handoff import claim, note, reply, resolve, return_to_bot
from bot.core.holding import release, take_over


def carry_out(act: DeskAct, agent: Agent, way: Way, rules: Rules, at: datetime) -> Move:
    """The move that an agent's act stands for, made when the agent made it."""
    moves: dict[Verb, Move] = {
        Verb.CLAIM: claim(agent, at, act.handoff_id),
        Verb.TAKE_OVER: take_over(agent, at, act.handoff_id),
        Verb.RELEASE: release(agent, at, rules, act.handoff_id),
        Verb.REPLY: reply(agent, act.content, way, at, origin=act.origin),
        Verb.NOTE: note(agent, act.content, origin=act.origin),
        Verb.RETURN: return_to_bot(agent, at, act.handoff_id),
        Verb.RESOLVE: resolve(agent, at, act.handoff_id),
    }
    return moves[act.verb]
