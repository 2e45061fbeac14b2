using System.Collections.Immutable;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Binding;

/// <summary>A recipe's meaning: what it names, as far as it could be understood. Whatever could not be bound is left out and has a diagnostic.</summary>
public sealed record BoundRecipe
{
    public string? Name { get; init; }
    public string? Description { get; init; }
    /// <summary>What the recipe takes in, in order; later ones win over earlier ones.</summary>
    public ImmutableArray<BoundUse> Uses { get; init; } = [];
    /// <summary>The lists and words that stand in this file itself and win over what it takes in.</summary>
    internal RecipeSections Own { get; init; }
    public BoundModel? Model { get; init; }
    /// <summary>One entry per item of <c>targets</c>, in order.</summary>
    public ImmutableArray<BoundTarget> Targets { get; init; } = [];
    public BoundData? Data { get; init; }
    public ImmutableArray<BoundStep> Steps { get; init; } = [];
    public BoundBudget? Budget { get; init; }
    public ImmutableArray<BoundOutput> Outputs { get; init; } = [];
    public ulong Seed { get; init; }
    /// <summary>The table of variants; null when the recipe has none. Not taken in from other files.</summary>
    public BoundVariants? Variants { get; init; }
}

/// <param name="Path">As written, relative to the recipe's file.</param>
/// <param name="PathSpan">The path's text (without quotes).</param>
public sealed record BoundModel(string Path, TextSpan PathSpan)
{
    /// <summary>The shapes that inputs are fixed to, in order.</summary>
    public ImmutableArray<BoundInputShape> InputShapes { get; init; } = [];
    /// <summary>The key <c>input_shapes</c>.</summary>
    public TextSpan InputShapesSpan { get; init; }
}

/// <param name="Input">The input's name, as written.</param>
/// <param name="NameSpan">The name alone.</param>
/// <param name="ShapeSpan">The list of numbers.</param>
public sealed record BoundInputShape(string Input, TextSpan NameSpan, ImmutableArray<int> Shape, TextSpan ShapeSpan);

/// <param name="Selections">The target with its options; several for a group.</param>
/// <param name="Span">The whole item.</param>
/// <param name="IdSpan">The target's id alone.</param>
/// <param name="WrittenId">The id as written: a target's, its short form, a group's, or a file's path.</param>
public sealed record BoundTarget(ImmutableArray<TargetSelection> Selections, TextSpan Span, TextSpan IdSpan, string WrittenId)
{
    /// <summary>For a target of the user's own: its file. It has no selections until somebody who may open files has put them there.</summary>
    public BoundOwnTarget? Own { get; init; }
}

/// <param name="Path">As written, relative to the recipe's file.</param>
/// <param name="Options">As written.</param>
public sealed record BoundOwnTarget(string Path, ImmutableArray<BoundOption> Options)
{
    /// <summary>Why the file cannot be used, one sentence; null when it can, or was not opened yet.</summary>
    public string? Problem { get; init; }
    /// <summary>By option name.</summary>
    public ImmutableDictionary<string, OptionProblem> OptionProblems { get; init; } = ImmutableDictionary<string, OptionProblem>.Empty;
}

/// <param name="Span">Name and value.</param>
public sealed record BoundOption(string Name, string Value, TextSpan Span)
{
    /// <summary>Whether a suggestion is meant for the name: it is no value.</summary>
    public bool IsNameWrong(string suggestion) => Spelling.Nearest(Name, [suggestion]) is not null && suggestion != Name && Spelling.Nearest(Value, [suggestion]) is null;
}

/// <param name="Span">The whole item.</param>
/// <param name="KindSpan">From the step's kind to the end of its first line's value: where its diagnostics stand (<c>quantize: dynamic</c>).</param>
/// <param name="IsAvailable">Whether this version can run it; a step that is not may still be planned.</param>
public abstract record BoundStep(TextSpan Span, TextSpan KindSpan, bool IsAvailable)
{
    /// <summary>As recipes write it: <c>quantize</c>.</summary>
    public abstract string Kind { get; }
}

/// <param name="Sparsity">Share of zeros, 0…1.</param>
public sealed record BoundPrune(TextSpan Span, TextSpan KindSpan, bool IsAvailable, double Sparsity) : BoundStep(Span, KindSpan, IsAvailable)
{
    /// <summary>The number as written.</summary>
    public TextSpan SparsitySpan { get; init; }
    /// <summary>The operators that the step touches; null: all.</summary>
    public BoundSelector? Where { get; init; }
    public override string Kind => "prune";
}

/// <param name="Iterations">Rounds at most; null: as the pass has it.</param>
public sealed record BoundEqualize(TextSpan Span, TextSpan KindSpan, bool IsAvailable, int? Iterations) : BoundStep(Span, KindSpan, IsAvailable)
{
    /// <summary>The operators whose channels may be scaled; null: all.</summary>
    public BoundSelector? Where { get; init; }
    /// <summary>Whether what a channel always has moves from its bias into the next operator's.</summary>
    public Written<bool>? BiasAbsorption { get; init; }
    public override string Kind => "equalize";
}

/// <summary>A step that is known and can be neither planned nor run yet.</summary>
public sealed record BoundOtherStep(TextSpan Span, TextSpan KindSpan, string KindName) : BoundStep(Span, KindSpan, false)
{
    public override string Kind => KindName;
}

/// <param name="File">The limit of the written file, null when the recipe sets none.</param>
public sealed record BoundBudget(BoundSize? File)
{
    /// <summary>The limit of the file after gzip.</summary>
    public BoundSize? Gzip { get; init; }
    /// <summary>The limit of what the file takes of a microcontroller's flash.</summary>
    public BoundSize? Flash { get; init; }
    /// <summary>The limit of what the activations take at a time.</summary>
    public BoundSize? Arena { get; init; }
    /// <summary>The most time of one inference, in milliseconds.</summary>
    public BoundLimit<double>? Latency { get; init; }
    /// <summary>The least shares of multiply-accumulates, per target, in order.</summary>
    public ImmutableArray<BoundCoverage> Coverage { get; init; } = [];
    /// <summary>The least value of the metric, a share.</summary>
    public BoundLimit<double>? Accuracy { get; init; }
    /// <summary>The most that the metric may lose against the float model.</summary>
    public BoundLimit<BoundDrop>? AccuracyDrop { get; init; }
}

/// <param name="Text">As written: <c>1 point</c>.</param>
/// <param name="Span">Key and value.</param>
public sealed record BoundLimit<T>(T Value, string Text, TextSpan Span);

/// <param name="Text">As written: <c>60 KiB</c>.</param>
/// <param name="Span">Key and value.</param>
public sealed record BoundSize(long Bytes, string Text, TextSpan Span);

/// <param name="Target">The target's or group's id, as written.</param>
/// <param name="TargetSpan">The id alone.</param>
/// <param name="Share">The least share of the multiply-accumulates that must not fall back, 0…1.</param>
/// <param name="Text">As written: <c>90 %</c>.</param>
/// <param name="Span">Id and share.</param>
public sealed record BoundCoverage(string Target, TextSpan TargetSpan, double Share, string Text, TextSpan Span);

public enum OutputKind { TFLite, Report }

/// <param name="Path">As written, relative to the recipe's file.</param>
public sealed record BoundOutput(OutputKind Kind, string Path, TextSpan Span, TextSpan PathSpan);
