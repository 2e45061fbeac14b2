namespace OptRecipe.Testing.Conformance;

/// <summary>Results by operator and form.</summary>
public static class ConformanceTable
{
    /// <summary>One line for each operator and form, then what failed and what was not done with the reason, then the sum.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<CaseResult> results)
    {
        yield return $"{"operator",-34} {"form",-16} {"passed",7} {"failed",7} {"not done",9} {"known",6}";
        foreach (var group in results.GroupBy(result => (result.Case.Operator, result.Case.Form)).OrderBy(group => group.Key.Operator, StringComparer.Ordinal).ThenBy(group => group.Key.Form, StringComparer.Ordinal))
            yield return $"{group.Key.Operator,-34} {group.Key.Form,-16} {Count(group, CaseOutcome.Passed),7} {Count(group, CaseOutcome.Failed),7} {Count(group, CaseOutcome.NotDone),9} {Count(group, CaseOutcome.Known),6}";
        foreach (var (outcome, words) in new[] { (CaseOutcome.Known, "known"), (CaseOutcome.NotDone, "not done"), (CaseOutcome.Failed, "failed") })
            foreach (var result in results.Where(result => result.Outcome == outcome)) yield return $"{words}: {result.Case.File}: {result.Reason}";
        yield return Sum(results);
    }

    public static string Sum(IReadOnlyList<CaseResult> results)
    {
        var passed = Count(results, CaseOutcome.Passed);
        var known = Count(results, CaseOutcome.Known);
        return $"{passed} passed, {Count(results, CaseOutcome.Failed)} failed, {Count(results, CaseOutcome.NotDone)} not done{(known > 0 ? $", {known} known faults of the runtime" : "")}, "
            + $"{results.Count} cases, {(results.Count == 0 ? 0 : Math.Floor(1000.0 * passed / results.Count) / 10):0.0} % passed";
    }

    private static int Count(IEnumerable<CaseResult> results, CaseOutcome outcome) => results.Count(result => result.Outcome == outcome);
}
