namespace OptRecipe.Testing.Conformance;

public enum CaseOutcome { Passed, Failed, NotDone }

/// <param name="Reason">What differs, or why it was not done; empty for a pass.</param>
public sealed record CaseResult(KernelCase Case, CaseOutcome Outcome, string Reason);
