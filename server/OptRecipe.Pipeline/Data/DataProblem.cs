using System.Collections.Immutable;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

public enum DataProblemKind { Missing, Refused, Empty, UnknownFormat, Broken, UnknownArray, UnknownInput, WrongShape, WrongLayout, WrongType, NoLabels, AxisAdded }

/// <summary>What keeps a data set from being read, or (<see cref="DataProblemKind.AxisAdded"/>) what was done to have it fit.</summary>
/// <param name="Message">One sentence with names in backticks, no full stop.</param>
/// <param name="Span">The text of the recipe it speaks of.</param>
public sealed record DataProblem(DataProblemKind Kind, string Message, TextSpan Span)
{
    public ImmutableArray<Fix> Fixes { get; init; } = [];

    /// <summary>A step of preprocessing that would have the samples fit; null when there is none.</summary>
    public StepSuggestion? Suggestion { get; init; }

    /// <summary>The same about the same text, which stands elsewhere now.</summary>
    internal DataProblem Moved(int distance) => this with
    {
        Span = Shifted(Span, distance),
        Fixes = [.. Fixes.Select(fix => fix with { Edits = [.. fix.Edits.Select(edit => edit with { Span = Shifted(edit.Span, distance) })] })],
    };

    private static TextSpan Shifted(TextSpan span, int distance) => new(span.Start + distance, span.Length);

    /// <summary>The set can be read all the same.</summary>
    public bool IsNote => Kind == DataProblemKind.AxisAdded;
}

/// <param name="Step">As recipes write it: <c>resize: [96, 96]</c>.</param>
public sealed record StepSuggestion(string Title, string Step);
