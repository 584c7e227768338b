from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from budgets.actions import adoption, consultation, notices, versions
from budgets.actions.adoption import Hindrance, NotReady, obstacles, warnings
from budgets.actions.errors import AlreadyStarted, WrongState
from budgets.forms.decisions import AdoptionForm, AmendmentForm, ConsultationForm
from budgets.models import Acknowledgement, BudgetVersion, Comment, Notice, State
from budgets.models.answered import last_consultation_of
from budgets.models.errors import VersionIsFrozen
from budgets.models.rules import may_adopt, may_consult, may_start
from budgets.views.obstacles import in_the_way
from budgets.views.versions import refuse, version_or_404
from budgets.wording import versions as wording
from budgets.wording.consultation import answers_told

STEPS = ("send", "take-back", "adopt", "amend")


def decide(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show what can be done with the version next, and do the step that was chosen."""
    user = request.user
    assert isinstance(user, User)
    version = version_or_404(user, year, number)
    if not may_start(user):
        refuse(user, _("Only the office takes a budget further."))
    found = [] if version.is_frozen else obstacles(version)
    balances = all(o.hindrance is not Hindrance.OUT_OF_BALANCE for o in found)
    step = request.POST.get("step", "")
    forms = _forms(request, version, step, balances)
    if request.method == "POST" and step in STEPS:
        form = forms.get(step)
        if form is None or form.is_valid():
            try:
                return redirect(_take(request, user, version, step, form))
            except NotReady as error:
                found = list(error.obstacles)
            except ValidationError as error:
                _tell(form, error)
            except AlreadyStarted as error:
                messages.info(request, _("The draft was made before. Here it is."))
                return redirect("budgets:version", year, error.version.number)
            except (WrongState, VersionIsFrozen):
                messages.error(request, _("Somebody else has taken the version further meanwhile."))
                return redirect("budgets:decide", year, number)
    context = {
        "version": version,
        "headline": wording.headline(version),
        "forms": forms,
        "in_the_way": in_the_way(user, version, [*found, *warnings(version)]),
        "is_blocked": bool(found),
        "so_far": answers_so_far(version),
        "is_draft": version.state == State.DRAFT,
        "is_sent": version.state == State.CONSULTATION,
        "is_adopted": version.state == State.ADOPTED,
        "may_consult": may_consult(user, version),
        "may_adopt": may_adopt(user, version),
    }
    return render(request, "budgets/decide.html", context, status=422 if step else 200)


def answers_so_far(version: BudgetVersion) -> str:
    """What this consultation has brought, which taking the version back would set aside."""
    if version.state != State.CONSULTATION:
        return ""
    sent = last_consultation_of(version)
    return answers_told(
        comments=Comment.objects.filter(consultation=sent, is_from_office=False).count(),
        acknowledgements=Acknowledgement.objects.filter(consultation=sent).count(),
    )


def _forms(
    request: HttpRequest, version: BudgetVersion, step: str, balances: bool
) -> dict[str, Form]:
    planned = {"adopted_on": version.planned_adoption_date}
    return {
        "send": ConsultationForm(request.POST if step == "send" else None),
        "adopt": AdoptionForm(
            request.POST if step == "adopt" else None, initial=planned, balances=balances
        ),
        "amend": AmendmentForm(request.POST if step == "amend" else None),
    }


def _take(
    request: HttpRequest, user: User, version: BudgetVersion, step: str, form: Form | None
) -> str:
    """Take one step, and answer where to go then."""
    typed = form.cleaned_data if form else {}
    link_to = request.build_absolute_uri
    match step:
        case "send" if may_consult(user, version):
            with transaction.atomic():
                consultation.send(version, answers_by=typed["answers_by"], by=user)
                notices.tell(version, notice=Notice.CONSULTATION, link_to=link_to)
            text = _("The proposal is out for consultation, and the contacts can see it.")
        case "take-back" if may_consult(user, version):
            consultation.take_back(version, by=user)
            text = _("The version is a draft again, and the contacts no longer see it.")
        case "adopt" if may_adopt(user, version):
            with transaction.atomic():
                adopted = adoption.adopt(
                    version,
                    on=typed["adopted_on"],
                    reference=typed["decision_reference"],
                    by=user,
                    imbalance_reason=typed.get("imbalance_reason", ""),
                )
                notice = Notice.AMENDED if adopted.amends else Notice.ADOPTED
                notices.tell(adopted, notice=notice, link_to=link_to)
            text = _("The budget is adopted. From now on nothing in it changes.")
        case "amend" if version.state == State.ADOPTED:
            version = versions.copy(
                version,
                to_year=version.year,
                planned_adoption_date=typed["planned_adoption_date"],
                by=user,
                entry=typed["entry"],
            )
            text = _("This draft replaces the adopted version when it is adopted in its turn.")
        case _:
            raise PermissionDenied(_("You cannot take this step."))
    messages.success(request, text)
    return reverse("budgets:version", args=[version.year, version.number])


def _tell(form: Form | None, error: ValidationError) -> None:
    """Put what an action refuses at the field it is about."""
    assert form is not None  # a step without a form has nothing to refuse
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)
