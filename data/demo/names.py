"""Invented names: first names that exist, surnames from shore, meadow and weather that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    """
    Aafke Amir Anouk Aron Bibi Boaz Carmen Cas Daan Dilan Doutzen Ebru Elin Emre Femke Fenna
    Finn Giel Hanna Hasan Ids Imke Iris Jade Jelle Jip Juna Kees Koen Lieke Loek Maan Merel
    Mila Milan Nadia Noor Okke Olaf Pleun Puck Rayan Riemer Saar Siem Sofie Taco Teun Tijn
    Umit Veerle Wende Wiebe Yael Yusuf Zoë
    """
)
SURNAMES = _words(
    """
    Avondrood Bladgoud Braamstruik Branding Dageraad Dauwtrap Dijkgras Duinvallei Elzenprop
    Fluitekruid Ganzenveer Golfslag Hagelwit Havermout Helmgras Hoogwater Hooiwagen IJskristal
    Klaverblad Kweldergras Laagwater Lenteregen Lisbloem Maneschijn Mistbank Morgendauw
    Noorderlicht Oeverwal Ochtendgloor Paardenbloem Pluisjes Poolster Regenboog Rietpluim
    Rimpeling Schelpenpad Sneeuwklok Springtij Sterrenregen Stuifzand Tegenlicht Veenpluis
    Vloedlijn Vlonderpad Waterkant Weerlicht Wierbos Wilgenkat Windveer Wolkenlucht Zandplaat
    Zeeschuim Zilverschoon Zomerbries Zonnestraal Zuidenwind
    """
)
REGIONS = _words(
    """
    Duinrand Eikenveld Fluisterbos Grasmeer Heuvelzoom IJlstroom Kievitsland Laagveen
    Mistvallei Noorderplas Oeverland Poldermeer Rietstreek Schemerwoud Terpenland Veenrijk
    Waterzoom Wilgenhoek Zandrug Zonneveld
    """
)


def people_names(number: int, random: Random) -> list[str]:
    """Different full names, with an initial where first and last names run out."""
    names = [f"{first} {last}" for first in FIRST for last in SURNAMES]
    random.shuffle(names)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if len(names) >= number:
            break
        whole = [f"{first} {letter}. {last}" for first in FIRST for last in SURNAMES]
        random.shuffle(whole)
        names += whole
    return names[:number]


def region_name(number: int) -> str:
    """A name for the region with a number from 0."""
    again, place = divmod(number, len(REGIONS))
    return f"Veiligheidsregio {REGIONS[place]}{f' {again + 1}' if again else ''}"
