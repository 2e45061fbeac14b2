using System.Collections.Immutable;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;

namespace OptRecipe.Recipe.Diagnostics;

public enum Severity { Error, Warning, Information, Hint }

/// <summary>A kind of diagnostic. Ranges of codes: 1 text and schema, 2 meaning, 3 model file, 4 target rules, 5 plan and passes, 9 ourselves. A code is never reused.</summary>
/// <param name="Code">Stable code, for example <c>OR2003</c>; its page is <c>server/docs/diagnostics/OR2003.md</c>.</param>
/// <param name="Since">The version that brought it.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, Severity DefaultSeverity, string Since);

/// <summary>One thing to tell a user, on the text that caused it.</summary>
/// <param name="Message">One sentence, present tense, names things in backticks, says found and expected, no full stop at the end.</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, TextSpan Span, string Message)
{
    public Severity Severity { get; init; } = Descriptor.DefaultSeverity;
    public ImmutableArray<RelatedInformation> Related { get; init; } = [];
    /// <summary>Fixes in order of preference.</summary>
    public ImmutableArray<Fix> Fixes { get; init; } = [];
    /// <summary>The text can go (shown faded).</summary>
    public bool IsUnnecessary { get; init; }
    /// <summary>The text is written as it once was (shown struck through).</summary>
    public bool IsDeprecated { get; init; }
    /// <summary>Size or coverage rather than a problem; switched off by <c>optrecipe.diagnostics.summary</c>.</summary>
    public bool IsSummary { get; init; }

    /// <summary>With one more fix, when there is one.</summary>
    public Diagnostic WithFix(Fix? fix) => fix is null ? this : this with { Fixes = Fixes.Add(fix) };

    public Diagnostic WithFix(string title, FixSafety safety, params ImmutableArray<TextEdit> edits) => this with { Fixes = Fixes.Add(new(title, safety, edits)) };
}

/// <param name="Span">A place in the recipe's text, or in <see cref="File"/>.</param>
public sealed record RelatedInformation(TextSpan Span, string Message)
{
    /// <summary>The used file that the span speaks of; null for the recipe itself.</summary>
    public UsedFile? File { get; init; }
}

/// <summary>Safe: keeps the meaning or is surely meant; may be applied in bulk. Unsafe: one of several readings. DisplayOnly: shown, never applied in bulk nor preferred.</summary>
public enum FixSafety { Safe, Unsafe, DisplayOnly }

public sealed record Fix(string Title, FixSafety Safety, ImmutableArray<TextEdit> Edits);
