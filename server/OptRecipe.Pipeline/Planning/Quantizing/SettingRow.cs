using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Planning.Quantizing;

public enum SettingSource
{
    /// <summary>Nobody said anything: the language's default.</summary>
    Default,
    /// <summary>The scheme is a preset that says it.</summary>
    Scheme,
    /// <summary>The tool whose numbers are wanted says it.</summary>
    Numerics,
    /// <summary>The step's own keys.</summary>
    Step,
    /// <summary>The step's <c>where</c> leaves the operator out.</summary>
    Where,
    Rule,
}

/// <summary>Who says a field.</summary>
/// <param name="Rule">The rule's number from 0 for <see cref="SettingSource.Rule"/>, else −1.</param>
/// <param name="Span">Where it is written; null for what is not.</param>
public readonly record struct SettingOrigin(SettingSource Source, int Rule = -1, TextSpan? Span = null)
{
    /// <summary><c>rule 2</c>, <c>step</c>, <c>default</c>.</summary>
    public override string ToString() => Source == SettingSource.Rule ? $"rule {Rule + 1}" : Source.ToString().ToLowerInvariant();
}

/// <summary>One field of what holds for an operator.</summary>
/// <param name="Field">As a recipe writes it: <c>weights.bits</c>.</param>
/// <param name="Value">As a recipe writes it.</param>
/// <param name="Overridden">Who said the field and lost, in the order of the recipe.</param>
public sealed record SettingRow(string Field, string Value, SettingOrigin Origin, ImmutableArray<SettingOrigin> Overridden);
