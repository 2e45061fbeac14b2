namespace OptRecipe.Testing.Conformance;

/// <summary>What became of a case. Known: it differs, and a named table says why the other side is wrong or undefined there.</summary>
public enum CaseOutcome { Passed, Failed, NotDone, Known }

/// <param name="Reason">What differs, or why it was not done; empty for a pass.</param>
public sealed record CaseResult(KernelCase Case, CaseOutcome Outcome, string Reason);
