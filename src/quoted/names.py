"""What readers call the groups, within a sentence; charts, tables and prose share these words."""

from quoted.language import mark

GROUP_NAMES = {
    "executives": mark("executives"),
    "entry_level": mark("entry-level marketers"),
    "marketers": mark("marketers"),
    "employees": mark("employees"),
    "all": mark("all respondents"),
}
