"""The colours of the pictures, on a light and on a dark page."""

import attrs


@attrs.frozen
class Theme:
    """Colours that colour-blind people can distinguish (Okabe & Ito), on a light or a dark page."""

    page: str
    ink: str
    muted: str
    shade: str
    main: str
    accent: str
    third: str


LIGHT = Theme("#ffffff", "#1a1a1a", "#595959", "#e4e4e4", main="#0072b2", accent="#d55e00", third="#009e73")
DARK = Theme("#161616", "#f2f2f2", "#b8b8b8", "#3a3a3a", main="#56b4e9", accent="#e69f00", third="#009e73")
