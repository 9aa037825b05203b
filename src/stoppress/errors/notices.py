"""Refusals about notices, alarms and devices that are told.

Knows what somebody at the desk can do next.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class NoticeUnknown(StoppressError):
    """Nobody was told this, or somebody else, or it was so long ago that it is not kept."""

    code = "notice-unknown"
    message = "This notice is no longer kept, or is not for you. Look at the list of your notices."


class SubscriptionInvalid(StoppressError):
    """What a browser gave to be told at cannot be used."""

    code = "subscription-invalid"
    message = "This browser cannot be told: {problem} Turn notices off and on again, or use another browser."


class SubscriptionsFull(StoppressError):
    """This person is told in as many browsers as may be."""

    code = "subscriptions-full"
    message = "You are told on {limit} devices, which is the limit. Stop one of them that you no longer use."
