"""The two pages that need no account: telling a tip, and following one by number and code. No session is begun, nothing
is written into an address or a log, and how much is sent is bounded before anything is read,
how much is taken before anything is unpacked."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhiben.foundation import once
from zhiben.foundation.pages import address_of, counted_as, done, status_of, tried
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_
from zhiben.tips import challenge, codes, operations
from zhiben.tips.forms import TRAP, FollowForm, SaidForm, TellForm
from zhiben.tips.models import PublicTip
from zhiben.tips.queries import amount
from zhiben.tips.vocab import LARGEST_REQUEST, PROTECTED

WRONG = N_("编号或查询码不对，请核对后再试")
GONE = N_("这一页已过期，请重新输入编号和查询码")
DONE_BEFORE = N_("这份内容已经提交过，没有重复办理")
ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "word": (operations.tell_word, N_("补充已收到")),
    "confirm": (lambda tip, _text: operations.say_satisfied(tip), N_("谢谢您的评价")),
    "reopen": (operations.reopen, N_("已要求重新核查，将由另外的人员核查")),
}


class InMemory(MemoryFileUploadHandler):
    """Holds what a stranger sends in memory, however large: an original that reaches the disk, with the place that the
    camera wrote into it, stays there when the process is killed. How large a form is was looked at before."""

    def handle_raw_input(self, *_given: Any, **_named: Any) -> None:
        """Taken whatever its length."""
        self.activated = True


def bounded(what: str) -> Callable[[Callable[[HttpRequest], HttpResponse]], Callable[[HttpRequest], HttpResponse]]:
    """A page of strangers: size and frequency are looked at first, then the form's token is asked for, as on every
    other page, and everything is done as the system."""

    def wrapped(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        checked = csrf_protect(view)

        @csrf_exempt  # checked within: the token stands in the body, which is not read before it is known to be small
        @sensitive_post_parameters()
        @require_http_methods(["GET", "POST"])
        def page(request: HttpRequest) -> HttpResponse:
            if request.method == "POST":
                if not _is_small(request):
                    return _told(request, 413, N_("内容过大：照片最多6张，每张不超过10兆字节"))
                if wait := operations.seconds_to_wait(what, _sender(request)):
                    return _later(request, wait)
            request.upload_handlers = [InMemory(request)]
            with scope(SYSTEM):
                return checked(request)

        return page

    return wrapped


def _sender(request: HttpRequest) -> str:
    return counted_as(address_of(request))


def _is_small(request: HttpRequest) -> bool:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return told.isascii() and told.isdigit() and int(told) <= LARGEST_REQUEST


def _later(request: HttpRequest, wait: int) -> HttpResponse:
    sentence = N_("提交过于频繁，本次没有办理，请在{minutes}分钟后再试").format(minutes=-(-wait // 60))
    return _told(request, 429, sentence, wait)


def _told(request: HttpRequest, status: int, sentence: str, wait: int = 0) -> HttpResponse:
    context = {"title": _("请稍后再试") if wait else _("没有提交"), "sentence": sentence, "status": status}
    answer = render(request, "tips/refused.html", context, status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


@bounded("tell_try")
def tell(request: HttpRequest) -> HttpResponse:
    """Tell a tip; what was sent well is answered with its receipt, at once and on no other page."""
    if request.method != "POST":
        return _telling(request, TellForm(challenge.ask()))
    sealed = request.POST.get("sealed", "")
    form = TellForm(challenge.again(sealed) or challenge.ask(), request.POST, request.FILES)
    if request.POST.get(TRAP):
        form.add_error(None, _("没有提交成功，请刷新页面后重新填写"))
        return _telling(request, form)
    found = challenge.answered(sealed, request.POST.get("answer", ""), minutes=amount("question"))
    if found.wrong:
        form.ask(challenge.ask(), anew=True)
        form.add_error("answer", _(found.wrong))
        return _telling(request, form)
    if receipt := operations.receipt_of(found.word):
        return _received(request, receipt)
    return _counted(request, form, found.word) if form.is_valid() else _telling(request, form)


def _counted(request: HttpRequest, form: TellForm, word: str) -> HttpResponse:
    """Take a whole form, as far as the bounds go; what comes to nothing uses up nothing."""
    sender = _sender(request)
    if wait := operations.seconds_to_wait("tell", sender) or operations.seconds_to_wait_for_all("tell"):
        return _later(request, wait)
    answer = _taken(request, form, word)
    if answer.status_code != HTTPStatus.OK:
        operations.give_back("tell", sender)
    return answer


def _taken(request: HttpRequest, form: TellForm, word: str) -> HttpResponse:
    receipts, photos = list[operations.Receipt](), list[operations.Bare]()

    def look() -> None:
        photos.extend(operations.bare(form.cleaned_data["photos"]))

    def act() -> None:
        receipts.append(operations.tell(form.draft(), word=word, photos=photos))

    try:
        with once.under(codes.key_of(word)):  # outside of the transaction that the form is acted on in
            taken = tried(form, look) and done(form, act)  # looking takes long: nobody waits for it
        if taken:
            return _received(request, receipts[0])
    except once.Repeated:  # the same form, at this very moment
        if receipt := operations.receipt_of(word):
            return _received(request, receipt)
        form.ask(challenge.ask(), anew=True)
        form.add_error(None, _(DONE_BEFORE))
    return _telling(request, form)


def _telling(request: HttpRequest, form: TellForm) -> HttpResponse:
    return render(request, "tips/tell.html", {"form": form, "protected": PROTECTED}, status=status_of(form))


def _received(request: HttpRequest, receipt: operations.Receipt) -> HttpResponse:
    told = {"receipt": receipt, "kept": operations.kept_with(receipt.tip), "days": amount("reopen")}
    return render(request, "tips/receipt.html", told)


@bounded("follow")
def follow(request: HttpRequest) -> HttpResponse:
    """See how a tip stands, by number and code; and from there add a word, be content, or have it verified again."""
    if request.method != "POST":
        return _asking(request, FollowForm())
    if wait := operations.seconds_to_wait_for_all("follow"):
        return _later(request, wait)
    if "pass" in request.POST:
        return _acted(request)
    form = FollowForm(request.POST)
    tip = operations.tip_with(form.cleaned_data["number"], form.cleaned_data["code"]) if form.is_valid() else None
    if tip is None:
        if not form.errors:
            form.add_error(None, _(WRONG))
        return _asking(request, form)
    return _shown(request, tip)


def _acted(request: HttpRequest) -> HttpResponse:
    """One act under the pass of the page that was shown; the same sent twice is done once."""
    passed, act = codes.pass_of(request.POST.get("pass", "")), ACTS.get(request.POST.get("act", ""))
    tip = PublicTip.objects.filter(pk=passed[0]).first() if passed else None
    if tip is None or passed is None or act is None:
        form = FollowForm({})
        form.errors.clear()
        form.add_error(None, _(GONE))
        return _asking(request, form)
    key = codes.key_of(passed[1])
    if once.used(key):
        return _shown(request, tip, said=_(DONE_BEFORE))
    words = SaidForm(request.POST)
    if not words.is_valid() and request.POST["act"] != "confirm":
        return _shown(request, tip, form=words, status=422)
    text = words.cleaned_data.get("text", "")
    try:
        with once.under(key):
            act[0](tip, text)
    except once.Repeated:
        return _shown(request, _fresh(tip), said=_(DONE_BEFORE))
    except Refused as refusal:
        return _shown(request, _fresh(tip), wrong=refusal.text, status=422)
    return _shown(request, _fresh(tip), said=_(act[1]))


def _fresh(tip: PublicTip) -> PublicTip:
    return PublicTip.objects.get(pk=tip.pk)


def _asking(request: HttpRequest, form: FollowForm) -> HttpResponse:
    return render(request, "tips/follow.html", {"form": form}, status=status_of(form))


def _shown(
    request: HttpRequest, tip: PublicTip, *, said: str = "", wrong: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "sight": operations.seen_by_reporter(tip),
        "pass": codes.new_pass(tip.pk),
        "said": said,
        "wrong": wrong,
        "form": form or SaidForm(),
        "act": request.POST.get("act", "") if form else "",
    }
    return render(request, "tips/standing.html", context, status=status)
