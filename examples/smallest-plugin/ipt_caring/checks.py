"""When is the work done? One check."""

from ipt_core import Known, Verdict, check, met, not_known, not_yet


@check("C-X1", "The care weighs less on you")
def weighs_less(known: Known) -> Verdict:
    """The weight of caring is down by 2 or more (0-10). An example; the threshold is a design decision."""
    ratings = [fact.value for fact in known.history("caring.weight")]
    if len(ratings) < 2:
        return not_known("Fewer than two ratings of the weight so far.", otherwise="Do Share the load once more.")
    evidence = f"The weight went from {ratings[0]} to {ratings[-1]}."
    if ratings[0] - ratings[-1] >= 2:
        return met(evidence)
    return not_yet(evidence, otherwise="Hand over one more small task.")
