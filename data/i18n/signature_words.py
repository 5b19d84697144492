"""Who signed a draft for which regions, and who is still to sign, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.i18n.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.signature import RosterSignature, SignatureState


@dataclass(frozen=True)
class SignatureWords:
    """Says how far a draft is signed in a language.

    Parameters
    ----------
    zone
        The local clock of the roster.
    names
        Of regions, by id; one that has none goes by its code.
    """

    speech: Language
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)

    def state(self, state: SignatureState) -> str:
        """As ``signed for GV by anna; FL still to sign``; empty: nobody signed it as it is."""
        if not state.signatures:
            return ""
        say = self.speech.gettext
        done = [
            say("signed for {regions} by {who}").format(
                regions=self.regions(one.regions), who=one.signer
            )
            for one in state.signatures
        ]
        if state.outstanding:
            text = say("{regions} still to sign")
            done.append(text.format(regions=self.regions(state.outstanding)))
        return "; ".join(done)

    def signature(self, one: RosterSignature) -> str:
        """Who signed for which regions, and when."""
        text = self.speech.gettext("signed for {regions} by {who}, {when}")
        return text.format(
            regions=self.regions(one.regions),
            who=one.signer,
            when=self.speech.moment(one.signed_at, self.zone),
        )

    def void(self, one: RosterSignature) -> str:
        """That a signature does not count any more, and why."""
        text = self.speech.gettext(
            "{who} signed for {regions}, {when}; the draft has changed since, so that signature"
            " no longer counts"
        )
        return text.format(
            who=one.signer,
            regions=self.regions(one.regions),
            when=self.speech.moment(one.signed_at, self.zone),
        )

    def regions(self, regions: Iterable[str]) -> str:
        """Regions by name."""
        return ", ".join(self.names.get(one, one) for one in regions)
