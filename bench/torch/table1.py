"""Builds the eleven networks of table 1 and prints their parameters: the peer of `kesc params specs/paper/table1.kes`."""

from networks import BODIES, WRN, count

for name, body in BODIES.items():
    print(f"{name:14}{count(WRN(body)):>12,}")
