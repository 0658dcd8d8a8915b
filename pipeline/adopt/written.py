"""Write a plan as the file that a campaign loads and a clerk edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.schema import Bilingual, Deadline, Plan, PlanMeasure, Responsible

HEAD = """\
# The action plan: its measures word for word, their deadlines and who answers for them.
# short: a few words, for heads of tables. A deadline's kind: by (until closes), window (opens to
# closes), during (the whole campaign), from (since opens), per_local_plan, per_commission_plan,
# weekly.
# milestone: the row of the form that reports it, where there is one.

"""


def written(plan: Plan) -> bytes:
    """Write plan.toml; reading it back gives the same plan."""
    import tomli_w  # noqa: PLC0415 - this command alone pays for it

    content = {
        "title": _both(plan.title),
        "by_agreement": _both(plan.by_agreement),
        "bodies": [{"code": body.code, "name": _both(body.name)} for body in plan.bodies],
        "measures": [_measure(measure) for measure in plan.measures],
    }
    return (HEAD + tomli_w.dumps(content, multiline_strings=True)).encode()


def _measure(measure: PlanMeasure) -> Mapping[str, Any]:
    return {
        "number": measure.number,
        "text": _both(measure.text),
        "short": _both(measure.short),
        "deadlines": [_deadline(each) for each in measure.deadlines],
        "responsible": [_responsible(each) for each in measure.responsible],
    }


def _deadline(deadline: Deadline) -> Mapping[str, Any]:
    content: dict[str, Any] = {"kind": deadline.kind.value, "text": _both(deadline.text)}
    content |= {"milestone": deadline.milestone} if deadline.milestone else {}
    content |= {"opens": deadline.opens} if deadline.opens else {}
    return content | ({"closes": deadline.closes} if deadline.closes else {})


def _responsible(responsible: Responsible) -> Mapping[str, Any]:
    agreed = {"by_agreement": True} if responsible.by_agreement else {}
    return {"body": responsible.body, **agreed}


def _both(text: Bilingual) -> Mapping[str, str]:
    return {"kk": text.kk, "ru": text.ru}
