"""What the codes of the records are called on screen, in English."""

from __future__ import annotations

from data.exchange.language import N_
from data.model.post import Authority, PostKind

POST_KINDS = {
    PostKind.ON_SITE: N_("at a desk"),
    PostKind.ON_SITE_STANDBY: N_("stand-by on site"),
    PostKind.ON_CALL: N_("on call"),
    PostKind.OPEN_CALL: N_("open call"),
}
AUTHORITIES = {
    Authority.STATUTE: N_("the law"),
    Authority.INSPECTORATE: N_("the Inspectorate"),
    Authority.REGIONAL: N_("the region"),
}
