"""`schema`: what files may say, as a JSON Schema for editors or as a page to read."""

import json
from pathlib import Path

import click

EXAMPLES = Path("docs/examples")


@click.command("schema")
@click.option("--of", "kind", type=click.Choice(["scenario", "sweep"]), default="scenario", show_default=True,
              help="Which kind of file.")
@click.option("--reference", "page", is_flag=True, help="The scenario reference instead, as Markdown.")
@click.option("--metrics", is_flag=True, help="The names of all metrics instead, one a line.")
@click.option("--list", "listed", type=click.Choice(["metrics", "events"]),
              help="All metrics with their formulas, or all kinds of events, as Markdown.")
def command(kind, page, metrics, listed) -> None:
    """Write the JSON Schema of a kind of file to standard output, for editors that complete and check as one types."""
    from sim.quantities.docstrings import describe_fields

    describe_fields()
    if metrics:
        from sim.metrics import catalogue

        click.echo("\n".join(sorted(catalogue())))
        return
    if listed:
        from sim.report import listed_events, listed_metrics

        click.echo((listed_events if listed == "events" else listed_metrics).page(), nl=False)
        return
    if page:
        from sim.scenario.reference import reference

        examples = {path.stem: path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.yaml"))}
        click.echo(reference(examples), nl=False)
        return
    from sim.scenario.json_schema import schema_of

    click.echo(json.dumps(schema_of(kind), indent=1, ensure_ascii=False))
