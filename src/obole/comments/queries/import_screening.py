"""What the detectors say of comments that were published elsewhere."""

from dataclasses import dataclass, replace
from functools import cached_property

from wagtail.models import Page

from obole.comments.queries.circumstances import lists_of, telling_words
from obole.comments.queries.classifiers import current_classifier
from obole.comments.queries.policies import rules_of
from obole.comments.rules.circumstances import Circumstances, Lists, Submission
from obole.comments.rules.classifying import Classifier
from obole.comments.rules.detectors import detect
from obole.comments.rules.imported import ImportedComment
from obole.comments.rules.signals import Severity, Signal
from obole.comments.rules.states import Mode
from obole.comments.rules.texts import LONGEST_MARKDOWN

_DOUBTS = (Severity.REFUSE, Severity.HOLD)


@dataclass(frozen=True, slots=True)
class ScreenedImport:
    """What was seen in a comment, and how likely the desk would reject it."""

    signals: tuple[Signal, ...]
    score: float

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look before readers do."""
        return any(each.severity in _DOUBTS for each in self.signals)


class ImportScreening:
    """Looks at the texts of one import; what it looks with is read once.

    Only at texts and names: what the thread is like now, and how often the author wrote, was no
    concern of the old site, where a person approved each of them or let all of them pass.
    """

    def screen(self, said: ImportedComment, *, name: str, body: str) -> ScreenedImport:
        """Return what is seen in a cleaned comment."""
        score = self._classifier.score(body)
        submission = Submission(
            body=body, name=name, email_domain=said.author_email.rpartition("@")[2].strip().lower()
        )
        circumstances = Circumstances(
            mode=Mode.PUBLISH_THEN_CHECK,
            longest_body=LONGEST_MARKDOWN,
            lists=self._lists_for_accounts if said.had_account else self._lists,
            is_trusted=True,
            has_proof=True,
            score=score,
            telling_words=telling_words(self._classifier, body, score=score),
        )
        return ScreenedImport(signals=detect(submission, circumstances), score=score)

    @cached_property
    def _classifier(self) -> Classifier:
        return current_classifier()

    @cached_property
    def _lists(self) -> Lists:
        return lists_of(rules_of(Page.get_first_root_node()))

    @cached_property
    def _lists_for_accounts(self) -> Lists:
        # A colleague may well have written under their own name.
        return replace(self._lists, reserved_keys=frozenset())
