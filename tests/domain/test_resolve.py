"""Times as people type them: every phrase, in four nights, with hand-written instants."""

from __future__ import annotations

import time as system_time
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import check_each
from pdtrack.domain.times.day import day_of, echo
from pdtrack.domain.times.local_time import (
    instants_at,
    instants_here,
    instants_in,
    localized,
)
from pdtrack.domain.times.parse import quoted
from pdtrack.domain.times.resolve import (
    HappenedTwice,
    understand,
    understand_day,
)
from pdtrack.errors import InvalidInput

try:
    BERLIN = ZoneInfo("Europe/Berlin")
    NEW_YORK = ZoneInfo("America/New_York")
    HAVANA = ZoneInfo("America/Havana")
except ZoneInfoNotFoundError:  # a system without time zones, and no tzdata
    pytest.skip("no time zones on this system", allow_module_level=True)

# Saturday noon; the night from Saturday to Sunday; and the same hour in two nights in which
# the clocks went back: 03:00 became 02:00 in Berlin, 02:00 became 01:00 in New York, and it
# is the second time that the clock shows this.
NOON = (datetime.fromisoformat("2026-11-21 12:00+01:00"), BERLIN)
NIGHT = (datetime.fromisoformat("2026-11-22 00:40+01:00"), BERLIN)
BERLIN_BACK = (datetime.fromisoformat("2026-10-25 02:40+01:00"), BERLIN)
NEW_YORK_BACK = (datetime.fromisoformat("2026-11-01 01:40-05:00"), NEW_YORK)
BACK = (NOON, NIGHT, BERLIN_BACK, NEW_YORK_BACK)

# The nights in which they went forward, twenty minutes after the skipped hour.
BERLIN_ON = (datetime.fromisoformat("2026-03-29 03:20+02:00"), BERLIN)
NEW_YORK_ON = (datetime.fromisoformat("2026-03-08 03:20-04:00"), NEW_YORK)
ON = (BERLIN_ON, NEW_YORK_ON)

Night = tuple[datetime, ZoneInfo]

# phrase | Saturday noon | Sunday 00:40 | Berlin goes back | New York goes back
# The year is 2026 unless written. "future", "twice" and "skipped" are refusals.
UNDERSTOOD = """
now                      | 11-21 12:00+01 | 11-22 00:40+01 | 10-25 02:40+01 | 11-01 01:40-05
22:30                    | 11-20 22:30+01 | 11-21 22:30+01 | 10-24 22:30+02 | 10-31 22:30-04
at 22:30                 | 11-20 22:30+01 | 11-21 22:30+01 | 10-24 22:30+02 | 10-31 22:30-04
22:30:15                 | 11-20 22:30:15+01 | 11-21 22:30:15+01 | 10-24 22:30:15+02 | 10-31 22:30:15-04
00:20                    | 11-21 00:20+01 | 11-22 00:20+01 | 10-25 00:20+02 | 11-01 00:20-04
01:30                    | 11-21 01:30+01 | 11-21 01:30+01 | 10-25 01:30+02 | twice
02:30                    | 11-21 02:30+01 | 11-21 02:30+01 | twice          | 10-31 02:30-04
02:50                    | 11-21 02:50+01 | 11-21 02:50+01 | 10-25 02:50+02 | 10-31 02:50-04
9:15                     | 11-21 09:15+01 | 11-21 09:15+01 | 10-24 09:15+02 | 10-31 09:15-04
11pm                     | 11-20 23:00+01 | 11-21 23:00+01 | 10-24 23:00+02 | 10-31 23:00-04
11:30 pm                 | 11-20 23:30+01 | 11-21 23:30+01 | 10-24 23:30+02 | 10-31 23:30-04
11:30 P.M.               | 11-20 23:30+01 | 11-21 23:30+01 | 10-24 23:30+02 | 10-31 23:30-04
12am                     | 11-21 00:00+01 | 11-22 00:00+01 | 10-25 00:00+02 | 11-01 00:00-04
12:15 am                 | 11-21 00:15+01 | 11-22 00:15+01 | 10-25 00:15+02 | 11-01 00:15-04
12pm                     | 11-21 12:00+01 | 11-21 12:00+01 | 10-24 12:00+02 | 10-31 12:00-04
noon                     | 11-21 12:00+01 | 11-21 12:00+01 | 10-24 12:00+02 | 10-31 12:00-04
midnight                 | 11-21 00:00+01 | 11-22 00:00+01 | 10-25 00:00+02 | 11-01 00:00-04
24:00                    | 11-21 00:00+01 | 11-22 00:00+01 | 10-25 00:00+02 | 11-01 00:00-04
yesterday 24:00          | 11-21 00:00+01 | 11-21 00:00+01 | 10-24 00:00+02 | 10-31 00:00-04
12 noon                  | 11-21 12:00+01 | 11-21 12:00+01 | 10-24 12:00+02 | 10-31 12:00-04
23.30 yesterday          | 11-20 23:30+01 | 11-20 23:30+01 | 10-23 23:30+02 | 10-30 23:30-04
1 hour and 30 minutes ago | 11-21 10:30+01 | 11-21 23:10+01 | 10-25 02:10+02 | 11-01 01:10-04
day before yesterday 22.00 | 11-19 22:00+01 | 11-19 22:00+01 | 10-22 22:00+02 | 10-29 22:00-04
today                    | 11-21 12:00+01 | 11-21 22:00+01 | 10-24 22:00+02 | 10-31 22:00-04
today 09:15              | 11-21 09:15+01 | 11-21 09:15+01 | 10-24 09:15+02 | 10-31 09:15-04
today at 9:15 am         | 11-21 09:15+01 | 11-21 09:15+01 | 10-24 09:15+02 | 10-31 09:15-04
today 00:20              | 11-21 00:20+01 | 11-22 00:20+01 | 10-25 00:20+02 | 11-01 00:20-04
today 23:00              | future         | 11-21 23:00+01 | 10-24 23:00+02 | 10-31 23:00-04
yesterday                | 11-20 22:00+01 | 11-20 22:00+01 | 10-23 22:00+02 | 10-30 22:00-04
yesterday 23:30          | 11-20 23:30+01 | 11-20 23:30+01 | 10-23 23:30+02 | 10-30 23:30-04
YESTERDAY, 23:30         | 11-20 23:30+01 | 11-20 23:30+01 | 10-23 23:30+02 | 10-30 23:30-04
23:30 yesterday          | 11-20 23:30+01 | 11-20 23:30+01 | 10-23 23:30+02 | 10-30 23:30-04
yesterday at 11:30 pm    | 11-20 23:30+01 | 11-20 23:30+01 | 10-23 23:30+02 | 10-30 23:30-04
yesterday 01:00          | 11-21 01:00+01 | 11-21 01:00+01 | 10-24 01:00+02 | 10-31 01:00-04
yesterday 03:59          | 11-21 03:59+01 | 11-21 03:59+01 | 10-24 03:59+02 | 10-31 03:59-04
yesterday 04:00          | 11-20 04:00+01 | 11-20 04:00+01 | 10-23 04:00+02 | 10-30 04:00-04
yesterday midnight       | 11-21 00:00+01 | 11-21 00:00+01 | 10-24 00:00+02 | 10-31 00:00-04
yesterday noon           | 11-20 12:00+01 | 11-20 12:00+01 | 10-23 12:00+02 | 10-30 12:00-04
yesterday morning        | 11-20 08:00+01 | 11-20 08:00+01 | 10-23 08:00+02 | 10-30 08:00-04
yesterday morning 01:00  | 11-20 01:00+01 | 11-20 01:00+01 | 10-23 01:00+02 | 10-30 01:00-04
yesterday afternoon      | 11-20 15:00+01 | 11-20 15:00+01 | 10-23 15:00+02 | 10-30 15:00-04
yesterday evening        | 11-20 20:00+01 | 11-20 20:00+01 | 10-23 20:00+02 | 10-30 20:00-04
yesterday evening 21:10  | 11-20 21:10+01 | 11-20 21:10+01 | 10-23 21:10+02 | 10-30 21:10-04
yesterday night          | 11-20 23:00+01 | 11-20 23:00+01 | 10-23 23:00+02 | 10-30 23:00-04
last night               | 11-20 23:00+01 | 11-21 23:00+01 | 10-24 23:00+02 | 10-31 23:00-04
last night 23:30         | 11-20 23:30+01 | 11-21 23:30+01 | 10-24 23:30+02 | 10-31 23:30-04
last night 00:20         | 11-21 00:20+01 | 11-22 00:20+01 | 10-25 00:20+02 | 11-01 00:20-04
last night 1am           | 11-21 01:00+01 | future         | 10-25 01:00+02 | twice
last night at 02:30      | 11-21 02:30+01 | future         | twice          | future
last night 05:30         | 11-21 05:30+01 | future         | future         | future
last evening             | 11-20 20:00+01 | 11-21 20:00+01 | 10-24 20:00+02 | 10-31 20:00-04
tonight                  | future         | 11-21 23:00+01 | 10-24 23:00+02 | 10-31 23:00-04
tonight 23:30            | future         | 11-21 23:30+01 | 10-24 23:30+02 | 10-31 23:30-04
tonight at 00:10         | future         | 11-22 00:10+01 | 10-25 00:10+02 | 11-01 00:10-04
this morning             | 11-21 08:00+01 | 11-21 08:00+01 | 10-24 08:00+02 | 10-31 08:00-04
this morning 7:15        | 11-21 07:15+01 | 11-21 07:15+01 | 10-24 07:15+02 | 10-31 07:15-04
this morning 00:20       | 11-21 00:20+01 | 11-22 00:20+01 | 10-25 00:20+02 | 11-01 00:20-04
this afternoon           | 11-21 12:00+01 | 11-21 15:00+01 | 10-24 15:00+02 | 10-31 15:00-04
this evening             | future         | 11-21 20:00+01 | 10-24 20:00+02 | 10-31 20:00-04
2h ago                   | 11-21 10:00+01 | 11-21 22:40+01 | 10-25 01:40+02 | 11-01 00:40-04
2 hours ago              | 11-21 10:00+01 | 11-21 22:40+01 | 10-25 01:40+02 | 11-01 00:40-04
1h ago                   | 11-21 11:00+01 | 11-21 23:40+01 | 10-25 02:40+02 | 11-01 01:40-04
an hour ago              | 11-21 11:00+01 | 11-21 23:40+01 | 10-25 02:40+02 | 11-01 01:40-04
half an hour ago         | 11-21 11:30+01 | 11-22 00:10+01 | 10-25 02:10+01 | 11-01 01:10-05
1h30 ago                 | 11-21 10:30+01 | 11-21 23:10+01 | 10-25 02:10+02 | 11-01 01:10-04
1h 30min ago             | 11-21 10:30+01 | 11-21 23:10+01 | 10-25 02:10+02 | 11-01 01:10-04
1.5h ago                 | 11-21 10:30+01 | 11-21 23:10+01 | 10-25 02:10+02 | 11-01 01:10-04
90 min ago               | 11-21 10:30+01 | 11-21 23:10+01 | 10-25 02:10+02 | 11-01 01:10-04
45 Minutes Ago           | 11-21 11:15+01 | 11-21 23:55+01 | 10-25 02:55+02 | 11-01 01:55-04
30s ago                  | 11-21 11:59:30+01 | 11-22 00:39:30+01 | 10-25 02:39:30+01 | 11-01 01:39:30-05
24 hours ago             | 11-20 12:00+01 | 11-21 00:40+01 | 10-24 03:40+02 | 10-31 02:40-04
3 days ago               | 11-18 12:00+01 | 11-19 00:40+01 | 10-22 02:40+02 | 10-29 01:40-04
three days ago           | 11-18 12:00+01 | 11-19 00:40+01 | 10-22 02:40+02 | 10-29 01:40-04
3d ago                   | 11-18 12:00+01 | 11-19 00:40+01 | 10-22 02:40+02 | 10-29 01:40-04
3 days ago 22:00         | 11-18 22:00+01 | 11-18 22:00+01 | 10-21 22:00+02 | 10-28 22:00-04
3 days ago at 00:30      | 11-19 00:30+01 | 11-19 00:30+01 | 10-22 00:30+02 | 10-29 00:30-04
2 days ago, evening      | 11-19 20:00+01 | 11-19 20:00+01 | 10-22 20:00+02 | 10-29 20:00-04
a week ago               | 11-14 12:00+01 | 11-15 00:40+01 | 10-18 02:40+02 | 10-25 01:40-04
2 weeks ago 23:00        | 11-07 23:00+01 | 11-07 23:00+01 | 10-10 23:00+02 | 10-17 23:00-04
fri                      | 11-20 22:00+01 | 11-20 22:00+01 | 10-23 22:00+02 | 10-30 22:00-04
on Friday                | 11-20 22:00+01 | 11-20 22:00+01 | 10-23 22:00+02 | 10-30 22:00-04
sat                      | 11-21 12:00+01 | 11-21 22:00+01 | 10-24 22:00+02 | 10-31 22:00-04
sun                      | 11-15 22:00+01 | 11-15 22:00+01 | 10-18 22:00+02 | 10-25 22:00-04
last fri                 | 11-20 22:00+01 | 11-20 22:00+01 | 10-23 22:00+02 | 10-30 22:00-04
last sat                 | 11-14 22:00+01 | 11-14 22:00+01 | 10-17 22:00+02 | 10-24 22:00-04
fri 23:00                | 11-20 23:00+01 | 11-20 23:00+01 | 10-23 23:00+02 | 10-30 23:00-04
fri, 23:00               | 11-20 23:00+01 | 11-20 23:00+01 | 10-23 23:00+02 | 10-30 23:00-04
on fri at 11 pm          | 11-20 23:00+01 | 11-20 23:00+01 | 10-23 23:00+02 | 10-30 23:00-04
sat 23:00                | 11-14 23:00+01 | 11-21 23:00+01 | 10-24 23:00+02 | 10-31 23:00-04
last sat 23:00           | 11-14 23:00+01 | 11-14 23:00+01 | 10-17 23:00+02 | 10-24 23:00-04
fri 01:00                | 11-21 01:00+01 | 11-21 01:00+01 | 10-24 01:00+02 | 10-31 01:00-04
sat 01:00                | 11-21 01:00+01 | 11-21 01:00+01 | 10-25 01:00+02 | twice
sun 00:20                | 11-16 00:20+01 | 11-22 00:20+01 | 10-25 00:20+02 | 11-01 00:20-04
fri night                | 11-20 23:00+01 | 11-20 23:00+01 | 10-23 23:00+02 | 10-30 23:00-04
fri night 1am            | 11-21 01:00+01 | 11-21 01:00+01 | 10-24 01:00+02 | 10-31 01:00-04
fri morning 1am          | 11-20 01:00+01 | 11-20 01:00+01 | 10-23 01:00+02 | 10-30 01:00-04
thurs afternoon          | 11-19 15:00+01 | 11-19 15:00+01 | 10-22 15:00+02 | 10-29 15:00-04
18 oct                   | 10-18 22:00+02 | 10-18 22:00+02 | 10-18 22:00+02 | 10-18 22:00-04
oct 18                   | 10-18 22:00+02 | 10-18 22:00+02 | 10-18 22:00+02 | 10-18 22:00-04
20 nov                   | 11-20 22:00+01 | 11-20 22:00+01 | 2025-11-20 22:00+01 | 2025-11-20 22:00-05
20 nov 23:30             | 11-20 23:30+01 | 11-20 23:30+01 | 2025-11-20 23:30+01 | 2025-11-20 23:30-05
20 Nov 2025 23:30        | 2025-11-20 23:30+01 | 2025-11-20 23:30+01 | 2025-11-20 23:30+01 | 2025-11-20 23:30-05
November 20, 2025, 23:30 | 2025-11-20 23:30+01 | 2025-11-20 23:30+01 | 2025-11-20 23:30+01 | 2025-11-20 23:30-05
20 nov 2026 23:30        | 11-20 23:30+01 | 11-20 23:30+01 | future         | future
20th nov 11:30pm         | 11-20 23:30+01 | 11-20 23:30+01 | 2025-11-20 23:30+01 | 2025-11-20 23:30-05
sun 18 oct 01:00         | 10-18 01:00+02 | 10-18 01:00+02 | 10-18 01:00+02 | 10-18 01:00-04
18 oct night 01:00       | 10-19 01:00+02 | 10-19 01:00+02 | 10-19 01:00+02 | 10-19 01:00-04
25 dec                   | 2025-12-25 22:00+01 | 2025-12-25 22:00+01 | 2025-12-25 22:00+01 | 2025-12-25 22:00-05
29 feb                   | 2024-02-29 22:00+01 | 2024-02-29 22:00+01 | 2024-02-29 22:00+01 | 2024-02-29 22:00-05
22 nov                   | 2025-11-22 22:00+01 | 11-22 00:40+01 | 2025-11-22 22:00+01 | 2025-11-22 22:00-05
2026-10-18               | 10-18 22:00+02 | 10-18 22:00+02 | 10-18 22:00+02 | 10-18 22:00-04
2026-10-18 evening       | 10-18 20:00+02 | 10-18 20:00+02 | 10-18 20:00+02 | 10-18 20:00-04
2026-10-18 23:30         | 10-18 23:30+02 | 10-18 23:30+02 | 10-18 23:30+02 | 10-18 23:30-04
2026-10-18T23:30         | 10-18 23:30+02 | 10-18 23:30+02 | 10-18 23:30+02 | 10-18 23:30-04
2026-10-18 01:00         | 10-18 01:00+02 | 10-18 01:00+02 | 10-18 01:00+02 | 10-18 01:00-04
2026-10-18T23:30:15+01:00 | 10-18 23:30:15+01 | 10-18 23:30:15+01 | 10-18 23:30:15+01 | 10-18 23:30:15+01
2026-10-18T24:00         | 10-19 00:00+02 | 10-19 00:00+02 | 10-19 00:00+02 | 10-19 00:00-04
2026-10-18 24:00:00      | 10-19 00:00+02 | 10-19 00:00+02 | 10-19 00:00+02 | 10-19 00:00-04
20261018T2330            | 10-18 23:30+02 | 10-18 23:30+02 | 10-18 23:30+02 | 10-18 23:30-04
20261018T233015Z         | 10-18 23:30:15+00 | 10-18 23:30:15+00 | 10-18 23:30:15+00 | 10-18 23:30:15+00
2026-10-18T23:30:15.250Z | 10-18 23:30:15+00 | 10-18 23:30:15+00 | 10-18 23:30:15+00 | 10-18 23:30:15+00
2026-10-18 23:30 -0500   | 10-18 23:30-05 | 10-18 23:30-05 | 10-18 23:30-05 | 10-18 23:30-05
2026-10-25 02:30         | twice          | twice          | twice          | 10-25 02:30-04
2026-10-25 02:30 +02:00  | 10-25 02:30+02 | 10-25 02:30+02 | 10-25 02:30+02 | 10-25 02:30+02
2026-10-25T02:30+01:00   | 10-25 02:30+01 | 10-25 02:30+01 | 10-25 02:30+01 | 10-25 02:30+01
2026-03-29 02:30         | skipped        | skipped        | skipped        | 03-29 02:30-04
2026-03-08 02:30         | 03-08 02:30+01 | 03-08 02:30+01 | 03-08 02:30+01 | skipped
02:30 +02:00             | 11-21 02:30+02 | 11-21 02:30+02 | 10-25 02:30+02 | 11-01 02:30+02
"""  # noqa: E501

# phrase | Berlin goes on | New York goes on
UNDERSTOOD_WHEN_AN_HOUR_IS_MISSING = """
now                      | 03-29 03:20+02 | 03-08 03:20-04
03:10                    | 03-29 03:10+02 | 03-08 03:10-04
02:30                    | skipped        | skipped
01:30                    | 03-29 01:30+01 | 03-08 01:30-05
22:30                    | 03-28 22:30+01 | 03-07 22:30-05
today                    | 03-28 22:00+01 | 03-07 22:00-05
today 02:30              | skipped        | skipped
yesterday 23:30          | 03-27 23:30+01 | 03-06 23:30-05
yesterday 02:30          | 03-28 02:30+01 | 03-07 02:30-05
last night               | 03-28 23:00+01 | 03-07 23:00-05
last night 02:30         | skipped        | skipped
last night 3am           | 03-29 03:00+02 | 03-08 03:00-04
tonight at 01:45         | 03-29 01:45+01 | 03-08 01:45-05
sun 02:30                | skipped        | skipped
20 min ago               | 03-29 03:00+02 | 03-08 03:00-04
21 min ago               | 03-29 01:59+01 | 03-08 01:59-05
1h ago                   | 03-29 01:20+01 | 03-08 01:20-05
24 hours ago             | 03-28 02:20+01 | 03-07 02:20-05
1 day ago                | 03-28 03:20+01 | 03-07 03:20-05
last fri 23:00           | 03-27 23:00+01 | 03-06 23:00-05
2026-03-08 02:30         | 03-08 02:30+01 | skipped
2026-03-08 01:30 -05:00  | 03-08 01:30-05 | 03-08 01:30-05
"""

# phrase | the words of the refusal
REFUSED = """
                         | No time was given
10                       | “10” alone is not a time
2230                     | “2230” alone is not a time
2026                     | “2026” alone is not a time
fri 10                   | “10” alone is not a time
yesterday 10             | “10” alone is not a time
soon                     | “soon”
earlier                  | “earlier”
recently                 | “recently”
fri 25:00                | “25:00” is not a time of day
24:01                    | “24:01” is not a time of day
2026-02-30 24:00         | 30 Feb 2026 is not a date
23:60                    | “23:60” is not a time of day
9:5                      | “9:5” is not a time of day
13pm                     | “13pm” is not a time of day
0am                      | “0am” is not a time of day
22:30 am                 | “22:30 am” is not a time of day
22:30:15:00              | “22:30:15:00” is not a time of day
31 feb                   | 31 Feb is not a date
32 nov                   | 32 Nov is not a date
0 nov                    | 0 Nov is not a date
2026-02-30               | 30 Feb 2026 is not a date
2025-02-29               | 29 Feb 2025 is not a date
2026-13-01               | 1 of month 13 2026 is not a date
3/4/2026                 | “3/4/2026” is not clear
03.04.2026               | “03.04.2026” is not clear
3-4-2026                 | “3-4-2026” is not clear
3/4                      | “3/4” is not clear
2026-4-3                 | “2026-4-3” is not clear
1969-12-31               | The year 1969 is out of range
20 nov 1492              | The year 1492 is out of range
2201-01-01               | The year 2201 is out of range
500000h ago              | The year 1969 is out of range
99999999 days ago        | is too far away
tomorrow                 | “tomorrow” is in the future
tomorrow 22:00           | “tomorrow 22:00” is in the future
next fri                 | “next fri” is in the future
in 2 hours               | “in 2 hours” is in the future
2026-11-22 12:01         | Sun 22 Nov 2026, 12:01 is in the future
2027-01-01               | Fri 1 Jan 2027, 22:00 is in the future
2h                       | “2h” has no “ago”
90 min                   | “90 min” has no “ago”
22h30                    | “22h30” has no “ago”
-2h ago                  | “-” as part of a time
2h -ago                  | “2h -ago” has no “ago”
0 days ago               | “0 days ago”
1.5 days ago             | “1.5 days ago”
30 min 2h ago            | “30 min 2h ago”
3 days 2 hours ago       | “3 days 2 hours ago”
3 months ago             | too wide for one moment
last week                | too wide for one moment
last month               | too wide for one moment
2026-11                  | too wide for one moment
nov 2026                 | too wide for one moment
last week 22:00          | names no single day
2026-11 evening          | names no single day
evening                  | doesn't say which day
night 23:00              | doesn't say which day
yesterday today          | names two days
yesterday 20 nov         | names two days
20 nov 21 nov            | names two days
fri sat                  | names two days
22:30 23:30              | names two times
noon 12:00               | names two times
yesterday evening night  | names two times
2h ago 22:00             | names two times
now 22:30                | names two times
last night 15:00         | 15:00 is not at night
this morning 22:00       | 22:00 is not in the morning
yesterday afternoon 9am  | 09:00 is not in the afternoon
sat 20 nov 2026          | 20 Nov 2026 is a Friday
last fri 20 nov          | names two days
fri 23:00 with him       | “with” as part of a time
fri 23:00!               | “!” as part of a time
yesterday-ish            | “-” as part of a time
at                       | “at” as part of a time
at at 22:30              | “at” as part of a time
on 22:30                 | “on” as part of a time
fri at                   | “at” as part of a time
, fri                    | “,” as part of a time
fri,                     | “,” as part of a time
fri,, 23:00              | “,” as part of a time
last                     | “last” as part of a time
this                     | “this” as part of a time
ago                      | “ago” as part of a time
half ago                 | “half” as part of a time
22:30 +25:00             | “+25:00” is not an offset
22:30 +01:75             | “+01:75” is not an offset
+01:00                   | “+01:00” as part of a time
２２:３０                | Can't read “２２:３０”
٢٢:٣٠                    | Can't read “٢٢:٣٠”
gestern früh             | Can't read “gestern früh”
"""


# phrase | at Saturday noon: since | until | on Sunday at 00:40: since | until
STRETCHES = """
today               | 11-21 04:00+01 | 11-22 03:59:59+01 | 11-21 04:00+01 | 11-22 03:59:59+01
yesterday           | 11-20 04:00+01 | 11-21 03:59:59+01 | 11-20 04:00+01 | 11-21 03:59:59+01
fri                 | 11-20 04:00+01 | 11-21 03:59:59+01 | 11-20 04:00+01 | 11-21 03:59:59+01
sat                 | 11-21 04:00+01 | 11-22 03:59:59+01 | 11-21 04:00+01 | 11-22 03:59:59+01
last sat            | 11-14 04:00+01 | 11-15 03:59:59+01 | 11-14 04:00+01 | 11-15 03:59:59+01
90 days ago         | 08-23 04:00+02 | 08-24 03:59:59+02 | 08-23 04:00+02 | 08-24 03:59:59+02
2 weeks ago         | 11-07 04:00+01 | 11-08 03:59:59+01 | 11-07 04:00+01 | 11-08 03:59:59+01
3 months ago        | 08-21 04:00+02 | 08-22 03:59:59+02 | 08-21 04:00+02 | 08-22 03:59:59+02
a year ago          | 2025-11-21 04:00+01 | 2025-11-22 03:59:59+01 | 2025-11-21 04:00+01 | 2025-11-22 03:59:59+01
this week           | 11-16 04:00+01 | 11-23 03:59:59+01 | 11-16 04:00+01 | 11-23 03:59:59+01
last week           | 11-09 04:00+01 | 11-16 03:59:59+01 | 11-09 04:00+01 | 11-16 03:59:59+01
this month          | 11-01 04:00+01 | 12-01 03:59:59+01 | 11-01 04:00+01 | 12-01 03:59:59+01
last month          | 10-01 04:00+02 | 11-01 03:59:59+01 | 10-01 04:00+02 | 11-01 03:59:59+01
this year           | 01-01 04:00+01 | 2027-01-01 03:59:59+01 | 01-01 04:00+01 | 2027-01-01 03:59:59+01
last year           | 2025-01-01 04:00+01 | 01-01 03:59:59+01 | 2025-01-01 04:00+01 | 01-01 03:59:59+01
2026                | 01-01 04:00+01 | 2027-01-01 03:59:59+01 | 01-01 04:00+01 | 2027-01-01 03:59:59+01
2026-10             | 10-01 04:00+02 | 11-01 03:59:59+01 | 10-01 04:00+02 | 11-01 03:59:59+01
oct 2026            | 10-01 04:00+02 | 11-01 03:59:59+01 | 10-01 04:00+02 | 11-01 03:59:59+01
november            | 11-01 04:00+01 | 12-01 03:59:59+01 | 11-01 04:00+01 | 12-01 03:59:59+01
dec                 | 2025-12-01 04:00+01 | 01-01 03:59:59+01 | 2025-12-01 04:00+01 | 01-01 03:59:59+01
20 nov              | 11-20 04:00+01 | 11-21 03:59:59+01 | 11-20 04:00+01 | 11-21 03:59:59+01
2026-10-24          | 10-24 04:00+02 | 10-25 03:59:59+01 | 10-24 04:00+02 | 10-25 03:59:59+01
2026-10-25          | 10-25 04:00+01 | 10-26 03:59:59+01 | 10-25 04:00+01 | 10-26 03:59:59+01
2026-12-24          | 12-24 04:00+01 | 12-25 03:59:59+01 | 12-24 04:00+01 | 12-25 03:59:59+01
2026-12-24 18:00    | 12-24 18:00+01 | 12-24 18:00+01    | 12-24 18:00+01 | 12-24 18:00+01
2026-10-25 02:30    | 10-25 02:30+02 | 10-25 02:30+01    | 10-25 02:30+02 | 10-25 02:30+01
2026-10-25 02:30+02 | 10-25 02:30+02 | 10-25 02:30+02    | 10-25 02:30+02 | 10-25 02:30+02
22:30               | 11-20 22:30+01 | 11-20 22:30+01    | 11-21 22:30+01 | 11-21 22:30+01
yesterday 01:00     | 11-21 01:00+01 | 11-21 01:00+01    | 11-21 01:00+01 | 11-21 01:00+01
last night          | 11-20 18:00+01 | 11-21 03:59:59+01 | 11-21 18:00+01 | 11-22 03:59:59+01
tonight             | 11-21 18:00+01 | 11-22 03:59:59+01 | 11-21 18:00+01 | 11-22 03:59:59+01
this morning        | 11-21 04:00+01 | 11-21 11:59:59+01 | 11-21 04:00+01 | 11-21 11:59:59+01
yesterday afternoon | 11-20 12:00+01 | 11-20 17:59:59+01 | 11-20 12:00+01 | 11-20 17:59:59+01
sat evening         | 11-14 17:00+01 | 11-15 03:59:59+01 | 11-21 17:00+01 | 11-22 03:59:59+01
2h ago              | 11-21 10:00+01 | 11-21 10:00+01    | 11-21 22:40+01 | 11-21 22:40+01
now                 | 11-21 12:00+01 | 11-21 12:00+01    | 11-22 00:40+01 | 11-22 00:40+01
"""  # noqa: E501

NO_STRETCH = """
                    | No time was given
10                  | “10” alone is not a time
2230                | “2230” alone is not a time
soon                | “soon”
last week 22:00     | names no single day
2026-11 evening     | names no single day
3 months ago 22:00  | names no single day
2026-03-29 02:30    | the clocks skip it
900 years ago       | is out of range
99999999 years ago  | is too far away
60000 days ago      | is out of range
31 feb              | 31 Feb is not a date
tomorrow            | “tomorrow” is in the future
"""


def rows(table: str, width: int) -> list[tuple[str, ...]]:
    """The cells of a table, one line each."""
    lines = [line for line in table.split("\n") if line.strip()]
    found = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    assert {len(row) for row in found} == {width}
    return found


def by_hand(cell: str) -> datetime:
    """An instant of the table; without a year it is in 2026."""
    return datetime.fromisoformat(cell if cell[4] == "-" else f"2026-{cell}")


def column(table: str, width: int, at: int) -> list[tuple[str, tuple[str, str]]]:
    """Each phrase of a table with what is expected in one of its nights; it names the case too."""
    return [(phrase, (phrase, cells[at])) for phrase, *cells in rows(table, width)]


def at_noon(text: str) -> datetime:
    """What a phrase means at noon."""
    return understand(text, now=NOON[0], instants=instants_in(BERLIN))


def or_refusal(asked: Callable[[], datetime]) -> datetime | InvalidInput:
    """The answer, or the refusal as a value."""
    try:
        return asked()
    except InvalidInput as refusal:
        return refusal


@pytest.mark.parametrize("at", range(len(BACK)), ids=[str(now) for now, _ in BACK])
def test_a_phrase_means_the_instant_written_by_hand(at: int) -> None:
    """The first table above, column by column."""
    phrases = column(UNDERSTOOD, len(BACK) + 1, at)
    check_each(phrases, partial(check_meaning, BACK[at]))


@pytest.mark.parametrize("at", range(len(ON)), ids=[str(now) for now, _ in ON])
def test_a_phrase_means_the_same_when_an_hour_is_missing(at: int) -> None:
    """The second table above, column by column."""
    phrases = column(UNDERSTOOD_WHEN_AN_HOUR_IS_MISSING, len(ON) + 1, at)
    check_each(phrases, partial(check_meaning, ON[at]))


def check_meaning(night: Night, case: tuple[str, str]) -> None:
    """A phrase means that instant then, or is refused as one in the future, twice or never."""
    now, zone = night
    phrase, expected = case
    if not expected[0].isdigit():
        with pytest.raises(InvalidInput) as refusal:
            understand(phrase, now=now, instants=instants_in(zone))
        said = {"future": "is in the future", "twice": "happened twice", "skipped": "skip it"}
        assert said[expected] in refusal.value.message
        assert isinstance(refusal.value, HappenedTwice) == (expected == "twice")
        return
    at = understand(phrase, now=now, instants=instants_in(zone))
    assert (at, at.utcoffset()) == (by_hand(expected), by_hand(expected).utcoffset())
    assert isinstance(at.tzinfo, timezone)


@pytest.mark.parametrize("night", [NOON, NIGHT], ids=["noon", "night"])
def test_an_uncertain_time_is_refused_in_one_sentence(night: Night) -> None:
    """Every refusal has one sentence for the problem and another for what to write."""
    check_each(column(REFUSED, 2, 0), partial(check_refusal, night))


def check_refusal(night: Night, case: tuple[str, str]) -> None:
    """A phrase is refused then with these words, in a sentence, and with a hint in another."""
    now, zone = night
    phrase, says = case
    with pytest.raises(InvalidInput) as refusal:
        understand(phrase, now=now, instants=instants_in(zone))
    assert says in refusal.value.message
    assert refusal.value.message.endswith(".")
    assert refusal.value.hint.startswith(("Write", "Years go", "Use plain", "Leave the"))
    assert refusal.value.hint.endswith(".")


@pytest.mark.parametrize("end", [False, True], ids=["since", "until"])
@pytest.mark.parametrize(("night", "first"), [(NOON, 0), (NIGHT, 2)], ids=["noon", "night"])
def test_a_period_has_the_hand_written_ends(night: Night, first: int, end: bool) -> None:
    """`--since` and `--until`: whole days, but a time of day counts exactly."""
    now, zone = night

    def check(case: tuple[str, str]) -> None:
        at = understand_day(case[0], now=now, instants=instants_in(zone), end=end)
        assert (at, at.utcoffset()) == (by_hand(case[1]), by_hand(case[1]).utcoffset())

    check_each(column(STRETCHES, 5, first + end), check)


def test_an_invalid_period_is_refused() -> None:
    """`--since` refuses an uncertain time too."""

    def check(case: tuple[str, str]) -> None:
        with pytest.raises(InvalidInput) as refusal:
            understand_day(case[0], now=NOON[0], instants=instants_in(BERLIN))
        assert case[1] in refusal.value.message

    check_each(column(NO_STRETCH, 2, 0), check)


def test_a_time_that_happened_twice_offers_both() -> None:
    """A prompt can ask which one is meant, and the hint has both answers."""
    with pytest.raises(HappenedTwice) as refusal:
        at_noon("2026-10-25 02:30")
    assert [at.isoformat() for at in refusal.value.choices] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ]
    first, second = refusal.value.choices
    assert "2026-10-25 02:30 +02:00" in refusal.value.hint
    assert at_noon("2026-10-25 02:30 +02:00") == first
    assert at_noon("2026-10-25 02:30 +01:00") == second


def test_a_repeated_time_means_the_first_while_the_second_is_in_the_future() -> None:
    """At 02:40, before the clocks go back, 02:30 has been once."""
    now = datetime.fromisoformat("2026-10-25 02:40+02:00")
    at = understand("02:30", now=now, instants=instants_in(BERLIN))
    assert at.isoformat() == "2026-10-25T02:30:00+02:00"


def test_a_skipped_hour_in_the_future_means_the_night_before() -> None:
    """At 01:50, before the clocks go on, nobody means the 02:30 that will not be."""
    now = datetime.fromisoformat("2026-03-29 01:50+01:00")
    at = understand("02:30", now=now, instants=instants_in(BERLIN))
    assert at.isoformat() == "2026-03-28T02:30:00+01:00"


def noon_says(phrase: str) -> str:
    """What the phrase means on Saturday at noon, or the words of its refusal."""
    try:
        return f"{at_noon(phrase):%m-%d %H:%M}"
    except InvalidInput as refusal:
        return f"{refusal.message} {refusal.hint}"


def test_an_hour_and_a_half_is_understood_however_it_is_put() -> None:
    """In words, in digits, and with minutes."""
    for phrase, shown in {
        "an hour and a half ago": "11-21 10:30",
        "1 and a half hours ago": "11-21 10:30",
        "two hours and a half ago": "11-21 09:30",
        "an hour and 20 minutes ago": "11-21 10:40",
        "one hour and ten minutes ago": "11-21 10:50",
        "2h and 5 min ago": "11-21 09:55",
        "just now": "11-21 12:00",
    }.items():
        assert noon_says(phrase) == shown, phrase
    for phrase in ("a day and a half ago", "an hour and half an hour ago", "and a half hour ago"):
        assert noon_says(phrase).startswith("Can't read"), phrase


def test_a_refusal_never_suggests_what_was_just_typed() -> None:
    """It says what is missing instead."""
    days = "as one day. Write --since and --until for several days."
    for phrase, says in {
        "last november": "“last november” doesn't say which year. Write it, as in november 2026.",
        "last noon": "Can't read “noon” as part of a time. Write it like",
        "2026-11-16..2026-11-20": days,
        "2026-11-16 - 2026-11-20": days,
        "mon to fri": days,
    }.items():
        assert says in noon_says(phrase), phrase


def test_24_00_is_the_end_of_the_day_that_is_named() -> None:
    """Never its beginning, even while that end is still to come."""
    for phrase, shown in {
        "2026-11-20 24:00": "11-21 00:00",
        "20 nov 24.00": "11-21 00:00",
        "2026-11-19T24:00:00+01:00": "11-20 00:00",
        "3 days ago 24:00": "11-19 00:00",
        "fri 24:00": "11-21 00:00",
        "sat 24:00": "11-15 00:00",
        "last night 24:00": "11-21 00:00",
        "2026-02-28 24:00": "03-01 00:00",
        "today 24:00": "Sun 22 Nov 2026, 00:00 is in the future.",
        "2026-11-21 24:00": "Sun 22 Nov 2026, 00:00 is in the future.",
        "yesterday morning 24:00": "24:00 is not in the morning.",
    }.items():
        assert shown in noon_says(phrase), phrase


def test_midnight_can_happen_twice() -> None:
    """In Havana the clocks go back from 01:00 to 00:00."""
    now = datetime.fromisoformat("2026-11-01 09:00-05:00")
    with pytest.raises(HappenedTwice):
        understand("midnight", now=now, instants=instants_in(HAVANA))


@pytest.mark.parametrize(
    ("day_end", "yesterday", "one_o_clock"),
    [(time(0), "2026-11-21", "2026-11-21"), (time(6), "2026-11-20", "2026-11-21")],
)
def test_the_end_of_the_day_is_a_setting(day_end: time, yesterday: str, one_o_clock: str) -> None:
    """With days that end at midnight, at 00:40 yesterday is the evening that just was."""
    now, instants = NIGHT[0], instants_in(BERLIN)
    at = understand("yesterday", now=now, instants=instants, day_end=day_end)
    assert at.isoformat() == f"{yesterday}T22:00:00+01:00"
    at = understand("yesterday 01:00", now=now, instants=instants, day_end=day_end)
    assert at.isoformat() == f"{one_o_clock}T01:00:00+01:00"
    at = understand("last night 00:20", now=now, instants=instants, day_end=day_end)
    assert at.isoformat() == "2026-11-22T00:20:00+01:00"


def test_now_may_be_given_in_any_offset() -> None:
    """The clock of the place counts, not the offset of `now`."""
    now = NIGHT[0].astimezone(UTC)
    at = understand("22:30", now=now, instants=instants_in(BERLIN))
    assert at.isoformat() == "2026-11-21T22:30:00+01:00"


def test_parts_of_a_second_are_dropped() -> None:
    """A diary counts in whole seconds."""
    now = NOON[0].replace(microsecond=999_999)
    for phrase in ("now", "today", "1h ago", "a week ago"):
        assert understand(phrase, now=now, instants=instants_in(BERLIN)).microsecond == 0


def test_a_long_text_is_quoted_in_part_and_without_control_characters() -> None:
    """Typed text can't control a terminal, and the error doesn't repeat an essay."""
    with pytest.raises(InvalidInput) as refusal:
        at_noon("\x1b[31m\u202e" + "evening " * 30)
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 80
    assert len(quoted("x" * 500)) == 42


@pytest.mark.parametrize(
    ("at", "clock", "words"),
    [
        ("2026-11-20 23:30+01:00", 24, "Fri 20 Nov 2026, 23:30"),
        ("2026-11-20 23:30+01:00", 12, "Fri 20 Nov 2026, 11:30 pm"),
        ("2026-11-01 00:05+01:00", 24, "Sun 1 Nov 2026, 00:05"),
        ("2026-11-01 00:05+01:00", 12, "Sun 1 Nov 2026, 12:05 am"),
        ("2026-11-01 12:00+01:00", 12, "Sun 1 Nov 2026, 12:00 pm"),
    ],
)
def test_an_instant_is_echoed_with_weekday_and_date(at: str, clock: int, words: str) -> None:
    """The time is shown to the person before the entry is saved."""
    assert echo(datetime.fromisoformat(at), clock) == words


@pytest.mark.skipif(not hasattr(system_time, "tzset"), reason="the zone can't be set here")
def test_the_clocks_of_this_computer_know_their_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's zone has the same gaps and repeated hours as the named one."""
    there = instants_in(BERLIN)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        system_time.tzset()
        here = instants_here()
        for text in ("2026-03-29 02:30", "2026-10-25 02:30", "2026-11-20 23:30"):
            wall = datetime.fromisoformat(text)
            assert here(wall) == there(wall)
            assert [at.utcoffset() for at in here(wall)] == [at.utcoffset() for at in there(wall)]
        assert (len(here(datetime(2026, 3, 29, 2, 30))), len(here(datetime(2026, 10, 25, 2)))) == (
            0,
            2,
        )
    system_time.tzset()


ZONES = st.sampled_from([BERLIN, NEW_YORK, HAVANA])
PAST = st.datetimes(datetime(1970, 1, 2), datetime(2026, 11, 1)).map(
    lambda wall: wall.replace(microsecond=0)
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes))
WORDS = sorted({word for phrase, *_ in rows(UNDERSTOOD, 5) for word in phrase.split()})


@given(wall=PAST, offset=OFFSETS, form=st.sampled_from(["T", " "]))
def test_any_past_instant_printed_as_iso_is_understood_as_itself(
    wall: datetime, offset: timedelta, form: str
) -> None:
    """An explicit offset leaves nothing to guess."""
    at = wall.replace(tzinfo=timezone(offset))
    found = at_noon(at.isoformat(sep=form))
    assert (found, found.utcoffset()) == (at, offset)


@given(wall=PAST, zone=ZONES, clock=st.sampled_from([12, 24]))
def test_an_echoed_time_can_be_typed_again(wall: datetime, zone: ZoneInfo, clock: int) -> None:
    """It means the same instant; in a repeated hour, one of the two."""
    wall = wall.replace(second=0)
    for at in instants_in(zone)(wall):
        said = partial(understand, echo(at, clock), now=NOON[0], instants=instants_in(zone))
        found = or_refusal(said)
        assert at in (found.choices if isinstance(found, HappenedTwice) else (found,))


@given(wall=PAST, zone=ZONES)
def test_every_instant_keeps_the_offset_of_its_place(wall: datetime, zone: ZoneInfo) -> None:
    """From an instant to what the clock showed and back."""
    at = wall.replace(tzinfo=UTC)
    there = localized(at, instants_in(zone))
    assert there == at
    assert there.utcoffset() == at.astimezone(zone).utcoffset()


@given(
    text=st.one_of(
        st.text(max_size=100),
        st.text(alphabet="0123456789:-+/. apmhz,", max_size=20),
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    ),
    now=PAST,
    zone=ZONES,
    day_end=st.times(max_value=time(11, 59)).map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_any_text_is_a_past_instant_or_refused(
    text: str, now: datetime, zone: ZoneInfo, day_end: time
) -> None:
    """Whatever is typed, at any time, the answer is a past instant or one plain sentence."""
    here = now.replace(tzinfo=UTC)
    instants = instants_in(zone)
    at = or_refusal(partial(understand, text, now=here, instants=instants, day_end=day_end))
    if isinstance(at, datetime):
        assert at <= here
        assert at.microsecond == 0
    edge = partial(understand_day, text, now=here, instants=instants, day_end=day_end)
    since, until = or_refusal(edge), or_refusal(partial(edge, end=True))
    if isinstance(since, datetime) and isinstance(until, datetime):
        if until < since:
            # "7d" as an end is the moment before those days begin.
            assert until + timedelta(seconds=1) == since
        else:
            assert day_of(since, day_end) <= day_of(until, day_end)
    for refusal in (at, since, until):
        if isinstance(refusal, InvalidInput):
            assert refusal.message.isprintable()
            assert refusal.message.endswith(".")


@given(wall=PAST, offset=OFFSETS)
def test_with_a_fixed_offset_every_time_happens_once(wall: datetime, offset: timedelta) -> None:
    """Its clock has neither gaps nor repeats."""
    assert instants_at(offset)(wall) == (wall.replace(tzinfo=timezone(offset)),)
