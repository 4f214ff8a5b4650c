"""Options of the command line by which stories are calibrated, or by hand."""

from __future__ import annotations

from typing import Any

import click

__all__ = ["calibration_options"]


class Threshold(click.ParamType):  # type: ignore[type-arg]  # generic in later releases only
    """A similarity above 0 and at most 1, or auto."""

    name = "auto|x"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | str:
        """Give the number, or "auto"."""
        if value == "auto":
            return "auto"
        try:
            similarity = float(value)
        except ValueError:
            self.fail(f"{value!r} is neither auto nor a number", param, ctx)
        if not 0 < similarity <= 1:
            self.fail(f"{value} is not in the range 0<x<=1.", param, ctx)
        return similarity


class Smoothing(click.ParamType):  # type: ignore[type-arg]
    """K,WEIGHT,PASSES, auto, or none."""

    name = "auto|none|k,weight,passes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, float, int] | str | None:
        """Give what `stories` takes for `smooth`."""
        if not isinstance(value, str) or value == "auto":
            return value  # type: ignore[no-any-return]
        if value == "none":
            return None
        try:
            k, weight, passes = value.split(",")
            recipe = int(k), float(weight), int(passes)
        except ValueError:
            self.fail(f"{value!r} is neither auto, none nor like 2,1.0,1", param, ctx)
        if recipe[0] < 1 or recipe[2] < 1 or not 0 <= recipe[1] < float("inf"):
            self.fail(f"{value!r}: k and passes are at least 1, the weight at least 0", param, ctx)
        return recipe


def _language(ctx: click.Context, param: click.Parameter, value: str) -> str | None:
    """Give what `stories` takes for `language`."""
    if value in ("auto", "none"):
        return None if value == "none" else value
    from ._language_choice import language_code

    try:
        return language_code(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def calibration_options(command: Any) -> Any:
    """Add --min-similarity, --smooth, --language and --linkage to a command."""
    for option in (
        click.option(
            "--linkage",
            type=click.Choice(["average", "complete", "single"]),
            default="average",
            show_default=True,
            help="How two groups are compared.",
        ),
        click.option(
            "--language",
            callback=_language,
            default="auto",
            show_default=True,
            help="Whose stop words and stems: each article's own, one like en or english, or none.",
        ),
        click.option(
            "--smooth",
            type=Smoothing(),
            default="auto",
            show_default=True,
            help="How articles take over from their nearest ones.",
        ),
        click.option(
            "--min-similarity",
            type=Threshold(),
            default="auto",
            show_default=True,
            help="Least mean similarity of two groups of a story, from 0 to 1.",
        ),
    ):
        command = option(command)
    return command
