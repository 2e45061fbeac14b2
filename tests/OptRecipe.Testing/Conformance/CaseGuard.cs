using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Testing.Conformance;

/// <summary>Turns what a comparison says or throws into a result.</summary>
internal static class CaseGuard
{
    /// <param name="compare">Returns what differs, null when nothing does.</param>
    public static CaseResult Run(KernelCase @case, Func<string?> compare)
    {
        try
        {
            var difference = compare();
            return new(@case, difference is null ? CaseOutcome.Passed : CaseOutcome.Failed, difference ?? "");
        }
        catch (InterpreterException error)
        {
            return new(@case, error.IsNotDone ? CaseOutcome.NotDone : CaseOutcome.Failed, $"{error.Stage}: {error.Message}");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new(@case, CaseOutcome.Failed, $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
    }
}
