"""Refusals about people and how they sign in.

Knows what whoever is refused may be told: never whether an address is somebody's.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class PersonUnknown(StoppressError):
    """Nobody has this id or address."""

    code = "person-unknown"
    message = "There is nobody “{person}” here. Look at the list of people, or invite them."


class LinkUnknown(StoppressError):
    """A link that was handed over is not one of ours, is too old, was used, or is for somebody who may not sign in."""

    code = "link-unknown"
    message = "This link does not work, or no longer: it is good once and for a limited time. Ask for a new one."


class PersonExists(StoppressError):
    """The address is somebody's already."""

    code = "person-exists"
    message = "There is somebody with the address “{email}” already. Look at the list of people."


class LastAdministrator(StoppressError):
    """Without them nobody could let anybody in."""

    code = "last-administrator"
    message = "“{person}” is the last administrator who can sign in. Make somebody else administrator first."


class SecondFactorNeeded(StoppressError):
    """The newsroom demands a second factor of this person, and they have yet to set it up."""

    code = "second-factor-needed"
    message = "This newsroom asks for a code from your phone beside your password. Set up your phone first, then go on."


class PasswordWeak(StoppressError):
    """A password that is too short, too long or too easily guessed; `problem` is a sentence."""

    code = "password-weak"
    message = "Choose another password: {problem}"


class SignInRefused(StoppressError):
    """No such address, or another password: which of the two is not said."""

    code = "sign-in-refused"
    message = "That address and password do not belong together. Try again, or ask an administrator for a new link."


class CodeRefused(StoppressError):
    """A code of the second factor that is wrong, too old or was used."""

    code = "code-refused"
    message = "This code is not right, or was used already. Wait for the next one, then try again."


class ProofNeeded(StoppressError):
    """What is asked for needs somebody who has just proved who they are."""

    code = "proof-needed"
    message = "It is a while since you signed in. Give your password again, then go on."


class SignInOver(StoppressError):
    """A code came too late after the password, or without one."""

    code = "sign-in-over"
    message = "That took too long, or was begun somewhere else. Sign in again from the start."


class SecondFactorSet(StoppressError):
    """There is a second factor already, which is not replaced without being removed."""

    code = "second-factor-set"
    message = "Your phone's codes are asked for already. Remove them first, then set up another phone."


class SignedOut(StoppressError):
    """Nobody is signed in at the desk with this browser, or no longer."""

    code = "signed-out"
    message = "You are not signed in, or no longer. Sign in and go on; what you wrote is kept in this browser."


class ForeignForm(StoppressError):
    """A change that another site's page sent, or a page of ours from an earlier session (CSRF)."""

    code = "foreign-form"
    message = "This did not come from a page of the desk that is still valid. Reload the page, then try again."


class ProviderFailed(StoppressError):
    """The provider of OpenID Connect does not answer, or not as it has to; `problem` is a sentence."""

    code = "provider-failed"
    message = "You could not be signed in over there: {problem} Try again, or sign in with a password."


class NotInvited(StoppressError):
    """A provider knows somebody who does not work here, or whose address nobody has checked."""

    code = "not-invited"
    message = "You are signed in over there, and nobody has invited that address here. Ask an administrator to."
