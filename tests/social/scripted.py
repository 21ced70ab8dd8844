"""A network that answers what a test says, by path: for what it is documented to answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from fault_proxy import Canned, Fault, FaultProxy

from obole.social.networks.calling import neighbours


class Scripted(FaultProxy):
    """Answers by method and the end of the path; the last answer of a list stays."""

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[tuple[str, str], list[Canned | Fault]] = {}
        self.choose = self._next

    def on(self, method: str, path: str, *answers: Canned | Fault) -> None:
        """Answer requests whose path (without its query) ends so."""
        self._answers[method, path] = list(answers)

    def asked(self, method: str, path: str) -> list:
        """Return the requests that came."""
        return [each for each in self.seen if each.method == method and _is_at(each.path, path)]

    def _next(self, method: str, path: str) -> Canned | Fault:
        for (wanted, end), answers in self._answers.items():
            if wanted == method and _is_at(path, end):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return Canned(status=404, body={"error": "Record not found"})


def _is_at(path: str, end: str) -> bool:
    return path.partition("?")[0].endswith(end)


@contextmanager
def scripted() -> Iterator[Scripted]:
    """Start a network that the program may reach."""
    with Scripted().serving() as network, neighbours(network.origin):
        yield network
