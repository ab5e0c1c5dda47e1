"""`python -m frontline.cli`, for those who start it by its module."""

from frontline.cli import main

main()
