"""Problems: what a refusal looks like in HTTP.

Knows the table from class to status, and both forms: problem+json (RFC 9457) and a page for people.
Does not know why anything was refused.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress import errors
from stoppress.errors import (
    InputInvalid,
    PageUnknown,
    StoppressError,
    audience,
    authors,
    drafts,
    media,
    notices,
    people,
    questions,
    rehearsals,
    removal,
    together,
    undoing,
)
from stoppress.render.page import problem_page
from stoppress.render.publication import Publication
from stoppress.render.refusals import refusal, refusal_title
from stoppress.render.words import SOURCE

_STATUSES: Final[dict[type[StoppressError], int]] = {
    errors.BlogUnknown: 404,
    errors.PostUnknown: 404,
    errors.PageUnknown: 404,
    media.MediaUnknown: 404,
    people.PersonUnknown: 404,
    people.LinkUnknown: 404,
    authors.AuthorUnknown: 404,
    drafts.DraftUnknown: 404,
    notices.NoticeUnknown: 404,
    drafts.NoteUnknown: 404,
    removal.RemovalUnknown: 404,
    questions.QuestionUnknown: 404,
    questions.QuestionsClosed: 409,
    questions.QuestionsOutOfHours: 409,
    questions.QuestionsFull: 409,
    questions.QuestionsEnded: 409,
    questions.QuestionUnsuitable: 409,
    questions.QuestionChanged: 409,
    questions.ProofNotGood: 422,
    questions.WordsFull: 422,
    questions.QuestionsTooFast: 429,
    questions.QuestionsBusy: 503,
    rehearsals.RehearsalUnknown: 404,
    errors.TimeUnreadable: 404,
    errors.NotYetBegun: 404,
    errors.QueryInvalid: 400,
    errors.OembedFormatUnknown: 501,
    errors.PastBusy: 503,
    errors.PostIsWithdrawn: 410,
    errors.PostIsRemoved: 410,
    errors.BlogExists: 409,
    errors.PostExists: 409,
    people.PersonExists: 409,
    authors.AuthorExists: 409,
    authors.AuthorChanged: 409,
    authors.AuthorPictureLarge: 413,
    people.LastAdministrator: 409,
    people.SecondFactorSet: 409,
    removal.SecondPersonNeeded: 409,
    removal.RemovalUnderWay: 409,
    errors.CoverageIsOver: 409,
    errors.CoverageUnsuitable: 409,
    errors.SequenceConflict: 409,
    media.UploadOffset: 409,
    drafts.DraftNewer: 409,
    drafts.DraftUnsuitable: 409,
    drafts.ApprovalByAnother: 409,
    drafts.QueueChanged: 409,
    rehearsals.RehearsalUnderWay: 409,
    rehearsals.RehearsalUnsuitable: 409,
    rehearsals.RehearsalImpossible: 409,
    drafts.DiscardedTooLongAgo: 409,
    drafts.ReadyUnknown: 404,
    drafts.ReadyChanged: 409,
    drafts.ReadyFull: 409,
    undoing.NotUndoable: 409,
    undoing.ChangedSince: 409,
    drafts.SubmittedByAnother: 409,
    drafts.NoteChanged: 409,
    drafts.NoteOfAnother: 403,
    drafts.ShiftChanged: 409,
    drafts.ShiftUnsuitable: 409,
    errors.VersionConflict: 412,
    together.VersionStale: 412,
    errors.VersionMissing: 428,
    errors.KeyReused: 422,
    errors.InputInvalid: 422,
    together.PageUnnamed: 422,
    errors.TooLong: 422,
    errors.TooMany: 422,
    errors.BodyTooLarge: 413,
    media.MediaTooLarge: 413,
    media.MediaRefused: 415,
    media.MediaBroken: 422,
    media.MediaToolMissing: 501,
    errors.AddressRefused: 422,
    errors.FetchFailed: 422,
    errors.Empty: 422,
    people.PasswordWeak: 422,
    errors.ReferenceUnknown: 422,
    errors.TooFarAhead: 422,
    errors.TooFarBehind: 422,
    drafts.ScheduleInvalid: 422,
    drafts.NotTheirs: 422,
    drafts.DraftsFull: 422,
    notices.SubscriptionInvalid: 422,
    notices.SubscriptionsFull: 422,
    errors.SignInNeeded: 401,
    people.SignedOut: 401,
    people.ForeignForm: 403,
    people.SignInRefused: 403,
    people.CodeRefused: 403,
    people.SignInOver: 403,
    people.NotInvited: 403,
    people.ProviderFailed: 502,
    people.ProofNeeded: 403,
    people.SecondFactorNeeded: 403,
    errors.NotAllowed: 403,
    audience.ForeignPage: 403,
    audience.VotesClosed: 403,
    audience.FollowClosed: 403,
    audience.FollowersFull: 403,
    audience.PushServiceUnknown: 422,
    errors.TooFast: 429,
    media.QuotaUsed: 429,
    errors.StorageFull: 507,
    errors.StorageUnavailable: 503,
    errors.StorageOutdated: 503,
}

_TITLES: Final = {
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Does not fit",
    410: "Taken down",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not taken",
    422: "Not understood",
    428: "Which version?",
    429: "Too many requests",
    501: "Not possible here",
    502: "Not available now",
    503: "Not available now",
    507: "Storage full",
}

# A crowd at an address that is not there yet, or while the database is away, is answered by a shared cache with one
# of these. One that may keep nothing lets them through one by one, each after the other (nginx), or all (Varnish).
_SAME_FOR_ALL: Final = (404, 503)
_REFUSED_LIFE: Final = "public, max-age=0, s-maxage=1"

_UNEXPECTED: Final = 500
_UNREADABLE: Final = 400


def status_of(problem: StoppressError) -> int:
    """The HTTP status of a refusal; 500 for one that no door should meet."""
    return _STATUSES.get(type(problem), _UNEXPECTED)


def title_of(problem: StoppressError) -> str:
    """What a page about a refusal is called."""
    return _TITLES.get(status_of(problem), "Something went wrong")


def problem_json(problem: StoppressError, language: str = SOURCE) -> Response:
    """A refusal for programs. `code` is stable, `detail` is the sentence, further members are its facts.

    Our own script shows a reader the sentence, in their `language`.
    """
    status, tree = problem_tree(problem)
    tree["detail"] = refusal(problem, language)
    return JSONResponse(tree, status, _headers(problem, status), "application/problem+json")


def problem_tree(problem: StoppressError) -> tuple[int, dict[str, Any]]:
    """Its status and members."""
    status = status_of(problem)
    return status, {
        **problem.facts,
        "type": "about:blank",
        "title": title_of(problem),
        "status": status,
        "code": problem.code,
        "detail": str(problem),
    }


def problem_html(problem: StoppressError, publication: Publication) -> Response:
    """A refusal for people."""
    status = status_of(problem)
    language = publication.language
    body = problem_page(refusal_title(title_of(problem), language), refusal(problem, language), publication)
    headers = _headers(problem, status)
    if status in _SAME_FOR_ALL:
        headers["Cache-Control"] = _REFUSED_LIFE
    return Response(body, status, headers, "text/html")


def invalid(problem: RequestValidationError) -> InputInvalid:
    """What pydantic found, as a refusal: its first finding, named by where it is."""
    first = problem.errors()[0]
    if first["loc"] == ("body",):
        return InputInvalid(field="body", problem="send JSON of the shape the reference gives, as application/json.")
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    return InputInvalid(field=where, problem=f"{first['msg']}.")


class WrongMethod(StoppressError):
    """The address exists, and cannot do this."""

    code = "wrong-method"
    message = "This address does not answer {method}. Look at the API's reference for what it does."


def routed(problem: HTTPException, request: Request) -> StoppressError:
    """What the router refused by itself, or while it read the body."""
    if isinstance(problem.__cause__, StoppressError):
        return problem.__cause__
    if problem.status_code == _UNREADABLE:
        return InputInvalid(field="body", problem="it could not be read. Send JSON in UTF-8.")
    return WrongMethod(method=request.method) if problem.status_code == WRONG_METHOD else PageUnknown()


WRONG_METHOD: Final = 405
_STATUSES[WrongMethod] = WRONG_METHOD


def _headers(problem: StoppressError, status: int) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if isinstance(problem, errors.SignInNeeded):
        headers["WWW-Authenticate"] = 'Bearer realm="stoppress"'
    if status in (503, 507):
        headers["Retry-After"] = "5"
    if "seconds" in problem.facts:
        headers["Retry-After"] = str(problem.facts["seconds"])
    return headers
