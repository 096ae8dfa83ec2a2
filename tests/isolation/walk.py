"""The walk: every address with another's rows and with one's own, by one role, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.tenancy.selectors import ownership
from tests.isolation import exceptions, filled  # noqa: F401  # `filled` registers what fills addresses
from tests.isolation.fills import BODIES, Address, Kwargs, UnfilledError, query_for, swapped, variants
from tests.isolation.markers import Owner
from tests.isolation.matrix import Control, Matrix, Role
from tests.isolation.sending import error_of, send
from tests.isolation.submitting import Submission
from tests.isolation.surfaces import SAFE, Surface
from tests.isolation.watching import Watch, shown

EMPTY = Submission("")
# What any list may be asked: the words begin so, and the answer may repeat what was asked.
SEARCH = "q=qzv&term=qzv"
EXPORTS = ("export=csv", "export=xlsx")


@dataclass(frozen=True)
class Finding:
    """Something that must not be."""

    kind: str
    role: str
    method: str
    url: str
    view: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind:8} {self.role}: {self.method} {self.url} [{self.view}] {self.detail}"


@dataclass
class Result:
    """Of one role in one section."""

    surfaces: set[str] = field(default_factory=set)
    requests: int = 0
    findings: list[Finding] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)

    def note(self, finding: Finding) -> None:
        """Keep a finding, unless the list of exceptions has it."""
        excuse = exceptions.excuse(finding.kind, finding.role, finding.method, finding.view)
        if excuse is None:
            self.findings.append(finding)
        else:
            self.excused.add(excuse)


class Walk:
    """One role's walk over some surfaces."""

    def __init__(self, matrix: Matrix, role: Role, *, thorough: bool = True) -> None:
        self.matrix, self.role = matrix, role
        self.result = Result()
        self.own_owner = matrix.owners[role.own]
        self.network = matrix.owners["network"]
        names = [name for name in role.secret if name != role.own or len(role.secret) == len(matrix.owners)]
        self.others = [matrix.owners[name] for name in (names if thorough else names[:1])]
        self.roots = [matrix.owners[name].tokens.root for name in role.secret]

    def run(self, found: Iterable[Surface]) -> Result:
        """Walk them; an address nobody can fill is a finding."""
        for surface in found:
            try:
                if not exceptions.is_shut(surface):
                    self.surface(surface)
            except UnfilledError as error:
                finding = Finding("UNFILLED", self.role.name, "GET", surface.route, name_of(surface), str(error))
                self.result.note(finding)
        return self.result

    def surface(self, surface: Surface) -> None:
        own = variants(surface, self.own_owner, self.network)
        for other in self.others:
            foreign = variants(surface, other, self.network, brief=True)
            for number, kwargs in enumerate(foreign):
                base = own[number] if number < len(own) else kwargs
                names_other = base != kwargs or bool(query_for(surface, kwargs, other))
                for mixed in swapped(base, kwargs) if names_other else ():
                    self.foreign(surface, mixed, other)
        for kwargs in own:
            self.own(surface, kwargs)

    def foreign(self, surface: Surface, kwargs: Kwargs, other: Owner) -> None:
        """Another's rows: nothing of them is shown, and nothing at all changes."""
        address = self.address(surface, kwargs, query_for(surface, kwargs, other))
        if address is None:
            return
        control = self.request(surface, "GET", address, EMPTY)
        if surface.methods and not control.form.data and surface.in_admin:
            control = self.matrix.control(surface, address)
        for method in surface.methods:
            self.request(surface, method, address, self.filled(surface, address, control), changes=False)

    def own(self, surface: Surface, kwargs: Kwargs) -> None:
        """One's own rows: nothing of another's is shown, listed, found, exported, taken or changed."""
        named = query_for(surface, kwargs, self.own_owner)
        address = self.address(surface, kwargs, named)
        if address is None:
            return
        control = self.request(surface, "GET", address, EMPTY)
        if not surface.arguments and not named:
            for query in (SEARCH, *(EXPORTS if surface.exports else ())):
                self.request(surface, "GET", Address(address.path, query, kwargs), EMPTY)
        for method in surface.methods:
            self.request(surface, method, address, self.filled(surface, address, control))
        if "POST" in surface.methods:
            self.forge(surface, address, control)

    def forge(self, surface: Surface, address: Address, control: Control) -> None:
        """One's own form with an id of another's in each of its choices."""
        for name, model in control.choices.items():
            for other in self.others:
                row = other.find(model)
                if row is not None and not is_shared(row):
                    self.request(surface, "POST", address, control.form, forged=(name, row.pk))

    @staticmethod
    def filled(surface: Surface, address: Address, control: Control) -> Submission:
        body = BODIES.get(surface.view_name)
        return control.form if body is None else Submission(address.url, body(address.kwargs))

    # -- What is sent, and looked at -------------------------------------------------------------------------

    @staticmethod
    def address(surface: Surface, kwargs: Kwargs, query: str) -> Address | None:
        path = surface.path(kwargs)
        return None if path is None else Address(path, query, kwargs)

    def request(
        self,
        surface: Surface,
        method: str,
        address: Address,
        form: Submission,
        *,
        changes: bool = True,
        forged: tuple[str, Any] | None = None,
    ) -> Control:
        """Send it with each of the role's clients; answers the form that came back."""
        answer = Control(0, False, Submission(address.url), {})
        extra = {forged[0]: forged[1]} if forged else {}
        for client in self.matrix.clients(self.role, surface):
            look = self.damaged if changes else None
            response, watch, damaged = send(client, method, address.url, form, look, self.matrix.files, **extra)
            if method == "GET" and not answer.form.names:
                self.matrix.read_form(answer, response, address)
            self.result.requests += 1
            self.result.surfaces.add(f"{method} {surface.label}")
            for kind, detail in (*self.seen(response), *self.mailed(response)):
                self.note(kind, method, address, surface, detail)
            if method in SAFE or not changes:
                written = watch.changes
            else:
                written = [write for write in watch.changes if forged and write.names(forged[1])]
            if written:
                self.note("WRITE", method, address, surface, f"{written[0].table}: {written[0].sql[:160]}")
            elif damaged:
                self.note("WRITE", method, address, surface, f"{damaged} changed")
        return answer

    def damaged(self, watch: Watch) -> str:
        """Whose rows a request changed, of those that aren't one's own."""
        return self.matrix.damaged([name for name in self.matrix.owners if name != self.role.own], watch)

    def seen(self, response: Any) -> Iterator[tuple[str, str]]:
        if response.status_code >= 500:
            yield "ERROR", error_of(response)
        # What was asked may be repeated, the address or the name of the file: they name what they name.
        path = response.request["PATH_INFO"].lower()
        text = shown(response).replace(path, "")
        file = path.rpartition("/")[2]
        text = text.replace(file, "") if file else text
        for root in self.roots:
            if root in text:
                place = text.index(root)
                yield "READ", " ".join(text[max(0, place - 80) : place + 40].split())

    def mailed(self, response: Any) -> Iterator[tuple[str, str]]:
        """Nobody gets a mail with words of whom they don't work for; one's own may go to an address one types."""
        for message in response.mails:
            text = f"{message.subject}\n{message.body}".lower()
            named = {name for name, owner in self.matrix.owners.items() if owner.tokens.root in text}
            for address in message.recipients() if named else ():
                known = self.matrix.may_read(address) or {self.role.own} - set(self.role.secret)
                for name in sorted(named - known):
                    yield "MAIL", f"{address} reads what is {name}'s: {message.subject}"

    def note(self, kind: str, method: str, address: Address, surface: Surface, detail: str) -> None:
        self.result.note(Finding(kind, self.role.name, method, address.url, name_of(surface), detail))


def is_shared(row: Any) -> bool:
    """Whether the network shares a row with everyone: it may be referred to."""
    shared = ownership.rule_for(row.__class__).shared()
    return bool(row.__class__._base_manager.filter(shared, pk=row.pk).exists())


def name_of(surface: Surface) -> str:
    """The view's name, or its route where it has none."""
    return surface.view_name or surface.route


def check_controls(matrix: Matrix, found: Iterable[Surface]) -> Result:
    """An operator, or a visitor, reaches every view at another's rows: the walk isn't blind. Shut ones stay shut."""
    result = Result()
    other, network = matrix.owners["other"], matrix.owners["network"]
    for surface in found:
        shut = exceptions.is_shut(surface)
        try:
            filled = variants(surface, other, network) or variants(surface, network, network)
        except UnfilledError as error:
            if not shut:
                result.note(Finding("UNFILLED", "operator", "GET", surface.route, name_of(surface), str(error)))
            continue
        if not filled and not shut:
            detail = "no address of another's or of the network's is known"
            result.note(Finding("UNFILLED", "operator", "GET", surface.route, name_of(surface), detail))
        controls = [control for kwargs in filled for control in _controls(matrix, surface, kwargs)]
        result.requests += len(controls)
        result.surfaces.add(f"GET {surface.label}")
        errors = [control.error for control in controls if control.status >= 500 and not shut]
        if errors:
            result.note(Finding("ERROR", "operator", "GET", surface.route, name_of(surface), errors[0]))
        if controls and not exceptions.is_idle(surface) and any(control.reached for control in controls) == shut:
            detail = "is listed as shut, but answers" if shut else f"reaches no view: {controls[0].status}"
            result.note(Finding("CONTROL", "operator", "GET", surface.route, name_of(surface), detail))
    return result


def _controls(matrix: Matrix, surface: Surface, kwargs: Kwargs) -> Iterator[Control]:
    """None where another view answers at the address: then that one is the surface."""
    address = Walk.address(surface, kwargs, query_for(surface, kwargs, matrix.owners["other"]))
    if address is not None:
        yield matrix.control(surface, address)
