"""LinkedIn: the page of an organisation, and the profile of a person."""

from typing import Final

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from obole.social.networks.connected import text_at
from obole.social.networks.fields import ConnectField
from obole.social.networks.linkedin_posts import (
    LIMITS,
    LOGIN_FIELDS,
    MOST_IMAGES,
    VERSION_FIELD,
    LinkedInPosts,
)
from obole.social.networks.registry import FACTORIES
from obole.social.rules.network import Abilities, Identity, NotSent, WrongCredentials
from obole.social.rules.recordings import MP4
from obole.social.rules.vocabulary import Method

KIND: Final = "linkedin"
PERSON_KIND: Final = "linkedin-person"


class LinkedInOrganisation(LinkedInPosts):
    """The page of an organisation."""

    kind = KIND
    LABEL = gettext_lazy("LinkedIn page")
    FIELDS = (
        ConnectField(
            name="organization",
            label=gettext_lazy("Number of the organisation"),
            help=gettext_lazy("It stands in the address of the page's administration."),
        ),
        *LOGIN_FIELDS,
        VERSION_FIELD,
    )
    needed = "w_organization_social"
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        can_find=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        recordings=(MP4,),
        has_figures=True,
        refreshes=True,
    )

    def author(self) -> str:
        """Return the urn of the author."""
        return f"urn:li:organization:{self._number()}"

    def _number(self) -> str:
        return self.told.get("organization", "").rpartition(":")[2]

    def identity(self) -> Identity:
        """Return the page or the person. Raise WrongCredentials."""
        if not self._number().isdigit():
            raise WrongCredentials(_("The number of the organisation has digits only."))
        page = self.login.ask("GET", f"/rest/organizations/{self._number()}").body
        name = text_at(page, "vanityName")
        return Identity(
            name=text_at(page, "localizedName"),
            handle=name or self._number(),
            number=self._number(),
            url=f"https://www.linkedin.com/company/{name or self._number()}/",
            limits=LIMITS,
            expires_at=self.ends_at(),
        )


class LinkedInPerson(LinkedInPosts):
    """The profile of a person. Nobody may read its posts: a lost answer needs a human."""

    kind = PERSON_KIND
    LABEL = gettext_lazy("LinkedIn profile of a person")
    FIELDS = (
        *LOGIN_FIELDS,
        ConnectField(
            name="visibility",
            label=gettext_lazy("Who sees the posts"),
            is_required=False,
            default="PUBLIC",
            choices=(
                ("PUBLIC", gettext_lazy("Everybody")),
                ("CONNECTIONS", gettext_lazy("The person’s connections only")),
            ),
        ),
        VERSION_FIELD,
    )
    needed = "w_member_social"
    abilities = Abilities(
        can_update=True,
        can_delete=True,
        can_reply=True,
        methods=tuple(Method),
        most_images=MOST_IMAGES,
        recordings=(MP4,),
        refreshes=True,
    )

    def author(self) -> str:
        """Return the urn of the author."""
        number = text_at(self.login.ask("GET", "/v2/userinfo").body, "sub")
        if not number:
            raise NotSent(_("LinkedIn's answer cannot be read."))
        return f"urn:li:person:{number}"

    def identity(self) -> Identity:
        """Return the page or the person. Raise WrongCredentials."""
        person = self.login.ask("GET", "/v2/userinfo").body
        return Identity(
            name=text_at(person, "name"),
            handle=text_at(person, "name"),
            number=text_at(person, "sub"),
            avatar_url=text_at(person, "picture"),
            limits=LIMITS,
            expires_at=self.ends_at(),
        )


FACTORIES[KIND] = LinkedInOrganisation
FACTORIES[PERSON_KIND] = LinkedInPerson
