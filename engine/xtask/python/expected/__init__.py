"""What each story makes, told a second time: from the story, never from what Tandem printed.

A module has `BALANCERS` (load balancers by name, with their regions), `REGIONS`, and `expected(cloud, lacks, edited)`:
what a reading of the cloud must be. `lacks` names what the judge cannot do and the script therefore leaves out,
`edited` the values that were changed since the first apply.
"""
